import assert from 'node:assert/strict';
import { ACTIONS, ALARM_STATES, type AlarmState } from '../../../lib/alarms';
import { Bench, HIGH, rule } from './fixture';

const pump = { when: { kind: 'state' as const, sensor: 'pump', states: [true] } };
const latching = rule({ condition: HIGH, latch: true, enable: pump });
const plain = rule({ condition: HIGH, enable: pump });

/** How to come into each state. */
const INTO: Readonly<Record<AlarmState, () => Bench>> = {
  normal: () => new Bench([plain]).see(0, 70),
  unacknowledged: () => new Bench([plain]).see(0, 85),
  acknowledged: () => new Bench([plain]).see(0, 85).act(1, 'acknowledge'),
  'returned-unacknowledged': () => new Bench([plain]).see(0, 85).see(1, 70),
  'latched-unacknowledged': () => new Bench([latching]).see(0, 85).see(1, 70),
  'latched-acknowledged': () => new Bench([latching]).see(0, 85).see(1, 70).act(2, 'acknowledge'),
  shelved: () => new Bench([plain]).see(0, 85).act(1, 'shelve', { seconds: 60 }),
  'suppressed-by-design': () => new Bench([plain]).see(0, 85).see(1, false, { sensor: 'pump' }),
  'out-of-service': () => new Bench([plain]).see(0, 85).act(1, 'out-of-service'),
};

/** What a person comes to from each state; all else is refused. */
const RESULT: Readonly<Record<string, string>> = {
  'acknowledge unacknowledged': 'acknowledged',
  'acknowledge returned-unacknowledged': 'normal',
  'acknowledge latched-unacknowledged': 'latched-acknowledged',
  'reset latched-acknowledged': 'normal',
  'un-shelve shelved': 'unacknowledged',
  'shelve shelved': 'shelved',
  'back-in-service out-of-service': 'unacknowledged',
  'out-of-service shelved': 'out-of-service',
  'out-of-service suppressed-by-design': 'out-of-service',
  ...Object.fromEntries(ALARM_STATES.slice(0, 6).flatMap((state) => [[`shelve ${state}`, 'shelved'], [`out-of-service ${state}`, 'out-of-service']])),
}; // prettier-ignore

