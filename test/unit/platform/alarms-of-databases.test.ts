import assert from 'node:assert/strict';
import type { Reading } from '../../../lib/core/reading';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Alarms, type AlarmsStore } from '../../../lib/platform/alarms';
import { Downloads } from '../../../lib/platform/downloads';
import type { ReachListener } from '../../../lib/platform/fleets';
import { FakeClock } from '../../support/fake-clock';
import { MemoryDatabase, memoryStore, ownershipOf, rule, turn } from '../alarms/service/fixture';

const offline = rule({
  key: 'away',
  appliesTo: { to: 'device', device: 'plc-1' },
  condition: { kind: 'device-offline' },
});
const unit = { key: 'boiler-1', kind: 'boiler' };
const sensor = {
  unit: 'boiler-1',
  key: 'supply',
  name: 'Supply',
  type: 'number',
  uom: '°C',
  decimals: 1,
  staleAfter: 60,
};
const listOf = (item: object) => async () => ({ items: [item] });

/** A store with a tenant `aqua`, a boiler and a device, and what it kept. */
function database() {
  const kept = new MemoryDatabase();
  kept.setRules('aqua', rule(), offline);
  const { rules, instances, journal, requests, audit, onRules, onAlarms, onRequests } = memoryStore(kept);
  const store = {
    alarmRules: rules, alarms: instances, alarmJournal: journal, alarmRequests: requests, alarmClaims: ownershipOf(kept), audit,
    onAlarmRules: onRules, onAlarms, onAlarmRequests: onRequests,
    tenants: { list: async () => [{ key: 'aqua', timezone: 'UTC' }] },
    plant: { listUnits: listOf(unit), listSensors: listOf(sensor) },
    devices: { list: listOf({ key: 'plc-1' }) },
    onPlant: () => () => undefined,
    onDevices: () => () => undefined,
  } as unknown as AlarmsStore; // prettier-ignore
  return { kept, store };
}

describe('alarms of two databases that have a tenant of the same key', () => {
  async function both() {
    const [own, other] = [database(), database()];
    const told: string[] = [];
    let reach: ReachListener | undefined;
    const clock = new FakeClock();
    const alarms = new Alarms<AlarmsStore>({
      clock,
      logger: silentLogger,
      meter: nullMeter,
      live: {
        publishAlarms: (tenant, changes) => void told.push(...changes.map(({ id }) => `${tenant} ${id}`)),
      },
      fleets: {
        onReach: (listener) => (reach = listener),
        reach: (store) => (store === other.store ? [['plc-1', false] as const] : []).values(),
      },
      conditions: { watch: () => () => undefined },
      operators: 1,
      downloads: new Downloads(clock, (ticket) => ticket),
      isOwn: (store) => store === own.store,
    });
    const leaseOf = ({ store }: { store: AlarmsStore }) =>
      alarms
        .of(store)
        .feed({ tenant: 'aqua', rules: [], onNotices: () => undefined, onStatus: () => undefined });
    const leases = { own: leaseOf(own), other: leaseOf(other) };
    await turn();
    const hot: Reading = {
      tenant: 'aqua', unit: 'boiler-1', sensor: 'supply', timestamp: clock.now(), value: 95, quality: 'good',
    }; // prettier-ignore
    const linesOf = ({ kept }: { kept: MemoryDatabase }) =>
      kept.lines.map(({ instance, event }) => `${instance} ${event}`);
    return { own, other, told, leases, hot, linesOf, reach: reach as ReachListener };
  }

  it('reach the live socket from that one only which people log in to', async () => {
    const { told, leases, hot } = await both();
    leases.other.readings([hot]);
    await turn();
    assert.deepEqual(told, []);
    leases.own.readings([hot]);
    await turn();
    assert.deepEqual(told, ['aqua hot:boiler-1/supply']);
  });

  it('are raised for a device of the same name in that one only where it does not answer', async () => {
    const { own, other, linesOf, reach } = await both();
    assert.deepEqual(linesOf(other), ['away:plc-1 active'], 'known before there were alarms');
    assert.deepEqual(linesOf(own), []);
    reach(own.store, 'aqua', 'plc-1', false);
    await turn();
    assert.deepEqual(linesOf(own), ['away:plc-1 active']);
    assert.equal(linesOf(other).length, 1);
  });
});
