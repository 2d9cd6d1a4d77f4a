import assert from 'node:assert/strict';
import { AlarmEngine, type AlarmRuleInput } from '../../../lib/alarms';
import { Bench, HIGH, PLANT, T0, reading, rule } from './fixture';

const delayed = rule({ condition: HIGH, onDelaySeconds: 5 });
const plain = rule({ condition: HIGH });

describe('Late and wrong times', () => {
  it('a late reading that was normal takes the alarm back: the journal says so', () => {
    const bench = new Bench([delayed]).see(0, 85).see(8, 86);
    assert.deepEqual(bench.lines, ['5 active unacknowledged']);
    bench.see(3, 70, {}, 9).wake(30);
    assert.deepEqual(bench.lines, [
      '5 active unacknowledged',
      '5 withdrawn unacknowledged',
      '13 active unacknowledged',
    ]);
    const [first, withdrawal, second] = bench.journal;
    assert.equal(withdrawal?.withdraws, first?.id);
    assert.equal(withdrawal?.evaluatedAt, T0 + 9000);
    assert.match(withdrawal?.message ?? '', /^Not so, as readings that came late show: Rule: main is 85/);
    assert.equal(second?.corrected, undefined);
    assert.equal(bench.engine.counts.withdrawn, 1);
  });

  it('a late reading that was an alarm: written with its own time, marked as corrected where it replaces something', () => {
    const bench = new Bench([plain]).see(0, 70).see(5, 85).see(3, 90, {}, 6);
    assert.deepEqual(bench.lines, [
      '5 active unacknowledged',
      '5 withdrawn unacknowledged',
      '3 active unacknowledged',
    ]);
    assert.equal(bench.journal[2]?.corrected, true);
  });

  it('a late reading that changes nothing writes nothing', () => {
    const bench = new Bench([plain]).see(0, 70).see(5, 85).see(3, 71, {}, 6).see(6, 86).see(5.5, 90, {}, 7);
    assert.deepEqual(bench.lines, ['5 active unacknowledged']);
    assert.equal(bench.engine.counts.late, 2);
  });

  it('what is wrong and has not gone out yet never does', () => {
    const bench = new Bench([
      rule({ condition: { kind: 'expression', expression: 'value > sensor("u","other")' } }),
    ]);
    bench.see(0, 50).see(0, 60, { sensor: 'other' });
    bench.engine.readings([reading(1, 70), reading(1, 80, { sensor: 'other' })], T0 + 1000);
    assert.deepEqual(bench.gather().lines, []);
  });

  it('a reading older than the window is counted and changes nothing', () => {
    const bench = new Bench([plain]).see(20, 70).see(9.9, 90, {}, 20);
    assert.deepEqual(bench.lines, []);
    assert.equal(bench.engine.counts.tooOld, 1);
  });

  it('repeats are harmless', () => {
    const bench = new Bench([plain]).see(0, 85).see(0, 85).see(1, 70).see(0, 85, {}, 1);
    assert.deepEqual(bench.lines, ['0 active unacknowledged', '1 return returned-unacknowledged']);
    assert.equal(bench.engine.counts.repeats, 2);
  });

  it('readings of one timestamp count in the order of their ordinals', () => {
    const bench = new Bench([plain]).see(0, 85, { ordinal: 0 }).see(0, 70, { ordinal: 1 });
    assert.deepEqual(bench.lines, ['0 active unacknowledged', '0 return returned-unacknowledged']);
  });

  it('a timestamp from the future is not believed: the reading counts when it comes', () => {
    const bench = new Bench([plain]).see(3600, 85, {}, 1).see(2, 70);
    assert.deepEqual(bench.lines, ['1 active unacknowledged', '2 return returned-unacknowledged']);
    assert.equal(bench.engine.counts.ahead, 1);
  });

  it('a field clock that is behind: delays last as long as they should', () => {
    const bench = new Bench([delayed]).see(-3600, 70, {}, 0).see(-3599, 85, {}, 1).wake(5.9);
    assert.deepEqual(bench.lines, []);
    bench.wake(6);
    assert.deepEqual(bench.lines, ['-3594 active unacknowledged']);
    assert.equal(bench.journal[0]?.evaluatedAt, T0 + 6000);
  });

  it('a field clock that is set back: after the window its time begins anew, and what waits waits as long as it should', () => {
    const bench = new Bench([plain]).see(0, 85).act(1, 'shelve', { seconds: 60 });
    for (let at = 2; at <= 13; at++) bench.see(at - 3600, 70, {}, at);
    assert.deepEqual(bench.lines.slice(2), ['-3587 return shelved']);
    assert.equal(bench.engine.counts.clockSetBack, 1);
    bench.wake(60.9);
    assert.equal(bench.state(), 'shelved');
    bench.wake(61);
    assert.equal(bench.state(), 'normal');
  });

  it('our clock that is set back does not stop what waits', () => {
    const bench = new Bench([delayed]).see(0, 85);
    bench.engine.wake(T0 - 3_600_000);
    const { wakeAt } = bench.engine;
    assert.ok(wakeAt !== undefined && wakeAt <= T0 - 3_600_000 + 5000);
    bench.engine.wake(T0 - 3_600_000 + 5000);
    assert.deepEqual(bench.gather().lines, ['5 active unacknowledged']);
  });

  it('readings of another tenant, and of sensors without a rule, are nothing to it', () => {
    const bench = new Bench([plain]).see(0, 85, { tenant: 'x' }).see(0, 85, { sensor: 'other' });
    assert.deepEqual(bench.lines, []);
  });
});

