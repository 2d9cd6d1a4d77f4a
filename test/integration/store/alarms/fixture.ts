import type { AlarmInstance, InstanceRecord, JournalEntry } from '../../../../lib/alarms/ports';
import { AlarmRuleInput, type AlarmRuleDraft } from '../../../../lib/alarms/rule';

export const T0 = Date.UTC(2026, 10, 23, 9);
export const BY = { user: 'kim@aqua', reason: 'HAZOP 12' };

export const rule = (more: Partial<AlarmRuleDraft> = {}): AlarmRuleInput =>
  AlarmRuleInput.parse({
    key: 'supply-high',
    name: 'Supply too hot',
    appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply' },
    condition: { kind: 'limit', limits: [{ level: 'high', value: 90 }] },
    ...more,
  });

let made = 0;

/** A line of the journal, each with an id of its own. */
export const line = (more: Partial<JournalEntry> = {}): JournalEntry => ({
  id: `line-${String(made++).padStart(6, '0')}`,
  rule: 'supply-high',
  instance: 'supply-high:boiler-1/supply',
  source: { unit: 'boiler-1', sensor: 'supply' },
  at: T0,
  evaluatedAt: T0 + 5,
  event: 'active',
  from: 'normal',
  to: 'unacknowledged',
  level: 'high',
  priority: 'high',
  class: 'process',
  value: 91.5,
  limit: 90,
  quality: 'good',
  message: 'Supply is 91.5 °C',
  correlation: 'occurrence-1',
  ...more,
});

/** An alarm and what its engine remembers of it. */
export const alarm = (
  more: Partial<AlarmInstance> = {},
  memory: unknown = { side: 'above' },
): InstanceRecord => {
  const shown: AlarmInstance = {
    id: 'supply-high:boiler-1/supply',
    rule: 'supply-high',
    source: { unit: 'boiler-1', sensor: 'supply' },
    state: 'unacknowledged',
    since: T0,
    active: true,
    level: 'high',
    priority: 'high',
    class: 'process',
    message: 'Supply is 91.5 °C',
    value: 91.5,
    limit: 90,
    quality: 'good',
    activeSince: T0,
    firstOut: false,
    correlation: 'occurrence-1',
    ...more,
  };
  return { id: shown.id, rule: shown.rule, shown, memory };
};

export const batch = (
  lines: readonly JournalEntry[],
  instances: readonly InstanceRecord[] = [],
  removed: readonly string[] = [],
) => ({ lines, instances, removed });
