import assert from 'node:assert/strict';
import type {
  ActRefusal,
  AlarmChange,
  ConditionOrder,
  ServedAlarm,
  ServedAlarms,
  ServedCondition,
} from '../../lib/connectors/opcua/server';

export const condition = (
  rule: string,
  sensor: string,
  more: Partial<ServedCondition> = {},
): ServedCondition => ({
  id: `${rule}:boiler-1/${sensor}`,
  rule,
  name: `Rule ${rule}`,
  unit: 'boiler-1',
  sensor,
  watch: { kind: 'limit', limits: { 'high-high': 110, high: 90 } },
  latches: false,
  maxShelveSeconds: 3600,
  commented: [],
  onDelaySeconds: 5,
  offDelaySeconds: 10,
  ...more,
});

/** An alarm that has just been announced. */
export const raised = (id: string, more: Partial<ServedAlarm> = {}): ServedAlarm => ({
  id,
  active: true,
  acknowledged: false,
  latched: false,
  retained: true,
  priority: 'high',
  level: 'high',
  message: `${id} is too high`,
  value: 95,
  quality: 'good',
  since: 1_800_000_000_000,
  activeSince: 1_800_000_000_000,
  ...more,
});

export const HOT = 'hot:boiler-1/supply-temperature';

/** The alarms behind a server, in memory: an action does what the alarm engine would. */
export class TestAlarms implements ServedAlarms {
  readonly conditions = new Map<string, ServedCondition[]>();
  readonly current = new Map<string, Map<string, ServedAlarm>>();
  readonly orders: (ConditionOrder & { user: string })[] = [];
  refusal: ActRefusal | undefined;
  private readonly listeners = new Set<(tenant: string, changes: readonly AlarmChange[]) => void>();
  private readonly ruleListeners = new Set<() => void>();

  read = async (tenant: string) => ({
    conditions: this.conditions.get(tenant) ?? [],
    alarms: await this.alarms(tenant),
  });

  alarms = async (tenant: string) => [...(this.current.get(tenant)?.values() ?? [])];

  onAlarms(listener: (tenant: string, changes: readonly AlarmChange[]) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  onRules(listener: () => void): () => void {
    this.ruleListeners.add(listener);
    return () => void this.ruleListeners.delete(listener);
  }

  act: ServedAlarms['act'] = async ({ name, tenant, mayCommand }, order) => {
    this.orders.push({ ...order, user: name });
    if (!mayCommand) return 'permission';
    if (this.refusal) return this.refusal;
    const alarm = this.current.get(tenant)?.get(order.alarm);
    const now = Date.now();
    const done = { user: name, comment: order.comment, since: now };
    if (alarm && order.action === 'acknowledge')
      this.put(tenant, { ...alarm, ...done, acknowledged: true, acknowledgedAt: now });
    if (alarm && order.action === 'shelve')
      this.put(tenant, { ...alarm, ...done, acknowledged: true, cover: 'shelved', shelvedUntil: now + (order.seconds ?? 0) * 1000 }); // prettier-ignore
    if (alarm && order.action === 'un-shelve')
      this.put(tenant, { ...alarm, ...done, acknowledged: false, cover: undefined, shelvedUntil: undefined });
    return undefined;
  };

  put(tenant: string, alarm: ServedAlarm, at = alarm.since): void {
    const alarms = this.current.get(tenant) ?? new Map<string, ServedAlarm>();
    this.current.set(tenant, alarms.set(alarm.id, alarm));
    for (const listener of this.listeners) listener(tenant, [{ alarm, at }]);
  }

  rulesChanged(): void {
    for (const listener of this.ruleListeners) listener();
  }

  get listening(): number {
    return this.listeners.size + this.ruleListeners.size;
  }
}

const LONGEST_MS = 60_000;
const STEP_MS = 20;

/** Waits for what comes over the network. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + LONGEST_MS;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `it does not come to that: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
