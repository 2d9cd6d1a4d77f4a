import { Client } from 'pg';
import { Backoff } from '../../core/backoff';
import { sleep, type Clock, type Timer } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import { DATABASE, SUPERUSER, moveToFreePort, openCluster, type Cluster } from './cluster';
import { isAlive, readPostmaster } from './postmaster';
import { lastLogLine, launch, stopServer } from './server-process';

export interface EmbeddedOptions {
  /** The state folder. */
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface EmbeddedDatabase {
  /** Connection string of the owner. */
  readonly url: string;
  /** True when the server was already running: left over by a ThermaCore that was killed. */
  readonly adopted: boolean;
  /** The server's process id now. */
  readonly pid: number;
  /** Fast shutdown: waits for the checkpoint, at most 15 s, then an immediate one. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const WATCH_MS = 250;
const WRONG_PASSWORD = '28P01';

/**
 * Starts the embedded PostgreSQL of a state folder, or adopts the one that is still running there, and keeps it
 * running: when it dies it is started again on the same port, with backoff.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const supervisor = new Supervisor(await openCluster(options.home), options);
  await supervisor.start();
  return supervisor;
}

class Supervisor implements EmbeddedDatabase {
  adopted = false;
  pid = 0;
  private watch: Timer | undefined;
  private readonly stopped = new AbortController();
  private readonly backoff = new Backoff({ first: 200, ceiling: 10_000 });

  constructor(
    private readonly cluster: Cluster,
    private readonly options: EmbeddedOptions,
  ) {}

  get url(): string {
    return this.address(DATABASE);
  }

  async start(): Promise<void> {
    const { logger } = this.options;
    const running = readPostmaster(this.cluster.data);
    if (running && (await this.isOurs(running.port))) {
      this.cluster.port = running.port;
      this.pid = running.pid;
      this.adopted = true;
      logger.info('Adopted the embedded database, which an earlier ThermaCore left running', {
        pid: this.pid,
      });
    } else {
      await this.run();
      logger.info('Started the embedded database', { pid: this.pid, port: this.cluster.port });
    }
    await this.createDatabase();
    this.watch = this.options.clock.every(WATCH_MS, () => {
      if (!isAlive(this.pid)) void this.restart();
    });
  }

  async stop(): Promise<void> {
    this.stopped.abort(new Error('stopped'));
    this.watch?.stop();
    await stopServer(this.pid, this.options.clock);
  }

  private address(database: string): string {
    return `postgresql://${SUPERUSER}:${encodeURIComponent(this.cluster.password)}@127.0.0.1:${this.cluster.port}/${database}`;
  }

  /** A server that knows our password and runs on our data folder. */
  private async isOurs(port: number): Promise<boolean> {
    this.cluster.port = port;
    try {
      return await this.query('postgres', async (client) => {
        const { rows } = await client.query<{ folder: string }>(
          `select current_setting('data_directory') as folder`,
        );
        return rows[0]?.folder === this.cluster.data;
      });
    } catch {
      return false;
    }
  }

  private async query<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.address(database), connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Launches and waits until it answers; children of a killed predecessor may hold its shared memory for a while. */
  private async run(): Promise<void> {
    const { clock } = this.options;
    const deadline = clock.monotonic() + START_TIMEOUT_MS;
    this.pid = launch(this.cluster);
    while (clock.monotonic() < deadline) {
      await sleep(clock, 25, this.stopped.signal);
      if (!isAlive(this.pid)) {
        const reason = lastLogLine(this.cluster.log);
        if (/address already in use|could not bind|could not create any TCP\/IP sockets/i.test(reason))
          await moveToFreePort(this.cluster);
        else if (!/shared memory|already exists|lock file/i.test(reason)) throw this.fault(reason);
        await sleep(clock, this.backoff.next(), this.stopped.signal);
        this.pid = launch(this.cluster);
        continue;
      }
      if (await this.answers()) return this.backoff.reset();
    }
    throw this.fault(lastLogLine(this.cluster.log));
  }

  /** Throws when it answers that our password is wrong: that will not change by waiting. */
  private async answers(): Promise<boolean> {
    try {
      return await this.query('postgres', () => Promise.resolve(true));
    } catch (error) {
      if ((error as { code?: string }).code === WRONG_PASSWORD) {
        await stopServer(this.pid, this.options.clock);
        throw this.fault('its password is not the one in database.password');
      }
      return false;
    }
  }

  private fault(reason: string): ThermaCoreError {
    return new ThermaCoreError(
      'configuration',
      `The embedded database does not start: ${reason || 'it gave no reason'}.`,
      {
        advice: `Its log is ${this.cluster.log}; or set THERMACORE_DATABASE_URL to another server.`,
      },
    );
  }

  private restarting = false;

  private async restart(): Promise<void> {
    if (this.restarting || this.stopped.signal.aborted) return;
    this.restarting = true;
    const { clock, logger } = this.options;
    logger.error('The embedded database has died; starting it again', { pid: this.pid });
    while (!this.stopped.signal.aborted) {
      try {
        await this.run();
        logger.info('The embedded database runs again', { pid: this.pid });
        break;
      } catch (error) {
        if (this.stopped.signal.aborted) break;
        logger.error('The embedded database could not be started again', { reason: messageOf(error) });
        await sleep(clock, this.backoff.next(), this.stopped.signal).catch(() => undefined);
      }
    }
    this.restarting = false;
  }

  private async createDatabase(): Promise<void> {
    await this.query('postgres', async (client) => {
      const { rows } = await client.query('select from pg_database where datname = $1', [DATABASE]);
      if (rows.length === 0) await client.query(`create database ${DATABASE}`);
    });
  }
}