describe('One alarm for one condition', () => {
  it('two readings a moment apart are one alarm (thingsboard#15583)', () => {
    const bench = new Bench([plain]).see(1, 85).see(1.001, 86).see(1, 85, {}, 1.002);
    assert.deepEqual(bench.lines, ['1 active unacknowledged']);
    assert.equal([...bench.engine.all()].length, 1);
  });

  it('the value that comes back and goes again is the same occurrence until it is normal', () => {
    const bench = new Bench([plain])
      .see(1, 85)
      .see(2, 70)
      .see(3, 85)
      .act(4, 'acknowledge')
      .see(5, 70)
      .see(6, 85);
    const of = (at: number) => bench.journal.find((line) => line.at === T0 + at * 1000)?.correlation;
    assert.equal(of(1), of(3));
    assert.equal(of(1), of(5));
    assert.notEqual(of(1), of(6));
  });

  it('keeps one newest state for each take', () => {
    const bench = new Bench([plain]);
    bench.effects = [];
    bench.engine.readings([reading(1, 85), reading(2, 70), reading(3, 90)], T0 + 3000);
    const kept = bench
      .gather()
      .effects.flatMap((effect) => (effect.kind === 'instance' ? [effect.record] : []));
    assert.equal(kept.length, 1);
    assert.equal(kept[0]?.shown.state, 'unacknowledged');
    assert.equal(kept[0]?.shown.value, 90);
  });
});

