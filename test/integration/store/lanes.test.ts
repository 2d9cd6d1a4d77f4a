import assert from 'node:assert/strict';
import { sleep, systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { createPrometheusMeter } from '../../../lib/platform/prometheus';
import { openStore, type Store } from '../../../lib/store';
import { LANES, openLanes, wantedSizes, type Lanes } from '../../../lib/store/lanes';
import { ReadingsWriter } from '../../../lib/store/readings-writer';
import { CachedDirectory } from '../../../lib/store/sensor-directory';
import { Transactions } from '../../../lib/store/tenant-transaction';
import { onEveryServer, useDatabase } from '../../support/database';
import { eventually } from '../../support/product';
import { keepingLogger } from '../../unit/telemetry/fixture';
import { PLANT, T0, reading } from './fixture';

/** Keeps a server process at full load until it is cancelled; five times the time a write test takes. */
const HEAVY = 'select count(*) from generate_series(1, 2000000000) a where a % 7 = 3';
const WRITES = 40;
/** Ingest beside bulk work shares the processors with it, nothing else. */
const MOST_MS = 1_500;

onEveryServer('The lanes of a store', (rung) => {
  const database = useDatabase(rung);
  let lanes: Lanes;

  before(async () => {
    const prepared = await database().prepare();
    const store = await database().open();
    await store.tenants.ensure('aqua', 'Aqua', 'UTC');
    await store.plant.ensure('aqua', [PLANT]);
    lanes = openLanes({
      url: database().url,
      role: prepared.role,
      sizes: wantedSizes(4),
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
    });
  });
  after(() => Promise.all(LANES.map((lane) => lanes[lane].close())));

  const through = (lane: Transactions) => new ReadingsWriter(lane, directory);
  let directory: CachedDirectory;
  beforeEach(async () => {
    directory = new CachedDirectory(new Transactions(lanes.read));
    await directory.refresh();
  });

  /** Fills the bulk lane and its line with heavy statements while `work` runs. */
  async function whileBulkIsFull(work: () => Promise<void>): Promise<void> {
    const bulk = new Transactions(lanes.bulk);
    const heavy = Array.from({ length: lanes.bulk.size + 5 }, () =>
      bulk
        .forTenant('aqua', 'export', (client) => client.query(HEAVY))
        .then(
          () => 'done',
          () => 'ended',
        ),
    );
    const running = async () => {
      const { rows } = await database().owner.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and application_name = 'thermacore bulk' and state = 'active'`,
      );
      return rows;
    };
    await eventually('the bulk lane to be full', async () => (await running()).length === lanes.bulk.size);
    assert.equal(lanes.bulk.waiting, 5);
    try {
      await work();
      assert.equal((await running()).length, lanes.bulk.size, 'it was full all the time');
    } finally {
      await eventually('the bulk lane to be free', async () => {
        await database().owner.query(
          `select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'thermacore bulk'`,
        );
        return lanes.bulk.inUse === 0;
      });
    }
    assert.deepEqual(new Set(await Promise.all(heavy)), new Set(['ended']));
  }

  it('keep ingest going while heavy statements fill the bulk lane', async function () {
    this.timeout(60_000);
    const took: number[] = [];
    const sink = through(new Transactions(lanes.write));
    await whileBulkIsFull(async () => {
      for (let i = 0; i < WRITES; i++) {
        const from = systemClock.monotonic();
        assert.equal((await sink.write([reading({ timestamp: T0 + i })])).stored, 1);
        took.push(systemClock.monotonic() - from);
      }
    });
    const slowest = Math.max(...took);
    assert.ok(slowest < MOST_MS, `the slowest write took ${slowest.toFixed(0)} ms`);
  });

  it('without which it would not: a write in the full lane waits behind', async function () {
    this.timeout(60_000);
    const sink = through(new Transactions(lanes.bulk));
    await whileBulkIsFull(async () => {
      const write = sink.write([reading({ timestamp: T0 + 10_000 })]).then(
        () => 'written',
        () => 'refused',
      );
      const first = await Promise.race([write, sleep(systemClock, MOST_MS).then(() => 'waiting')]);
      assert.equal(first, 'waiting');
    });
  });

  it('are in the metrics, with what statements took', async () => {
    const meter = createPrometheusMeter(false);
    const store = await openStore({
      url: database().url,
      clock: systemClock,
      logger: silentLogger,
      meter,
      poolSize: 4,
    });
    try {
      await store.plant.listUnits('aqua', { limit: 10 });
      await store.readings.latest('aqua');
      await store.sink.write([reading({ timestamp: T0 + 20_000 })]);
      const text = await meter.text();
      const value = (sample: string) => {
        const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
        assert.ok(line, sample);
        return Number(line.split(' ').at(-1));
      };
      for (const [lane, size] of Object.entries(wantedSizes(4))) {
        assert.equal(value(`thermacore_pool_connections{lane="${lane}"}`), size);
        assert.ok(value(`thermacore_pool_in_use{lane="${lane}"}`) <= size);
        assert.equal(value(`thermacore_pool_waiting{lane="${lane}"}`), 0);
      }
      for (const kind of ['lookup', 'query', 'write'])
        assert.ok(value(`thermacore_sql_milliseconds_count{class="${kind}"}`) > 0, kind);
    } finally {
      await store.close();
    }
  });
});

onEveryServer('The lanes of a store on a server with little room', (rung) => {
  const database = useDatabase(rung);
  let role: string;
  before(async () => {
    role = (await database().prepare()).role.user;
  });
  const open = (poolSize: number, logger = silentLogger): Promise<Store> =>
    openStore({ url: database().url, clock: systemClock, logger, meter: nullMeter, poolSize });
  const limit = (connections: number) =>
    database().owner.query(`alter role ${role} connection limit ${connections}`);
  afterEach(() => limit(-1));

  it('are smaller, which the start says in one line', async () => {
    await limit(8);
    const { logger, lines } = keepingLogger();
    const store = await open(10, logger);
    try {
      assert.equal((await store.tenants.list()).length, 0);
      const told = lines.filter(({ message }) => message.includes('max_connections'));
      assert.equal(told.length, 1);
      assert.match(
        told[0]!.message,
        /has 7 connections for ThermaCore, not 20: 2 write, 2 read, 2 bulk, 1 upkeep/,
      );
    } finally {
      await store.close();
    }
  });

  it('refuse to start with fewer than work', async () => {
    await limit(3);
    await assert.rejects(open(10), {
      code: 'configuration',
      message: 'The database has 2 connections left for ThermaCore, which needs 5 at least.',
    });
  });
});
