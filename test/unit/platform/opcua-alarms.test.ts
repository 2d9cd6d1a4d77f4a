import assert from 'node:assert/strict';
import { AlarmRuleInput, type AlarmRuleDraft } from '../../../lib/alarms/rule';
import type { AlarmInstance } from '../../../lib/alarms/ports';
import { servedAlarm, servedCondition } from '../../../lib/platform/opcua-alarms';

const SOURCE = { unit: 'boiler-1', sensor: 'flow' } as const;
const of = (condition: AlarmRuleDraft['condition'], more: Partial<AlarmRuleDraft> = {}) =>
  servedCondition(
    AlarmRuleInput.parse({ key: 'rule', name: 'Rule', appliesTo: { to: 'sensor', ...SOURCE }, condition, ...more }),
    { source: SOURCE, facts: undefined },
  ); // prettier-ignore

const alarm = (more: Partial<AlarmInstance> = {}): AlarmInstance => ({
  id: 'rule:boiler-1/flow',
  rule: 'rule',
  source: SOURCE,
  state: 'unacknowledged',
  since: 1,
  active: true,
  level: 'high',
  priority: 'high',
  class: 'process',
  message: 'Flow is high',
  quality: 'good',
  firstOut: false,
  correlation: 'c',
  ...more,
});

describe('Alarms as an OPC UA server shows them', () => {
  it('have their limits, and what people may do', () => {
    const { watch, ...rest } = of(
      { kind: 'limit', limits: [{ level: 'high-high', value: 9 }, { level: 'low', value: 1 }] },
      { latch: true, onDelaySeconds: 5, maxShelveSeconds: 60 },
    ); // prettier-ignore
    assert.deepEqual(watch, { kind: 'limit', limits: { 'high-high': 9, low: 1 } });
    assert.deepEqual(rest, {
      id: 'rule:boiler-1/flow',
      rule: 'rule',
      name: 'Rule',
      unit: 'boiler-1',
      sensor: 'flow',
      device: undefined,
      latches: true,
      maxShelveSeconds: 60,
      commented: ['shelve', 'out-of-service'],
      onDelaySeconds: 5,
      offDelaySeconds: 0,
    });
  });

  it('have a limit on the side that the rule watches', () => {
    const deviation = (direction: 'above' | 'below' | 'either') =>
      of({ kind: 'deviation', from: { kind: 'fixed', value: 20 }, limit: 5, direction }).watch;
    assert.deepEqual(deviation('above'), { kind: 'deviation', limits: { high: 5 }, setpoint: undefined });
    assert.deepEqual(deviation('below'), { kind: 'deviation', limits: { low: -5 }, setpoint: undefined });
    assert.deepEqual(deviation('either'), { kind: 'deviation', limits: { high: 5, low: -5 }, setpoint: undefined }); // prettier-ignore
    assert.deepEqual(
      of({ kind: 'deviation', from: { kind: 'sensor', sensor: 'setpoint' }, limit: 5 }).watch,
      {
        kind: 'deviation',
        limits: { high: 5, low: -5 },
        setpoint: { unit: 'boiler-1', sensor: 'setpoint' },
      },
    );
    assert.deepEqual(of({ kind: 'rate-of-change', limit: 2, direction: 'falling' }).watch, { kind: 'rate', limits: { low: -2 } }); // prettier-ignore
    assert.deepEqual(of({ kind: 'digital', states: [true] }).watch, { kind: 'digital' });
    for (const kind of ['stale', 'bad-quality', 'anomaly'] as const)
      assert.deepEqual(of({ kind }).watch, { kind: 'other' });
  });

  it('are retained while operators see them or find them where they put them', () => {
    const retained = (more: Partial<AlarmInstance>) => servedAlarm(alarm(more)).retained;
    assert.ok(retained({}));
    assert.ok(retained({ state: 'acknowledged' }));
    assert.ok(retained({ state: 'returned-unacknowledged', active: false }));
    assert.ok(retained({ state: 'latched-acknowledged', active: false }));
    assert.ok(retained({ state: 'shelved', active: false }));
    assert.ok(retained({ state: 'out-of-service', active: false }));
    assert.ok(retained({ state: 'suppressed-by-design' }));
    assert.ok(!retained({ state: 'suppressed-by-design', active: false }));
    assert.ok(!retained({ state: 'normal', active: false }));
    assert.ok(!retained({ priority: 'journal' }));
  });

  it('wait for an acknowledgement only where the alarm does', () => {
    const stateOf = (state: AlarmInstance['state']) => {
      const { acknowledged, latched, cover } = servedAlarm(alarm({ state }));
      return [acknowledged, latched, cover];
    };
    assert.deepEqual(stateOf('unacknowledged'), [false, false, undefined]);
    assert.deepEqual(stateOf('latched-unacknowledged'), [false, true, undefined]);
    assert.deepEqual(stateOf('latched-acknowledged'), [true, true, undefined]);
    assert.deepEqual(stateOf('shelved'), [true, false, 'shelved']);
    assert.deepEqual(stateOf('suppressed-by-design'), [true, false, 'suppressed']);
    assert.deepEqual(stateOf('out-of-service'), [true, false, 'out-of-service']);
  });
});
