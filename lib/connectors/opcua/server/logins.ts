import type { Clock } from '../../../core/clock';
import type { Counter, Meter } from '../../../core/meter';
import type { ServedUser, ServedUsers } from './ports';

const WINDOW_MS = 60_000;
/** Failed log-ins from one address within a minute, whatever the names; beyond that nothing is looked at. */
const MAX_FAILURES = 20;
/** Addresses that are remembered. */
const MAX_ADDRESSES = 10_000;

export interface LoginsOptions {
  readonly users: ServedUsers;
  /** Whether a tenant is served here. */
  readonly serves: (tenant: string) => boolean;
  /** The tenant that sessions without a user read; undefined: there are none. */
  readonly anonymousTenant: string | undefined;
  readonly clock: Clock;
  readonly meter: Meter;
}

/**
 * Who may open a session. Names are slowed down by the accounts themselves, as for the API; here an address that tries
 * many is, too. Rejects when it cannot be found out.
 */
export class Logins {
  private readonly failures = new Map<string, { count: number; readonly since: number }>();
  private readonly outcomes: Counter;
  private refusedCount = 0;

  constructor(private readonly use: LoginsOptions) {
    this.outcomes = use.meter.counter(
      'thermacore_opcua_logins_total',
      'Log-ins to OPC UA servers by outcome',
      ['outcome'],
    );
  }

  /** Since the start. */
  get refused(): number {
    return this.refusedCount;
  }

  byPassword(name: string, password: string, from: string): Promise<ServedUser | undefined> {
    return this.attempt(from, () => this.use.users.authenticate(name, password, from));
  }

  byCertificate(thumbprint: string, from: string): Promise<ServedUser | undefined> {
    return this.attempt(from, () => this.use.users.userOfCertificate(thumbprint, from));
  }

  anonymous(from: string): Promise<ServedUser | undefined> {
    const { anonymousTenant: tenant } = this.use;
    return this.attempt(from, () =>
      Promise.resolve(
        tenant === undefined ? undefined : { name: 'anonymous', tenant, mayCommand: false, anonymous: true },
      ),
    );
  }

  /** The user as it stands now. Anonymous sessions have none that could change. */
  async confirm(user: ServedUser): Promise<ServedUser | undefined> {
    if (user.anonymous) return user;
    const now = await this.use.users.confirm(user);
    return now?.tenant === user.tenant ? now : undefined;
  }

  private async attempt(
    from: string,
    find: () => Promise<ServedUser | undefined>,
  ): Promise<ServedUser | undefined> {
    const found = this.mayTry(from) ? await find() : undefined;
    const user = found && this.use.serves(found.tenant) ? found : undefined;
    if (!user) this.failed(from);
    this.outcomes.add(1, { outcome: user ? 'ok' : 'refused' });
    return user;
  }

  private mayTry(from: string): boolean {
    const entry = this.failures.get(from);
    if (!entry || this.use.clock.monotonic() - entry.since >= WINDOW_MS) return true;
    return entry.count < MAX_FAILURES;
  }

  private failed(from: string): void {
    this.refusedCount++;
    const now = this.use.clock.monotonic();
    const entry = this.failures.get(from);
    if (entry && now - entry.since < WINDOW_MS) entry.count++;
    else {
      this.failures.delete(from);
      if (this.failures.size >= MAX_ADDRESSES) this.failures.delete(this.failures.keys().next().value ?? '');
      this.failures.set(from, { count: 1, since: now });
    }
  }
}
