import assert from 'node:assert/strict';
import { z } from 'zod';
import {
  LatestReading,
  Sensor,
  SensorInput,
  SensorPatch,
  Tenant,
  Unit,
  UnitInput,
  UnitPatch,
  pageOf,
} from '../../../lib/core/plant';

const CREATED = '2026-11-23T09:00:00.000Z';
const sensor = { key: 'supply', name: 'Supply' };
const unit = { key: 'boiler-1', name: 'Boiler 1' };

/** Names of the fields that the schema refuses. */
const faultsOf = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(({ path, code, ...issue }) =>
    code === 'unrecognized_keys' ? (issue as { keys: string[] }).keys.join() : path.join('.'),
  );

describe('the schemas of a plant', () => {
  it('fill in what a person may leave out', () => {
    assert.deepEqual(UnitInput.parse(unit), { ...unit, kind: 'other' });
    assert.deepEqual(SensorInput.parse(sensor), {
      ...sensor,
      type: 'number',
      quantity: 'other',
      uom: '',
      decimals: 1,
      staleAfter: 60,
      headline: false,
    });
  });

  it('trim names, and refuse those of spaces only', () => {
    assert.equal(UnitInput.parse({ ...unit, name: '  Boiler 1 ' }).name, 'Boiler 1');
    assert.deepEqual(faultsOf(UnitInput, { ...unit, name: '   ' }), ['name']);
  });

  const wrongUnits: Record<string, unknown> = {
    key: 'Boiler 1',
    name: 'x'.repeat(201),
    kind: 'chimney',
    area: 'x'.repeat(101),
    description: 'x'.repeat(2001),
    tenant: 'borealis',
    createdAt: CREATED,
  };
  const wrongSensors: Record<string, unknown> = {
    key: '#',
    type: 'float',
    quantity: 'beauty',
    uom: 'x'.repeat(21),
    decimals: 7,
    rangeLow: '0',
    rangeHigh: Infinity,
    normalLow: NaN,
    normalHigh: null,
    staleAfter: 0,
    headline: 'yes',
    unit: 'boiler-2',
    tenant: 'borealis',
  };
  for (const [what, schema, whole, wrong] of [
    ['a unit', UnitInput, unit, wrongUnits],
    ['a sensor', SensorInput, sensor, wrongSensors],
  ] as const)
    it(`refuse ${what} by the field that is wrong`, () => {
      for (const [field, value] of Object.entries(wrong))
        assert.deepEqual(faultsOf(schema, { ...whole, [field]: value }), [field]);
    });

  it('let keys, and the type of a sensor with stored values, never change', () => {
    assert.deepEqual(faultsOf(UnitPatch, { key: 'boiler-2', name: 'B' }), ['key']);
    assert.deepEqual(faultsOf(SensorPatch, { key: 'return', name: 'R' }), ['key']);
    assert.deepEqual(faultsOf(SensorPatch, { type: 'text', name: 'R' }), ['type']);
    assert.deepEqual(SensorPatch.parse({ uom: 'bar' }), { uom: 'bar' });
  });

  it('show a unit and a sensor with when they were made, and without the database’s own columns', () => {
    assert.deepEqual(Unit.parse({ ...unit, kind: 'boiler', createdAt: CREATED, sensors: 3, tenant_id: 7 }), {
      ...unit,
      kind: 'boiler',
      createdAt: CREATED,
      sensors: 3,
    });
    const shown = Sensor.parse({ ...sensor, unit: 'boiler-1', createdAt: CREATED, id: 12 });
    assert.ok(!('id' in shown) && shown.unit === 'boiler-1');
  });

  it('take instants with an offset only, since a bare time means another one in each zone', () => {
    const tenant = { key: 'aqua', name: 'Aqua', createdAt: CREATED };
    assert.equal(Tenant.parse(tenant).timezone, 'UTC');
    assert.equal(
      Tenant.parse({ ...tenant, createdAt: '2026-11-23T10:00:00+01:00' }).createdAt,
      '2026-11-23T10:00:00+01:00',
    );
    for (const createdAt of ['2026-11-23T09:00:00', '2026-11-23', 'yesterday', 0])
      assert.deepEqual(faultsOf(Tenant, { ...tenant, createdAt }), ['createdAt']);
  });

  it('know values of all three types and the words for quality', () => {
    const reading = { unit: 'boiler-1', sensor: 'supply', timestamp: CREATED, value: 71.3, quality: 'good' };
    for (const value of [71.3, false, 'AUTO', ''])
      assert.deepEqual(faultsOf(LatestReading, { ...reading, value }), []);
    assert.deepEqual(faultsOf(LatestReading, { ...reading, value: null }), ['value']);
    assert.deepEqual(faultsOf(LatestReading, { ...reading, quality: 'Good' }), ['quality']);
    assert.deepEqual(faultsOf(LatestReading, { ...reading, flags: ['stale', 'tired'] }), ['flags.1']);
  });

  it('page: the last page has no cursor', () => {
    const Page = pageOf(z.string(), 'PageOfTests');
    assert.deepEqual(Page.parse({ items: ['a'] }), { items: ['a'] });
    assert.deepEqual(faultsOf(Page, { items: ['a'], nextCursor: null }), ['nextCursor']);
  });
});
