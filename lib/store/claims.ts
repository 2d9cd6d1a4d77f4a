import { Client } from 'pg';
import type { Claim, Ownership } from '../core/claiming';
import { ThermaCoreError } from '../core/errors';
import type { ApplicationRole } from './application-role';
import { translate } from './errors';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;

interface Held {
  readonly client: Client;
  readonly listeners: Set<() => void>;
  isLost: boolean;
}

/**
 * Which process does for a tenant what one process does, such as to evaluate its alarm rules: the one that has a lock in the
 * database. All locks of a process are on one connection of its own, so that they end with the process, however it ends.
 * What a process writes of alarms that lost its lock without knowing it yet, the keeper refuses (alarms/keeper.ts).
 */
export class Claims {
  private connection: Promise<Client> | undefined;
  private readonly held = new Map<string, Held>();
  /** What is under way for each lock. */
  private readonly turns = new Map<string, Promise<void>>();
  private isClosed = false;

  constructor(
    private readonly url: string,
    private readonly role: ApplicationRole,
  ) {}

  /** `what` one process of all does: it is the name of the lock, which all of them have to know it by. */
  of(what: 'alarms' | 'anomalies'): Ownership {
    return {
      claim: (tenant) => {
        const name = `thermacore ${what} of ${tenant}`;
        // A session may take a lock that it has once more, so two of this process must not ask at once.
        return this.inTurn(name, () => this.take(name));
      },
    };
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    this.isClosed = true;
    this.held.clear();
    await connection?.then((client) => client.end()).catch(() => undefined);
  }

  private async take(name: string): Promise<Claim | undefined> {
    if (this.held.has(name)) return undefined;
    const client = await this.connected();
    const held: Held = { client, listeners: new Set(), isLost: false };
    // Before it is asked for: the connection may end before the answer is looked at.
    this.held.set(name, held);
    const mine = await this.lock(client, name).catch((error: unknown) => {
      this.forget(name, held);
      throw error;
    });
    if (!mine) this.forget(name, held);
    if (mine && this.isClosed) throw new ThermaCoreError('unavailable', 'The database is being closed.');
    if (!mine) return undefined;
    return {
      onLost: (listener) => {
        if (held.isLost) listener();
        else held.listeners.add(listener);
      },
      release: () => this.inTurn(name, () => this.giveBack(name, held)),
    };
  }

  private async giveBack(name: string, held: Held): Promise<void> {
    if (!this.forget(name, held)) return;
    try {
      await held.client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    } catch (error) {
      // Nobody would ever have the lock again while this connection lives; the claims on it are asked for anew.
      await held.client.end().catch(() => undefined);
      throw translate(error);
    }
  }

  private forget(name: string, held: Held): boolean {
    return this.held.get(name) === held && this.held.delete(name);
  }

  private inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const done = (this.turns.get(name) ?? Promise.resolve()).then(work);
    const over = done.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(name, over);
    void over.then(() => this.turns.get(name) === over && this.turns.delete(name));
    return done;
  }

  private async lock(client: Client, name: string): Promise<boolean> {
    try {
      const { rows } = await client.query<{ mine: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as mine',
        [name],
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
      application_name: 'thermacore claims',
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
    for (const [name, held] of this.held) {
      if (held.client !== client) continue;
      this.held.delete(name);
      held.isLost = true;
      for (const listener of held.listeners) listener();
    }
  }
}
