import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AlarmEngine, type AlarmPlant, type AlarmRuleInput } from '../../../lib/alarms';
import type { AlarmEffect } from '../../../lib/alarms/ports';
import { HIGH, T0, facts, plantOf, reading, rule } from './fixture';

const SENSORS = ['a', 'b', 'c'];
const TWO_UNITS = plantOf(['u', 'v'].flatMap((unit) => SENSORS.map((sensor) => facts(sensor, { unit }))));

const engineOn = (plant: AlarmPlant): AlarmEngine => new AlarmEngine({ tenant: 't', plant, now: T0 });

/** At one go, with what the engine knows of the plant and of the rules that are the same objects. */
function change(engine: AlarmEngine, rules: readonly AlarmRuleInput[], at = 0): ReadonlyMap<string, unknown> {
  const work = engine.settingRules(rules, true, () => T0 + at * 1000);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

const linesOf = (effects: readonly AlarmEffect[]): string[] =>
  effects.flatMap((effect) =>
    effect.kind === 'journal'
      ? [`${(effect.entry.at - T0) / 1000} ${effect.entry.instance} ${effect.entry.event} ${effect.entry.to} ${effect.entry.firstOut ?? ''}`]
      : [],
  ); // prettier-ignore

describe('A change of the rules', () => {
  const KEYS = ['r0', 'r1', 'r2', 'r3'];
  const one = (key: string): fc.Arbitrary<AlarmRuleInput> =>
    fc
      .record({
        value: fc.constantFrom(60, 80),
        on: fc.constantFrom(
          ...SENSORS.map((sensor) => ({ to: 'sensor' as const, unit: 'u', sensor })),
          { to: 'sensors' as const, unit: '*', sensor: 'a' },
          { to: 'sensors' as const, unit: 'v', sensor: '*' },
          { to: 'sensor' as const, unit: 'u', sensor: 'nothing' },
        ),
        parent: fc.option(fc.constantFrom(...KEYS), { nil: undefined }),
        enabled: fc.constantFrom(true, true, true, false),
        group: fc.constantFrom(undefined, 'first'),
      })
      .map(({ value, on, parent, enabled, group }) =>
        rule({
          key,
          appliesTo: on,
          enabled,
          condition: { kind: 'limit', limits: [{ level: 'high', value }] },
          ...(parent === undefined ? {} : { parent }),
          ...(group === undefined ? {} : { firstOutGroup: group }),
        }),
      );
  /** Some of them, each as one of its two versions, which stay the same objects. */
  const sets = fc
    .tuple(...KEYS.map((key) => fc.tuple(one(key), one(key))))
    .chain((versions) =>
      fc.array(fc.tuple(...versions.map(([first, second]) => fc.constantFrom(first, second, undefined))), {
        minLength: 1,
        maxLength: 6,
      }),
    )
    .map((steps) => steps.map((step) => step.filter((rule) => rule !== undefined)));
  const values = fc.array(
    fc.record({
      unit: fc.constantFrom('u', 'v'),
      sensor: fc.constantFrom(...SENSORS),
      value: fc.constantFrom(50, 70, 90),
    }),
    { maxLength: 30 },
  );

  it('comes to what an engine that never had other rules has', () => {
    fc.assert(
      fc.property(sets, values, (steps, seen) => {
        const changed = engineOn(TWO_UNITS);
        const last = steps.at(-1) ?? [];
        const faults = steps.map((rules) => change(changed, rules)).at(-1);
        const fresh = engineOn(TWO_UNITS);
        assert.deepEqual(faults, fresh.setRules(last, T0));
        const ids = (engine: AlarmEngine): string[] => Array.from(engine.all(), ({ id }) => id).sort();
        assert.deepEqual(ids(changed), ids(fresh));
        changed.take();
        fresh.take();
        seen.forEach(({ unit, sensor, value }, i) => {
          for (const engine of [changed, fresh])
            engine.reading(reading(i + 1, value, { unit, sensor }), T0 + (i + 1) * 1000);
        });
        assert.deepEqual(linesOf(changed.take()), linesOf(fresh.take()));
      }),
      { numRuns: Number(process.env['ALARM_RUNS'] ?? 400) },
    );
  });

  it('comes to the same alarms as looking at everything anew, while readings come', () => {
    fc.assert(
      fc.property(sets, values, (steps, seen) => {
        const [known, anew] = [engineOn(TWO_UNITS), engineOn(TWO_UNITS)];
        steps.forEach((rules, i) => {
          assert.deepEqual(
            change(known, rules, i * 10),
            anew.setRules(structuredClone(rules), T0 + i * 10_000),
          );
          seen.forEach(({ unit, sensor, value }, at) => {
            const time = i * 10 + at / 4;
            for (const engine of [known, anew])
              engine.reading(reading(time, value, { unit, sensor }), T0 + time * 1000);
          });
          assert.deepEqual(linesOf(known.take()), linesOf(anew.take()));
          assert.deepEqual([...known.all()], [...anew.all()]);
        });
      }),
      { numRuns: Number(process.env['ALARM_RUNS'] ?? 300) },
    );
  });

  it('looks only at the rule that changed', () => {
    const sensors = Array.from({ length: 2000 }, (_, i) => facts(`s${i}`));
    const byName = new Map(sensors.map((one) => [one.sensor, one]));
    let looks = 0;
    const engine = engineOn({
      ...plantOf(sensors),
      sensor: (_, sensor) => {
        looks++;
        return byName.get(sensor);
      },
    });
    const ruleOn = (sensor: string, more: object = {}): AlarmRuleInput =>
      rule({ key: sensor, condition: HIGH, appliesTo: { to: 'sensor', unit: 'u', sensor }, ...more });
    const rules = sensors.map(({ sensor }) => ruleOn(sensor));
    change(engine, rules);
    assert.equal(looks, 2000);
    engine.take();
    looks = 0;
    change(
      engine,
      rules.map((one) => (one.key === 's7' ? ruleOn('s7', { name: 'Another' }) : one)),
    );
    assert.equal(looks, 1);
    assert.deepEqual(
      engine.take().map((effect) => effect.kind === 'instance' && effect.record.id),
      ['s7:u/s7'],
    );
    looks = 0;
    engine.setRules(rules, T0);
    assert.equal(looks, 2000, 'where the plant may have changed, all are looked at');
  });

  it('lets readings in between, for the rules that are there by then', () => {
    const engine = engineOn(TWO_UNITS);
    const ruleOn = (sensor: string): AlarmRuleInput =>
      rule({ key: sensor, condition: HIGH, appliesTo: { to: 'sensor', unit: 'u', sensor } });
    change(engine, [ruleOn('a')]);
    engine.take();
    const work = engine.settingRules([ruleOn('b'), ruleOn('c')], true, () => T0);
    for (let step = work.next(); !step.done && !engine.get('b:u/b'); step = work.next());
    for (const sensor of SENSORS) engine.reading(reading(1, 90, { sensor }), T0 + 1000);
    assert.deepEqual(linesOf(engine.take()).sort(), ['1 b:u/b active unacknowledged ']);
    while (!work.next().done);
    for (const sensor of SENSORS) engine.reading(reading(2, 91, { sensor }), T0 + 2000);
    assert.deepEqual(linesOf(engine.take()), ['2 c:u/c active unacknowledged ']);
  });

  it('of a parent that is active by its new limit suppresses its children', () => {
    const engine = engineOn(TWO_UNITS);
    const parent = (value: number): AlarmRuleInput =>
      rule({
        key: 'parent',
        appliesTo: { to: 'sensor', unit: 'u', sensor: 'a' },
        condition: { kind: 'limit', limits: [{ level: 'high', value }] },
      });
    const child = rule({
      key: 'child',
      parent: 'parent',
      condition: HIGH,
      appliesTo: { to: 'sensor', unit: 'u', sensor: 'b' },
    });
    change(engine, [parent(80), child]);
    engine.reading(reading(1, 70, { sensor: 'a' }), T0 + 1000);
    change(engine, [parent(60), child], 2);
    assert.equal(engine.get('parent:u/a')?.state, 'unacknowledged');
    assert.equal(engine.get('child:u/b')?.state, 'suppressed-by-design');
  });

  it('leaves no alarm behind in its first-out group', () => {
    const engine = engineOn(TWO_UNITS);
    const ruleOn = (sensor: string, more: object = {}): AlarmRuleInput =>
      rule({
        key: sensor, condition: HIGH, firstOutGroup: 'trip', appliesTo: { to: 'sensor', unit: 'u', sensor }, ...more,
      }); // prettier-ignore
    const b = ruleOn('b');
    change(engine, [ruleOn('a'), b]);
    engine.reading(reading(1, 90, { sensor: 'a' }), T0 + 1000);
    change(engine, [ruleOn('a', { name: 'Another' }), b], 2);
    engine.reading(reading(3, 50, { sensor: 'a' }), T0 + 3000);
    engine.take();
    engine.reading(reading(4, 90, { sensor: 'b' }), T0 + 4000);
    assert.deepEqual(linesOf(engine.take()), ['4 b:u/b active unacknowledged true']);
  });
});
