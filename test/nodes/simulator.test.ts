import assert from 'node:assert/strict';
import type { Reading } from '../../lib/core/reading';
import { runFlow, stopFlow } from '../support/node-red';
import { AQUA, realStore, tenantEntries, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import simulator = require('../../nodes/simulator/simulator');
import tenant = require('../../nodes/tenant/tenant');

const node = {
  id: 'sim',
  type: 'thermacore-simulator',
  tenant: AQUA,
  plant: 'aqua',
  intervalMs: '100',
  wires: [['out']],
};
const run = (fields: object = {}) =>
  runFlow([database, tenant, simulator], [...tenantEntries, { ...node, ...fields }]);
const readingsOf = (message: Record<string, unknown>): Reading[] => message['payload'] as Reading[];

describe('thermacore-simulator', () => {
  useRealPlatform();

  it('plays a plant of at least 25 points, all known to the registry', async () => {
    const flow = await run();
    const message = await flow.next('out');
    assert.equal(message['topic'], 'readings');
    const readings = readingsOf(message);
    assert.ok(readings.length >= 25, `${readings.length} points`);
    assert.ok(readings.every(({ tenant: of, origin }) => of === 'aqua' && origin?.protocol === 'simulator'));
    const { directory } = await realStore();
    for (const { unit, sensor } of readings)
      assert.ok(directory.find('aqua', unit, sensor), `${unit}/${sensor}`);
    await flow.next('out');
    assert.match(await flow.shows('sim', /points\/s/), /^\d+ points\/s$/);
  });

  it('makes the units of a tenant that has none', async () => {
    const other = { id: AQUA, type: 'thermacore-tenant', key: 'simulated', create: true };
    const flow = await runFlow([tenant, simulator], [other, node]);
    const [first] = readingsOf(await flow.next('out'));
    assert.ok(first);
    const { directory } = await realStore();
    assert.ok(directory.find('simulated', first.unit, first.sensor));
  });

  it('switches a fault by a message, and shows it', async () => {
    const flow = await run();
    flow.send('sim', { topic: 'fault', payload: { kind: 'comm-loss', target: 'boiler-1' } });
    await flow.shows('sim', /comm-loss boiler-1/);
    const lost = (list: Reading[]): boolean =>
      list.some(({ unit, flags }) => unit === 'boiler-1' && flags?.includes('comm-lost'));
    let readings = readingsOf(await flow.next('out'));
    while (!lost(readings)) readings = readingsOf(await flow.next('out'));
    assert.ok(readings.filter(({ unit }) => unit === 'boiler-1').every(({ quality }) => quality === 'bad'));
    flow.send('sim', { topic: 'fault', payload: { kind: 'comm-loss', target: 'boiler-1', on: false } });
    await flow.shows('sim', /^\d+ points\/s$/);
  });

  it('begins with the faults that are on in the form', async () => {
    const faults = [
      { kind: 'pump-trip', target: 'pump-1', severity: 1, enabled: true },
      { kind: 'leak', target: '', severity: 1, enabled: false },
    ];
    const flow = await run({ faults });
    assert.match(await flow.shows('sim', /points/), /· pump-trip pump-1$/);
  });

  it('starts and stops by message', async () => {
    const flow = await run({ autostart: false });
    await flow.shows('sim', /^stopped$/);
    assert.equal(flow.pending('out'), 0);
    flow.send('sim', { topic: 'start' });
    await flow.next('out');
    flow.send('sim', { topic: 'stop' });
    await flow.shows('sim', /^stopped$/);
  });

  it('names the field of a fault it does not know, and goes on', async () => {
    const flow = await run();
    await flow.next('out');
    flow.send('sim', { topic: 'fault', payload: { kind: 'earthquake' } });
    flow.send('sim', { topic: 'dance' });
    await flow.next('out');
    await flow.next('out');
    const [fault, topic] = flow.errors('sim');
    assert.match(fault ?? '', /^msg\.payload\.kind: /);
    assert.match(topic ?? '', /^msg\.topic is "dance"/);
  });

  it('is silent after it was closed', async () => {
    const flow = await run();
    await flow.next('out');
    await stopFlow();
    const before = flow.pending('out');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(flow.pending('out'), before);
  });

  it('names the field of an interval that is too short', async () => {
    const flow = await run({ intervalMs: 5 });
    assert.match(flow.status('sim').text ?? '', /^intervalMs: /);
  });
});
