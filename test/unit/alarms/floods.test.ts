import assert from 'node:assert/strict';
import { FloodWatch, type FloodChange } from '../../../lib/alarms';
import { Bench, HIGH, rule } from './fixture';

const trip = rule({ key: 'trip', condition: { kind: 'digital', states: [true] }, appliesTo: { to: 'sensor', unit: 'u', sensor: 'pump' } }); // prettier-ignore
const flow = rule({
  key: 'flow',
  condition: { kind: 'limit', limits: [{ level: 'low', value: 5 }] },
  parent: 'trip',
});

describe('Parents and children', () => {
  it('a child is suppressed while its parent is active, and comes back as the process is', () => {
    const bench = new Bench([flow, trip])
      .see(0, true, { sensor: 'pump' })
      .see(1, 0)
      .see(5, false, { sensor: 'pump' });
    const lines = bench.journal.map(({ rule: key, event, to }) => `${key} ${event} ${to}`);
    assert.deepEqual(lines, [
      'trip active unacknowledged',
      'flow suppress suppressed-by-design',
      'flow active suppressed-by-design',
      'trip return returned-unacknowledged',
      'flow un-suppress unacknowledged',
    ]);
  });

  it('an acknowledged parent still suppresses', () => {
    const bench = new Bench([flow, trip])
      .see(0, true, { sensor: 'pump' })
      .act(1, 'acknowledge', {}, 'trip:u/pump')
      .see(2, 0);
    assert.equal(bench.state('flow:u/main'), 'suppressed-by-design');
  });

  it('a parent of the same moment comes first', () => {
    const bench = new Bench([
      rule({ condition: HIGH, parent: 'hh' }),
      rule({ key: 'hh', condition: { kind: 'limit', limits: [{ level: 'high', value: 90 }] } }),
    ]).see(0, 95);
    assert.deepEqual(
      bench.valid.map(({ rule: key, event }) => `${key} ${event}`),
      ['hh active', 'r suppress', 'r active'],
    );
    assert.equal(bench.state(), 'suppressed-by-design');
  });

  it('a parent that late data takes back has never suppressed', () => {
    const delayed = { ...trip, onDelaySeconds: 3 };
    const bench = new Bench([flow, delayed]).see(0, true, { sensor: 'pump' }).see(4, 0);
    assert.equal(bench.state('flow:u/main'), 'suppressed-by-design');
    bench.see(5, true, { sensor: 'pump' }).see(2, false, { sensor: 'pump' }, 6);
    assert.equal(bench.state('flow:u/main'), 'unacknowledged');
    assert.deepEqual(
      bench.valid.map(({ rule: key, at, event }) => `${(at % 60_000) / 1000} ${key} ${event}`),
      ['4 flow active'],
    );
  });

  it('over three generations, and over a restart', () => {
    const grandchild = rule({ key: 'temp', condition: HIGH, parent: 'flow', appliesTo: { to: 'sensor', unit: 'u', sensor: 'other' } }); // prettier-ignore
    const free = { ...flow, parent: undefined };
    const bench = new Bench([grandchild, free])
      .see(0, 0)
      .see(1, 85, { sensor: 'other' })
      .restart(2)
      .see(3, 10);
    assert.equal(bench.state('temp:u/other'), 'unacknowledged');
  });
});

describe('First-out', () => {
  const group = { condition: HIGH, firstOutGroup: 'g' };
  const rules = [
    rule({ ...group, key: 'a' }),
    rule({ ...group, key: 'b', appliesTo: { to: 'sensor', unit: 'u', sensor: 'other' } }),
  ];

  it('marks the one that came first while no other was active', () => {
    const bench = new Bench(rules).see(0, 85, { sensor: 'other' }).see(1, 85);
    assert.deepEqual(
      bench.journal.map(({ rule: key, firstOut }) => [key, firstOut]),
      [['b', true], ['a', undefined]],
    ); // prettier-ignore
    assert.equal(bench.engine.get('b:u/other')?.firstOut, true);
    assert.equal(bench.engine.get('a:u/main')?.firstOut, false);
  });

  it('begins anew when all have returned', () => {
    const bench = new Bench(rules).see(0, 85, { sensor: 'other' }).see(1, 70, { sensor: 'other' }).see(2, 85);
    assert.equal(bench.engine.get('a:u/main')?.firstOut, true);
  });
});

describe('A flood of alarms', () => {
  const MIN = 60_000;

  it('begins with the eleventh in ten minutes, ends when there are fewer than five', () => {
    const changes: FloodChange[] = [];
    const watch = new FloodWatch((change) => changes.push(change));
    for (let i = 0; i < 11; i++) watch.add(i * 10_000);
    assert.deepEqual(changes, [{ began: true, at: 100_000, alarms: 11 }]);
    // The seventh of the eleven is the fifth from the end: when it is ten minutes old, four are left.
    assert.equal(watch.wakeAt, 60_000 + 10 * MIN);
    watch.advance(60_000 + 10 * MIN - 1);
    assert.equal(watch.isFlood, true);
    watch.advance(60_000 + 10 * MIN);
    assert.deepEqual(changes[1], { began: false, at: 60_000 + 10 * MIN, alarms: 4 });
  });

  it('ten in ten minutes are none', () => {
    const watch = new FloodWatch(() => assert.fail());
    for (let i = 0; i < 100; i++) watch.add(i * MIN);
  });

  it('is told by the engine, also over a restart, and ends by itself', () => {
    const bench = new Bench([rule({ condition: HIGH })]);
    for (let i = 0; i < 11; i++)
      bench
        .see(i * 2, 85)
        .act(i * 2 + 0.5, 'acknowledge')
        .see(i * 2 + 1, 70);
    assert.equal(bench.engine.isFlood, true);
    bench.restart(30);
    assert.equal(bench.engine.isFlood, true);
    bench.wake(700);
    assert.deepEqual(
      bench.effects.flatMap((effect) => (effect.kind === 'flood' ? [[effect.began, effect.alarms]] : [])),
      [[true, 11], [false, 4]],
    ); // prettier-ignore
  });

  it('keeps the journal whole: 10,000 alarms in a second', () => {
    const onAll = rule({ condition: HIGH });
    const bench = new Bench([onAll]);
    for (let i = 0; i < 10_000; i++) bench.engine.reading({ tenant: 't', unit: 'u', sensor: 'main', timestamp: Date.UTC(2026, 10, 23, 12) + Math.floor(i / 10), ordinal: i, value: i % 2 ? 85 : 70, quality: 'good' }, Date.UTC(2026, 10, 23, 12) + 1000); // prettier-ignore
    assert.equal(bench.gather().journal.filter(({ event }) => event === 'active').length, 5000);
  });
});
