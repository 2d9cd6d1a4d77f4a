import assert from 'node:assert/strict';
import type { Reading } from '../../../../lib/core/reading';
import { CommandStatus } from '../../../../lib/dnp3/app/command-status';
import { Flag } from '../../../../lib/dnp3/app/flags';
import { PointDatabase } from '../../../../lib/dnp3/outstation/database';
import { ServedPoints } from '../../../../lib/connectors/dnp3/outstation/served-points';
import { ServedPoint } from '../../../../lib/connectors/dnp3/outstation/spec';

const served = (...points: object[]): ServedPoints =>
  new ServedPoints(
    points.map((point) => ServedPoint.parse({ unit: 'boiler-1', sensor: 'supply', index: 0, ...point })),
    10,
  );
const reading = (more: Partial<Reading> = {}): Reading => ({
  tenant: 'aqua',
  unit: 'boiler-1',
  sensor: 'supply',
  timestamp: 1000,
  value: 71.5,
  quality: 'good',
  ...more,
});
const crob = (index: number, code: number) =>
  ({ kind: 'crob', crob: { index, code, count: 1, onMs: 0, offMs: 0, status: 0 } }) as const;
const setPoint = (index: number, value: number) =>
  ({ kind: 'set-point', variation: 3, setPoint: { index, value, status: 0 } }) as const;

describe('Sensors as points of a DNP3 outstation', () => {
  it('tell the reading’s value in the device’s scale, its flags and its time', () => {
    const points = served({ scale: 0.1 }, { sensor: 'burner', kind: 'binary-input', index: 3 });
    const updates = points.updates([
      reading({ quality: 'bad', flags: ['comm-lost'] }),
      reading({ sensor: 'burner', value: true }),
      reading({ sensor: 'other' }),
    ]);
    assert.deepEqual(updates, [
      { address: 10, kind: 'analog-input', index: 0, told: { value: 715, flags: Flag.CommLost, time: 1000 } },
      { address: 10, kind: 'binary-input', index: 3, told: { value: true, flags: Flag.Online, time: 1000 } },
    ]);
    assert.deepEqual(points.told, { told: 2, all: 2 });
  });

  it('do not tell what is older, nor what a point cannot say', () => {
    const points = served({}, { sensor: 'count', kind: 'counter' });
    assert.equal(points.updates([reading({ timestamp: 2000 }), reading({ timestamp: 1999 })]).length, 1);
    assert.equal(points.updates([reading({ value: 'warm', timestamp: 3000 })]).length, 0);
    for (const value of [-1, Infinity, NaN])
      assert.equal(points.updates([reading({ sensor: 'count', value })]).length, 0, String(value));
    assert.deepEqual(points.told, { told: 1, all: 2 });
  });

  it('make the points of each outstation, with class, deadband and limits in the device’s scale', () => {
    const points = served(
      { class: '2', deadband: 0.5, scale: 0.1 },
      { sensor: 'set', kind: 'analog-output', writable: true, least: 10, most: 90, scale: -1 },
      { sensor: 'other', address: 11 },
    );
    assert.deepEqual(points.addresses, [10, 11]);
    const database = new PointDatabase();
    points.define(10, database);
    const analog = database.point('analog-input', 0);
    assert.deepEqual([analog?.class, analog?.deadband], [2, 5]);
    const output = database.point('analog-output', 0);
    assert.deepEqual([output?.least, output?.most], [-90, -10]);
    const other = new PointDatabase();
    points.define(11, other);
    assert.deepEqual([other.points('analog-input').length, other.points('analog-output').length], [1, 0]);
  });

  it('turn a control into what is wanted of the sensor', () => {
    const points = served(
      { sensor: 'burner', kind: 'binary-output', index: 2, writable: true },
      { sensor: 'set', kind: 'analog-output', index: 1, writable: true, scale: 0.1, offset: 20 },
    );
    const states = [0x01, 0x03, 0x41, 0x02, 0x04, 0x81].map((code) => points.wanted(10, crob(2, code)));
    assert.deepEqual(
      states.map((wanted) => typeof wanted === 'object' && wanted.value),
      [true, true, true, false, false, false],
    );
    assert.deepEqual(points.wanted(10, setPoint(1, 500)), { unit: 'boiler-1', sensor: 'set', value: 70 });
  });

  it('answer a control that there cannot be with its status', () => {
    const points = served(
      { sensor: 'burner', kind: 'binary-output', index: 2, writable: true },
      { sensor: 'shown', kind: 'binary-output', index: 3 },
      { sensor: 'set', kind: 'analog-output', index: 1, writable: true },
    );
    assert.equal(points.wanted(10, crob(9, 3)), CommandStatus.NotSupported);
    assert.equal(points.wanted(11, crob(2, 3)), CommandStatus.NotSupported);
    assert.equal(points.wanted(10, crob(3, 3)), CommandStatus.NotAuthorised);
    assert.equal(points.wanted(10, crob(2, 0)), CommandStatus.NotSupported);
    assert.equal(points.wanted(10, crob(2, 0xc1)), CommandStatus.NotSupported);
    assert.equal(points.wanted(10, setPoint(1, Infinity)), CommandStatus.OutOfRange);
  });

  it('may not share a point, and the two are named', () => {
    assert.throws(() => served({ sensor: 'a' }, { sensor: 'b', address: 10 }), {
      message: 'points: boiler-1/b and boiler-1/a share analog input 0 of outstation 10.',
    });
    assert.doesNotThrow(() => served({ sensor: 'a' }, { sensor: 'b', address: 11 }));
  });

  it('are refused where only an output can be controlled', () => {
    const { error } = ServedPoint.safeParse({ unit: 'u', sensor: 's', index: 0, writable: true });
    assert.deepEqual(error?.issues[0]?.path, ['writable']);
  });
});
