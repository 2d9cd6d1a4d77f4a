import assert from 'node:assert/strict';
import { silentLogger } from '../../../lib/core/logger';
import { StoredPlants, type PlantStore } from '../../../lib/platform/alarm-plant';
import { turn } from '../alarms/service/fixture';

/** A registry whose devices are read when `answer` is called. */
function registry() {
  const listeners = new Set<() => void>();
  const waiting: (() => void)[] = [];
  const devices: { key: string }[] = [];
  const listen = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const none = () => Promise.resolve({ items: [] });
  const store = {
    tenants: { list: () => Promise.resolve([{ key: 'aqua', timezone: 'Europe/Berlin' }]) },
    plant: { listUnits: none, listSensors: none },
    devices: {
      list() {
        const items = [...devices];
        return new Promise((resolve) => waiting.push(() => resolve({ items })));
      },
    },
    onPlant: listen,
    onDevices: listen,
  } as unknown as PlantStore;
  return {
    store,
    listeners,
    add(key: string) {
      devices.push({ key });
      for (const listener of listeners) listener();
    },
    async answer() {
      for (const one of waiting.splice(0)) one();
      await turn();
    },
  };
}

describe('StoredPlants', () => {
  it('sees what is added while the plant is read for the first time', async () => {
    const { store, add, answer } = registry();
    const loading = new StoredPlants(store, silentLogger).load('aqua');
    await turn();
    add('plc-1');
    await answer();
    await answer();
    const plant = await loading;
    assert.ok(plant.hasDevice('plc-1'));
  });

  it('listens no more when it is closed, nor when it could not be read', async () => {
    const { store, listeners, answer } = registry();
    const loading = new StoredPlants(store, silentLogger).load('aqua');
    await turn();
    await answer();
    (await loading).close();
    assert.equal(listeners.size, 0);
    const broken = { ...store, tenants: { list: () => Promise.reject(new Error('away')) } } as PlantStore;
    await assert.rejects(new StoredPlants(broken, silentLogger).load('aqua'), /away/);
    assert.equal(listeners.size, 0);
  });
});
