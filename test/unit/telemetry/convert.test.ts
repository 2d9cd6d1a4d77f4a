import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reading } from '../../../lib/core/reading';
import { Convert } from '../../../lib/telemetry';
import { UNITS_OF_MEASURE, unitConversion } from '../../../lib/telemetry/units-of-measure';
import { reading } from './fixture';

const one = (rule: object, values: Partial<Reading> = {}): Reading | undefined =>
  new Convert([rule]).apply([reading(values)])[0];
const close = (actual: unknown, expected: number): void =>
  assert.ok(
    Math.abs(Number(actual) - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
    `${String(actual)} is not ${expected}`,
  );

describe('Convert', () => {
  it('passes on the array itself without rules, and a reading itself without a rule for it', () => {
    const readings = [reading(), reading({ unit: 'boiler-2' })];
    assert.equal(new Convert([]).apply(readings), readings);
    const [converted, untouched] = new Convert([{ unit: 'boiler-1', factor: 2 }]).apply(readings);
    assert.equal(converted?.value, 143);
    assert.equal(untouched, readings[1]);
    assert.equal(readings[0]?.value, 71.5, 'the message itself stays as it is');
  });

  it('applies the first rule that matches', () => {
    const convert = new Convert([
      { unit: 'boiler-1', sensor: 'supply', offset: 1 },
      { sensor: 'supply', offset: 10 },
      { offset: 100 },
    ]);
    const values = ['boiler-1/supply', 'boiler-2/supply', 'boiler-2/return'].map((address) => {
      const [unit = '', sensor = ''] = address.split('/');
      return convert.apply([reading({ unit, sensor, value: 0 })])[0]?.value;
    });
    assert.deepEqual(values, [1, 10, 100]);
  });

  it('scales linearly: 4 to 20 mA to 0 to 10 bar', () => {
    const rule = { rawLow: 4, rawHigh: 20, low: 0, high: 10 };
    close(one(rule, { value: 4 })?.value, 0);
    close(one(rule, { value: 12 })?.value, 5);
    close(one(rule, { value: 24 })?.value, 12.5);
    close(one({ ...rule, clamp: true }, { value: 24 })?.value, 10);
    close(one({ ...rule, clamp: true }, { value: 0 })?.value, 0);
    close(one({ ...rule, clamp: true, from: 'bar', to: 'kPa' }, { value: 24 })?.value, 1000);
    close(one({ rawLow: 0, rawHigh: 100, low: 50, high: -50, clamp: true }, { value: 120 })?.value, -50);
  });

  it('multiplies, adds, converts the unit of measure, in this order', () => {
    close(one({ factor: 0.1, offset: 32, from: '°F', to: '°C' }, { value: 1800 })?.value, 100);
  });

  // NIST SP 811 (2008), appendix B.8, and its definitions of the degrees.
  const pairs: [number, string, number, string][] = [
    [0, '°C', 273.15, 'K'],
    [-40, '°C', -40, '°F'],
    [212, '°F', 100, '°C'],
    [1, 'bar', 100, 'kPa'],
    [1, 'bar', 1000, 'mbar'],
    [1, 'psi', 6.894757, 'kPa'],
    [1, 'MPa', 10, 'bar'],
    [1000, 'mmH2O', 9.80665, 'kPa'],
    [3.6, 'm³/h', 1, 'l/s'],
    [60, 'l/min', 3.6, 'm³/h'],
    [1, 'gpm', 0.0630902, 'l/s'],
    [1, 'kWh', 3.6, 'MJ'],
    [1, 'GJ', 277.7777778, 'kWh'],
    [1, 'MW', 1000, 'kW'],
    [1000, 'BTU/h', 0.2930711, 'kW'],
    [1, 'hp', 745.6999, 'W'],
    [25.4, 'mm', 1, 'in'],
    [1, 'ft', 30.48, 'cm'],
    [1, 'gal', 3.785412, 'l'],
    [50, '%', 0.5, 'ratio'],
  ];
  for (const [value, from, expected, to] of pairs)
    it(`${value} ${from} is ${expected} ${to}`, () => {
      close(one({ from, to }, { value })?.value, expected);
      close(one({ from: to, to: from }, { value: expected })?.value, value);
    });

  it('converts there and back to the same, for every pair of units of one quantity', () => {
    const uom = fc.constantFrom(...Object.keys(UNITS_OF_MEASURE));
    fc.assert(
      fc.property(uom, uom, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (from, to, value) => {
        const there = unitConversion(from, to);
        const back = unitConversion(to, from);
        assert.equal(
          there !== undefined,
          UNITS_OF_MEASURE[from]?.quantity === UNITS_OF_MEASURE[to]?.quantity,
        );
        if (there && back) {
          const again = back(there(value));
          assert.ok(Math.abs(again - value) <= 1e-6 * Math.max(1, Math.abs(value)), `${from} ${to} ${again}`);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('inverts, changes type and renames', () => {
    assert.equal(one({ invert: true }, { value: true })?.value, false);
    assert.equal(one({ type: 'number' }, { value: ' 71.5 ' })?.value, 71.5);
    assert.equal(one({ type: 'number' }, { value: true })?.value, 1);
    assert.equal(one({ type: 'boolean' }, { value: 'ON' })?.value, true);
    assert.equal(one({ type: 'boolean', invert: true }, { value: 0 })?.value, true);
    assert.equal(one({ type: 'text' }, { value: 3 })?.value, '3');
    assert.equal(one({ rename: 'flow-temperature' })?.sensor, 'flow-temperature');
  });

  const inconvertible: [string, object, Reading['value']][] = [
    ['a text to scale', { factor: 2 }, 'hot'],
    ['an empty text as number', { type: 'number' }, ' '],
    ['an unknown word as boolean', { type: 'boolean' }, 'perhaps'],
    ['a number that leaves the range of numbers', { factor: 1e300 }, 1e300],
  ];
  for (const [what, rule, value] of inconvertible)
    it(`keeps ${what} as it is, with bad quality and the flag conversion`, () => {
      const converted = one({ ...rule, rename: 'other' }, { value, flags: ['stale'] });
      assert.deepEqual(converted, {
        ...reading({ value, sensor: 'other', quality: 'bad' }),
        flags: ['stale', 'conversion'],
      });
    });

  it('loses no reading and makes no number that is none, whatever comes', () => {
    const convert = new Convert([
      { sensor: 'supply', rawLow: 0, rawHigh: 1, low: 0, high: 1e308, type: 'number' },
      { sensor: 'pump', type: 'boolean', invert: true },
      { sensor: 'mode', factor: 1e200, offset: -1 },
    ]);
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('supply', 'pump', 'mode', 'x'), value)), (input) => {
        const readings = input.map(([sensor, v]) => reading({ sensor, value: v }));
        const output = convert.apply(readings);
        assert.equal(output.length, readings.length);
        for (const { value: v, quality, flags } of output) {
          assert.ok(typeof v !== 'number' || Number.isFinite(v));
          assert.equal(quality === 'bad', flags?.includes('conversion') ?? false);
        }
      }),
    );
  });

  const faults: [string, unknown, RegExp][] = [
    ['an unknown field', [{ facter: 2 }], /Rule 1.*facter/],
    ['half a scale', [{ factor: 1 }, { rawLow: 4, rawHigh: 20 }], /Rule 2, rawLow: .*needs all/],
    ['a scale without extent', [{ rawLow: 4, rawHigh: 4, low: 0, high: 1 }], /Rule 1, rawHigh/],
    ['half a conversion', [{ from: 'bar' }], /Rule 1, to/],
    ['a conversion of apples to pears', [{ from: 'bar', to: '°C' }], /Rule 1, to: measures something else/],
    ['an unknown unit of measure', [{ from: 'furlong', to: 'm' }], /Rule 1, from/],
    ['a name that cannot be one', [{ rename: 'Über' }], /Rule 1, rename/],
    ['a clamp without ends', [{ clamp: true, factor: 2 }], /Rule 1, clamp/],
    ['no list', { factor: 2 }, /rule/i],
  ];
  for (const [what, rules, message] of faults)
    it(`refuses ${what} and names rule and field`, () => {
      assert.throws(() => new Convert(rules), { code: 'configuration', message, field: /^rules/ });
    });
});
