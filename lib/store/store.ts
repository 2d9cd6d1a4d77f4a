import { Client } from 'pg';
import type { Clock, Timer } from '../core/clock';
import { messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { ReadingSink } from '../telemetry/ports';
import { ensureApplicationRole, type ApplicationRole } from './application-role';
import { connectFault } from './errors';
import { StoredAudit, StoredSessions, StoredTenants, StoredUsers } from './identity-repositories';
import { ReadingsExport } from './export/readings-export';
import { migrate } from './migrate';
import { PlantChanges } from './plant-changes';
import { PlantRepository } from './plant-repository';
import { openPool } from './pool';
import { ReadingsQuery } from './readings-query';
import { ReadingsWriter } from './readings-writer';
import { findRung, type Rung } from './rung';
import { CachedDirectory } from './sensor-directory';
import type { SqlClient } from './sql-client';
import { Transactions } from './tenant-transaction';

export interface StoreOptions {
  /** Connection string of the owner, who migrates; the application itself logs in as a lesser role. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Connections for reading. Writing has its own two, so that a heavy query cannot delay ingest. */
  readonly poolSize?: number;
}

const WRITE_CONNECTIONS = 3;
const DEFAULT_READ_CONNECTIONS = 8;
/** A lane of its own, so that exports, which take minutes, leave the API's connections alone. */
const EXPORT_CONNECTIONS = 6;
const PARTITION_DAYS_AHEAD = 7;
const HOUR_MS = 60 * 60 * 1000;
const PROBE_MS = 1000;

/** Everything that is kept: one database, opened, migrated, reached as the application role. */
export class Store {
  readonly users: StoredUsers;
  readonly sessions: StoredSessions;
  readonly tenants: StoredTenants;
  readonly audit: StoredAudit;
  readonly plant: PlantRepository;
  readonly readings: ReadingsQuery;
  readonly exports: ReadingsExport;
  readonly sink: ReadingSink;
  readonly directory: CachedDirectory;
  private readonly listeners = new Set<(up: boolean) => void>();
  private readonly timers: Timer[] = [];
  private readonly changes: PlantChanges;
  private up = true;

  private constructor(
    readonly rung: Rung,
    private readonly write: Transactions,
    private readonly read: Transactions,
    exportLane: Transactions,
    private readonly closePools: () => Promise<unknown>,
    role: ApplicationRole,
    { url, clock, logger }: StoreOptions,
  ) {
    this.users = new StoredUsers(read);
    this.sessions = new StoredSessions(read);
    this.tenants = new StoredTenants(read);
    this.audit = new StoredAudit(read);
    this.plant = new PlantRepository(read);
    this.readings = new ReadingsQuery(read);
    this.exports = new ReadingsExport(exportLane);
    this.directory = new CachedDirectory(read);
    this.sink = new ReadingsWriter(write, this.directory);
    const refresh = (): void => {
      this.directory
        .refresh()
        .catch((error: unknown) =>
          logger.warn('The sensor directory could not be refreshed', { reason: messageOf(error) }),
        );
    };
    this.changes = new PlantChanges({ url, role, clock, logger, onChange: refresh });
    this.timers.push(
      clock.every(PROBE_MS, () => void this.probe()),
      clock.every(
        HOUR_MS,
        () =>
          void this.makePartitions().catch((error: unknown) =>
            logger.warn('Partitions could not be made ahead', { reason: messageOf(error) }),
          ),
      ),
    );
  }

  /** Connects as the owner, migrates, and comes back as the application role. Rejects with one sentence. */
  static async open(options: StoreOptions): Promise<Store> {
    const { url, logger, poolSize = DEFAULT_READ_CONNECTIONS } = options;
    const { rung, role } = await prepare(url, logger);
    const { user, password } = role;
    const writePool = openPool({
      url,
      user,
      password,
      name: 'thermacore write',
      size: WRITE_CONNECTIONS,
      logger,
    });
    const readPool = openPool({ url, user, password, name: 'thermacore read', size: poolSize, logger });
    const exportPool = openPool({
      url,
      user,
      password,
      name: 'thermacore export',
      size: EXPORT_CONNECTIONS,
      logger,
    });
    const store = new Store(
      rung,
      new Transactions(writePool, options.clock),
      new Transactions(readPool, options.clock),
      new Transactions(exportPool, options.clock),
      () => Promise.all([writePool.close(), readPool.close(), exportPool.close()]),
      role,
      options,
    );
    await store.makePartitions();
    await store.directory.refresh();
    await store.changes.start();
    return store;
  }

  get available(): boolean {
    return this.up;
  }

  /** Called with the present state at once and with each change. */
  onAvailability(listener: (up: boolean) => void): () => void {
    this.listeners.add(listener);
    listener(this.up);
    return () => void this.listeners.delete(listener);
  }

  /** Rejects `unavailable` when the database does not answer. */
  async ping(): Promise<void> {
    await this.write.forPlatform('lookup', (client) => client.query('select 1'));
  }

  async close(): Promise<void> {
    for (const timer of this.timers.splice(0)) timer.stop();
    this.listeners.clear();
    await this.changes.stop();
    await this.closePools();
  }

  private makePartitions(): Promise<unknown> {
    return this.read.forPlatform('write', (client) =>
      client.query('select thermacore.make_partitions($1)', [PARTITION_DAYS_AHEAD]),
    );
  }

  private probing = false;

  private async probe(): Promise<void> {
    if (this.probing) return;
    this.probing = true;
    const up = await this.ping().then(
      () => true,
      () => false,
    );
    this.probing = false;
    if (up === this.up) return;
    this.up = up;
    if (up) await this.directory.refresh().catch(() => undefined);
    for (const listener of this.listeners) listener(up);
  }
}

export const openStore = (options: StoreOptions): Promise<Store> => Store.open(options);

/** What the owner does: find the rung, migrate, make the application role. */
async function prepare(url: string, logger: Logger): Promise<{ rung: Rung; role: ApplicationRole }> {
  const owner = new Client({
    connectionString: url,
    application_name: 'thermacore owner',
    connectionTimeoutMillis: 5_000,
  });
  owner.on('error', () => undefined);
  try {
    await owner.connect();
  } catch (error) {
    throw connectFault(error, url);
  }
  try {
    const client: SqlClient = {
      query: (text, values) => owner.query(text, values ? [...values] : undefined),
    };
    return await prepareWith(client, url, logger);
  } finally {
    await owner.end().catch(() => undefined);
  }
}

/** Any number will do, as long as every ThermaCore uses the same. */
const PREPARE_LOCK = 7_438_201_266;

/** One instance of a database at a time, so that several may start at once: roles and grants allow no two writers. */
export async function prepareWith(
  client: SqlClient,
  url: string,
  logger: Logger,
): Promise<{ rung: Rung; role: ApplicationRole }> {
  await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK]);
  try {
    const rung = await findRung(client);
    await migrate(client, rung, logger);
    return { rung, role: await ensureApplicationRole(client, url) };
  } finally {
    await client.query('select pg_advisory_unlock($1)', [PREPARE_LOCK]).catch(() => undefined);
  }
}
