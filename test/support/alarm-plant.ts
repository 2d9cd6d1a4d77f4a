import { AlarmRuleInput, type AlarmChange } from '../../lib/platform';
import { AQUA, BOREALIS, DATABASE, reading, realStore, tenantEntries } from './real-platform';
import { runFlow, type FlowEntry, type NodeModule, type RunningFlow } from './node-red';
import alarmRules = require('../../nodes/alarm-rules/alarm-rules');
import database = require('../../nodes/database/database');
import tenant = require('../../nodes/tenant/tenant');

/** A sensor in both demo tenants that only tests of alarms use, with a rule on it that a flow brings. */
export const HOT = 'test-hot:alarm-test/supply';
const sensor = {
  key: 'supply', name: 'Supply', type: 'number', quantity: 'temperature', uom: '°C', decimals: 1, staleAfter: 60,
  headline: false,
} as const; // prettier-ignore

export const hotRule = (more: object = {}) =>
  AlarmRuleInput.parse({
    key: 'test-hot',
    name: 'Too hot',
    appliesTo: { to: 'sensor', unit: 'alarm-test', sensor: 'supply' },
    condition: { kind: 'limit', limits: [{ level: 'high', value: 90 }] },
    ...more,
  });

/** Makes the plants, once. */
export async function makeAlarmPlants(): Promise<void> {
  const { plant, tenants } = await realStore();
  for (const key of ['aqua', 'borealis']) {
    await tenants.ensure(key, key, 'UTC');
    const { items } = await plant.listUnits(key, { limit: 500 });
    if (items.some((unit) => unit.key === 'alarm-test')) continue;
    await plant.createUnit(key, { key: 'alarm-test', name: 'Boiler', kind: 'boiler' });
    await plant.createSensor(key, 'alarm-test', sensor);
  }
}

let newest = 0;
/** Each at a time of its own: two readings of one moment would be one. */
export const hot = (value: number, ofTenant = 'aqua') => {
  newest = Math.max(Date.now(), newest + 1);
  return reading({ tenant: ofTenant, unit: 'alarm-test', sensor: 'supply', value, timestamp: newest });
};

/** A flow that evaluates, with nodes beside it; `rules` is the evaluating one, which both tenants feed. */
export async function runAlarms(
  nodes: readonly NodeModule[],
  entries: readonly FlowEntry[],
): Promise<RunningFlow> {
  const flow = await runFlow(
    [alarmRules, database, tenant, ...nodes],
    [
      ...tenantEntries,
      {
        id: 'rules',
        type: 'thermacore-alarm-rules',
        database: DATABASE,
        tenant: '',
        rules: JSON.stringify([hotRule()]),
        wires: [[], ['transitions'], []],
      },
      ...entries.map((entry) => ({ database: DATABASE, tenant: AQUA, ...entry })),
    ],
  );
  await flow.shows('rules', / active/);
  return flow;
}

/** Brings the alarm to a fresh `unacknowledged`, whatever an earlier test left. */
export async function raise(flow: RunningFlow, ofTenant = 'aqua'): Promise<AlarmChange> {
  for (const value of [20, 95]) flow.send('rules', { payload: [hot(value, ofTenant)] });
  for (;;) {
    const message = await flow.next('transitions');
    const found = (message['payload'] as AlarmChange[]).find(({ event }) => event === 'active');
    if (message['tenant'] === ofTenant && found) return found;
  }
}

export { AQUA, BOREALIS, DATABASE };
