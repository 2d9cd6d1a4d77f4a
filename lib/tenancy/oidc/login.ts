import { createHash } from 'node:crypto';
import type { Clock } from '../../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import { randomId } from '../../core/ids';
import { EXTERNAL_PASSWORD } from '../mfa';
import type { AuditEntry, UserRecord, UserRepository } from '../ports';
import type { Identities, ProviderIdentity } from './ports';
import { OidcProvider, type Handshake, type Person } from './provider';
import { placeFor, type GroupPlace, type OidcSettings } from './settings';

interface TokenSet {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

export interface OidcDependencies {
  readonly identities: Identities;
  readonly users: UserRepository;
  /** A session for somebody whom the provider has proved. */
  open(user: UserRecord, from: string | undefined, how: Readonly<Record<string, unknown>>): Promise<TokenSet>;
  audit(entry: AuditEntry, from?: string): Promise<void>;
  readonly clock: Clock;
}

export interface StartedLogin {
  /** Where the browser goes. */
  readonly url: string;
  /** For a cookie of this browser: who comes back without it did not begin here. */
  readonly ticket: string;
}

export interface FinishedLogin {
  readonly tokens: TokenSet;
  /** What `begin` was given. */
  readonly to: string;
}

interface Waiting {
  readonly provider: OidcProvider;
  readonly handshake: Handshake;
  readonly to: string;
  readonly until: number;
}

export const OIDC_LOGIN_MS = 10 * 60_000;
/** Beginning costs nothing, so there is a bound; the oldest goes. */
const MAX_WAITING = 1000;
const MAX_ID_TOKENS = 10_000;
const MAX_NAME = 150;

/** Logins at an identity provider. Users are known by issuer and subject, never by a name or an e-mail address. */
export class OidcLogin {
  private readonly waiting = new Map<string, Waiting>();
  /** Session → ID token, for the logout. Lost at a restart; the provider asks then. */
  private readonly idTokens = new Map<string, string>();
  private provider: OidcProvider | undefined;

  constructor(private readonly use: OidcDependencies) {}

  /** Undefined: nobody logs in so. Logins under way end where they began. */
  configure(settings: OidcSettings | undefined): void {
    const same = JSON.stringify(settings) === JSON.stringify(this.provider?.settings);
    if (!same) this.provider = settings && new OidcProvider(settings);
  }

  /** What stands on the button; undefined for none. */
  get label(): string | undefined {
    return this.provider?.settings.label;
  }

  /** Throws `not-found` without a provider, `unavailable` while it is away. */
  async begin(redirectUri: string, to: string): Promise<StartedLogin> {
    const { provider } = this;
    if (!provider)
      throw new ThermaCoreError('not-found', 'This installation has no single sign-on.', {
        advice: 'Log in with user name and password.',
      });
    const { url, handshake } = await provider.begin(redirectUri);
    const ticket = randomId();
    if (this.waiting.size >= MAX_WAITING) this.waiting.delete(this.waiting.keys().next().value ?? '');
    this.waiting.set(ticket, { provider, handshake, to, until: this.use.clock.now() + OIDC_LOGIN_MS });
    return { url, ticket };
  }

  /** Once for each ticket. Throws `unauthenticated`, `forbidden` (no group that has a place here) or `unavailable`. */
  async finish(ticket: string | undefined, query: string, from?: string): Promise<FinishedLogin> {
    const waiting = this.waiting.get(ticket ?? '');
    this.waiting.delete(ticket ?? '');
    if (!waiting || waiting.until <= this.use.clock.now())
      throw new ThermaCoreError('unauthenticated', 'This login was not begun here, or took too long.', {
        advice: 'Begin again on the login page.',
      });
    const person = await waiting.provider.finish(query, waiting.handshake);
    const user = await this.userOf(person, waiting.provider.settings, from);
    const { issuer, subject } = person.identity;
    const tokens = await this.use.open(user, from, { issuer, subject });
    this.keepIdToken(tokens, person.idToken);
    return { tokens, to: waiting.to };
  }

