import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { AlarmPlant } from '../../../lib/alarms/ports';
import { targetsOf } from '../../../lib/alarms/targets';
import { rule } from './service/fixture';

const plantOf = (...devices: string[]): AlarmPlant => ({
  timeZone: 'UTC',
  sensor: () => undefined,
  sensors: () => [],
  hasDevice: (device) => devices.includes(device),
  devices: () => devices,
});

const matches = (pattern: string, ...keys: string[]): (string | undefined)[] =>
  targetsOf(
    rule({ appliesTo: { to: 'devices', device: pattern }, condition: { kind: 'device-offline' } }),
    plantOf(...keys),
  ).map(({ source }) => source.device);

describe('targetsOf: patterns', () => {
  for (const [pattern, fits, fitsNot] of [
    ['plc-1', ['plc-1'], ['plc-11', 'xplc-1']],
    ['*', ['a', 'plc-1'], []],
    ['plc-*', ['plc-', 'plc-1'], ['xplc-1', 'plc']],
    ['*-pump', ['a-pump', '-pump'], ['a-pumps', 'pump']],
    ['a*b*a', ['aba', 'axxbxxa'], ['ab', 'aa', 'abxab']],
    ['a*a', ['aa', 'aba'], ['a']],
    ['a.b*', ['a.bc'], ['axbc']],
    ['**1', ['1', 'x1'], ['2']],
  ] as const)
    it(`${pattern} fits ${fits.join(', ')} and nothing else`, () => {
      assert.deepEqual(matches(pattern, ...fits, ...fitsNot), fits);
    });

  it('are looked at in no time, whatever they are', () => {
    const started = performance.now();
    assert.deepEqual(matches(`${'*a'.repeat(12)}*b`, `${'a'.repeat(36)}c`), []);
    assert.ok(performance.now() - started < 1000);
  });
});
