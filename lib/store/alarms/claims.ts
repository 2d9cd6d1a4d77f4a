import { Client } from 'pg';
import type { AlarmClaim, AlarmOwnership } from '../../alarms/service/ports';
import type { ApplicationRole } from '../application-role';
import { translate } from '../errors';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;

/**
 * Which process evaluates the alarm rules of a tenant: the one that has a lock in the database. All locks of a process are
 * on one connection of its own, so that they end with the process, however it ends. What a process writes that lost its
 * lock without knowing it yet, the keeper refuses (keeper.ts).
 */
export class AlarmClaims implements AlarmOwnership {
  private connection: Promise<Client> | undefined;
  private readonly held = new Map<string, Set<() => void>>();

  constructor(
    private readonly url: string,
    private readonly role: ApplicationRole,
  ) {}

  /** Rejects `unavailable` while the database is away. */
  async claim(tenant: string): Promise<AlarmClaim | undefined> {
    if (this.held.has(tenant)) return undefined;
    const client = await this.connected();
    if (!(await this.lock(client, tenant))) return undefined;
    const lost = new Set<() => void>();
    this.held.set(tenant, lost);
    return {
      onLost: (listener) => void lost.add(listener),
      release: async () => {
        if (this.held.get(tenant) !== lost) return;
        this.held.delete(tenant);
        await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [lockName(tenant)]);
      },
    };
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    this.held.clear();
    await connection?.then((client) => client.end()).catch(() => undefined);
  }

  private async lock(client: Client, tenant: string): Promise<boolean> {
    try {
      const { rows } = await client.query<{ mine: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as mine',
        [lockName(tenant)],
      );
      return rows[0]?.mine ?? false;
    } catch (error) {
      throw translate(error);
    }
  }

  private connected(): Promise<Client> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = undefined;
      throw translate(error);
    });
    return this.connection;
  }

  private async connect(): Promise<Client> {
    const target = new URL(this.url);
    target.username = encodeURIComponent(this.role.user);
    target.password = encodeURIComponent(this.role.password);
    const client = new Client({
      connectionString: target.toString(),
      application_name: 'thermacore alarms',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    client.on('end', () => this.ended(client));
    await client.connect();
    return client;
  }

  private ended(client: Client): void {
    const lose = (current: Client): void => {
      if (current !== client) return;
      this.connection = undefined;
      const lost = [...this.held.values()];
      this.held.clear();
      for (const listener of lost.flatMap((listeners) => [...listeners])) listener();
    };
    // One that ended before it was made is told to whoever asked for it.
    this.connection?.then(lose, () => undefined);
  }
}

const lockName = (tenant: string): string => `thermacore alarms of ${tenant}`;
