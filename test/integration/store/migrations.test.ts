import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/core/clock';
import { createLogger, silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { migrate } from '../../../lib/store/migrate';
import { migrations } from '../../../lib/store/migrations';
import { PREPARE_LOCK } from '../../../lib/store/prepare';
import { openStore, type Rung, type Store } from '../../../lib/store';
import type { SqlClient } from '../../../lib/store/sql-client';
import { FakeClock } from '../../support/fake-clock';
import { eventually } from '../../support/product';
import { PLANT, reading } from './fixture';
import { connect, onEveryRung, onEveryServer, useDatabase } from '../../support/database';

const NAMES = migrations.map(({ name }) => name);

const openAt = (url: string): Promise<Store> =>
  openStore({ url, clock: systemClock, logger: silentLogger, meter: nullMeter });
const openAndClose = async (url: string): Promise<void> => (await openAt(url)).close();

const applied = async (owner: SqlClient): Promise<unknown[]> =>
  (await owner.query('select name, checksum, applied_at from thermacore.migrations order by name')).rows;

/** Every table, index, function, policy and grant of the schema, as text. */
async function shape(owner: SqlClient): Promise<unknown[]> {
  const { rows } = await owner.query(`
    select 'relation' as kind, c.relname::text as name, c.relkind::text || coalesce(c.relacl::text, '') as detail
      from pg_class c where c.relnamespace = 'thermacore'::regnamespace
    union all select 'function', p.oid::regprocedure::text, p.prosrc || coalesce(p.proacl::text, '')
      from pg_proc p where p.pronamespace = 'thermacore'::regnamespace
    union all select 'policy', policyname, tablename || coalesce(qual, '') || coalesce(with_check, '')
      from pg_policies where schemaname = 'thermacore'
    order by 1, 2, 3`);
  return rows;
}

onEveryRung('Migrations', (rung) => {
  const database = useDatabase(rung);

  it('find the rung and bring an empty database up to date', async () => {
    const { rung: found } = await database().prepare();
    assert.ok(rung.names.includes(found.name), found.name);
    assert.match(found.version, /^\d+\.\d+/);
    assert.ok(found.sentence.includes(found.version), found.sentence);
    assert.deepEqual(
      (await applied(database().owner)).map((row) => (row as { name: string }).name),
      NAMES,
    );
  });

  it('change nothing the second time', async () => {
    await database().prepare();
    const before = { applied: await applied(database().owner), shape: await shape(database().owner) };
    const log: string[] = [];
    const { rung: found } = await database().prepare();
    await migrate(
      database().owner,
      found,
      createLogger((_, message) => log.push(message)),
    );
    assert.deepEqual(
      { applied: await applied(database().owner), shape: await shape(database().owner) },
      before,
    );
    assert.deepEqual(log, []);
  });

  const refusals = [
    {
      title: 'refuse a database that a newer version upgraded',
      damage: `insert into thermacore.migrations (name, checksum) values ('9999-from-the-future', 'x')`,
      repair: `delete from thermacore.migrations where name = '9999-from-the-future'`,
      message: /newer ThermaCore \(9999-from-the-future\)/,
      advice: /Start that version/,
    },
    {
      title: 'refuse a database whose migration was another text',
      damage: `update thermacore.migrations set checksum = 'x' || checksum where name = '${NAMES[0]}'`,
      repair: `update thermacore.migrations set checksum = substr(checksum, 2) where name = '${NAMES[0]}'`,
      message: /0001-identity differs/,
      advice: /Reinstall/,
    },
  ];
  it('refuse a migration that comes after a newer one', async () => {
    const { owner } = database();
    await database().prepare();
    const before = await shape(owner);
    const [late, newest] = [NAMES.at(-2), NAMES.at(-1)];
    await owner.query('delete from thermacore.migrations where name = $1', [late]);
    await assert.rejects(database().prepare(), {
      code: 'configuration',
      message: `The migration ${late} comes too late: the database has ${newest} already.`,
      advice: /next number/,
    });
    assert.deepEqual(await shape(owner), before);
    await owner.query('drop schema thermacore cascade');
    await database().prepare();
  });

  for (const { title, damage, repair, message, advice } of refusals)
    it(title, async () => {
      await database().prepare();
      const before = await shape(database().owner);
      await database().owner.query(damage);
      await assert.rejects(database().prepare(), { code: 'configuration', message, advice });
      assert.deepEqual(await shape(database().owner), before);
      await database().owner.query(repair);
      await database().prepare();
    });

  it('keep a database whose readings lie in plain partitions as it is, whatever the server could do', async () => {
    const { owner } = database();
    await owner.query('drop schema if exists thermacore cascade');
    const plain: Rung = { name: 'plain', version: '', sentence: '' };
    await migrate(owner, plain, silentLogger);
    const { rung: found } = await database().prepare();
    assert.equal(found.name, 'plain');
  });

  it('leave nothing of one that failed half-way', async () => {
    const { owner } = database();
    await owner.query('drop schema if exists thermacore cascade');
    await owner.query('create schema thermacore; create view thermacore.sensors as select 1 as taken');
    await assert.rejects(database().prepare(), { code: '42P07' });
    const { rows } = await owner.query(`select to_regclass('thermacore.units') as units`);
    assert.deepEqual(rows, [{ units: null }]);
    await owner.query('drop view thermacore.sensors');
    await database().prepare();
  });
});

onEveryServer('Migrations among several instances', (rung) => {
  const database = useDatabase(rung);

  it('let instances start at once on an empty database', async function () {
    this.timeout(60_000);
    const open = () => openAt(database().url);
    for (let round = 0; round < 3; round++) {
      const outcome = await Promise.allSettled([open(), open(), open(), open()]);
      for (const one of outcome) if (one.status === 'fulfilled') await one.value.close();
      assert.deepEqual(
        outcome.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])),
        [],
      );
    }
    assert.equal((await applied(database().owner)).length, NAMES.length);
  });

  /** A session that holds the lock of a start, as an instance in a long migration does. */
  async function holdingTheLock<T>(work: () => Promise<T>): Promise<T> {
    const other = await connect(database().url);
    try {
      await other.query(`set application_name = 'thermacore of the night shift'`);
      await other.query('select pg_advisory_lock($1)', [PREPARE_LOCK]);
      return await work();
    } finally {
      await other.end();
    }
  }

  it('wait for another one that prepares the database, and say for whom', async () => {
    const lines: string[] = [];
    const logger = createLogger((_, message) => lines.push(message));
    let opening: Promise<Store> | undefined;
    await holdingTheLock(async () => {
      opening = openStore({ url: database().url, clock: systemClock, logger, meter: nullMeter });
      await eventually('the line', () => Promise.resolve(lines.length > 0));
    });
    await (await opening)?.close();
    const waiting = lines.filter((line) => line.startsWith('Waiting'));
    assert.equal(waiting.length, 1, 'said once');
    assert.match(waiting[0]!, /another instance .* "thermacore of the night shift", server process \d+/);
  });

  it('give up after a minute, with who it is and what to do', async () => {
    const clock = new FakeClock();
    await holdingTheLock(async () => {
      const opening = openStore({ url: database().url, clock, logger: silentLogger, meter: nullMeter });
      let settled = false;
      const outcome = assert.rejects(opening, {
        code: 'unavailable',
        message: /for 60 s: "thermacore of the night shift", server process \d+/,
        advice: /end that process/,
      });
      void outcome.catch(() => undefined).then(() => (settled = true));
      await eventually('the end of its patience', () => {
        clock.advance(10_000);
        return Promise.resolve(settled);
      });
      await outcome;
    });
    assert.equal(clock.timers, 0);
    await (await openAt(database().url)).close();
  });

  it('close their connections', async () => {
    const watcher = await connect(database().url);
    const others = async () =>
      (
        await watcher.query(
          `select application_name from pg_stat_activity where datname = current_database() and application_name like 'thermacore %'`,
        )
      ).rows;
    const before = await others();
    const store = await openAt(database().url);
    assert.ok((await others()).length > before.length);
    await store.close();
    await eventually('the server to see them closed', async () => (await others()).length === before.length);
    await watcher.end();
  });
});

