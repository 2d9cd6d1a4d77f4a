import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sleep, type Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import { Backoff } from '../core/backoff';
import { DEFAULT_POOL_SIZE, openStore, startEmbedded, type EmbeddedDatabase, type Store } from '../store';
import { Recorder, Spool, type Deliveries } from '../telemetry';

export type DatabaseState = 'starting' | 'ready' | 'away' | 'failed' | 'closed';

export interface DatabaseStatus {
  readonly state: DatabaseState;
  /** In words, for node status and /health/ready. */
  readonly text: string;
}

/** A store with the recorder that fills it. */
export interface Database {
  readonly store: Store;
  readonly spool: Spool;
  readonly recorder: Recorder;
}

/** What is asked of a database. Of several who ask for the same one, the largest wish is granted to all. */
export interface DatabaseOptions {
  /** Connection string of the owner; undefined: the installation's own (settings, else embedded). */
  readonly url?: string | undefined;
  /** Connections for questions; others are sized after it. Default 10. */
  readonly poolSize?: number | undefined;
  /** Bound of the disk spool in bytes. Default 1 GiB. */
  readonly spoolLimit?: number | undefined;
}

/** A share in a database; the last one to release it closes it. */
export interface DatabaseLease {
  /** Rejects with one sentence when the database cannot be opened; keeps waiting while it is only away. */
  ready(): Promise<Database>;
  /** Undefined until it is ready. */
  current(): Database | undefined;
  status(): DatabaseStatus;
  onStatus(listener: (status: DatabaseStatus) => void): () => void;
  release(): Promise<void>;
}

interface Context {
  readonly home: string;
  readonly defaultUrl: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly deliveries: Deliveries;
  /** Frees what others keep for a database that is about to be closed. */
  readonly onClose?: (store: Store) => Promise<void> | void;
}

const DEFAULT_SPOOL_LIMIT = 1024 ** 3;

/** Opens each database once, however many nodes name it. */
export class Databases {
  private readonly open = new Map<string, Connection>();

  constructor(private readonly context: Context) {}

  lease(options: DatabaseOptions = {}): DatabaseLease {
    const url = options.url ?? this.context.defaultUrl;
    const key = url ?? 'embedded';
    let connection = this.open.get(key);
    if (!connection) {
      connection = new Connection(key, url, this.context);
      this.open.set(key, connection);
    }
    return connection.lease(options, () => this.open.delete(key));
  }

  /** Closes all, whoever still holds a lease. */
  async close(): Promise<void> {
    const all = [...this.open.values()];
    this.open.clear();
    await Promise.all(all.map((connection) => connection.close()));
  }
}

class Connection {
  /** What each lease asks for. */
  private readonly wishes = new Set<DatabaseOptions>();
  private readonly listeners = new Set<(status: DatabaseStatus) => void>();
  private readonly opening: Promise<Database>;
  private readonly stopped = new AbortController();
  private readonly cleanups: (() => Promise<void> | void)[] = [];
  private current: Database | undefined;
  private status: DatabaseStatus = { state: 'starting', text: 'starting' };

  constructor(
    private readonly key: string,
    private readonly url: string | undefined,
    private readonly context: Context,
  ) {
    this.opening = this.start();
    // Whoever needs it awaits ready(); without a listener here a failure would end the process.
    this.opening.catch((error: unknown) => {
      const text = isThermaCoreError(error) ? error.sentence : messageOf(error);
      if (!this.stopped.signal.aborted) this.set({ state: 'failed', text });
    });
  }

  lease(options: DatabaseOptions, forget: () => void): DatabaseLease {
    const wish = { ...options };
    this.wishes.add(wish);
    this.grant();
    return {
      ready: () => this.opening,
      current: () => this.current,
      status: () => this.status,
      onStatus: (listener) => {
        this.listeners.add(listener);
        listener(this.status);
        return () => void this.listeners.delete(listener);
      },
      release: async () => {
        if (!this.wishes.delete(wish)) return;
        if (this.wishes.size > 0) return this.grant();
        forget();
        await this.close();
      },
    };
  }

  async close(): Promise<void> {
    this.stopped.abort(new ThermaCoreError('unavailable', 'The database is being closed.'));
    await this.opening.catch(() => undefined);
    if (this.current) await this.context.onClose?.(this.current.store);
    for (const cleanup of this.cleanups.reverse()) await cleanup();
    this.cleanups.length = 0;
    this.current = undefined;
    this.set({ state: 'closed', text: 'closed' });
  }

  /** Nodes come and go while the database is open, and the platform itself opens it before any node. */
  private grant(): void {
    if (!this.current) return;
    this.current.store.resize(this.poolSize);
    this.current.spool.limitBytes = this.spoolLimit;
  }

  private get poolSize(): number {
    return this.largest('poolSize') ?? DEFAULT_POOL_SIZE;
  }

  private get spoolLimit(): number {
    return this.largest('spoolLimit') ?? DEFAULT_SPOOL_LIMIT;
  }

  private largest(name: 'poolSize' | 'spoolLimit'): number | undefined {
    const wished = [...this.wishes].flatMap(({ [name]: wish }) => wish ?? []);
    return wished.length > 0 ? Math.max(...wished) : undefined;
  }

  private set(status: DatabaseStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener(status);
  }

  private async start(): Promise<Database> {
    const { clock, logger, meter, deliveries, home } = this.context;
    const url = this.url ?? (await this.startEmbedded()).url;
    const store = await this.openWhenUp(url);
    this.cleanups.push(() => store.close());
    const spool = await Spool.open({
      folder: join(home, 'spool', spoolName(this.key)),
      limitBytes: this.spoolLimit,
      logger,
      meter,
    });
    this.cleanups.push(() => spool.close());
    spool.onLevel((fill) => {
      if (fill > 0)
        logger.warn(
          `The spool is ${fill * 100} % full: bring the database back, or raise the limit of the spool.`,
        );
    });
    const recorder = new Recorder({ sink: store.sink, spool, deliveries, clock, logger, meter });
    this.cleanups.push(() => recorder.stop());
    this.cleanups.push(
      store.onAvailability((up) => {
        if (up) recorder.databaseUp();
        this.set(
          up
            ? { state: 'ready', text: store.rung.sentence }
            : { state: 'away', text: 'database away, spooling to disk' },
        );
      }),
    );
    this.current = { store, spool, recorder };
    this.grant();
    this.set({ state: 'ready', text: store.rung.sentence });
    return this.current;
  }

  private async startEmbedded(): Promise<EmbeddedDatabase> {
    const { home, clock, logger } = this.context;
    const engine = await startEmbedded({ home, clock, logger });
    this.cleanups.push(() => engine.stop());
    return engine;
  }

  /** A server that is only away (starting, restarting, network) is waited for; a wrong setting is not. */
  private async openWhenUp(url: string): Promise<Store> {
    const { clock, logger, meter, home } = this.context;
    const spoolFolder = join(home, 'alarm-spool', spoolName(this.key));
    const backoff = new Backoff({ ceiling: 10_000 });
    for (;;) {
      try {
        return await openStore({ url, clock, logger, meter, poolSize: this.poolSize, spoolFolder });
      } catch (error) {
        if (!isThermaCoreError(error) || error.code !== 'unavailable') throw error;
        this.set({ state: 'away', text: error.sentence });
        logger.warn(error.sentence);
        await sleep(clock, backoff.next(), this.stopped.signal);
      }
    }
  }
}

const spoolName = (key: string): string =>
  key === 'embedded' ? key : createHash('sha256').update(key).digest('hex').slice(0, 16);
