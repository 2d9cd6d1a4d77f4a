import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { openStore, type Store } from '../../../lib/store';
import type { SqlClient } from '../../../lib/store/sql-client';
import { Transactions } from '../../../lib/store/tenant-transaction';
import { connect, onEveryServer, useDatabase } from '../../support/database';
import { eventually, freePort } from '../../support/product';
import { PLANT, T0, reading } from './fixture';

const openAt = (url: string, poolSize?: number): Promise<Store> =>
  openStore({
    url,
    clock: systemClock,
    logger: silentLogger,
    meter: nullMeter,
    ...(poolSize === undefined ? {} : { poolSize }),
  });

onEveryServer('A database that cannot be opened', (rung) => {
  const database = useDatabase(rung);

  const changes: {
    title: string;
    change: (url: URL) => Promise<void> | void;
    code: string;
    message: RegExp;
  }[] = [
    {
      title: 'nobody answers',
      change: async (url) => void (url.port = String(await freePort())),
      code: 'unavailable',
      message: /^No database answers at 127\.0\.0\.1:\d+\.$/,
    },
    {
      title: 'the password is wrong',
      change: (url) => void (url.password = 'not-the-password'),
      code: 'configuration',
      message: /refuses the user "\w+"/,
    },
    {
      title: 'the user is unknown',
      change: (url) => void (url.username = 'nobody-here'),
      code: 'configuration',
      message: /refuses the user "nobody-here"/,
    },
    {
      title: 'there is no such database',
      change: (url) => void (url.pathname = '/not-there'),
      code: 'configuration',
      message: /There is no database "not-there"/,
    },
  ];
  for (const { title, change, code, message } of changes)
    it(`is told in a sentence: ${title}`, async () => {
      const url = new URL(database().url);
      url.hostname = url.hostname.replace('localhost', '127.0.0.1');
      await change(url);
      await assert.rejects(openAt(url.toString()), (error: unknown) => {
        assert.ok(error instanceof Error && 'sentence' in error && 'code' in error);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        assert.ok(!String(error.sentence).includes(url.password), 'the password is not shown');
        return true;
      });
    });
});

onEveryServer('A database in trouble', (rung) => {
  const database = useDatabase(rung);
  let store: Store;
  let role: string;

  beforeEach(async () => {
    ({
      role: { user: role },
    } = await database().prepare());
    store = await openAt(database().url, 1);
    await store.tenants.ensure('aqua', 'Aqua', 'UTC');
    await store.plant.ensure('aqua', [PLANT]);
    await store.directory.refresh();
  });
  afterEach(() => store.close());

  /** Ends the store's connections, as a server does that goes away. */
  const cut = () =>
    database().owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and usename = $1`,
      [role],
    );
  /** The table stays locked while `work` runs. */
  const whileLocked = async (table: string, work: () => Promise<void>): Promise<void> => {
    const other = await connect(database().url);
    try {
      await other.query(`begin; lock table thermacore.${table} in access exclusive mode`);
      await work();
    } finally {
      await other.end();
    }
  };
  const waiting = (count: number) =>
    eventually(`${count} waiting for the lock`, async () => {
      const { rows } = await database().owner.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length === count;
    });

  it('that cuts connections while nobody asks is not noticed', async () => {
    await cut();
    await eventually('the store answers', async () => (await store.tenants.list()).length === 1);
    assert.equal((await store.sink.write([reading({ timestamp: T0 + 1 })])).stored, 1);
  });

  it('that cuts a connection in the middle is "unavailable", and the next one is as good as ever', async () => {
    await whileLocked('units', async () => {
      const asked = assert.rejects(store.plant.getUnit('aqua', 'boiler-1'), { code: 'unavailable' });
      await waiting(1);
      await cut();
      await asked;
    });
    assert.equal((await store.plant.getUnit('aqua', 'boiler-1')).key, 'boiler-1');
  });

  it('that takes too long is "timeout"', async function () {
    this.timeout(60_000);
    await whileLocked('units', () =>
      assert.rejects(store.plant.getUnit('aqua', 'boiler-1'), {
        code: 'timeout',
        message: 'The database took too long.',
      }),
    );
    assert.equal((await store.plant.getUnit('aqua', 'boiler-1')).key, 'boiler-1');
  });

  it('whose readers take every connection is "unavailable" to more of them, and ingest goes on', async function () {
    this.timeout(60_000);
    await whileLocked('units', async () => {
      const slow = assert.rejects(store.readings.recent('aqua', { perSensor: 1, since: 0 }), {
        code: 'unavailable',
      });
      await waiting(1);
      const queued = assert.rejects(store.tenants.list(), { code: 'unavailable' });
      assert.equal((await store.sink.write([reading({ timestamp: T0 + 2 })])).stored, 1);
      await queued;
      await cut();
      await slow;
    });
  });

  it('that has no room for more connections is "unavailable" until it has', async () => {
    await database().owner.query(`alter role ${role} connection limit 0`);
    await cut();
    await eventually('the refusal', () =>
      store.tenants.list().then(
        () => false,
        (error: { code: string }) => error.code === 'unavailable',
      ),
    );
    await database().owner.query(`alter role ${role} connection limit -1`);
    assert.equal((await store.tenants.list()).length, 1);
  });

  it('says when it goes and when it is back, with a directory that knows what changed meanwhile', async function () {
    this.timeout(60_000);
    const states: boolean[] = [];
    const stop = store.onAvailability((up) => states.push(up));
    assert.deepEqual(states, [true], 'the present state at once');
    await database().owner.query(`alter role ${role} nologin`);
    await cut();
    await eventually('away', () => Promise.resolve(!store.available));
    await assert.rejects(store.ping());
    await database().owner.query(`update thermacore.units set key = 'renamed' where key = 'boiler-1'`);
    await database().owner.query(`alter role ${role} login`);
    await eventually('back', () => Promise.resolve(states.length === 3));
    assert.ok(store.directory.hasUnit('aqua', 'renamed'));
    assert.deepEqual(states, [true, false, true]);
    stop();
    await database().owner.query(`update thermacore.units set key = 'boiler-1' where key = 'renamed'`);
  });

  it('in which two transactions wait for each other runs one of them again', async () => {
    const { owner } = database();
    await owner.query('create table public.pair (id int primary key, n int)');
    await owner.query(
      `insert into public.pair values (1, 0), (2, 0); grant select, update on public.pair to ${role}`,
    );
    const transactions = new Transactions(await database().application());
    const raise = (client: SqlClient, id: number) =>
      client.query('update public.pair set n = n + 1 where id = $1', [id]);
    let attempts = 0;
    let bothHoldOne = (): void => undefined;
    const met = new Promise<void>((resolve) => (bothHoldOne = resolve));
    await Promise.all(
      [[1, 2] as const, [2, 1] as const].map(([first, second]) =>
        transactions.forPlatform('write', async (client) => {
          await raise(client, first);
          if (++attempts === 2) bothHoldOne();
          await met;
          await raise(client, second);
        }),
      ),
    );
    assert.ok(attempts > 2, 'the victim came again');
    assert.deepEqual((await owner.query('select n from public.pair order by id')).rows, [{ n: 2 }, { n: 2 }]);
  });
});