onEveryServer('An owner who is not a superuser', (rung) => {
  const database = useDatabase(rung);
  let owner: { name: string; url: string };
  before(async () => (owner = await database().giveToLesserOwner()));

  it('is told which right is lacking', async () => {
    await assert.rejects(openAndClose(owner.url), {
      code: 'configuration',
      field: 'THERMACORE_DATABASE_URL',
      advice: new RegExp(`ALTER ROLE "${owner.name}" CREATEROLE`),
    });
  });

  it('starts, and starts again', async () => {
    await database().owner.query(`alter role ${owner.name} createrole`);
    await openAndClose(owner.url);
    await openAndClose(owner.url);
  });

  it('writes and reads under the same isolation', async () => {
    const store = await openAt(owner.url);
    try {
      await store.tenants.ensure('aqua', 'Aqua', 'UTC');
      await store.plant.ensure('aqua', [PLANT]);
      await store.directory.refresh();
      const result = await store.sink.write([reading()]);
      assert.deepEqual({ ...result }, { stored: 1, repeated: 0, refused: [] });
      assert.equal((await store.readings.latest('aqua')).length, 1);
    } finally {
      await store.close();
    }
  });

  it('takes back what somebody gave the application role', async () => {
    const { role } = await database().prepare();
    await database().owner.query(`alter role ${role.user} bypassrls createdb`);
    await openAndClose(database().url);
    const { rows } = await database().owner.query(
      'select rolbypassrls, rolcreatedb from pg_roles where rolname = $1',
      [role.user],
    );
    assert.deepEqual(rows, [{ rolbypassrls: false, rolcreatedb: false }]);
  });
});
