import assert from 'node:assert/strict';
import { SensorInput, UnitInput, type Page } from '../../../lib/core/plant';
import { sortKeysOf, type SortKey } from '../../../lib/core/sort';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';

interface Query {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly sort?: readonly SortKey[] | undefined;
}

/** Every item of a list, page by page. */
async function all<T>(list: (query: Query) => Promise<Page<T>>, sort: string, limit = 2): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit, cursor, ...(sort ? { sort: sortKeysOf(sort) } : {}) });
    found.push(...page.items);
    cursor = page.nextCursor;
    assert.ok(found.length < 100, 'the pages end');
  } while (cursor);
  return found;
}

const UNITS = [
  ['b1', 'Same', 'boiler', 'North'],
  ['b2', 'Same', 'boiler', undefined],
  ['p1', 'Pump', 'pump-set', 'South'],
  ['p2', 'Same', 'pump-set', undefined],
  ['t1', 'Tank', 'tank', 'North'],
] as const;

onEveryRung('Sorted lists', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
    await store.plant.ensure(
      'aqua',
      UNITS.map(([key, name, kind, area]) => ({
        unit: UnitInput.parse({ key, name, kind, ...(area ? { area } : {}) }),
        sensors: ['z', 'a'].map((sensor) =>
          SensorInput.parse({ key: sensor, name: `${name} ${sensor}`, headline: sensor === 'z' }),
        ),
      })),
    );
    await store.plant.ensure('borealis', [
      { unit: UnitInput.parse({ key: 'x', name: 'Secret' }), sensors: [] },
    ]);
  });

  const units = (sort: string, limit?: number) =>
    all((query) => store.plant.listUnits('aqua', query), sort, limit).then((items) =>
      items.map(({ key }) => key),
    );

  it('go through all pages in any order, ties by key, without missing or repeating one', async () => {
    assert.deepEqual(await units(''), ['b1', 'b2', 'p1', 'p2', 't1']);
    assert.deepEqual(await units('-key'), ['t1', 'p2', 'p1', 'b2', 'b1']);
    for (const limit of [1, 2, 3, 5, 50]) {
      assert.deepEqual(await units('name', limit), ['p1', 'b1', 'b2', 'p2', 't1']);
      assert.deepEqual(await units('-kind,name', limit), ['t1', 'p1', 'p2', 'b1', 'b2']);
      assert.deepEqual(await units('area,-key', limit), ['p2', 'b2', 't1', 'b1', 'p1']);
      // Made in one transaction, so at the same time.
      assert.deepEqual(await units('-createdAt', limit), ['b1', 'b2', 'p1', 'p2', 't1']);
    }
  });

  it('sort what has two keys, and yes and no', async () => {
    const sensors = await all((query) => store.plant.listSensors('aqua', query), '-headline,unit', 3);
    assert.deepEqual(
      sensors.map(({ unit, key }) => `${unit}/${key}`),
      [...UNITS.map(([key]) => `${key}/z`), ...UNITS.map(([key]) => `${key}/a`)],
    );
  });

  it('sort times to the microsecond that the database keeps', async () => {
    for (let i = 0; i < 5; i++)
      await store.devices.create(
        'aqua',
        { key: `d${4 - i}`, name: 'Same', protocol: 'modbus', enabled: i % 2 === 0, settings: {} },
        {},
      );
    await database().owner.query(
      `update thermacore.devices set created_at = timestamptz '2026-11-27 09:00:00+00' + interval '1 microsecond' * (4 - substr(key, 2)::int)`,
    );
    const devices = (sort: string) =>
      all((query) => store.devices.list('aqua', query), sort).then((items) => items.map(({ key }) => key));
    assert.deepEqual(await devices('createdAt'), ['d4', 'd3', 'd2', 'd1', 'd0']);
    assert.deepEqual(await devices('-createdAt,name'), ['d0', 'd1', 'd2', 'd3', 'd4']);
    assert.deepEqual(await devices('enabled,-key'), ['d3', 'd1', 'd4', 'd2', 'd0']);
  });

  it('refuse a cursor of another order', async () => {
    const { nextCursor } = await store.plant.listUnits('aqua', { limit: 1, sort: sortKeysOf('-name') });
    await assert.rejects(store.plant.listUnits('aqua', { limit: 1, cursor: nextCursor }), {
      code: 'invalid',
      field: 'cursor',
    });
  });
});
