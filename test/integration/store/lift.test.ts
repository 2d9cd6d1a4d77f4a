import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import type { Reading } from '../../../lib/core/reading';
import { lift, type LiftReport } from '../../../lib/store';
import { connect, onEveryServer, plainRung, useDatabase, type ServerDatabase } from '../../support/database';
import { eventually } from '../../support/product';
import { BY, alarm, batch, line, rule } from './alarms/fixture';
import { PLANT, T0, reading } from './fixture';

const DAY_MS = 86_400_000;
const DAYS = 12;

/** Two tenants, days of numbers and texts, odd values, an unlucky gap, and something in every other table. */
async function fill(database: ServerDatabase): Promise<void> {
  const store = await database.open();
  for (const tenant of ['aqua', 'borealis']) {
    await store.tenants.ensure(tenant, `${tenant} ’"\\ \n\t`, 'Europe/Vienna');
    await store.plant.ensure(tenant, [PLANT]);
    await store.users.create({ username: `admin@${tenant}`, role: 'admin', tenant, passwordHash: 'x' });
    await store.audit.record({ tenant, actor: 'me', action: 'a:b', outcome: 'ok', detail: { a: [1, null] } });
    const plc = { key: 'plc', name: 'PLC', protocol: 'modbus', enabled: true, settings: { host: 'plc' } };
    await store.devices.create(tenant, plc, { key: 'v1.sealed' });
    await store.devices.replacePoints(tenant, 'plc', [
      { unit: 'boiler-1', sensor: 'supply', settings: { address: 7 } },
    ]);
    await store.templates.ofDevice(tenant, 'plc', ({ protocol, points: [point] }) => ({
      template: { key: 'type', name: 'Type', protocol, settings: {}, points: [{ sensor: 'supply', settings: { ...point?.settings } }] },
      unit: 'boiler-1',
      settings: { host: 'plc' },
    })); // prettier-ignore
    await store.alarmRules.add(tenant, rule({ cause: 'a "b"\\ \n' }), BY);
    const months = Array.from({ length: DAYS }, (_, i) =>
      line({ at: T0 - i * 40 * DAY_MS + 1 / 8, value: i % 2 ? `\t${i} \\N ’` : 1e-300, user: tenant }),
    );
    await (await store.alarms.open(tenant)).keep(batch(months, [alarm({ comment: 'x\0y' }, ['\ud800'])]));
    for (const name of ['raw', 'text'] as const) await store.retention.set(tenant, name, 36_500);
  }
  await store.directory.refresh();
  await store.sink.write(days(0, DAYS));
}

/** Of both tenants, a reading an hour, but none on the fifth day. */
function days(from: number, to: number): Reading[] {
  const readings: Reading[] = [];
  for (const tenant of ['aqua', 'borealis'])
    for (let day = from; day < to; day++)
      for (let hour = 0; hour < 24; hour++) {
        if (day === 5) continue;
        const timestamp = T0 + (day - DAYS) * DAY_MS + hour * 3_600_000 + (hour % 3) / 8;
        readings.push(reading({ tenant, timestamp, value: hour === 7 ? 1e-300 : day + hour / 3 }));
        readings.push(reading({ tenant, timestamp, sensor: 'mode', value: `${day}:\t${hour} \\N ’` }));
      }
  return readings;
}

