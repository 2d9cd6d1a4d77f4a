import assert from 'node:assert/strict';
import { isThermaCoreError } from '../../../lib/core/errors';
import type { Reading } from '../../../lib/core/reading';
import { Gateway } from '../../../lib/gateway';

const NOW = Date.UTC(2026, 10, 28, 9);

const reading = (more: Partial<Reading> = {}): Reading => ({
  tenant: 'aqua',
  unit: 'boiler-1',
  sensor: 'pressure',
  timestamp: NOW - 5000,
  value: 3,
  quality: 'good',
  ...more,
});

describe('The gateway', () => {
  it('renames, converts and keeps time, quality, ordinal and origin', () => {
    const gateway = new Gateway([
      { sensor: 'pressure', toUnit: 'plc', toSensor: '{unit}.{sensor}', protocol: 'dnp3', type: 'g30v2', from: 'bar', to: 'kPa' },
    ]); // prettier-ignore
    const origin = { protocol: 'modbus', device: 'plc-1', address: '0', receivedAt: NOW };
    const given = reading({ quality: 'good', flags: ['substituted'], ordinal: 2, origin });
    assert.deepEqual(gateway.apply([given], NOW), {
      readings: [{ ...given, unit: 'plc', sensor: 'boiler-1.pressure', value: 300 }],
      losses: [],
    });
  });

  it('takes the first rule that matches, by pattern, and lets nothing else through', () => {
    const gateway = new Gateway([
      { unit: 'boiler-*', sensor: '*-temp*', protocol: 'mqtt', type: 'json', toSensor: 'first' },
      { unit: '*', sensor: 'a*b*c', protocol: 'mqtt', type: 'json', toSensor: 'second' },
    ]);
    const through = (unit: string, sensor: string) =>
      gateway.apply([reading({ unit, sensor })], NOW).readings.map(({ sensor: to }) => to);
    assert.deepEqual(through('boiler-1', 'flow-temperature'), ['first']);
    assert.deepEqual(through('pump', 'abxbc'), ['second']);
    assert.deepEqual(through('pump', 'abx'), []);
    assert.deepEqual(through('boiler', 'flow-temp'), []);
    assert.deepEqual(through('tank', 'abc'), ['second']);
    assert.deepEqual(through('tank', 'ac'), []);
    assert.equal(gateway.unnamed, 3);
  });

  it('sends the last good value, bad, for one that does not fit, and says why', () => {
    const gateway = new Gateway([{ protocol: 'modbus', type: 'int16' }]);
    const [first, second, third, fourth] = [
      reading({ value: 70_000 }),
      reading({ value: 12, timestamp: NOW - 4000 }),
      reading({ value: -70_000, timestamp: NOW - 3000 }),
      reading({ value: 'open', timestamp: NOW - 2000, flags: ['substituted'] }),
    ];
    const { readings, losses } = gateway.apply([first, second, third, fourth], NOW);
    assert.deepEqual(readings, [
      { ...first, value: 0, quality: 'bad', flags: ['over-range'] },
      second,
      { ...third, value: 12, quality: 'bad', flags: ['under-range'] },
      { ...fourth, value: 12, quality: 'bad', flags: ['substituted', 'conversion'] },
    ]);
    assert.deepEqual(
      losses.map(({ value, reason, detail }) => [value, reason, detail]),
      [
        [70_000, 'over-range', 'The value is greater than fits.'],
        [-70_000, 'under-range', 'The value is less than fits.'],
        ['open', 'text', 'The value is a text where a number or truth value is wanted.'],
      ],
    );
  });

  it('cuts off where the rule says so, and the quality says uncertain', () => {
    const gateway = new Gateway([{ protocol: 'modbus', type: 'uint16', clamp: true }]);
    const { readings, losses } = gateway.apply([reading({ value: -3 }), reading({ value: 7, quality: 'bad' })], NOW); // prettier-ignore
    assert.deepEqual(
      readings.map(({ value, quality, flags }) => [value, quality, flags]),
      [[0, 'uncertain', ['under-range']], [7, 'bad', undefined]],
    ); // prettier-ignore
    assert.deepEqual(losses.map(({ reason }) => reason), ['under-range']); // prettier-ignore
  });

  it('does not tell a time that the target cannot say', () => {
    const before = reading({ timestamp: -1, value: 4 });
    const of = (protocol: string, type: string) => new Gateway([{ protocol, type }]).apply([before], NOW);
    for (const [protocol, type] of [['dnp3', 'g30v6'], ['sparkplug', 'Double']] as const)
      assert.deepEqual(of(protocol, type).readings, [
        { ...before, timestamp: NOW, value: 0, quality: 'bad', flags: ['conversion', 'arrival-time'] },
      ]); // prettier-ignore
    assert.deepEqual(of('dnp3', 'g30v6').losses.map(({ reason }) => reason), ['time']); // prettier-ignore
    assert.deepEqual(of('opcua', 'Double').readings, [before]);
    assert.deepEqual(of('modbus', 'int16').readings, [before]);
  });

  it('tells the quality beside the value where a status register is wanted', () => {
    const gateway = new Gateway([{ protocol: 'modbus', type: 'int16', toUnit: 'plc', status: 'pressure-status' }]); // prettier-ignore
    const { readings } = gateway.apply(
      [reading(), reading({ quality: 'uncertain', flags: ['comm-lost'] })],
      NOW,
    );
    assert.deepEqual(
      readings.map(({ unit, sensor, value, quality }) => [unit, sensor, value, quality]),
      [
        ['plc', 'pressure', 3, 'good'],
        ['plc', 'pressure-status', 0, 'good'],
        ['plc', 'pressure', 3, 'uncertain'],
        ['plc', 'pressure-status', 5, 'good'],
      ],
    );
  });

  it('gives a point to one sensor only, in each tenant', () => {
    const gateway = new Gateway([{ toSensor: 'the-one', protocol: 'mqtt', type: 'json' }]);
    const { readings, losses } = gateway.apply(
      [reading(), reading({ sensor: 'flow' }), reading({ tenant: 'borealis', sensor: 'flow', value: 9 })],
      NOW,
    );
    assert.deepEqual(readings.map(({ tenant, value }) => [tenant, value]), [['aqua', 3], ['borealis', 9]]); // prettier-ignore
    assert.deepEqual(losses.map(({ sensor, reason }) => [sensor, reason]), [['flow', 'target-taken']]); // prettier-ignore
    const long = new Gateway([{ toSensor: '{unit}.{sensor}', protocol: 'mqtt', type: 'json' }]);
    const { losses: named } = long.apply([reading({ unit: 'u'.repeat(40), sensor: 's'.repeat(40) })], NOW);
    assert.deepEqual(named.map(({ reason }) => reason), ['target-key']); // prettier-ignore
  });

  it('tells no quality where the value stands', () => {
    const gateway = new Gateway([{ protocol: 'modbus', type: 'int16', status: 'pressure' }]);
    const { readings, losses } = gateway.apply([reading()], NOW);
    assert.deepEqual([readings, losses.map(({ reason }) => reason)], [[], ['target-taken']]);
  });

  it('remembers no more than a hundred thousand sensors, and goes on with those that come', () => {
    const gateway = new Gateway([{ protocol: 'modbus', type: 'int16' }]);
    const lastOf = (sensor: string) => gateway.apply([reading({ sensor, value: 70_000 })], NOW).readings[0]?.value; // prettier-ignore
    gateway.apply([reading({ sensor: 'first', value: 12 })], NOW);
    for (let i = 1; i < 100_000; i++) gateway.apply([reading({ sensor: `s${i}` })], NOW);
    assert.equal(lastOf('first'), 12);
    gateway.apply([reading({ sensor: 'one-more', value: 13 })], NOW);
    assert.deepEqual([lastOf('first'), lastOf('one-more')], [0, 13]);
  });

  it('keeps the last good values of tenants apart', () => {
    const gateway = new Gateway([{ protocol: 'modbus', type: 'int16' }]);
    gateway.apply([reading({ value: 12 })], NOW);
    const { readings } = gateway.apply([reading({ tenant: 'borealis', value: 70_000 })], NOW);
    assert.deepEqual(readings.map(({ value, quality }) => [value, quality]), [[0, 'bad']]); // prettier-ignore
  });

  const wrong: [rule: object, field: string, says: RegExp][] = [
    [{ protocol: 'profibus', type: 'int16' }, 'protocol', /Rule 2, protocol: /],
    [{ protocol: 'modbus', type: 'Int16' }, 'type', /is none of modbus: bool, int16, uint16/],
    [{ protocol: 'modbus', type: 'int16', scale: 0 }, 'scale', /must not be 0/],
    [{ protocol: 'modbus', type: 'bool', scale: 2 }, 'scale', /are for numbers, not for bool/],
    [{ protocol: 'modbus', type: 'int16', unit: 'Boiler 1' }, 'unit', /must be a key, or a pattern/],
    [{ protocol: 'modbus', type: 'int16', toSensor: '{tenant}' }, 'toSensor', /must be a key/],
    [{ protocol: 'modbus', type: 'int16', from: 'bar' }, 'to', /and from belong together/],
    [{ protocol: 'modbus', type: 'int16', from: 'bar', to: '°C' }, 'to', /measures something else/],
    [{ protocol: 'modbus', type: 'int16', low: 5, high: 4 }, 'high', /must not be below low/],
    [{ protocol: 'modbus', type: 'int16', high: 40_000 }, 'high', /does not fit int16 itself/],
    [{ protocol: 'opcua', type: 'Double', status: 'quality' }, 'status', /is for modbus/],
    [{ protocol: 'opcua', type: 'String', tolerance: 1 }, 'tolerance', /is for numbers/],
  ];
  for (const [rule, field, says] of wrong)
    it(`refuses a rule by its number and field: ${JSON.stringify(rule)}`, () => {
      assert.throws(
        () => new Gateway([{ protocol: 'mqtt', type: 'json' }, rule]),
        (error) => isThermaCoreError(error) && error.field === `rules.1.${field}` && says.test(error.message),
      );
    });
});
