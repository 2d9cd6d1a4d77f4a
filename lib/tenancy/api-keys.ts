import type { Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../core/errors';
import { randomId } from '../core/ids';
import type { Logger } from '../core/logger';
import type { ApiKeyFilter, ApiKeyRecord, ApiKeyRepository } from './api-key-ports';
import { authorise } from './authorise';
import { isPermission, may, permissionRow, type Permission } from './permissions';
import type { AuditEntry } from './ports';
import type { Principal } from './principal';
import { issueRefreshToken, readRefreshToken, sameHash } from './refresh-token';
import type { VerifiedToken } from './tokens';

export interface ApiKeyDependencies {
  readonly keys: ApiKeyRepository;
  /** The owner as it stands now, acting in the key's tenant; undefined when it is gone, disabled or may not act there. */
  ownerOf(userId: string, tenant: string | null): Promise<Principal | undefined>;
  audit(entry: AuditEntry, from?: string): Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ApiKeyInput {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly units?: readonly string[] | undefined;
  readonly days: number;
}

/** A key as people see it: without its hash, with times in ISO 8601. */
export interface ShownApiKey {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly tenant: string | null;
  readonly permissions: readonly string[];
  readonly units?: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt?: string;
}
export type NewApiKey = ShownApiKey & { readonly token: string };

export const API_KEY_PREFIX = 'tck_';
export const isApiKey = (token: string): boolean => token.startsWith(API_KEY_PREFIX);
/** Set as the session of a principal that came with a key, so that what is open ends with the key. */
const sessionOf = (id: string): string => `${API_KEY_PREFIX}${id}`;
export const isKeyPrincipal = ({ sessionId }: Principal): boolean => isApiKey(sessionId);

export const DEFAULT_KEY_DAYS = 90;
export const LONGEST_KEY_DAYS = 365;
const MAX_KEYS_PER_USER = 100;
const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a key may outlive its end when another process ended it, as for sessions (session-watch.ts). */
const CONFIRMED_FOR_MS = 30_000;
const NOTE_USE_EVERY_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** A person's: with them a key could make itself more than it is, or outlive its own end. */
const NEVER: readonly Permission[] = [
  'api-key:own', 'api-key:manage', 'tenant:switch', 'user:secure', 'editor:read', 'editor:write', 'user:create', 'user:update',
  'user:delete', 'role:update', 'session:manage', 'profile:update', 'person:erase',
]; // prettier-ignore

interface Known {
  readonly at: number;
  readonly hash: string;
  readonly verified: VerifiedToken;
}

const refused = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The API key is not valid, has expired or was revoked.', {
    advice: 'Make a new one, or ask its owner.',
  });
const noSuchKey = (): ThermaCoreError => new ThermaCoreError('not-found', 'There is no such API key.');

/** Throws `forbidden` for who came with a key: what is a person's to do, a key must not. */
export function requirePerson(principal: Principal): void {
  if (isKeyPrincipal(principal))
    throw new ThermaCoreError('forbidden', 'This needs a person: an API key may not do it.', {
      advice: 'Log in with user name and password.',
    });
}

/**
 * API keys: `tck_<id>.<secret>`, of which only a hash of the secret is kept. A key may at any time what its scope and
 * its owner's rights have in common, and ends with either.
 */
export class ApiKeys {
  private readonly known = new Map<string, Known>();
  private readonly noted = new Map<string, number>();
  private readonly endListeners = new Set<(sessionId: string) => void>();
  private forgotten = 0;

  constructor(private readonly use: ApiKeyDependencies) {}