describe('What people do to alarms', () => {
  for (const state of ALARM_STATES)
    for (const action of ACTIONS) {
      const after = RESULT[`${action} ${state}`];
      it(`${action} where it is ${state}: ${after ?? 'refused in words, and nothing changes'}`, () => {
        const bench = INTO[state]();
        assert.equal(bench.state(), state);
        const lines = bench.journal.length;
        if (after) {
          bench.act(10, action, { seconds: 60 });
          assert.equal(bench.state(), after);
          assert.equal(bench.journal.at(-1)?.user, 'ann');
          return;
        }
        assert.throws(() => bench.act(10, action, { seconds: 60 }), {
          code: 'conflict',
          message: /^The alarm .*\.$/,
        });
        assert.equal(bench.state(), state);
        assert.equal(bench.journal.length, lines);
      });
    }

  const UNSHELVE = [
    ['still active', [] as const, 'unacknowledged'],
    ['returned', [[5, 70]] as const, 'normal'],
    ['returned and active again', [[5, 70], [6, 85]] as const, 'unacknowledged'],
  ] as const; // prettier-ignore
  for (const [name, sights, after] of UNSHELVE)
    for (const state of ['unacknowledged', 'acknowledged', 'returned-unacknowledged'] as const)
      it(`shelved where it was ${state}, ${name}: comes back by itself as the process is`, () => {
        const bench = INTO[state]().act(3, 'shelve', { seconds: 60 });
        for (const [at, value] of sights) bench.see(at, value);
        const expected = name === 'still active' && state === 'returned-unacknowledged' ? 'normal' : after;
        bench.wake(62.9);
        assert.equal(bench.state(), 'shelved');
        bench.wake(63);
        assert.equal(bench.state(), expected);
        assert.equal(bench.journal.at(-1)?.event, 'shelve-time-out');
      });

  it('a latched alarm that is shelved is latched again when it comes back', () => {
    const bench = INTO['latched-acknowledged']().act(3, 'shelve', { seconds: 60 }).wake(70);
    assert.equal(bench.state(), 'latched-unacknowledged');
  });

  it('shelved, then suppressed: comes back to the shelf, and from there in time', () => {
    const bench = INTO.shelved().see(5, false, { sensor: 'pump' });
    assert.equal(bench.state(), 'suppressed-by-design');
    assert.equal(bench.see(10, true, { sensor: 'pump' }).state(), 'shelved');
    assert.equal(bench.wake(61).state(), 'unacknowledged');
  });

  it('suppressed, and the shelf ends meanwhile: comes back as the process is', () => {
    const bench = INTO.shelved().see(5, false, { sensor: 'pump' }).wake(70);
    assert.equal(bench.state(), 'suppressed-by-design');
    assert.equal(bench.see(80, true, { sensor: 'pump' }).state(), 'unacknowledged');
  });

  it('back in service while the pump is off: suppressed by design', () => {
    const bench = INTO['out-of-service']().see(5, false, { sensor: 'pump' }).act(6, 'back-in-service');
    assert.equal(bench.state(), 'suppressed-by-design');
  });

  it('re-alarm: announced again while it is acknowledged and active, not after its return', () => {
    const again = rule({ condition: HIGH, reAlarmSeconds: 30 });
    const bench = new Bench([again]).see(0, 85).act(1, 'acknowledge').wake(31);
    assert.deepEqual(bench.lines.slice(2), ['31 re-alarm unacknowledged']);
    bench.act(32, 'acknowledge').see(40, 70).wake(100);
    assert.deepEqual(bench.lines.slice(4), ['40 return normal']);
  });

  it('keeps who and why', () => {
    const bench = new Bench([plain]).see(0, 85).act(1, 'acknowledge', { comment: ' filter is blocked ' });
    const { acknowledgedBy, acknowledgedAt, comment } = bench.engine.get('r:u/main') ?? assert.fail();
    assert.deepEqual([acknowledgedBy, comment], ['ann', 'filter is blocked']);
    assert.equal(acknowledgedAt, bench.journal.at(-1)?.at);
    bench.see(2, 70);
    assert.equal(bench.engine.get('r:u/main')?.comment, undefined);
  });

  const strict = rule({ condition: HIGH, commentRequired: ['shelve'], maxShelveSeconds: 3600 });
  const never = rule({ condition: HIGH, maxShelveSeconds: 0 });
  const refusals = [
    ['without the comment that the rule asks for', strict, { seconds: 60, comment: '  ' }, 'comment', /asks for a comment/],
    ['with a comment of 201 characters', strict, { seconds: 60, comment: 'x'.repeat(201) }, 'comment', /200 characters at most; this one has 201/],
    ['for longer than the rule allows', strict, { seconds: 7200, comment: 'c' }, 'seconds', /for 1 h at most, not for 2 h/],
    ['without a time', strict, { comment: 'c' }, 'seconds', /more than 0 seconds/],
    ['for no time', strict, { seconds: 0, comment: 'c' }, 'seconds', /more than 0 seconds/],
    ['for a time that is no number', strict, { seconds: NaN, comment: 'c' }, 'seconds', /more than 0 seconds/],
    ['where the rule never allows it', never, { seconds: 1 }, 'seconds', /does not let its alarm be shelved/],
  ] as const; // prettier-ignore
  for (const [name, one, more, field, message] of refusals)
    it(`shelving ${name} is refused`, () => {
      const bench = new Bench([one]).see(0, 85);
      assert.throws(() => bench.act(1, 'shelve', more), { code: 'invalid', field, message });
      assert.equal(bench.state(), 'unacknowledged');
    });

  it('an alarm that is not there', () => {
    const bench = new Bench([plain]);
    assert.throws(() => bench.act(1, 'acknowledge', {}, 'r:u/none'), { code: 'not-found' });
  });

  it('in a group each is on its own', () => {
    const onAll = rule({ condition: HIGH, appliesTo: { to: 'sensors', sensor: 'main' } });
    const bench = new Bench([onAll]).see(0, 85);
    const ids = ['r:u/main', 'r:v/main', 'r:u/main', 'gone'];
    const results = bench.engine.actAll(ids, { action: 'acknowledge', user: 'ann' }, 1);
    assert.deepEqual(
      results.map(({ id, alarm, refused }) => [id, alarm?.state ?? refused?.code]),
      [['r:u/main', 'acknowledged'], ['r:v/main', 'conflict'], ['gone', 'not-found']],
    ); // prettier-ignore
  });

  it('an acknowledgement stays where late data shows that the alarm began otherwise', () => {
    const bench = new Bench([plain]).see(0, 70).see(5, 85).act(6, 'acknowledge').see(4, 90, {}, 7);
    assert.equal(bench.state(), 'acknowledged');
    assert.deepEqual(
      bench.valid.map(({ at, event }) => `${at % 60_000} ${event}`),
      ['4000 active', '6000 acknowledge'],
    );
  });

  it('an acknowledgement of what late data shows was no alarm is withdrawn with it', () => {
    const delayed = rule({ condition: HIGH, onDelaySeconds: 5 });
    const bench = new Bench([delayed]).see(0, 85).see(6, 70).act(7, 'acknowledge').see(3, 70, {}, 8);
    assert.deepEqual(bench.valid, []);
    assert.equal(bench.state(), 'normal');
  });
});
