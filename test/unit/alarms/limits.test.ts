import assert from 'node:assert/strict';
import { limitsOf } from '../../../lib/alarms/limits';
import type { AlarmPlant, SensorFacts } from '../../../lib/alarms/ports';
import { rule } from './service/fixture';

const facts = (unit: string, sensor: string): SensorFacts => ({
  unit,
  sensor,
  name: sensor,
  type: 'number',
  uom: '°C',
  decimals: 1,
  staleAfter: 60,
  unitKind: 'boiler',
});
const known = [facts('boiler-1', 'supply'), facts('boiler-2', 'supply'), facts('boiler-1', 'flow')];
const plant: AlarmPlant = {
  timeZone: 'UTC',
  sensor: (unit, sensor) => known.find((one) => one.unit === unit && one.sensor === sensor),
  sensors: () => known,
  hasDevice: () => true,
  devices: () => ['plc-1'],
};
const onSupply = { to: 'sensor', unit: 'boiler-1', sensor: 'supply' } as const;

describe('limitsOf', () => {
  it('gives each sensor of a template its limits, from the highest to the lowest, with their priorities', () => {
    const template = rule({
      key: 'warm',
      priority: 'medium',
      appliesTo: { to: 'sensors', sensor: 'supply' },
      condition: {
        kind: 'limit',
        limits: [
          { level: 'low', value: 60 },
          { level: 'high-high', value: 95, priority: 'critical' },
          { level: 'high', value: 90 },
        ],
      },
    });
    const limits = [
      { level: 'high-high', value: 95, priority: 'critical', rule: 'warm' },
      { level: 'high', value: 90, priority: 'medium', rule: 'warm' },
      { level: 'low', value: 60, priority: 'medium', rule: 'warm' },
    ];
    assert.deepEqual(limitsOf([template], plant), [
      { unit: 'boiler-1', sensor: 'supply', limits },
      { unit: 'boiler-2', sensor: 'supply', limits },
    ]);
  });

  it('shows of one level the limit that a value passes first, whichever rule comes first', () => {
    const of = (key: string, high: number, low: number) =>
      rule({
        key,
        appliesTo: onSupply,
        condition: {
          kind: 'limit',
          limits: [
            { level: 'high', value: high },
            { level: 'low', value: low },
          ],
        },
      });
    const [a, b] = [of('a', 90, 40), of('b', 80, 50)];
    for (const rules of [
      [a, b],
      [b, a],
    ])
      assert.deepEqual(
        limitsOf(rules, plant)[0]?.limits.map(({ level, value }) => [level, value]),
        [
          ['high', 80],
          ['low', 50],
        ],
      );
  });

  it('leaves out rules that are off, of another kind, and on sensors that are gone', () => {
    const limits = { kind: 'limit', limits: [{ level: 'high', value: 1 }] } as const;
    const off = rule({ enabled: false, appliesTo: onSupply, condition: { ...limits, limits: [...limits.limits] } }); // prettier-ignore
    const gone = rule({
      appliesTo: { ...onSupply, sensor: 'gone' },
      condition: { ...limits, limits: [...limits.limits] },
    });
    const device = rule({
      appliesTo: { to: 'device', device: 'plc-1' },
      condition: { kind: 'device-offline' },
    });
    assert.deepEqual(limitsOf([off, gone, device], plant), []);
  });
});