  /** Throws `forbidden` for a permission that its maker has not. The token is shown this once. */
  async create(principal: Principal, input: ApiKeyInput, from?: string): Promise<NewApiKey> {
    requirePerson(principal);
    authorise(principal, 'api-key:own');
    this.requireScope(principal, input);
    const id = randomId();
    const { token, hash } = issueRefreshToken(id);
    const now = this.use.clock.now();
    const record: ApiKeyRecord = {
      id,
      userId: principal.userId,
      username: principal.username,
      tenant: principal.tenant,
      name: input.name,
      hash,
      permissions: [...new Set(input.permissions)],
      units: input.units ? [...new Set(input.units)] : (principal.units ?? null),
      createdAt: now,
      expiresAt: now + input.days * DAY_MS,
      lastUsedAt: null,
    };
    if (!(await this.use.keys.create(record, MAX_KEYS_PER_USER)))
      throw new ThermaCoreError('over-quota', `A user has ${MAX_KEYS_PER_USER} API keys at most.`, {
        advice: 'Revoke those that are not used any more.',
      });
    await this.note(principal, 'api-key:create', record, from, { permissions: record.permissions });
    return { ...shownOf(record), token: `${API_KEY_PREFIX}${token}` };
  }

  async own(principal: Principal): Promise<ShownApiKey[]> {
    requirePerson(principal);
    authorise(principal, 'api-key:own');
    return (await this.use.keys.ofUser(principal.userId)).map(shownOf);
  }

  /** All that act in the principal's tenant. */
  async all(
    principal: Principal,
    filter: ApiKeyFilter,
  ): Promise<{ items: ShownApiKey[]; nextCursor?: string }> {
    requirePerson(principal);
    authorise(principal, 'api-key:manage');
    const page = await this.use.keys.ofTenant(principal.tenant, filter);
    return { ...page, items: page.items.map(shownOf) };
  }

  /** A new secret for an own key: the old one stops working at once, and the days begin anew. */
  async rotate(principal: Principal, id: string, days: number, from?: string): Promise<NewApiKey> {
    requirePerson(principal);
    authorise(principal, 'api-key:own');
    const record = await this.use.keys.find(id);
    if (record?.userId !== principal.userId) throw noSuchKey();
    const { token, hash } = issueRefreshToken(id);
    const expiresAt = this.use.clock.now() + days * DAY_MS;
    await this.use.keys.rotate(id, hash, expiresAt);
    this.forget(id);
    await this.note(principal, 'api-key:rotate', record, from);
    return { ...shownOf({ ...record, expiresAt }), token: `${API_KEY_PREFIX}${token}` };
  }

  /** Ends a key: an own one, or as an administrator any of the tenant. */
  async revoke(principal: Principal, id: string, from?: string): Promise<void> {
    requirePerson(principal);
    authorise(principal, 'api-key:own');
    const record = await this.use.keys.find(id);
    const managed = may(principal, 'api-key:manage') && record?.tenant === principal.tenant;
    if (!record || (record.userId !== principal.userId && !managed)) throw noSuchKey();
    await this.use.keys.remove(id);
    this.forget(id);
    await this.note(principal, 'api-key:revoke', record, from);
  }

  /** Who the bearer is. Throws `unauthenticated`; `unavailable` when the database is away and the key is not known here. */
  async verify(token: string): Promise<VerifiedToken> {
    const presented = readRefreshToken(token.slice(API_KEY_PREFIX.length));
    if (!presented) throw refused();
    const { sessionId: id, hash } = presented;
    const now = this.use.clock.now();
    const known = this.known.get(id);
    const mine = known !== undefined && sameHash(known.hash, hash) && known.verified.expiresAt > now;
    if (mine && now - known.at < CONFIRMED_FOR_MS) {
      this.noteUse(id, now);
      return known.verified;
    }
    const { forgotten } = this;
    let verified: VerifiedToken;
    try {
      verified = await this.ask(id, hash);
    } catch (error) {
      // As for sessions: what reads the plant goes on while the database is away.
      if (!mine || !isThermaCoreError(error) || error.code !== 'unavailable') throw error;
      verified = known.verified;
    }
    if (forgotten === this.forgotten) this.remember(id, { at: now, hash, verified });
    this.noteUse(id, now);
    return verified;
  }

  /** Calls `listener` with the session id of each key that ends here. */
  onEnd(listener: (sessionId: string) => void): void {
    this.endListeners.add(listener);
  }

