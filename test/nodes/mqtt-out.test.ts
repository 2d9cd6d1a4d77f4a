import assert from 'node:assert/strict';
import type { MqttClient } from 'mqtt';
import { runFlow } from '../support/node-red';
import { AQUA, BROKER, brokerEntries, device, reading, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import mqttBroker = require('../../nodes/mqtt-broker/mqtt-broker');
import mqttOut = require('../../nodes/mqtt-out/mqtt-out');
import tenant = require('../../nodes/tenant/tenant');

const modules = [database, tenant, mqttBroker, mqttOut];

async function run(fields: object = {}) {
  const flow = await runFlow(modules, [
    ...brokerEntries,
    { id: 'out', type: 'thermacore-mqtt-out', broker: BROKER, wires: [], ...fields },
  ]);
  await flow.shows('out', /^connected$/);
  return flow;
}

/** What a client of the tenant hears from now on. */
async function listener(tenantKey = 'aqua'): Promise<() => Promise<[topic: string, payload: string]>> {
  const client: MqttClient = await device(tenantKey);
  const heard: [string, string][] = [];
  client.on('message', (topic, payload) => void heard.push([topic, payload.toString()]));
  await client.subscribeAsync(`plant/${tenantKey}/#`);
  return async () => {
    const deadline = Date.now() + 40_000;
    while (heard.length === 0) {
      assert.ok(Date.now() < deadline, 'a message within 5 s');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return heard.shift() ?? ['', ''];
  };
}

describe('thermacore-mqtt-out', () => {
  useRealPlatform();

  it('publishes a reading to its topic, as JSON', async () => {
    const next = await listener();
    const flow = await run();
    flow.send('out', {
      payload: [reading({ timestamp: Date.UTC(2026, 10, 23, 9), flags: ['stale'], quality: 'uncertain' })],
    });
    const [topic, payload] = await next();
    assert.equal(topic, 'plant/aqua/boiler-1/supply-temperature');
    assert.deepEqual(JSON.parse(payload), {
      value: 71.3,
      timestamp: '2026-11-23T09:00:00.000Z',
      quality: 'uncertain',
      flags: ['stale'],
    });
    await flow.shows('out', /^1\/min$/);
  });

  it('publishes the bare value when asked', async () => {
    const next = await listener();
    const flow = await run({ style: 'value', topic: 'plant/{tenant}/values/{unit}/{sensor}' });
    flow.send('out', { payload: [reading({ value: true })] });
    assert.deepEqual(await next(), ['plant/aqua/values/boiler-1/supply-temperature', 'true']);
  });

  it('names the field of a unified namespace that cannot be', async () => {
    const flow = await runFlow(modules, [
      ...brokerEntries,
      {
        id: 'out',
        type: 'thermacore-mqtt-out',
        broker: BROKER,
        wires: [],
        naming: 'uns',
        location: 'acme/_x',
      },
    ]);
    assert.match(flow.errors().join(), /^location: "_x" is no level/);
  });

  it('refuses a unified namespace at the embedded broker, which takes no such topic', async () => {
    const out = { id: 'out', type: 'thermacore-mqtt-out', broker: BROKER, wires: [], naming: 'uns' };
    const flow = await runFlow(modules, [...brokerEntries, out]);
    assert.match(flow.errors().join(), /^naming: the embedded broker takes topics below plant\/aqua\/ only/);
  });

  it('publishes one array per unit when asked', async () => {
    const next = await listener();
    const flow = await run({ style: 'batch' });
    flow.send('out', {
      payload: [
        reading({ value: 1 }),
        reading({ unit: 'pump-set-1', sensor: 'flow', value: 2 }),
        reading({ sensor: 'pressure', value: 3 }),
      ],
    });
    const [first, second] = [await next(), await next()];
    const values = ([topic, payload]: [string, string]) => [
      topic,
      (JSON.parse(payload) as { sensor: string; value: number }[]).map(({ sensor, value }) => [
        sensor,
        value,
      ]),
    ];
    assert.deepEqual(values(first), [
      'plant/aqua/boiler-1',
      [
        ['supply-temperature', 1],
        ['pressure', 3],
      ],
    ]);
    assert.deepEqual(values(second), ['plant/aqua/pump-set-1', [['flow', 2]]]);
  });

  it('publishes any other message as it is, and keeps it when asked', async () => {
    const flow = await run({ retain: true });
    flow.send('out', { topic: 'plant/aqua/note', payload: { text: 'hello' } });
    await flow.shows('out', /^1\/min$/);
    const late = await listener();
    assert.deepEqual(await late(), ['plant/aqua/note', '{"text":"hello"}']);
    await (await device('aqua')).publishAsync('plant/aqua/note', '', { retain: true });
  });

  it('publishes nothing of another tenant', async () => {
    const flow = await run();
    flow.send('out', { payload: [reading(), reading({ tenant: 'borealis' })] });
    await flow.shows('out', /^A reading belongs to another tenant than the broker; nothing was published/);
  });

  it('names what is not a reading, and goes on', async () => {
    const next = await listener();
    const flow = await run();
    flow.send('out', { payload: [reading(), reading({ sensor: 'a/#' })] });
    flow.send('out', { topic: 'readings', payload: 7 });
    flow.send('out', { payload: [reading({ value: 5 })] });
    assert.equal((JSON.parse((await next())[1]) as { value: number }).value, 5);
    const [second, none] = flow.errors('out');
    assert.match(second ?? '', /^msg\.payload\.1 is not a reading/);
    assert.match(none ?? '', /^msg\.payload is a number, not readings/);
  });

  it('says that nothing can be published while there is no connection', async () => {
    const nowhere = {
      id: BROKER,
      type: 'thermacore-mqtt-broker',
      source: 'external',
      tenant: AQUA,
      urls: 'mqtt://127.0.0.1:1',
    };
    const flow = await runFlow(modules, [
      ...brokerEntries.slice(0, -1),
      nowhere,
      { id: 'out', type: 'thermacore-mqtt-out', broker: BROKER, wires: [] },
    ]);
    await flow.shows('out', /nothing answers at mqtt:\/\/127\.0\.0\.1:1/);
    flow.send('out', { payload: [reading()] });
    await flow.shows('out', /· 1 wait \(\d+ B\)$/);
  });

  it('waits in memory when asked, and says how much', async () => {
    const nowhere = {
      id: BROKER,
      type: 'thermacore-mqtt-broker',
      source: 'external',
      urls: 'mqtt://127.0.0.1:1',
    };
    const flow = await runFlow(modules, [
      ...brokerEntries.slice(0, -1),
      nowhere,
      { id: 'out', type: 'thermacore-mqtt-out', broker: BROKER, keep: 'memory', wires: [] },
    ]);
    await flow.shows('out', /nothing answers/);
    flow.send('out', { payload: [reading()] });
    await flow.shows('out', /· \d+ B wait$/);
  });

  it('publishes after a restart what waited on disk, in order', async () => {
    const elsewhere = {
      id: BROKER,
      type: 'thermacore-mqtt-broker',
      source: 'external',
      urls: 'mqtt://127.0.0.1:1',
    };
    const out = { id: 'out-restarted', type: 'thermacore-mqtt-out', broker: BROKER, wires: [] };
    const flow = await runFlow(modules, [...brokerEntries.slice(0, -1), elsewhere, out]);
    for (const value of [1, 2, 3]) flow.send('out-restarted', { payload: [reading({ value })] });
    await flow.shows('out-restarted', /· 3 wait/);
    const next = await listener();
    await runFlow(modules, [...brokerEntries, out]);
    const values = [];
    for (let i = 0; i < 3; i++) values.push((JSON.parse((await next())[1]) as { value: number }).value);
    assert.deepEqual(values, [1, 2, 3]);
  });

  it('reports loudly what its outbox has no room for', async () => {
    const nowhere = {
      id: BROKER,
      type: 'thermacore-mqtt-broker',
      source: 'external',
      urls: 'mqtt://127.0.0.1:1',
    };
    const out = { id: 'out-full', type: 'thermacore-mqtt-out', broker: BROKER, outboxMb: '1', wires: [] };
    const flow = await runFlow(modules, [...brokerEntries.slice(0, -1), nowhere, out]);
    for (let i = 0; i < 3; i++)
      flow.send('out-full', { topic: 'plant/aqua/big', payload: 'x'.repeat(400_000) });
    await flow.shows('out-full', /^1 message was not published: The outbox is full \(1 MB\)/);
  });

  for (const [what, fields, pattern] of [
    ['a user property', { userProperties: 'site' }, /^userProperties: "site" is not name=value/],
    ['a bound', { outboxMb: '0' }, /^outboxMb: /],
  ] as const)
    it(`names ${what} that cannot be`, async () => {
      const flow = await runFlow(modules, [
        ...brokerEntries,
        { id: 'out', type: 'thermacore-mqtt-out', broker: BROKER, wires: [], ...fields },
      ]);
      assert.match(flow.status('out').text ?? '', pattern);
    });

  it('refuses user properties of a message that are not texts', async () => {
    const flow = await run();
    flow.send('out', { payload: [reading()], userProperties: { site: 7 } });
    await flow.shows('out', /^msg\.userProperties is not an object of texts/);
  });

  it('names the field of a topic that cannot be published to', async () => {
    const flow = await runFlow(modules, [
      ...brokerEntries,
      { id: 'out', type: 'thermacore-mqtt-out', broker: BROKER, topic: 'plant/{area}/#', wires: [] },
    ]);
    assert.match(flow.status('out').text ?? '', /^topic: .* has a placeholder other than/);
  });
});
