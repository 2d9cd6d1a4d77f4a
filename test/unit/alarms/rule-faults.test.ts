import assert from 'node:assert/strict';
import { AlarmEngine, AlarmRuleInput, ruleFaults, type AlarmRuleDraft } from '../../../lib/alarms';
import { HIGH, PLANT, T0, rule } from './fixture';

type Draft = Partial<AlarmRuleDraft> & Pick<AlarmRuleDraft, 'condition'>;
const limits = (...values: [level: 'high-high' | 'high' | 'low' | 'low-low', value: number][]) => ({
  kind: 'limit' as const,
  limits: values.map(([level, value]) => ({ level, value })),
});
const expression = (text: string): Draft => ({ condition: { kind: 'expression', expression: text } });

const FAULTS: readonly (readonly [name: string, draft: Draft, field: string, message: RegExp])[] = [
  ['limits in the wrong order', { condition: limits(['low', 80], ['high', 20]) }, 'condition.limits', /low \(80\) has to be below high \(20\)/],
  ['limits that are equal', { condition: limits(['high', 80], ['high-high', 80]) }, 'condition.limits', /has to be below/],
  ['a level twice', { condition: limits(['high', 80], ['high', 90]) }, 'condition.limits', /high is there twice/],
  ['a deadband wider than the band', { condition: { ...limits(['low', 70], ['high', 80]), deadband: { value: 10 } } }, 'condition.deadband', /10 wide, and from 70 to the next limit \(80\) there is only 10: the alarm could never return/],
  ['a deadband wider than the range', { condition: { ...limits(['high', 80]), deadband: { value: 80 } } }, 'condition.deadband', /end of the range of u\/main/],
  ['a deadband of the span of a sensor without range', { condition: { ...HIGH, deadband: { value: 5, as: 'percent-of-span' } }, appliesTo: { to: 'sensor', unit: 'u', sensor: 'bare' } }, 'condition.deadband', /u\/bare has no range/],
  ['a deadband as wide as the deviation', { condition: { kind: 'deviation', from: { kind: 'fixed', value: 60 }, limit: 5, deadband: { value: 5 } } }, 'condition.deadband', /5 wide and the limit is 5/],
  ['a missing sensor', { condition: HIGH, appliesTo: { to: 'sensor', unit: 'u', sensor: 'nope' } }, 'appliesTo', /There is no sensor u\/nope/],
  ['a template that matches nothing', { condition: HIGH, appliesTo: { to: 'sensors', sensor: 'x*' } }, 'appliesTo', /no sensor that matches/],
  ['a missing device', { condition: { kind: 'device-offline' }, appliesTo: { to: 'device', device: 'gone' } }, 'appliesTo', /There is no device gone/],
  ['a sensor for a device rule', { condition: { kind: 'device-offline' } }, 'appliesTo', /never offline, its device is/],
  ['a device for a limit', { condition: HIGH, appliesTo: { to: 'device', device: 'plc' } }, 'appliesTo', /no value for a rule of kind limit/],
  ['a limit on texts', { condition: HIGH, appliesTo: { to: 'sensor', unit: 'u', sensor: 'mode' } }, 'appliesTo', /u\/mode has texts/],
  ['a missing sister', { condition: { kind: 'deviation', from: { kind: 'sensor', sensor: 'nope' }, limit: 5 } }, 'condition.from', /There is no sensor u\/nope/],
  ['a sister that is itself', { condition: { kind: 'deviation', from: { kind: 'sensor', sensor: 'main' }, limit: 5 } }, 'condition.from', /u\/main would be held against itself/],
  ['a state that a sensor cannot have', { condition: { kind: 'digital', states: ['ON'] } }, 'condition.states', /never "ON"/],
  ['an expression with a syntax error', expression('value > (3'), 'condition.expression', /cannot be read: .* at character 11\./],
  ['an expression with an unknown name', expression('value > 3 && presure > 2'), 'condition.expression', /does not know "presure".* at character 14\./],
  ['an expression with an unknown sensor', expression('sensor("u","nope") > 3'), 'condition.expression', /looks at u\/nope, which is not there/],
  ['an expression that reaches for more', expression('value.constructor("x")() == 1'), 'condition.expression', /may call sensor/],
  ['an enable condition on a missing sensor', { condition: HIGH, enable: { when: { kind: 'state', sensor: 'nope', states: [1] } } }, 'enable.when', /There is no sensor u\/nope/],
  ['an enable condition on a state that is never', { condition: HIGH, enable: { when: { kind: 'state', sensor: 'pump', states: ['ON'] } } }, 'enable.when.states', /u\/pump has numbers, true or false/],
  ['a schedule without length', { condition: HIGH, schedule: { from: '06:00', to: '06:00' } }, 'schedule.to', /ends when it begins/],
  ['a schedule with a day twice', { condition: HIGH, schedule: { days: ['monday', 'monday'] } }, 'schedule.days', /a day twice/],
  ['a word that nobody fills in', { condition: HIGH, message: '{sensor} is {valu}' }, 'message', /Nobody fills in \{valu\}/],
  ['a missing parent', { condition: HIGH, parent: 'nope' }, 'parent', /There is no rule nope/],
  ['a parent that is itself', { condition: HIGH, parent: 'r' }, 'parent', /in a circle: r, r/],
]; // prettier-ignore

