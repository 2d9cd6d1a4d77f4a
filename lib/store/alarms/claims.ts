import { Client } from 'pg';
import type { AlarmClaim, AlarmOwnership } from '../../alarms/service/ports';
import type { ApplicationRole } from '../application-role';
import { ThermaCoreError } from '../../core/errors';
import { translate } from '../errors';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;

interface Held {
  readonly client: Client;
  readonly listeners: Set<() => void>;
  isLost: boolean;
}

/**
 * Which process evaluates the alarm rules of a tenant: the one that has a lock in the database. All locks of a process are
 * on one connection of its own, so that they end with the process, however it ends. What a process writes that lost its
 * lock without knowing it yet, the keeper refuses (keeper.ts).
 */
export class AlarmClaims implements AlarmOwnership {
  private connection: Promise<Client> | undefined;
  private readonly held = new Map<string, Held>();
  /** What is under way for each tenant. */
  private readonly turns = new Map<string, Promise<void>>();
  private isClosed = false;

  constructor(
    private readonly url: string,
    private readonly role: ApplicationRole,
  ) {}

  /** Rejects `unavailable` while the database is away. */
  claim(tenant: string): Promise<AlarmClaim | undefined> {
    // A session may take a lock that it has once more, so two of this process must not ask at once.
    return this.inTurn(tenant, () => this.take(tenant));
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    this.isClosed = true;
    this.held.clear();
    await connection?.then((client) => client.end()).catch(() => undefined);
  }

  private async take(tenant: string): Promise<AlarmClaim | undefined> {
    if (this.held.has(tenant)) return undefined;
    const client = await this.connected();
    const held: Held = { client, listeners: new Set(), isLost: false };
    // Before it is asked for: the connection may end before the answer is looked at.
    this.held.set(tenant, held);
    const mine = await this.lock(client, tenant).catch((error: unknown) => {
      this.forget(tenant, held);
      throw error;
    });
    if (!mine) this.forget(tenant, held);
    if (mine && this.isClosed) throw new ThermaCoreError('unavailable', 'The database is being closed.');
    if (!mine) return undefined;
    return {
      onLost: (listener) => {
        if (held.isLost) listener();
        else held.listeners.add(listener);
      },
      release: () => this.inTurn(tenant, () => this.giveBack(tenant, held)),
    };
  }

  private async giveBack(tenant: string, held: Held): Promise<void> {
    if (!this.forget(tenant, held)) return;
    try {
      await held.client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [lockName(tenant)]);
    } catch (error) {
      // Nobody would ever have the lock again while this connection lives; the claims on it are asked for anew.
      await held.client.end().catch(() => undefined);
      throw translate(error);
    }
  }

  private forget(tenant: string, held: Held): boolean {
    return this.held.get(tenant) === held && this.held.delete(tenant);
  }

  private inTurn<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const done = (this.turns.get(tenant) ?? Promise.resolve()).then(work);
    const over = done.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(tenant, over);
    void over.then(() => this.turns.get(tenant) === over && this.turns.delete(tenant));
    return done;
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
    const forget = (current: Client): void => {
      if (current === client) this.connection = undefined;
    };
    // One that ended before it was made is told to whoever asked for it.
    this.connection?.then(forget, () => undefined);
    for (const [tenant, held] of this.held) {
      if (held.client !== client) continue;
      this.held.delete(tenant);
      held.isLost = true;
      for (const listener of held.listeners) listener();
    }
  }
}

const lockName = (tenant: string): string => `thermacore alarms of ${tenant}`;