describe('Changes of rules', () => {
  const at = (limit: number): AlarmRuleInput =>
    rule({ condition: { kind: 'limit', limits: [{ level: 'high', value: limit }] } });

  it('a rule that is the same leaves its alarm untouched', () => {
    const bench = new Bench([delayed]).see(0, 85);
    bench.engine.setRules([delayed], T0 + 3000);
    bench.wake(5);
    assert.deepEqual(bench.lines, ['5 active unacknowledged']);
  });

  it('what people did stays; a limit that is passed still is no news', () => {
    const bench = new Bench([at(80)]).see(0, 85).act(1, 'acknowledge');
    bench.engine.setRules([at(82)], T0 + 2000);
    assert.equal(bench.gather().state(), 'acknowledged');
    assert.equal(bench.engine.get('r:u/main')?.acknowledgedBy, 'ann');
  });

  it('a limit that is not passed any more: the alarm returns', () => {
    const bench = new Bench([at(80)]).see(0, 85).act(1, 'acknowledge');
    bench.engine.setRules([at(90)], T0 + 2000);
    assert.deepEqual(bench.gather().lines.slice(2), ['2 return normal']);
  });

  it('a new rule looks at the value that is there', () => {
    const bench = new Bench([at(90)]).see(0, 85);
    bench.engine.setRules([at(90), { ...at(80), key: 'new' }], T0 + 2000);
    assert.equal(bench.gather().state('new:u/main'), 'unacknowledged');
  });

  it('a rule that is gone takes its alarm along', () => {
    const bench = new Bench([at(80)]).see(0, 85);
    bench.engine.setRules([], T0 + 2000);
    assert.deepEqual(bench.gather().effects.at(-1), { kind: 'removed', instance: 'r:u/main' });
    assert.equal(bench.engine.wakeAt, undefined);
  });

  it('the journal says that an alarm went with its rule, in the time of the field', () => {
    const bench = new Bench([at(80)]).see(0, 85);
    bench.engine.setRules([], T0 + 2000);
    const [raised, gone, ...more] = bench.gather().journal;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [gone?.event, gone?.from, gone?.to, gone?.at, gone?.correlation],
      ['removed', 'unacknowledged', 'normal', T0 + 2000, raised?.correlation],
    );
  });

  it('the journal says nothing of one that was normal', () => {
    const bench = new Bench([at(80)]).see(0, 70);
    bench.engine.setRules([], T0 + 2000);
    assert.deepEqual(bench.gather().journal, []);
  });

  it('lines of an alarm that was made again have names of their own', () => {
    const bench = new Bench([at(80)]).see(0, 85);
    bench.engine.setRules([], T0 + 2000);
    bench.engine.setRules([at(80)], T0 + 3000);
    bench.see(4, 85).see(5, 70);
    const ids = bench.journal.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});

describe('A stop without order', () => {
  const restarted = (bench: Bench, now: number, rules: readonly AlarmRuleInput[]): AlarmEngine => {
    const records = new Map(
      bench.effects.flatMap((one) => (one.kind === 'instance' ? [[one.record.id, one.record] as const] : [])),
    );
    const engine = new AlarmEngine({ tenant: 't', plant: PLANT, now });
    engine.restoreRecords(JSON.parse(JSON.stringify([...records.values()])) as []);
    engine.setRules(rules, now);
    return engine;
  };

  it('a pending delay goes on from what the store kept', () => {
    const bench = new Bench([delayed]).see(0, 85);
    const engine = restarted(bench, T0 + 3000, [delayed]);
    assert.equal(engine.wakeAt !== undefined && engine.wakeAt <= T0 + 5000, true);
    engine.wake(T0 + 5000);
    const [line] = engine.take().flatMap((one) => (one.kind === 'journal' ? [one.entry] : []));
    assert.deepEqual([line?.event, line?.at, line?.value], ['active', T0 + 5000, 85]);
  });

  it('a delay that ended meanwhile ends at its own time; a shelf too', () => {
    const bench = new Bench([plain]).see(0, 85).act(1, 'shelve', { seconds: 60, comment: 'work' });
    const engine = restarted(bench, T0 + 3_600_000, [plain]);
    assert.equal(engine.get('r:u/main')?.comment, 'work');
    engine.wake(T0 + 3_600_000);
    const [line] = engine.take().flatMap((one) => (one.kind === 'journal' ? [one.entry] : []));
    assert.deepEqual([line?.event, line?.to, line?.at], ['shelve-time-out', 'unacknowledged', T0 + 61_000]);
  });

  it('an alarm whose rule changed while it was down keeps what people did', () => {
    const bench = new Bench([plain]).see(0, 85).act(1, 'acknowledge');
    const engine = restarted(bench, T0 + 10_000, [{ ...plain, priority: 'high' }]);
    assert.equal(engine.get('r:u/main')?.state, 'acknowledged');
    assert.equal(engine.get('r:u/main')?.priority, 'high');
  });
});