  /** Where the browser logs out at the provider too; undefined for sessions that did not begin there. */
  async logoutUrl(refreshToken: string, backTo: string): Promise<string | undefined> {
    const session = sessionOf(refreshToken);
    const idToken = this.idTokens.get(session);
    this.idTokens.delete(session);
    if (idToken === undefined || !this.provider) return undefined;
    try {
      return await this.provider.logoutUrl(idToken, backTo);
    } catch (error) {
      // Here the session has ended; that the provider is away must not look as if it had not.
      if (isThermaCoreError(error)) return undefined;
      throw error;
    }
  }

  private async userOf(
    { identity, claims }: Person,
    settings: OidcSettings,
    from?: string,
  ): Promise<UserRecord> {
    const place = placeFor(settings.groups, claims[settings.groupsClaim]);
    const id = await this.use.identities.findUser(identity);
    const known = id === undefined ? undefined : await this.use.users.findById(id);
    const actor = known?.username ?? nameOf(identity, claims);
    if (!place || known?.disabled) {
      const { issuer, subject } = identity;
      const entry = {
        tenant: known?.tenant ?? null,
        actor,
        action: 'session:login',
        outcome: 'refused',
      } as const;
      await this.use.audit(
        { ...entry, detail: { issuer, subject, reason: place ? 'disabled' : 'no group' } },
        from,
      );
      throw new ThermaCoreError('forbidden', 'You are known there, and have no access here.', {
        advice: 'Ask an administrator for a group that has it.',
      });
    }
    return known ? this.placed(known, place, from) : this.made(identity, actor, place, from);
  }

  /** The provider's groups count at each login: who leaves one there has lost it here. */
  private async placed(user: UserRecord, { role, tenant }: GroupPlace, from?: string): Promise<UserRecord> {
    if (user.role === role && user.tenant === tenant && !user.customRole) return user;
    await this.use.identities.setPlace(user.id, { role, tenant });
    const before = { role: user.role, tenant: user.tenant };
    const entry = {
      tenant,
      actor: user.username,
      action: 'user:place',
      target: user.username,
      outcome: 'ok',
    } as const;
    await this.use.audit({ ...entry, detail: { before, after: { role, tenant } } }, from);
    return (await this.use.users.findById(user.id)) ?? { ...user, role, tenant };
  }

  private async made(
    identity: ProviderIdentity,
    name: string,
    { role, tenant }: GroupPlace,
    from?: string,
  ): Promise<UserRecord> {
    const user = { role, tenant, passwordHash: EXTERNAL_PASSWORD };
    const id =
      (await this.use.identities.create(identity, { ...user, username: name })) ??
      // Somebody of this name is here already; that they are one person nobody has proved.
      (await this.use.identities.create(identity, { ...user, username: `${name}#${fingerprint(identity)}` }));
    const made = id === undefined ? undefined : await this.use.users.findById(id);
    if (!made)
      throw new ThermaCoreError('conflict', 'The user could not be made.', { advice: 'Log in again.' });
    const entry = {
      tenant,
      actor: made.username,
      action: 'user:create',
      target: made.username,
      outcome: 'ok',
    } as const;
    await this.use.audit({ ...entry, detail: { ...identity, role } }, from);
    return made;
  }

  private keepIdToken({ refresh_token }: TokenSet, idToken: string | undefined): void {
    if (idToken === undefined) return;
    if (this.idTokens.size >= MAX_ID_TOKENS) this.idTokens.delete(this.idTokens.keys().next().value ?? '');
    this.idTokens.set(sessionOf(refresh_token), idToken);
  }
}

const sessionOf = (refreshToken: string): string => refreshToken.split('.', 1)[0] ?? '';

const fingerprint = ({ issuer, subject }: ProviderIdentity): string =>
  createHash('sha256').update(`${issuer}\n${subject}`).digest('hex').slice(0, 8);

/** What the person is called here: as there, if that is a text. */
function nameOf({ subject }: ProviderIdentity, claims: Readonly<Record<string, unknown>>): string {
  const names = [claims['preferred_username'], claims['email'], subject];
  const name = names.find((one): one is string => typeof one === 'string' && one.trim() !== '') ?? subject;
  return name.trim().slice(0, MAX_NAME);
}
