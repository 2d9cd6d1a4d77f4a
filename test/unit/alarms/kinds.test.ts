import assert from 'node:assert/strict';
import type { AlarmRuleDraft } from '../../../lib/alarms';
import type { Reading, ReadingValue } from '../../../lib/core/reading';
import { Bench, HIGH, T0, rule } from './fixture';

type Sight = readonly [at: number, value: ReadingValue, more?: Partial<Reading>];
interface Case {
  readonly name: string;
  readonly condition: AlarmRuleDraft['condition'];
  readonly more?: Partial<AlarmRuleDraft>;
  readonly see: readonly Sight[];
  readonly until?: number;
  readonly lines: readonly string[];
}

const bad = { quality: 'bad' } as const;
const band: AlarmRuleDraft['condition'] = { ...HIGH, deadband: { value: 5 } };
const four: AlarmRuleDraft['condition'] = {
  kind: 'limit',
  limits: [
    { level: 'low-low', value: 10 },
    { level: 'low', value: 20 },
    { level: 'high', value: 80 },
    { level: 'high-high', value: 90, priority: 'critical' },
  ],
};

const CASES: readonly Case[] = [
  {
    name: 'limit: the limit itself is still normal, and so is coming back to it',
    condition: HIGH,
    see: [[1, 80], [2, 80.1], [3, 80]],
    lines: ['2 active unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'limit with a deadband: it returns only behind it',
    condition: band,
    see: [[1, 81], [2, 79], [3, 75.1], [4, 75]],
    lines: ['1 active unacknowledged', '4 return returned-unacknowledged'],
  },
  {
    name: 'limit with a deadband in percent of the span (0 to 200)',
    condition: { ...HIGH, deadband: { value: 5, as: 'percent-of-span' } },
    see: [[1, 81], [2, 70.1], [3, 70]],
    lines: ['1 active unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'limit with a deadband in percent of the limit',
    condition: { ...HIGH, deadband: { value: 25, as: 'percent-of-limit' } },
    see: [[1, 81], [2, 61], [3, 60]],
    lines: ['1 active unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'low and low-low: one alarm that gets worse and better',
    condition: four,
    see: [[1, 15], [2, 5], [3, 15], [4, 50]],
    lines: ['1 active unacknowledged', '2 level-up unacknowledged', '3 level-down unacknowledged', '4 return returned-unacknowledged'],
  },
  {
    name: 'from low to high at once: announced again',
    condition: four,
    see: [[1, 15], [2, 85]],
    lines: ['1 active unacknowledged', '2 level-up unacknowledged'],
  },
  {
    name: 'on-delay: shorter than it is nothing',
    condition: HIGH,
    more: { onDelaySeconds: 5 },
    see: [[1, 85], [5.9, 70]],
    until: 100,
    lines: [],
  },
  {
    name: 'on-delay: raised after it although nothing more comes (report by exception)',
    condition: HIGH,
    more: { onDelaySeconds: 5 },
    see: [[1, 85]],
    until: 100,
    lines: ['6 active unacknowledged'],
  },
  {
    name: 'on-delay: one that ends at the moment of a reading has ended',
    condition: HIGH,
    more: { onDelaySeconds: 5 },
    see: [[1, 85], [6, 70]],
    lines: ['6 active unacknowledged', '6 return returned-unacknowledged'],
  },
  {
    name: 'on-delay: each limit has its own',
    condition: four,
    more: { onDelaySeconds: 5 },
    see: [[0, 85], [3, 95]],
    until: 20,
    lines: ['5 active unacknowledged', '8 level-up unacknowledged'],
  },
  {
    name: 'off-delay: back again within it is one alarm',
    condition: HIGH,
    more: { offDelaySeconds: 5 },
    see: [[1, 85], [2, 70], [4, 85], [5, 70]],
    until: 20,
    lines: ['1 active unacknowledged', '10 return returned-unacknowledged'],
  },
  {
    name: 'latch: stays after its return',
    condition: HIGH,
    more: { latch: true },
    see: [[1, 85], [2, 70], [3, 85]],
    lines: ['1 active unacknowledged', '2 return latched-unacknowledged', '3 active unacknowledged'],
  },
  {
    name: 'bad values never raise a limit alarm, and end a delay that runs',
    condition: HIGH,
    more: { onDelaySeconds: 5 },
    see: [[1, 85], [3, 85, bad], [4, 85]],
    until: 20,
    lines: ['9 active unacknowledged'],
  },
  {
    name: 'bad while in alarm: the alarm stays, marked',
    condition: HIGH,
    see: [[1, 85], [2, 0, bad], [3, 84], [4, 70]],
    lines: ['1 active unacknowledged', '2 quality-lost unacknowledged', '3 quality-back unacknowledged', '4 return returned-unacknowledged'],
  },
  {
    name: 'a text where a number belongs is a value that nobody knows',
    condition: HIGH,
    see: [[1, 85], [2, 'broken']],
    lines: ['1 active unacknowledged', '2 quality-lost unacknowledged'],
  },
  {
    name: 'uncertain values count',
    condition: HIGH,
    see: [[1, 85, { quality: 'uncertain' }]],
    lines: ['1 active unacknowledged'],
  },
  {
    name: 'rate of change: over the window, either way',
    condition: { kind: 'rate-of-change', limit: 60, per: 'minute', windowSeconds: 10 },
    see: [[0, 50], [5, 60], [10, 60.1], [20, 70.2], [30, 71], [40, 60]],
    lines: ['10 active unacknowledged', '30 return returned-unacknowledged', '40 active unacknowledged'],
  },
  {
    name: 'rate of change: falling only, per second',
    condition: { kind: 'rate-of-change', limit: 2, per: 'second', windowSeconds: 1, direction: 'falling' },
    see: [[0, 50], [1, 60], [2, 57], [3, 56]],
    lines: ['2 active unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'rate of change: per hour, and not over values that were bad',
    condition: { kind: 'rate-of-change', limit: 3600, per: 'hour', windowSeconds: 1 },
    see: [[0, 50], [1, 500, bad], [2, 51]],
    lines: [],
  },
  {
    name: 'deviation from a fixed set point',
    condition: { kind: 'deviation', from: { kind: 'fixed', value: 60 }, limit: 5 },
    see: [[1, 65], [2, 54.9], [3, 60]],
    lines: ['2 active unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'deviation from a sister: above only, and not before both are known',
    condition: { kind: 'deviation', from: { kind: 'sensor', sensor: 'other' }, limit: 5, direction: 'above' },
    see: [[1, 60], [2, 50, { sensor: 'other' }], [3, 80, { sensor: 'other' }]],
    lines: ['2 active unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'digital: states as texts',
    condition: { kind: 'digital', states: ['TRIPPED', 'FAULT'] },
    more: { appliesTo: { to: 'sensor', unit: 'u', sensor: 'mode' } },
    see: [[1, 'RUN', { sensor: 'mode' }], [2, 'FAULT', { sensor: 'mode' }], [3, 'RUN', { sensor: 'mode' }]],
    lines: ['2 active unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'digital: true counts as 1',
    condition: { kind: 'digital', states: [true] },
    see: [[1, 0], [2, 1]],
    lines: ['2 active unacknowledged'],
  },
  {
    name: 'stale: after a time without data, until there is some; what is marked comm-lost is none',
    condition: { kind: 'stale', afterSeconds: 10 },
    see: [[1, 50], [5, 50, { flags: ['comm-lost'], ...bad }], [20, 51]],
    lines: ['11 active unacknowledged', '20 return returned-unacknowledged'],
  },
  {
    name: 'stale: a sensor that never came, from the beginning on; by staleAfter of the sensor',
    condition: { kind: 'stale' },
    see: [],
    until: 100,
    lines: ['60 active unacknowledged'],
  },
  {
    name: 'bad quality',
    condition: { kind: 'bad-quality' },
    see: [[1, 50, bad], [2, 50, { quality: 'uncertain' }], [3, 50]],
    lines: ['1 active unacknowledged', '2 return returned-unacknowledged'],
  },
  {
    name: 'bad quality, uncertain too',
    condition: { kind: 'bad-quality', uncertain: true },
    see: [[1, 50, { quality: 'uncertain' }], [3, 50]],
    lines: ['1 active unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'expression over several sensors',
    condition: { kind: 'expression', expression: 'sensor("{unit}","pump") == true && value < sensor("u","other") / 2' },
    see: [[1, 20], [2, true, { sensor: 'pump' }], [3, 50, { sensor: 'other' }], [4, 30]],
    lines: ['3 active unacknowledged', '4 return returned-unacknowledged'],
  },
  {
    name: 'expression that cannot be worked out: nobody knows',
    condition: { kind: 'expression', expression: '100 / value > 1' },
    see: [[1, 20], [2, 0], [3, 200]],
    lines: ['1 active unacknowledged', '2 quality-lost unacknowledged', '3 return returned-unacknowledged'],
  },
  {
    name: 'journal: nobody has to acknowledge it',
    condition: HIGH,
    more: { priority: 'journal' },
    see: [[1, 85], [2, 70]],
    lines: ['1 active unacknowledged', '1 acknowledge acknowledged', '2 return normal'],
  },
  {
    name: 'enable condition: suppressed while the pump is off, and a while after it started',
    condition: { kind: 'limit', limits: [{ level: 'low', value: 5 }] },
    more: { enable: { when: { kind: 'state', sensor: 'pump', states: [true] }, delaySeconds: 10 } },
    see: [[0, true, { sensor: 'pump' }], [1, 1], [2, false, { sensor: 'pump' }], [5, true, { sensor: 'pump' }]],
    until: 30,
    lines: ['1 active unacknowledged', '2 suppress suppressed-by-design', '15 un-suppress unacknowledged'],
  },
  {
    name: 'enable condition that nobody knows: the rule counts',
    condition: HIGH,
    more: { enable: { when: { kind: 'expression', expression: 'sensor("u","pump") == 1' } } },
    see: [[0, false, { sensor: 'pump' }], [1, 85], [2, false, { sensor: 'pump', ...bad }]],
    lines: ['0 suppress suppressed-by-design', '1 active suppressed-by-design', '2 un-suppress unacknowledged'],
  },
  {
    name: 'schedule: suppressed outside it (T0 is a Monday, 12:00)',
    condition: HIGH,
    more: { schedule: { days: ['monday'], from: '12:01', to: '12:02' } },
    see: [[10, 85], [130, 86]],
    lines: ['-10 suppress suppressed-by-design', '10 active suppressed-by-design', '60 un-suppress unacknowledged', '120 suppress suppressed-by-design'],
  },
]; // prettier-ignore

describe('Alarm rules by kind', () => {
  for (const { name, condition, more, see, until = 0, lines } of CASES)
    it(name, () => {
      const bench = new Bench([rule({ condition, ...more })]);
      for (const [at, value, reading] of see) bench.see(at, value, reading);
      bench.wake(Math.max(until, see.at(-1)?.[0] ?? 0));
      assert.deepEqual(bench.lines.length ? bench.lines.map(String) : [], lines);
    });

  it('device offline: when it went, until it is back', () => {
    const bench = new Bench([
      rule({ condition: { kind: 'device-offline' }, appliesTo: { to: 'devices' }, onDelaySeconds: 30 }),
    ]);
    bench.engine.device('plc', true, T0, T0);
    bench.engine.device('plc', false, T0 + 1000, T0 + 1000);
    bench.wake(40);
    bench.engine.device('plc', true, T0 + 50_000, T0 + 50_000);
    assert.deepEqual(bench.gather().lines, ['31 active unacknowledged', '50 return returned-unacknowledged']);
    assert.equal(bench.journal[0]?.message, 'Rule: plc is false');
  });

  it('anomaly: the score of a sensor against the limit', () => {
    const bench = new Bench([rule({ condition: { kind: 'anomaly', limit: 0.8, deadband: { value: 0.2 } } })]);
    for (const [at, score] of [[1, 0.5], [2, 0.9], [3, 0.7], [4, 0.5]] as const)
      bench.engine.score('u', 'main', score, T0 + at * 1000, T0 + at * 1000); // prettier-ignore
    assert.deepEqual(bench.gather().lines, ['2 active unacknowledged', '4 return returned-unacknowledged']);
  });

  it('a template: each sensor that matches has an alarm of its own', () => {
    const bench = new Bench([
      rule({ condition: HIGH, appliesTo: { to: 'sensors', unitKind: 'tank', sensor: 'm*' } }),
    ]);
    assert.deepEqual(
      [...bench.engine.all()].map(({ id }) => id),
      ['r:v/main'],
    );
  });

  it('says value, limit, level and priority in words, whatever the field sends', () => {
    const bench = new Bench([
      rule({
        condition: { ...four },
        message: '{name} {unit} {sensor} {value} {uom} > {limit} {level} {priority} {device}|',
      }),
    ]);
    bench.see(1, 95.04);
    const [line] = bench.journal;
    assert.equal(line?.message, 'Rule u main 95 °C > 90 high-high critical |');
    assert.deepEqual(
      [line.limit, line.level, line.priority, line.value],
      [90, 'high-high', 'critical', 95.04],
    );
  });
});
