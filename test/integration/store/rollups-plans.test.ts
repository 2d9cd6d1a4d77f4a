import assert from 'node:assert/strict';
import type { SqlSource } from '../../../lib/store/sql-client';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { settle } from '../../support/settle';
import { LEVEL_NAMES, WIDTH_MS } from '../../support/partials';
import { DAY, asTenant, furnish, tenantNumber } from './rollups-fixture';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Loops': number;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
/** Rows that a node took into its hands. */
const touched = (node: Plan): number =>
  node['Actual Loops'] * (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0));

const DAYS = 20;
const HOLDS_DATA = /^(readings|rollup_\d|_hyper|_materialized|compress)/;

onEveryRung('A question for one sensor and a short time', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let role: SqlSource;
  let tenant: number;
  let sensor: number;

  before(async function () {
    this.timeout(120_000);
    store = await database().open();
    role = await database().application();
    await furnish(store);
    tenant = await tenantNumber(database().owner, 'aqua');
    await database().owner.query(
      `insert into thermacore.readings (time, tenant_id, sensor_id, ordinal, quality, value)
       select now() - i * interval '4 minutes', s.tenant_id, s.id, 0, 0, i
       from generate_series(1, ${DAYS * 24 * 15}) i cross join thermacore.sensors s`,
    );
    const { rows } = await database().owner.query<{ id: number }>(
      'select max(id) as id from thermacore.sensors where tenant_id = $1',
      [tenant],
    );
    sensor = rows[0]?.id ?? 0;
    await settle(store, 'rollups');
    // Late readings, so that this branch has something to do too.
    await store.sink.write(
      Array.from({ length: 50 }, (_, i) => ({
        tenant: 'aqua', unit: 'u', sensor: 'pump', timestamp: Date.now() - 5 * DAY + i * 61_000, value: 1, quality: 'good' as const,
      })),
    ); // prettier-ignore
    await database().owner.query('analyze');
  });

  const plan = (level: string, condition: string): Promise<Plan[]> =>
    asTenant(role, tenant, async (client) => {
      const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(
        `explain (analyze, format json, timing off, costs off) select * from thermacore.rollup_${level}_of_tenant where ${condition}`,
      );
      const shown = rows[0]?.['QUERY PLAN'];
      const [{ Plan: top }] = (typeof shown === 'string' ? JSON.parse(shown) : shown) as [{ Plan: Plan }];
      return nodes(top);
    });

  for (const level of LEVEL_NAMES)
    for (const ago of [0, 5, 15])
      it(`reads a bucket of ${level} ${ago} days ago by key`, async () => {
        const to = Date.now() - ago * DAY;
        const from = to - 60 * 60_000 - WIDTH_MS[level];
        const condition = `sensor_id = ${sensor} and bucket >= to_timestamp(${from / 1000}) and bucket < to_timestamp(${to / 1000})`;
        const all = await plan(level, condition);
        const scans = all.filter(
          (node) => /Scan/.test(node['Node Type']) && HOLDS_DATA.test(node['Relation Name'] ?? ''),
        );
        assert.ok(scans.length > 0, 'the plan shows where the data is');
        for (const scan of scans)
          if (scan['Node Type'] === 'Seq Scan')
            assert.ok(
              touched(scan) < 200,
              `${scan['Relation Name']} is read as a whole: ${touched(scan)} rows`,
            );
        const rows = scans.reduce((sum, scan) => sum + touched(scan), 0);
        // A day of it is 360 readings; all of the sensor are 7,200, of all sensors 57,600.
        assert.ok(rows < 2_000, `${rows} rows are touched`);
      });

  it('of several sensors likewise', async () => {
    const to = Date.now() - 9 * DAY;
    const all = await plan(
      '1m',
      `sensor_id = any (array[${sensor}, ${sensor - 1}]) and bucket >= to_timestamp(${(to - 3_600_000) / 1000}) and bucket < to_timestamp(${to / 1000})`,
    );
    const rows = all
      .filter((node) => HOLDS_DATA.test(node['Relation Name'] ?? ''))
      .reduce((sum, scan) => sum + touched(scan), 0);
    assert.ok(rows < 2_000, `${rows} rows are touched`);
  });
});
