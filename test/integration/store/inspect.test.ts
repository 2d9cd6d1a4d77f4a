import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/core/clock';
import { checkDatabase } from '../../../lib/platform';
import { readSettings } from '../../../lib/platform/settings';
import { findings } from '../../../lib/platform/doctor';
import { inspectWith, type Inspection } from '../../../lib/store/inspect';
import { checksum } from '../../../lib/store/migrate';
import { migrations } from '../../../lib/store/migrations';
import { PREPARE_LOCK } from '../../../lib/store/prepare';
import { lookAtRung } from '../../../lib/store/rung';
import type { SqlClient } from '../../../lib/store/sql-client';
import { connect, onEveryRung, onEveryServer, useDatabase } from '../../support/database';

const NAMES = migrations.map(({ name }) => name);

/** All that a start makes, as far as the catalogue shows it. */
async function everything(owner: SqlClient): Promise<unknown> {
  const { rows } = await owner.query(
    `select (select count(*)::int from pg_class) as relations, (select count(*)::int from pg_proc) as functions,
            (select string_agg(extname || extversion, ',' order by extname) from pg_extension) as extensions,
            (select string_agg(nspname, ',' order by nspname) from pg_namespace where nspname !~ '^pg_') as schemas,
            (select string_agg(rolname, ',' order by rolname) from pg_roles) as roles`,
  );
  return rows[0];
}

const texts = (inspection: Inspection): string => findings(inspection).map(({ level, text }) => `${level}: ${text}`).join('\n'); // prettier-ignore

onEveryRung('A look at a database that never writes', (rung) => {
  const database = useDatabase(rung);
  const look = async (): Promise<Inspection> => {
    const before = await everything(database().owner);
    const inspection = await inspectWith(database().owner, systemClock);
    assert.deepEqual(await everything(database().owner), before, 'nothing was made');
    return inspection;
  };
  /** As an older version left it. */
  async function makeOld(count: number): Promise<void> {
    const { owner } = database();
    const { rung: found } = await database().prepare();
    await owner.query('drop schema thermacore cascade; create schema thermacore');
    await owner.query(
      'create table thermacore.migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    for (const { name, sql } of migrations.slice(0, count)) {
      const text = sql(found.name);
      await owner.query(text);
      await owner.query('insert into thermacore.migrations (name, checksum) values ($1, $2)', [
        name,
        checksum(text),
      ]);
    }
  }

  it('tells of a new one that a start would make its schema', async () => {
    const found = await look();
    assert.equal(found.hasSchema, false);
    assert.deepEqual(found.pending, NAMES);
    assert.equal(found.refusal, undefined);
    assert.match(texts(found), new RegExp(`note: .* would make its schema \\(${NAMES.length} migrations\\)`));
  });

  it('tells of one that is up to date that a start would change nothing', async () => {
    await database().prepare();
    const { rung: prepared } = await database().prepare();
    const found = await look();
    assert.equal(found.rung, prepared.name);
    assert.equal(found.sentence, prepared.sentence);
    assert.deepEqual(
      [found.hasSchema, found.pending, found.refusal, found.lacking],
      [true, [], undefined, []],
    );
    assert.match(texts(found), /ok: The schema is up to date/);
    assert.doesNotMatch(texts(found), /fail:/);
  });

  it('tells of an old one which migrations a start would run', async () => {
    await makeOld(4);
    const found = await look();
    assert.deepEqual(found.pending, NAMES.slice(4));
    assert.match(texts(found), /note: The schema is older: .*0005-one-tenant-per-unit.*Back it up first/);
    await database().prepare();
    assert.deepEqual((await look()).pending, []);
  });

  it('tells of one that a start would refuse why', async () => {
    await database().prepare();
    const { owner } = database();
    await owner.query(
      `insert into thermacore.migrations (name, checksum) values ('9999-from-the-future', 'x')`,
    );
    assert.match(
      texts(await look()),
      /fail: A start would refuse .* newer ThermaCore \(9999-from-the-future\)/,
    );
    await owner.query(`delete from thermacore.migrations where name like '9999%'`);
  });

  it('knows size, connections and clock', async () => {
    const found = await look();
    assert.ok(found.databaseBytes > 1024 ** 2);
    assert.ok(found.room > 0);
    assert.ok(Math.abs(found.clockAhead) < 2_000 + found.clockUncertainty, `${found.clockAhead} ms`);
    const late = { ...systemClock, now: () => systemClock.now() - 3_600_000 };
    const skewed = await inspectWith(database().owner, late);
    assert.match(texts(skewed), /note: The database's clock is 36\d\d\.\d s ahead of this machine's\. .*NTP/);
  });

  it('knows the background workers of TimescaleDB', async () => {
    const found = await look();
    if (found.rung === 'plain') assert.equal(found.workers, undefined);
    else assert.match(texts({ ...found, workers: { timescale: 16, server: 8, newer: '2.99.0' } }), /max_worker_processes to 19[^]*TimescaleDB 2\.99\.0 is installed/); // prettier-ignore
  });
});

onEveryServer('A look at a database, over a connection of its own', (rung) => {
  const database = useDatabase(rung);

  it('is what "doctor" prints', async () => {
    const before = await everything(database().owner);
    const found = await checkDatabase({ ...readSettings({}), databaseUrl: database().url });
    assert.deepEqual(await everything(database().owner), before);
    assert.match(
      found.map(({ text }) => text).join('\n'),
      /The clocks of this machine and the database agree/,
    );
    assert.ok(found.length >= 5 && found.every(({ level }) => level !== 'fail'));
  });

  it('could not write if it wanted to', async () => {
    const { owner } = database();
    const asked: string[] = [];
    await inspectWith(
      { query: (text, values) => (asked.push(text), owner.query(text, values)) },
      systemClock,
    );
    assert.match(asked[0]!, /^begin transaction read only/);
    assert.equal(asked.at(-1), 'rollback');
  });

  it('leaves a TimescaleDB that the server offers switched off, and says that a start would try', async () => {
    const { rows } = await database().owner.query(
      `select from pg_available_extensions where name = 'timescaledb'`,
    );
    const { rung: found, offers } = await lookAtRung(database().owner);
    assert.equal(found.name, 'plain');
    assert.equal(offers !== undefined, rows.length > 0);
    const inspection = await inspectWith(database().owner, systemClock);
    assert.equal(/would try to switch it on/.test(texts(inspection)), rows.length > 0);
  });

  it('names the rights that the user lacks, and another instance that prepares it', async () => {
    const lesser = await database().giveToLesserOwner();
    const other = await connect(lesser.url);
    try {
      await other.query(`set application_name = 'the other one'`);
      await other.query('select pg_advisory_lock($1)', [PREPARE_LOCK]);
      const found = await checkDatabase({ ...readSettings({}), databaseUrl: lesser.url });
      const text = found.map((one) => `${one.level}: ${one.text}`).join('\n');
      assert.match(text, new RegExp(`fail: .*ALTER ROLE "${lesser.name}" CREATEROLE;`));
      assert.match(text, /note: Another instance prepares the database right now: "the other one"/);
    } finally {
      await other.end();
    }
  });
});