onEveryServer('A lift from plain PostgreSQL', (rung) => {
  const source = useDatabase(plainRung);
  const target = useDatabase(rung);
  let lines: string[];
  const run = (more: { rowsAtOnce?: number; say?: (line: string) => void } = {}): Promise<LiftReport> =>
    lift({
      from: source().url,
      to: target().url,
      clock: systemClock,
      logger: silentLogger,
      say: (line) => lines.push(line),
      ...more,
    });
  const READINGS = 2 * (DAYS - 1) * 24 * 2;
  const ROWS = READINGS + 2 * DAYS;
  /** Contents of a relation, as text, the same in both. */
  const contents = async (database: ServerDatabase, relation: string): Promise<unknown[]> =>
    (
      await database.owner.query(
        `select row_to_json(x)::text as row from thermacore.${relation} x order by 1`,
      )
    ).rows;
  const assertSame = async (): Promise<void> => {
    for (const relation of [
      'tenants',
      'users',
      'units',
      'sensors',
      'devices',
      'device_points',
      'device_templates',
      'alarm_rules',
      'alarm_rule_changes',
      'alarm_instances',
      'alarm_journal',
      'commands',
      'latest',
      'audit',
      'retention',
      'readings',
      'texts',
    ])
      assert.deepEqual(await contents(target(), relation), await contents(source(), relation), relation);
  };

  before(async function () {
    this.timeout(60_000);
    await fill(source());
  });
  beforeEach(() => (lines = []));

  it('is refused into the same database, before anything is written', async () => {
    const same = lift({
      from: source().url,
      to: source().url,
      clock: systemClock,
      logger: silentLogger,
      say: () => undefined,
    });
    await assert.rejects(same, { code: 'configuration', field: '--to' });
  });

  it('is refused from an empty database', async () => {
    const wrong = lift({
      from: target().url,
      to: source().url,
      clock: systemClock,
      logger: silentLogger,
      say: () => undefined,
    });
    await assert.rejects(wrong, { code: 'configuration', field: /--from|--to/ });
    const { rows } = await target().owner.query(`select to_regclass('thermacore.tenants') as made`);
    assert.deepEqual(rows, [{ made: null }]);
  });

  it('that is ended half-way keeps what is whole', async function () {
    this.timeout(60_000);
    let settled = false;
    const ended = run({ rowsAtOnce: 100 }).finally(() => (settled = true));
    const watcher = await connect(target().url);
    const copiedDays = async (): Promise<number> => {
      const made = await watcher.query(
        `select from pg_tables where schemaname = 'thermacore' and tablename = 'lift'`,
      );
      if (made.rows.length === 0) return 0;
      const { rows } = await watcher.query<{ n: number }>(
        `select count(*)::int as n from thermacore.lift where relation = 'readings'`,
      );
      return rows[0]?.n ?? 0;
    };
    const cut = async (): Promise<void> => {
      while ((await copiedDays()) < 2 && !settled);
      await watcher.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'thermacore-lift' and datname = current_database()`,
      );
    };
    await Promise.all([
      assert.rejects(ended, { code: 'unavailable', advice: /goes on where it was/ }),
      cut(),
    ]);
    const { rows } = await watcher.query(
      `select (select count(*)::int from thermacore.readings) as there, (select sum(rows)::int from thermacore.lift where relation = 'readings') as recorded`,
    );
    await watcher.end();
    assert.equal(rows[0].there, rows[0].recorded);
    assert.ok(rows[0].there > 0 && rows[0].there < READINGS / 2, `${rows[0].there} rows`);
  });

  it('goes on where it was, and leaves both the same', async function () {
    this.timeout(60_000);
    const report = await run({ rowsAtOnce: 100 });
    assert.ok(report.copied > 0 && report.copied < ROWS, `${report.copied} copied`);
    assert.equal(report.rows, ROWS);
    await assertSame();
    assert.match(lines.join('\n'), /ThermaCore runs on the source/);
    assert.match(lines.join('\n'), /of \d{4}-\d\d-\d\d: .* rows \(100\.0 %\), [\d,]+ rows\/s/);
    assert.match(
      lines.at(-1)!,
      new RegExp(`Both hold the same: \\d+ tables and ${ROWS.toLocaleString('en')} rows`),
    );
  });

  it('run again copies nothing', async () => {
    assert.equal((await run()).copied, 0);
  });

  it('run again copies what came in, changed and went since', async function () {
    this.timeout(60_000);
    const store = await source().open();
    await store.plant.createUnit('aqua', { ...PLANT.unit, key: 'boiler-2' });
    await store.sink.write(days(DAYS, DAYS + 1));
    const day = new Date(T0 - DAYS * DAY_MS).toISOString().slice(0, 10);
    await source().owner.query(`delete from thermacore.readings where time < '${day} 24:00+00'`);
    await source().owner.query(
      `update thermacore.readings set value = 7 where ctid = (select min(ctid) from thermacore.readings_other) and tableoid = 'thermacore.readings_other'::regclass`,
    );
    const { copied } = await run();
    assert.ok(copied > 0 && copied < READINGS / 2, `${copied} copied`);
    await assertSame();
  });

  it('continues identities after the source’s', async () => {
    const next = async (database: ServerDatabase): Promise<unknown> =>
      (
        await database.owner.query(
          `insert into thermacore.units (tenant_id, key, name, kind) select id, 'next', 'x', 'x' from thermacore.tenants where key = 'aqua' returning id`,
        )
      ).rows;
    assert.deepEqual(await next(target()), await next(source()));
    for (const database of [source(), target()])
      await database.owner.query(`delete from thermacore.units where key = 'next'`);
  });

  it('is refused when somebody worked on the target since', async () => {
    await target().owner.query(`update thermacore.units set name = 'Mine' where key = 'boiler-2'`);
    await assert.rejects(run(), {
      code: 'conflict',
      field: '--to',
      message: /changed since the last lift \(thermacore\.units\)/,
    });
    await target().owner.query(`update thermacore.units set name = 'Boiler 1' where key = 'boiler-2'`);
    await target().owner.query(
      `insert into thermacore.texts select now(), tenant_id, sensor_id, 0, 0, 'mine' from thermacore.texts limit 1`,
    );
    await assert.rejects(run(), { code: 'conflict', message: /changed since the last lift \(texts of / });
    await target().owner.query(`delete from thermacore.texts where value = 'mine'`);
    await run();
  });

  it('leaves a target on which ThermaCore starts, reads and writes', async () => {
    const store = await target().open();
    assert.equal((await store.readings.latest('aqua')).length, 2);
    assert.equal((await store.sink.write([reading({ timestamp: T0 + 3 * DAY_MS })])).stored, 1);
    await assert.rejects(run(), { code: 'configuration', message: /ThermaCore runs on the target/ });
  });
});

onEveryServer('A lift into a database that is in use', (rung) => {
  const source = useDatabase(plainRung);
  const target = useDatabase(rung);
  it('is refused, and changes nothing', async () => {
    await source().prepare();
    await target().prepare();
    await target().owner.query(`insert into thermacore.tenants (key, name) values ('mine', 'Mine')`);
    await assert.rejects(
      lift({
        from: source().url,
        to: target().url,
        clock: systemClock,
        logger: silentLogger,
        say: () => undefined,
      }),
      { code: 'conflict', field: '--to', message: 'The target holds data of ThermaCore already.' },
    );
    assert.equal((await target().owner.query('select from thermacore.tenants')).rows.length, 1);
  });
});

onEveryServer('A lift of rollups whose readings are gone', (rung) => {
  const source = useDatabase(plainRung);
  const target = useDatabase(rung);

  it('takes the rollups along, and the target goes on after them', async function () {
    this.timeout(60_000);
    await fill(source());
    const { owner } = source();
    /** What the maintenance of a running store does, until there is nothing left to do. */
    const materialise = async (database: ServerDatabase): Promise<void> => {
      await eventually('the threshold to move', async () => {
        const { rows } = await database.owner.query<{ moved: boolean }>(
          'select thermacore.advance_rollups() as moved',
        );
        return rows[0]?.moved;
      });
      await eventually('the rollups', async () => {
        const { rows } = await database.owner.query<{ busy: boolean; moved: boolean; late: number }>(
          `select busy, moved, late from thermacore.refresh_rollups(interval '400 days', 100000)`,
        );
        return rows[0]?.busy === false && !rows[0].moved && rows[0].late === 0;
      });
    };
    await materialise(source());
    const views = async (database: ServerDatabase): Promise<unknown[]> => {
      const parts = ['1m', '1h', '1d'].map(
        (level) =>
          `select '${level}' as level, bucket, tenant_id, sensor_id, total, used, good, sum, min, max, trace from thermacore.rollup_${level}_all`,
      );
      return (await database.owner.query(`${parts.join(' union all ')} order by 1, 2, 3, 4`)).rows;
    };
    const before = await views(source());
    assert.ok(before.length > 2 * (DAYS - 1) * 25);

    const sealed = new Date(T0 - 6 * DAY_MS).toISOString().slice(0, 10);
    await owner.query(`delete from thermacore.readings where time < '${sealed} 00:00+00'`);
    await owner.query(`update thermacore.rollup_state set sealed = '${sealed} 00:00+00' where level = '1m'`);
    assert.deepEqual(await views(source()), before, 'readers see no difference');

    await lift({
      from: source().url,
      to: target().url,
      clock: systemClock,
      logger: silentLogger,
      say: () => undefined,
    });
    assert.deepEqual(await views(target()), before, 'at once');
    await materialise(target());
    assert.deepEqual(await views(target()), before, 'and when the target has computed the rest');
  });
});
