import assert from 'node:assert/strict';
import { decodePayload } from '../../lib/connectors/sparkplug/payload/decode';
import { encodePayload } from '../../lib/connectors/sparkplug/payload/encode';
import { runFlow, stopFlow } from '../support/node-red';
import { AQUA, BROKER, brokerEntries, device, reading, useRealPlatform } from '../support/real-platform';
import { until } from '../support/until';
import database = require('../../nodes/database/database');
import mqttBroker = require('../../nodes/mqtt-broker/mqtt-broker');
import sparkplugEdge = require('../../nodes/sparkplug-edge/sparkplug-edge');
import tenant = require('../../nodes/tenant/tenant');

const modules = [database, tenant, mqttBroker, sparkplugEdge];

const run = (fields: object = {}) =>
  runFlow(modules, [
    ...brokerEntries,
    {
      id: 'edge',
      type: 'thermacore-sparkplug-edge',
      broker: BROKER,
      tenant: AQUA,
      node: 'ours',
      wires: [['command']],
      ...fields,
    },
  ]);

async function listener() {
  const client = await device('aqua');
  const heard: [type: string, metrics: unknown[]][] = [];
  client.on('message', (topic, payload) => {
    const [, , type = '', node] = topic.split('/');
    if (node === 'ours' && type !== 'DCMD')
      heard.push([type, decodePayload(payload).metrics.map(({ name, value }) => name ?? value)]);
  });
  await client.subscribeAsync('spBv1.0/aqua/#');
  return { client, heard };
}

describe('thermacore-sparkplug-edge', () => {
  useRealPlatform();

  it('is born, sends readings as data of devices, and says when it goes', async () => {
    const { heard } = await listener();
    const flow = await run();
    await flow.shows('edge', /^online$/);
    flow.send('edge', { payload: [reading({ value: 70 }), reading({ value: 71 })] });
    await until('the data come', () => heard.some(([type]) => type === 'DDATA'));
    assert.deepEqual(heard, [
      ['NBIRTH', ['bdSeq', 'Node Control/Rebirth']],
      ['DBIRTH', ['supply-temperature']],
      ['DDATA', [70, 71]],
    ]);
    await stopFlow();
    await until('the death comes', () => heard.at(-1)?.[0] === 'NDEATH');
  });

  it('waits for its primary host, and says so', async () => {
    const { heard, client } = await listener();
    const flow = await run({ primaryHost: 'aqua' });
    await flow.shows('edge', /^waiting for host aqua$/);
    flow.send('edge', { payload: [reading()] });
    await flow.shows('edge', /^waiting for host aqua · 1 wait$/);
    assert.equal(heard.length, 0);
    const say = (online: boolean) =>
      client.publishAsync('spBv1.0/STATE/aqua', JSON.stringify({ online, timestamp: Date.now() }), {
        qos: 1,
      });
    await say(true);
    await until('the data come', () => heard.some(([type]) => type === 'DDATA'));
    await say(false);
    await until('the node goes, too', () => heard.at(-1)?.[0] === 'NDEATH');
  });

  it('gives commands of a host to the flow, as a command node wants them', async () => {
    const { heard, client } = await listener();
    const flow = await run();
    await flow.shows('edge', /^online$/);
    flow.send('edge', { payload: [reading()] });
    await until('the device is born', () => heard.some(([type]) => type === 'DDATA'));
    const order = (name: string) =>
      client.publishAsync(
        'spBv1.0/aqua/DCMD/ours/boiler-1',
        encodePayload({ metrics: [{ name, datatype: 10, field: 'double', value: 65 }] }),
      );
    await order('supply-temperature');
    const { topic, payload } = await flow.next('command');
    assert.deepEqual(
      [topic, payload],
      ['command', { unit: 'boiler-1', sensor: 'supply-temperature', value: 65 }],
    );
    await order('elsewhere');
    await until('it is refused', () => /no birth told of/.test(flow.errors().join()));
  });

  it('refuses what is no reading or of another tenant, and goes on', async () => {
    const flow = await run();
    await flow.shows('edge', /^online$/);
    flow.send('edge', { payload: [{ unit: 'boiler-1' }] });
    flow.send('edge', { payload: [reading({ tenant: 'borealis' })] });
    await until('both are refused', () => flow.errors().length === 2);
    assert.deepEqual(
      flow.errors().map((text) => text.split(';')[0]),
      ['msg.payload.0 is not a reading', 'A reading belongs to another tenant'],
    );
    flow.send('edge', { payload: [reading()] });
    await flow.shows('edge', /^1\/min/);
  });

  it('names the field that is wrong', async () => {
    const flow = await run({ node: 'a/b' });
    assert.match(flow.errors().join(), /^node: must have 1 to 256 characters/);
  });
});