  private async ask(id: string, hash: string): Promise<VerifiedToken> {
    const record = await this.use.keys.find(id);
    if (!record || !sameHash(record.hash, hash) || record.expiresAt <= this.use.clock.now()) throw refused();
    const owner = await this.use.ownerOf(record.userId, record.tenant);
    if (!owner) throw refused();
    const units = narrower(owner.units, record.units);
    const { grants } = owner;
    return {
      principal: {
        ...owner,
        sessionId: sessionOf(id),
        grants: record.permissions.filter(
          (permission) =>
            !NEVER.some((never) => never === permission) && (grants?.includes(permission) ?? true),
        ),
        ...(units ? { units } : {}),
      },
      expiresAt: record.expiresAt,
    };
  }

  private requireScope(principal: Principal, { permissions, units }: ApiKeyInput): void {
    const never = permissions.find((permission) => NEVER.includes(permission));
    if (never)
      throw new ThermaCoreError('forbidden', `An API key may not have ${never}.`, {
        field: 'permissions',
        advice: 'Leave it out: that is for people who log in.',
      });
    const missing = permissions.find(
      (permission) => !isPermission(permission) || !may(principal, permission),
    );
    if (missing)
      throw new ThermaCoreError('forbidden', `You have not ${missing} yourself.`, {
        field: 'permissions',
        advice: permissionRow(missing).tenantless
          ? 'Leave it out.'
          : 'Leave it out, or act in the tenant that it is for.',
      });
    const beyond = units?.find((unit) => principal.units && !principal.units.includes(unit));
    if (beyond !== undefined)
      throw new ThermaCoreError('forbidden', `You have no access to the unit ${beyond}.`, {
        field: 'units',
        advice: 'Choose from your own units.',
      });
  }

  private remember(id: string, known: Known): void {
    this.known.delete(id);
    if (this.known.size >= MAX_REMEMBERED) this.known.delete(this.known.keys().next().value ?? '');
    this.known.set(id, known);
  }

  private forget(id: string): void {
    this.forgotten++;
    this.known.delete(id);
    for (const listener of this.endListeners) listener(sessionOf(id));
  }

  /** What these owners may has changed: their keys are asked about again, and what is open by them is closed. */
  forgetOwners(userIds: ReadonlySet<string>): void {
    for (const [id, { verified }] of [...this.known])
      if (userIds.has(verified.principal.userId)) this.forget(id);
  }

  /** At most once a minute, and never in the way of the request. */
  private noteUse(id: string, now: number): void {
    if (now - (this.noted.get(id) ?? -Infinity) < NOTE_USE_EVERY_MS) return;
    this.noted.delete(id);
    if (this.noted.size >= MAX_REMEMBERED) this.noted.delete(this.noted.keys().next().value ?? '');
    this.noted.set(id, now);
    this.use.keys.used(id, now).catch((error: unknown) =>
      this.use.logger.warn('The use of an API key could not be noted', {
        key: id,
        reason: messageOf(error),
      }),
    );
  }

  private note(
    principal: Principal,
    action: string,
    { id, name, username, tenant }: ApiKeyRecord,
    from: string | undefined,
    more: object = {},
  ): Promise<void> {
    const detail = { name, owner: username, ...more };
    return this.use.audit(
      { tenant, actor: principal.username, action, target: id, outcome: 'ok', detail },
      from,
    );
  }
}

const iso = (at: number): string => new Date(at).toISOString();

const shownOf = (record: ApiKeyRecord): ShownApiKey => {
  const { id, name, username, tenant, permissions, units, createdAt, expiresAt, lastUsedAt } = record;
  return {
    id,
    name,
    username,
    tenant,
    permissions,
    ...(units ? { units } : {}),
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    ...(lastUsedAt === null ? {} : { lastUsedAt: iso(lastUsedAt) }),
  };
};

/** What both allow; undefined: all. */
function narrower(
  owner: readonly string[] | undefined,
  key: readonly string[] | null,
): readonly string[] | undefined {
  if (key === null || owner === undefined) return owner ?? key ?? undefined;
  return key.filter((unit) => owner.includes(unit));
}
