import assert from 'node:assert/strict';
import type { SqlSource } from '../../../lib/store/sql-client';
import type { RetentionClass } from '../../../lib/core/retention';
import type { Reading } from '../../../lib/core/reading';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { settle } from '../../support/settle';
import { LEVEL_NAMES, difference, type Partial } from '../../support/partials';
import { DAY, HOUR, TENANTS, asTenant, furnish, raw, shown, tenantNumber } from './rollups-fixture';

const AGES = [5, 20, 45, 80, 120, 200];
const NOON = Math.floor(Date.now() / DAY) * DAY - 12 * HOUR;

onEveryRung('Retention', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let role: SqlSource;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    role = await database().application();
    await furnish(store);
  });

  const run = async (task: string) => {
    if (task === 'rollups' || task === 'retention') return settle(store, task);
    const status = await store.maintenance.runNow(task);
    assert.equal(status.outcome, 'ok', status.reason);
    return status;
  };
  const written = (ages: readonly number[], value: number, more: Partial_ = {}): Reading[] =>
    TENANTS.flatMap((tenant) =>
      ages.flatMap((age) =>
        [0, 1, 2].map((i) => ({
          tenant, unit: 'u', sensor: 'temp', timestamp: NOON - age * DAY + i * 20_000, value: value + i,
          quality: 'good' as const, ...more,
        })),
      ),
    ); // prettier-ignore
  type Partial_ = { sensor?: string; tenant?: string };
  const views = async (): Promise<Record<string, Partial[]>> => {
    const all: Record<string, Partial[]> = {};
    for (const tenant of TENANTS) {
      const id = await tenantNumber(database().owner, tenant);
      for (const level of LEVEL_NAMES)
        all[`${tenant} ${level}`] = await asTenant(role, id, (client) => shown(client, level));
    }
    return all;
  };
  const assertSame = (found: Record<string, Partial[]>, expected: Record<string, Partial[]>): void => {
    for (const [name, rows] of Object.entries(expected))
      assert.equal(difference(found[name] ?? [], rows), undefined, name);
  };
  /** Whole days of age of the raw readings of a tenant. */
  const ages = async (tenant: string, sensor = 'temp'): Promise<number[]> => {
    const { rows } = await database().owner.query<{ id: number }>(
      `select s.id from thermacore.sensors s join thermacore.tenants t on t.id = s.tenant_id where t.key = $1 and s.key = $2`,
      [tenant, sensor],
    );
    const all = await raw(database().owner, await tenantNumber(database().owner, tenant));
    const found = all
      .filter((row) => row.sensor === rows[0]?.id)
      .map(({ time }) => Math.floor((NOON - time) / DAY + 0.1));
    return [...new Set(found)].sort((a, b) => a - b);
  };

  describe('as a setting', () => {
    it('has defaults', async () => {
      assert.deepEqual(await store.retention.get('aqua'), {
        raw: { days: 90, default: 90 },
        text: { days: 90, default: 90 },
        '1m': { days: 400, default: 400 },
        '1h': { days: 1830, default: 1830 },
        '1d': { days: 7305, default: 7305 },
        journal: { days: 1830, default: 1830 },
        notifications: { days: 400, default: 400 },
      });
    });

    it('is set, changed and taken back, for one tenant', async () => {
      await store.retention.set('aqua', '1h', 1000);
      await store.retention.set('aqua', '1h', 2000);
      assert.deepEqual((await store.retention.get('aqua'))['1h'], { days: 2000, default: 1830, own: 2000 });
      assert.deepEqual((await store.retention.get('borealis'))['1h'], { days: 1830, default: 1830 });
      await store.retention.set('aqua', '1h', null);
      assert.deepEqual((await store.retention.get('aqua'))['1h'], { days: 1830, default: 1830 });
    });

    it('tells what a change made of what', async () => {
      const common = { days: 400, default: 400 };
      const own = { days: 500, default: 400, own: 500 };
      assert.deepEqual(await store.retention.set('aqua', '1m', 500), { before: common, after: own });
      assert.deepEqual(await store.retention.set('aqua', '1m', null), { before: own, after: common });
      assert.deepEqual(await store.retention.set('aqua', '1m', null), { before: common, after: common });
    });

    it('makes a chain of changes that come at once', async () => {
      const wanted = [100, 200, 300, 400, 500, 600];
      const changes = await Promise.all(wanted.map((days) => store.retention.set('aqua', '1d', days)));
      const left = (await store.retention.set('aqua', '1d', null)).before;
      const found = changes.map(({ before }) => before.own);
      assert.deepEqual(new Set([...found, left.own]), new Set([undefined, ...wanted]));
    });

    for (const days of [0, 6, 7.5, -30, NaN, Infinity, 36_501])
      it(`refuses ${days} days`, () =>
        assert.rejects(store.retention.set('aqua', 'raw', days), {
          code: 'invalid',
          field: 'days',
          advice: /7 to 36500/,
        }));

    it('refuses a class and a tenant that there are not', async () => {
      await assert.rejects(store.retention.set('aqua', 'week' as RetentionClass, 30), {
        code: 'invalid',
        field: 'class',
      });
      await assert.rejects(store.retention.set('nobody', 'raw', 30), { code: 'not-found', field: 'tenant' });
      await assert.rejects(store.retention.get('nobody'), { code: 'not-found', field: 'tenant' });
    });
  });

  describe('applied', () => {
    let before_: Record<string, Partial[]>;

    it('waits for the rollups of late readings', async function () {
      this.timeout(60_000);
      await run('rollups');
      await database().owner.query('begin');
      try {
        await database().owner.query(
          `insert into thermacore.rollup_late (tenant_id, bucket, sensor_ids) values (1, now() - interval '100 days', '{1}')`,
        );
        const { rows } = await database().owner.query(
          `select waiting, dropped, deleted from thermacore.apply_retention('raw', 10)`,
        );
        assert.deepEqual(rows, [{ waiting: true, dropped: 0, deleted: 0 }]);
      } finally {
        await database().owner.query('rollback');
      }
    });

    it('takes raw readings, whole chunks for all and rows for a tenant with less, and leaves the rollups as they were', async function () {
      this.timeout(60_000);
      await store.retention.set('aqua', 'raw', 30);
      await store.sink.write(written(AGES, 10));
      await run('rollups');
      before_ = await views();
      assert.equal(before_['aqua 1m']?.length, AGES.length);
      await run('retention');
      assert.deepEqual(await ages('aqua'), [5, 20]);
      assert.deepEqual(await ages('borealis'), [5, 20, 45, 80]);
      assertSame(await views(), before_);
      await run('rollups');
      assertSame(await views(), before_);
    });

    it('leaves a bucket alone whose raw readings are gone when one comes late for it', async function () {
      this.timeout(60_000);
      const late = written([45, 120, 200], 500, { tenant: 'aqua' }).slice(0, 9);
      await store.sink.write([
        ...late,
        ...late.map((one) => ({ ...one, timestamp: one.timestamp + 5000, value: 0 })),
      ]);
      await run('rollups');
      await run('retention');
      await run('rollups');
      assertSame(await views(), before_);
      assert.deepEqual(await ages('aqua'), [5, 20]);
    });

    it('keeps the rollups of history that is imported when it is too old to be kept raw', async function () {
      this.timeout(60_000);
      await store.sink.write(
        written([44, 100, 150, 300], 77, { sensor: 'flow', tenant: 'aqua' }).slice(0, 12),
      );
      const imported = await views();
      assert.equal(imported['aqua 1m']?.length, AGES.length + 4);
      await run('rollups');
      assertSame(await views(), imported);
      await run('retention');
      assert.deepEqual(await ages('aqua', 'flow'), []);
      assertSame(await views(), imported);
      before_ = imported;
    });

    it('still takes late readings in where raw ones are kept', async function () {
      this.timeout(60_000);
      await store.sink.write(written([6, 20], 900, { tenant: 'aqua', sensor: 'level' }).slice(0, 6));
      await run('rollups');
      await run('retention');
      const after_ = await views();
      assert.equal(after_['aqua 1m']?.length, (before_['aqua 1m']?.length ?? 0) + 2);
      assertSame({ ...after_, ...before_ }, before_);
    });

    it('takes partials of a level, and leaves the coarser ones', async function () {
      this.timeout(60_000);
      await store.retention.set('aqua', '1m', 100);
      await run('retention');
      const { 'aqua 1m': minutes = [], 'aqua 1h': hours = [], 'borealis 1m': others = [] } = await views();
      assert.ok(minutes.every(({ bucket }) => bucket >= Date.now() - 100 * DAY));
      assert.ok(minutes.length > 0);
      assert.equal(hours.length, before_['aqua 1h']!.length + 2);
      assert.equal(others.length, AGES.length);
      await run('rollups');
      assert.equal((await views())['aqua 1h']?.length, hours.length);
    });

    it('takes old partials of sensors that are gone', async () => {
      await database().owner.query(
        `insert into thermacore.rollup_1h (tenant_id, bucket, sensor_id, total, used, good)
         select 1, date_trunc('hour', now()) - age * interval '1 day', 99999, 1, 0, 0 from unnest(array[2000, 3000, 10]) age`,
      );
      await run('retention');
      const { rows } = await database().owner.query(
        `select extract(day from now() - bucket)::int as age from thermacore.rollup_1h where sensor_id = 99999`,
      );
      assert.deepEqual(rows, [{ age: 10 }]);
    });

    it('takes texts', async function () {
      this.timeout(60_000);
      const { rows } = await database().owner.query<{ id: number; tenant: number }>(
        `select id, tenant_id as tenant from thermacore.sensors order by id limit 1`,
      );
      await database().owner.query(
        `insert into thermacore.texts (time, tenant_id, sensor_id, ordinal, quality, value)
         select now() - age * interval '1 day', $2, $1, 0, 0, 'x' from unnest(array[1, 50, 95, 190]) age`,
        [rows[0]?.id, rows[0]?.tenant],
      );
      await run('partitions');
      await run('retention');
      const left = await database().owner.query<{ n: number }>(
        "select count(*)::int as n from thermacore.texts where time > now() - interval '90 days'",
      );
      assert.deepEqual(left.rows, [{ n: 2 }]);
      const old = await database().owner.query<{ n: number }>(
        "select count(*)::int as n from thermacore.texts where time < now() - interval '98 days'",
      );
      assert.deepEqual(old.rows, [{ n: 0 }]);
    });
  });

  it('deletes sessions that ended more than a week ago', async () => {
    const user = await store.users.create({
      username: 'u',
      role: 'admin',
      tenant: 'aqua',
      passwordHash: 'h',
    });
    const now = Date.now();
    for (const [id, expiresAt] of [['old', now - 8 * DAY], ['recent', now - 6 * DAY], ['valid', now + DAY]] as const)
      await store.sessions.create({
        id, userId: user.id, actingTenant: null, refreshHash: 'h', createdAt: now - 20 * DAY, expiresAt,
      }); // prettier-ignore
    await run('sessions');
    const { rows } = await database().owner.query('select id from thermacore.sessions order by id');
    assert.deepEqual(rows, [{ id: 'recent' }, { id: 'valid' }]);
  });

  it('lets go of commands that ended more than 400 days ago', async () => {
    await database().owner.query(
      `insert into thermacore.commands (id, tenant_id, unit, sensor, device, value, mode, state, outcome, detail,
         requested_by, requested_at, ended_at, started_at, deadline, instance, confirm_before)
       select name, 1, 'u', 'temp', 'plc', '1', 'direct', state, case state when 'done' then 'verified' end, '', 'somebody',
         now() - days * interval '1 day', case state when 'done' then now() - days * interval '1 day' end, null, null, null,
         now() + interval '1 day'
       from (values ('old', 401, 'done'), ('kept', 399, 'done'), ('waiting', 500, 'pending-confirmation')) t (name, days, state)`,
    );
    await run('commands');
    const { rows } = await database().owner.query('select id from thermacore.commands order by id');
    assert.deepEqual(rows, [{ id: 'kept' }, { id: 'waiting' }]);
  });
});
