import { join } from 'node:path';
import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { Store } from '../store';
import {
  AccessTokens,
  AuthService,
  LEAST_PASSWORD_LENGTH,
  Mfa,
  SigningKeys,
  keyFile,
  passwords,
  peopleOf,
  type AuthDependencies,
  type OidcSettings,
  type People,
  type Sealer,
} from '../tenancy';
import type { SecurityOptions } from './platform';

interface IdentityContext {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Opened when the first secret needs it. */
  sealer(): Sealer;
  /** Who is kept out, and who is told of logins. */
  readonly watch?: Pick<AuthDependencies, 'isBlocked' | 'onLogin' | 'onThrottled'>;
  /** The provider that the environment names, for flows that name none. */
  readonly oidc?: OidcSettings | undefined;
}

/** How long a request waits for identity while the platform starts. */
const WAIT_MS = 10_000;

/** Identity on the installation's database; there once that is open. */
export class Identity {
  private readonly opened = Promise.withResolvers<AuthService>();
  private service: AuthService | undefined;
  private mfa: Mfa | undefined;
  private users: Store['users'] | undefined;
  private served: People | undefined;
  private options: SecurityOptions | undefined;

  constructor(private readonly context: IdentityContext) {
    this.opened.promise.catch(() => undefined);
  }

  async open(store: Store): Promise<AuthService> {
    const { home, clock, logger, meter } = this.context;
    const keys = await openSigningKeys(home, clock.now());
    const { users, sessions, tenants, audit, apiKeys, identities } = store;
    const tokens = new AccessTokens(keys, clock);
    const mfa = new Mfa({
      records: store.mfa,
      sealer: {
        seal: (secret, context) => this.context.sealer().seal(secret, context),
        open: (sealed, context) => this.context.sealer().open(sealed, context),
      },
      clock,
    });
    this.mfa = mfa;
    const service = new AuthService({
      users,
      sessions,
      tenants,
      audit,
      apiKeys,
      identities,
      mfa,
      tokens,
      clock,
      logger,
      meter,
      ...this.context.watch,
    });
    meter.gauge(
      'thermacore_signing_key_age_seconds',
      'Age of the key that signs access tokens',
      () => service.signingKeys.ageSeconds,
    );
    this.service = service;
    this.users = users;
    service.oidc.configure(this.context.oidc);
    const { accounts, customRoles: roles } = store;
    const leastPasswordLength = () => this.options?.passwordLength ?? LEAST_PASSWORD_LENGTH;
    this.served = peopleOf({
      ...{ users, accounts, roles, sessions, audit, clock, logger, passwords, leastPasswordLength },
      auth: service,
    });
    if (this.options) this.configure(this.options);
    this.opened.resolve(service);
    return service;
  }

  /** Waits for it; rejects `unavailable` after 10 s. */
  async get(): Promise<AuthService> {
    if (this.service) return this.service;
    const late = Promise.withResolvers<never>();
    const timer = this.context.clock.after(WAIT_MS, () =>
      late.reject(
        new ThermaCoreError('unavailable', 'ThermaCore is still starting.', {
          advice: 'Try again in a moment.',
        }),
      ),
    );
    try {
      return await Promise.race([this.opened.promise, late.promise]);
    } finally {
      timer.stop();
    }
  }

  /** Users, roles and sessions; waits as `get` does. */
  async people(): Promise<People> {
    await this.get();
    if (this.served) return this.served;
    throw new ThermaCoreError('unavailable', 'ThermaCore is still starting.');
  }

  /** What these users have open is closed, here; their next request is asked about. */
  async close(usernames: readonly string[]): Promise<void> {
    const { service, users } = this;
    if (!service || !users) return;
    const found = await Promise.all(
      usernames.map((name) => users.findByUsername(name).catch(() => undefined)),
    );
    service.rightsChanged(found.flatMap((user) => (user ? [user.id] : [])));
  }

  configure(options: SecurityOptions): void {
    this.options = options;
    if (!this.service) return;
    this.service.accessTokenMinutes = options.accessTokenMinutes;
    this.service.sessionDays = options.sessionDays;
    this.service.oidc.configure(options.oidc ?? this.context.oidc);
    if (this.mfa) this.mfa.policy = { roles: options.mfaRoles ?? [], tenants: options.mfaTenants ?? [] };
  }

  stop(): void {
    this.service?.signingKeys.stop();
  }
}

/** The signing keys of a state folder. The command line opens them too, also while a ThermaCore runs. */
export const openSigningKeys = (home: string, now: number): Promise<SigningKeys> =>
  SigningKeys.open(keyFile(join(home, 'keys', 'signing.json')), now);
