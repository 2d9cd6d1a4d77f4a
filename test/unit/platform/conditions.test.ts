import assert from 'node:assert/strict';
import type { ConditionWatcher } from '../../../lib/core/foreign-condition';
import { Conditions } from '../../../lib/platform/conditions';
import { FakeConditions } from '../../support/condition-source';

const databaseOf = (store: object) => ({ current: () => ({ store }) });

function watcher(): ConditionWatcher & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    opened: (device) => void told.push(`${device} opened`),
    closed: (device) => void told.push(`${device} closed`),
  };
}

describe('devices with alarms of their own', () => {
  it('are told of to who watches their tenant, those that are there at once', () => {
    const conditions = new Conditions();
    const [store, aqua, bora] = [{}, watcher(), watcher()];
    const close = conditions.add(databaseOf(store), 'aqua', 'plc-1', new FakeConditions());
    const stop = conditions.watch(store, 'aqua', aqua);
    conditions.watch(store, 'bora', bora);
    conditions.add(databaseOf(store), 'aqua', 'plc-2', new FakeConditions());
    close();
    close();
    stop();
    conditions.add(databaseOf(store), 'aqua', 'plc-3', new FakeConditions());
    assert.deepEqual(aqua.told, ['plc-1 opened', 'plc-2 opened', 'plc-1 closed']);
    assert.deepEqual(bora.told, []);
  });

  it('of two databases with a tenant of the same key are not mixed up', () => {
    const conditions = new Conditions();
    const [own, other] = [{}, {}];
    const [here, there] = [watcher(), watcher()];
    conditions.watch(own, 'aqua', here);
    conditions.add(databaseOf(own), 'aqua', 'plc-1', new FakeConditions());
    conditions.add(databaseOf(other), 'aqua', 'plc-1', new FakeConditions());
    conditions.watch(other, 'aqua', there);
    assert.deepEqual([here.told, there.told], [['plc-1 opened'], ['plc-1 opened']]);
  });

  it('are read by one node each', () => {
    const conditions = new Conditions();
    const database = databaseOf({});
    const close = conditions.add(database, 'aqua', 'plc-1', new FakeConditions());
    assert.throws(() => conditions.add(database, 'aqua', 'plc-1', new FakeConditions()), {
      code: 'configuration',
      field: 'device',
    });
    close();
    conditions.add(database, 'aqua', 'plc-1', new FakeConditions());
  });
});
