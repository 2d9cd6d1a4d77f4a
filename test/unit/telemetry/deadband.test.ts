import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reading } from '../../../lib/core/reading';
import { Deadband, DeadbandConfig } from '../../../lib/telemetry';
import { T0, directory, reading } from './fixture';

const create = (config: object): Deadband => new Deadband(DeadbandConfig.parse(config), directory);
const at = (second: number, value: Reading['value'], values: Partial<Reading> = {}): Reading =>
  reading({ timestamp: T0 + second * 1000, value, ...values });
const passed = (deadband: Deadband, readings: Reading[]): Reading['value'][] =>
  readings.flatMap((one) => deadband.apply([one])).map(({ value }) => value);

describe('Deadband', () => {
  it('passes on the array itself when it is off or when all pass', () => {
    const readings = [at(0, 1), at(1, 1)];
    assert.equal(create({}).apply(readings), readings);
    const changing = [at(0, 1), at(1, 5)];
    assert.equal(create({ absolute: 1 }).apply(changing), changing);
  });

  it('passes the first value and what leaves the band around the last that passed', () => {
    const values = [70, 70.5, 71, 71.01, 70.5, 72.2, 73.2, 73.3];
    assert.deepEqual(
      passed(
        create({ absolute: 1, maxSilenceSeconds: 0 }),
        values.map((value, i) => at(i, value)),
      ),
      [70, 71.01, 72.2, 73.3],
    );
  });

  it('takes percent of the range of the sensor, or the absolute band where that is wider', () => {
    const values = [100, 101.5, 102.5].map((value, i) => at(i, value));
    assert.deepEqual(passed(create({ percent: 1 }), values), [100, 102.5]);
    assert.deepEqual(passed(create({ percent: 1, absolute: 3 }), values), [100]);
    const elsewhere = values.map((one) => ({ ...one, sensor: 'no-range' }));
    assert.deepEqual(passed(create({ percent: 1, absolute: 2 }), elsewhere), [100, 102.5]);
  });

  it('passes at least one per silence, in the field’s time', () => {
    const steady = Array.from({ length: 200 }, (_, second) => at(second, 70));
    const times = steady
      .flatMap((one) => create({ absolute: 1, maxSilenceSeconds: 60 }).apply([one]))
      .map(({ timestamp }) => timestamp);
    assert.equal(times.length, 200, 'each has a filter of its own here');
    const one = create({ absolute: 1, maxSilenceSeconds: 60 });
    assert.deepEqual(
      one.apply(steady).map(({ timestamp }) => (timestamp - T0) / 1000),
      [0, 60, 120, 180],
    );
  });

  it('passes every change of quality, flags, boolean and text', () => {
    const deadband = create({ absolute: 100, maxSilenceSeconds: 0 });
    const odd: Reading[] = [
      at(0, 70),
      at(1, 70, { quality: 'bad', flags: ['comm-lost'] }),
      at(2, 70, { quality: 'bad', flags: ['comm-lost'] }),
      at(3, 70, { quality: 'bad', flags: ['sensor-failure'] }),
      at(4, 70),
    ];
    assert.deepEqual(
      deadband.apply(odd).map(({ timestamp }) => (timestamp - T0) / 1000),
      [0, 1, 3, 4],
    );
    const switching = [true, true, false, false, true].map((value, i) => at(i, value, { sensor: 'pump' }));
    assert.deepEqual(passed(deadband, switching), [true, false, true]);
    const texts = ['auto', 'auto', 'hand'].map((value, i) => at(i, value, { sensor: 'mode' }));
    assert.deepEqual(passed(deadband, texts), ['auto', 'hand']);
  });

  it('passes what comes out of order, and does not let it move the band', () => {
    const deadband = create({ absolute: 1 });
    assert.deepEqual(passed(deadband, [at(10, 70), at(5, 70), at(6, 90), at(11, 70.2)]), [70, 70, 90]);
  });

  it('keeps sensors, units and tenants apart', () => {
    const deadband = create({ absolute: 1 });
    const others = [
      at(0, 70),
      at(0, 70, { sensor: 'return' }),
      at(0, 70, { unit: 'boiler-2' }),
      at(0, 70, { tenant: 'borealis' }),
    ];
    assert.equal(deadband.apply(others).length, 4);
    assert.equal(deadband.apply(others.map((one) => ({ ...one, timestamp: T0 + 1 }))).length, 0);
  });

  it('keeps a bounded memory, and never drops because of that', () => {
    const deadband = create({ absolute: 1 });
    for (let i = 0; i < 100_050; i++) deadband.apply([at(0, 1, { sensor: `s${i}` })]);
    assert.equal(deadband.apply([at(1, 1, { sensor: 's0' })]).length, 1, 'forgotten, so it passes');
    assert.equal(deadband.apply([at(1, 1, { sensor: 's100049' })]).length, 0);
  });

  it('lets the last passed value stand for every dropped one: never further off than the band', () => {
    const sample = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0, max: 100, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 100 }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (samples, absolute, maxSilenceSeconds) => {
          const deadband = create({ absolute, maxSilenceSeconds });
          let second = 0;
          let last: Reading | undefined;
          for (const [step, value] of samples) {
            second += step;
            const now = at(second, value);
            if (deadband.apply([now]).length > 0) last = now;
            assert.ok(last, 'the first passes');
            assert.ok(Math.abs(value - Number(last.value)) <= absolute);
            assert.ok(now.timestamp - last.timestamp < maxSilenceSeconds * 1000);
          }
        },
      ),
    );
  });
});