const REFUSED: readonly (readonly [name: string, draft: object, path: string, message: RegExp])[] = [
  ['a negative on-delay', { condition: HIGH, onDelaySeconds: -1 }, 'onDelaySeconds', /cannot be negative; 0 means at once/],
  ['a negative off-delay', { condition: HIGH, offDelaySeconds: -0.5 }, 'offDelaySeconds', /cannot be negative/],
  ['a window of zero', { condition: { kind: 'rate-of-change', limit: 1, windowSeconds: 0 } }, 'condition.windowSeconds', /more than 0/],
  ['no data after zero seconds', { condition: { kind: 'stale', afterSeconds: 0 } }, 'condition.afterSeconds', /more than 0/],
  ['a negative deadband', { condition: { ...HIGH, deadband: { value: -1 } } }, 'condition.deadband.value', /cannot be negative/],
  ['a re-alarm time of zero', { condition: HIGH, reAlarmSeconds: 0 }, 'reAlarmSeconds', /leave it out for none/],
  ['no limit at all', { condition: { kind: 'limit', limits: [] } }, 'condition.limits', /at least one limit/],
  ['an empty expression', { condition: { kind: 'expression', expression: '  ' } }, 'condition.expression', /must not be empty/],
  ['a link that runs something', { condition: HIGH, link: 'javascript:alert(1)' }, 'link', /http:\/\/ or https:\/\//],
  ['a time that is none', { condition: HIGH, schedule: { from: '25:00' } }, 'schedule.from', /a time such as 06:30/],
]; // prettier-ignore

describe('What is wrong with an alarm rule', () => {
  it('is nothing for one that is sound', () =>
    assert.deepEqual(ruleFaults(rule({ condition: HIGH }), PLANT), []));

  for (const [name, draft, field, message] of FAULTS)
    it(`${name}: one sentence that says so, one that says what to do`, () => {
      const [fault, ...more] = ruleFaults(rule(draft), PLANT, [rule(draft)]);
      assert.deepEqual(more, []);
      assert.equal(fault?.field, field);
      assert.match(fault.message, message);
      assert.match(fault.message, /\.$/);
      assert.match(fault.advice, /^[A-Z].*\.$/);
    });

  for (const [name, draft, path, message] of REFUSED)
    it(`${name}: the schema refuses it in words`, () => {
      const base = { key: 'r', name: 'R', appliesTo: { to: 'sensor', unit: 'u', sensor: 'main' } };
      const { error } = AlarmRuleInput.safeParse({ ...base, ...draft });
      assert.deepEqual(
        error?.issues.map((issue) => issue.path.join('.')),
        [path],
      );
      assert.match(error?.issues[0]?.message ?? '', message);
    });

  it('finds parents that go round in a circle over several rules', () => {
    const rules = [
      rule({ condition: HIGH, key: 'a', parent: 'b' }),
      rule({ condition: HIGH, key: 'b', parent: 'c' }),
      rule({ condition: HIGH, key: 'c', parent: 'a' }),
    ];
    const [fault] = ruleFaults(rules[0] ?? assert.fail(), PLANT, rules);
    assert.match(fault?.message ?? '', /a, b, c, a/);
  });

  it('leaves such a rule without alarms, and the others as they are', () => {
    const engine = new AlarmEngine({ tenant: 't', plant: PLANT, now: T0 });
    const faults = engine.setRules(
      [rule({ condition: HIGH }), rule({ ...expression('value >'), key: 'x' })],
      T0,
    );
    assert.deepEqual([...faults.keys()], ['x']);
    assert.deepEqual(
      [...engine.all()].map(({ rule: key }) => key),
      ['r'],
    );
  });
});
