import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { askAdmin, postAdmin, runFlow, stopFlow } from '../support/node-red';
import {
  BROKER,
  brokerEntries,
  device,
  reading,
  tenantEntries,
  useRealPlatform,
} from '../support/real-platform';
import database = require('../../nodes/database/database');
import mqttBroker = require('../../nodes/mqtt-broker/mqtt-broker');
import mqttOut = require('../../nodes/mqtt-out/mqtt-out');
import tenant = require('../../nodes/tenant/tenant');

const modules = [database, tenant, mqttBroker, mqttOut];
const user = (id: string) => ({ id, type: 'thermacore-mqtt-out', broker: BROKER, wires: [] });
const external = (fields: object, credentials: object = {}) =>
  runFlow(
    modules,
    [
      ...tenantEntries,
      { id: BROKER, type: 'thermacore-mqtt-broker', source: 'external', ...fields },
      user('out'),
    ],
    { [BROKER]: credentials },
  );

describe('thermacore-mqtt-broker', () => {
  const platform = useRealPlatform();

  it('logs in to the embedded broker as its tenant: one connection for all nodes', async () => {
    const broker = await platform().broker();
    const before = broker.clients;
    const flow = await runFlow(modules, [...brokerEntries, user('a'), user('b')]);
    await flow.shows('a', /^connected$/);
    await flow.shows('b', /^connected$/);
    assert.equal(broker.clients, before + 1);
    await stopFlow();
    while (broker.clients > before) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('connects only when somebody uses it', async () => {
    const broker = await platform().broker();
    const before = broker.clients;
    await runFlow(modules, [...brokerEntries]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(broker.clients, before);
  });

  it('connects to an external broker with the secrets of its credentials', async () => {
    const { url, username, password } = await platform().brokerAccess('aqua');
    const flow = await external(
      { urls: `mqtt://127.0.0.1:1\n${url}`, connectTimeout: '2' },
      { username, password },
    );
    await flow.shows('out', /^connected$/);
    const other = await device('aqua');
    await other.subscribeAsync('plant/aqua/#');
    const arrived = new Promise<string>((resolve) => other.once('message', resolve));
    flow.send('out', { payload: [reading()] });
    assert.equal(await arrived, 'plant/aqua/boiler-1/supply-temperature');
  });

  it('says what the broker refuses', async () => {
    const { url } = await platform().brokerAccess('aqua');
    const flow = await external({ urls: url }, { username: 'aqua', password: 'wrong' });
    await flow.shows('out', /wrong user name or password|not authorised/);
  });

  it('names the field that is missing or wrong', async () => {
    const flow = await external({ urls: 'broker.example' });
    assert.match(flow.errors(BROKER).join(), /^urls: must look like mqtt:/);
    await flow.shows('out', /^broker: .* is not ready/);
    assert.match((await external({ urls: '' })).errors(BROKER).join(), /^urls: at least one broker/);
    assert.match(
      (await external({ urls: 'mqtt://h', keepAlive: '-1' })).errors(BROKER).join(),
      /^keepAlive: /,
    );
    const embedded = { id: BROKER, type: 'thermacore-mqtt-broker', source: 'embedded', tenant: '' };
    const open = await runFlow(modules, [embedded, user('out')]);
    assert.match(open.errors(BROKER).join(), /^tenant: nothing is selected/);
  });

  it('keeps its client id over deploys, so that the broker knows the session', async () => {
    const ids: string[] = [];
    const server = createServer((socket) =>
      socket.once('data', (data) => {
        ids.push(/thermacore-[0-9a-f]{16}/.exec(data.toString('latin1'))?.[0] ?? '');
        socket.destroy();
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    for (let i = 1; i <= 2; i++) {
      await external({ urls: `mqtt://127.0.0.1:${port}` });
      while (ids.length < i) await new Promise((resolve) => setTimeout(resolve, 10));
      await stopFlow();
    }
    server.close();
    assert.ok(ids[0]);
    assert.equal(new Set(ids).size, 1);
  });

  it('has a test that does not work in an editor without a login', async () => {
    await external({ urls: 'mqtt://127.0.0.1:1' });
    const { body } = await postAdmin('/thermacore/mqtt-broker/test', {
      form: { urls: 'mqtt://127.0.0.1:1' },
    });
    assert.deepEqual(body, {
      ok: false,
      answer: 'This needs an editor with a login (adminAuth in settings.js).',
    });
    assert.equal((await askAdmin('/thermacore/mqtt-broker/test')).status, 404);
  });
});
