import assert from 'node:assert/strict';
import { systemClock } from '../../../../lib/core/clock';
import { everyPage } from '../../../../lib/core/pages';
import { SensorInput, UnitInput } from '../../../../lib/core/plant';
import type { Reading } from '../../../../lib/core/reading';
import type { UnitWithSensors } from '../../../../lib/store';
import { Scope } from '../../../../lib/telemetry';
import { onEveryServer, useDatabase, type StoreParts } from '../../../support/database';
import { T0 } from '../fixture';

const TENANTS = 100;
const UNITS = 10;
const SENSORS = 10;
/** Generous: what is told of a regression here is a factor, not a percentage. */
const MOST_MS = 60_000;

const tenantKeys = Array.from({ length: TENANTS }, (_, i) => `tenant-${String(i).padStart(3, '0')}`);
const key = (name: string, i: number): string => `${name}-${i}`;
/** The same keys in every plant: nothing but the tenant tells them apart. */
const PLANT: readonly UnitWithSensors[] = Array.from({ length: UNITS }, (_, u) => ({
  unit: UnitInput.parse({ key: key('unit', u), name: key('Unit', u) }),
  sensors: Array.from({ length: SENSORS }, (_, s) =>
    SensorInput.parse({ key: key('sensor', s), name: key('Sensor', s), headline: true }),
  ),
}));
/** Tells the tenant, the unit and the sensor. */
const valueOf = (t: number, u: number, s: number): number => t * 10_000 + u * 100 + s;
const readingsOf = (t: number): Omit<Reading, 'tenant'>[] =>
  PLANT.flatMap(({ unit, sensors }, u) =>
    sensors.map((sensor, s) => ({
      unit: unit.key,
      sensor: sensor.key,
      timestamp: T0,
      value: valueOf(t, u, s),
      quality: 'good' as const,
    })),
  );
const isOwn = (t: number) => (value: unknown) =>
  typeof value === 'number' && Math.floor(value / 10_000) === t;

onEveryServer('A hundred tenants', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
    const began = performance.now();
    await work();
    const took = performance.now() - began;
    assert.ok(took < MOST_MS, `${what} took ${Math.round(took)} ms`);
  }

  before(async function () {
    this.timeout(2 * MOST_MS);
    store = await database().open();
  });

  it('with ten units of ten sensors each are made in bulk', async function () {
    this.timeout(2 * MOST_MS);
    await timed('made', async () => {
      for (const tenant of tenantKeys) {
        await store.tenants.create({ key: tenant, name: tenant, timezone: 'UTC', quotas: { units: UNITS, sensors: UNITS * SENSORS } }); // prettier-ignore
        const { created } = await store.plant.ensure(tenant, PLANT);
        assert.equal(created, UNITS * (1 + SENSORS));
      }
    });
    await store.directory.refresh();
  });

  it('have 10,000 readings through scope and writer, where nothing of another passes', async function () {
    this.timeout(2 * MOST_MS);
    const { directory } = store;
    await timed('10,000 readings', async () => {
      let stored = 0;
      for (const [t, tenant] of tenantKeys.entries()) {
        const scope = new Scope({ tenant, directory, clock: systemClock });
        const foreign = { ...readingsOf(t)[0], tenant: tenantKeys[(t + 1) % TENANTS] };
        const { accepted, rejected } = scope.apply([...readingsOf(t), foreign]);
        assert.deepEqual(rejected.map(({ reason }) => reason), ['foreign-tenant']); // prettier-ignore
        stored += (await store.sink.write(accepted)).stored;
      }
      assert.equal(stored, TENANTS * UNITS * SENSORS);
    });
  });

  it('each see exactly their own, whatever they ask', async function () {
    this.timeout(2 * MOST_MS);
    const span = { from: T0 - 1, to: T0 + 60_000 };
    const sensors = PLANT.map(({ unit }) => ({ unit: unit.key, sensor: 'sensor-3' }));
    await timed('every question of each', async () => {
      for (const [t, tenant] of tenantKeys.entries()) {
        const units = await everyPage((cursor) => store.plant.listUnits(tenant, { limit: 7, cursor }));
        const listed = await everyPage((cursor) => store.plant.listSensors(tenant, { limit: 60, cursor }));
        assert.deepEqual([units.length, listed.length], [UNITS, UNITS * SENSORS]);
        const latest = await store.readings.latest(tenant);
        assert.equal(latest.length, UNITS * SENSORS);
        assert.ok(latest.every(({ value }) => isOwn(t)(value)));
        const recent = await store.readings.recent(tenant, { perSensor: 3, since: T0 - 1 });
        assert.equal(recent.length, UNITS * SENSORS);
        const raw = await store.history.raw(tenant, { sensors, ...span, limit: 100, quality: 'any' });
        assert.deepEqual(
          raw.items.map(({ value }) => value),
          PLANT.map((_, u) => valueOf(t, u, 3)),
        );
        const { items } = await store.history.at(tenant, { sensors, time: T0 + 1 });
        assert.ok(items.length === UNITS && items.every(({ value: one }) => isOwn(t)(one)));
        const { usage } = await store.tenants.own(tenant);
        assert.deepEqual([usage.units, usage.sensors], [UNITS, UNITS * SENSORS]);
        assert.deepEqual(await exported(tenant), readingsOf(t).map(({ value }) => value)); // prettier-ignore
      }
    });
  });

  it('are told apart by statistics and trends too', async function () {
    this.timeout(2 * MOST_MS);
    for (const t of [0, 41, 99]) {
      const tenant = tenantKeys[t] ?? '';
      const sensors = [{ unit: 'unit-7', sensor: 'sensor-9' }];
      const value = valueOf(t, 7, 9);
      const { series } = await store.history.series(tenant, { sensors, from: T0, to: T0 + 60_000, aggregates: ['min', 'max', 'count'] }); // prettier-ignore
      assert.deepEqual(
        series.map(({ values }) =>
          [values.min, values.max, values.count].map((column) => column?.find((one) => one !== null)),
        ),
        [[value, value, 1]],
      );
      assert.ok(JSON.stringify(await store.history.statistics(tenant, { sensors, from: T0, to: T0 + 60_000 })).includes(String(value))); // prettier-ignore
    }
  });

  it('do not hold up a start', async function () {
    this.timeout(2 * MOST_MS);
    await timed('opened again', async () => {
      const again = await database().open();
      const states = await again.tenants.states();
      assert.deepEqual([states.length, states[5]?.used.sensors], [TENANTS, UNITS * SENSORS]);
      assert.ok(again.directory.find('tenant-099', 'unit-9', 'sensor-9'));
    });
  });

  /** Values in the order of an export, as numbers. */
  async function exported(tenant: string): Promise<number[]> {
    const plan = await store.exports.plan(tenant, { format: 'csv', from: T0 - 1, to: T0 + 1 });
    let text = '';
    const { signal } = new AbortController();
    await store.exports.copy(plan, { write: (chunk) => void (text += chunk.toString()), signal });
    return text.trim().split('\n').slice(1).map((line) => Number(line.split(',')[3])); // prettier-ignore
  }
});
