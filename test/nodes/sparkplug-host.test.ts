import assert from 'node:assert/strict';
import { encodePayload } from '../../lib/connectors/sparkplug/payload/encode';
import { decodePayload } from '../../lib/connectors/sparkplug/payload/decode';
import type { Metric } from '../../lib/connectors/sparkplug/payload/payload';
import type { Reading, Rejection } from '../../lib/core/reading';
import { runFlow, stopFlow } from '../support/node-red';
import {
  AQUA,
  BROKER,
  DATABASE,
  brokerEntries,
  device,
  realStore,
  storedValues,
  useRealPlatform,
} from '../support/real-platform';
import { until } from '../support/until';
import database = require('../../nodes/database/database');
import mqttBroker = require('../../nodes/mqtt-broker/mqtt-broker');
import sparkplugHost = require('../../nodes/sparkplug-host/sparkplug-host');
import tenant = require('../../nodes/tenant/tenant');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

const modules = [database, tenant, mqttBroker, sparkplugHost, timescaleOut];
const host = {
  id: 'host',
  type: 'thermacore-sparkplug-host',
  broker: BROKER,
  tenant: AQUA,
  wires: [['store', 'out'], ['rejected'], ['events']],
};
const sink = { id: 'store', type: 'thermacore-timescale-out', database: DATABASE, wires: [] };
const STATE = 'spBv1.0/STATE/aqua';

async function run(fields: object = {}) {
  const flow = await runFlow(modules, [...brokerEntries, { ...host, ...fields }, sink]);
  await flow.shows('host', /online/);
  return flow;
}

/** An edge node of another maker: bytes at the broker. */
async function edge() {
  const client = await device('aqua');
  const heard: [topic: string, payload: Buffer][] = [];
  client.on('message', (topic, payload) => void heard.push([topic, payload]));
  await client.subscribeAsync(['spBv1.0/aqua/#', STATE], { qos: 1 });
  const say = (type: string, seq: number, metrics: Metric[]) =>
    client.publishAsync(
      `spBv1.0/aqua/${type}/line-1${type.startsWith('D') ? '/boiler-1' : ''}`,
      encodePayload({ timestamp: Date.now(), metrics, seq }),
    );
  return { say, heard };
}

let time = Date.UTC(2026, 2, 9);
const metric = (name: string, value: number, more: Partial<Metric> = {}): Metric => ({
  name, datatype: 10, field: 'double', value, timestamp: time++, ...more,
}); // prettier-ignore
const bdSeq: Metric = { name: 'bdSeq', datatype: 4, field: 'long', value: 0 };

describe('thermacore-sparkplug-host', () => {
  useRealPlatform();

  it('stores what an edge node says, and tells of its birth and death', async () => {
    const flow = await run();
    const { say } = await edge();
    await say('NBIRTH', 0, [bdSeq]);
    await say('DBIRTH', 1, [metric('Supply Temperature', 71.5, { alias: 1, properties: { engUnit: '°C' } })]);
    const [reading] = (await flow.next('out'))['payload'] as Reading[];
    assert.ok(reading);
    assert.deepEqual(
      [reading.tenant, reading.unit, reading.sensor, reading.value, reading.origin?.protocol],
      ['aqua', 'boiler-1', 'supply-temperature', 71.5, 'sparkplug'],
    );
    let stored: unknown[] = [];
    await until('it is stored', () => {
      void storedValues(reading, reading.timestamp, reading.timestamp + 1).then(
        (values) => (stored = values),
      );
      return stored.length > 0;
    });
    assert.deepEqual(stored, [71.5]);
    await flow.next('events');
    const birth = await flow.next('events');
    assert.equal(birth['topic'], 'birth');
    assert.deepEqual((birth['payload'] as { metrics: unknown }).metrics, [
      {
        name: 'Supply Temperature',
        type: 'Double',
        place: { unit: 'boiler-1', sensor: 'supply-temperature' },
        unitOfMeasure: '°C',
        value: 71.5,
      },
    ]);
    await flow.shows('host', /^1 of 1 online/);
    await say('NDEATH', 0, [bdSeq]);
    assert.equal((await flow.next('events'))['topic'], 'death');
    const [stale] = (await flow.next('out'))['payload'] as Reading[];
    assert.deepEqual([stale?.quality, stale?.flags], ['bad', ['comm-lost', 'stale']]);
  });

  it('says that it is there while it is, and that it goes', async () => {
    const { heard } = await edge();
    const states = () =>
      heard
        .filter(([topic, payload]) => topic === STATE && payload.length > 0)
        .map(([, payload]) => (JSON.parse(payload.toString()) as { online: boolean }).online);
    await run();
    await until('it says that it is there', () => states().at(-1) === true);
    await stopFlow();
    await until('it says that it goes', () => states().at(-1) === false);
  });

  it('refuses metrics of sensors that do not exist, and lists them', async () => {
    const flow = await run();
    const { say } = await edge();
    await say('NBIRTH', 0, [bdSeq]);
    await say('DBIRTH', 1, [metric('Nowhere', 1)]);
    const rejection = (await flow.next('rejected'))['payload'] as Rejection;
    assert.deepEqual(
      [rejection.reason, rejection.detail],
      ['unknown-sensor', 'boiler-1/nowhere: unknown-sensor'],
    );
    await flow.shows('host', /1 rejected \(unknown-sensor 1\)/);
  });

  it('writes a value of its input to the edge node, and names the field when it cannot', async () => {
    const flow = await run();
    const { say, heard } = await edge();
    await say('NBIRTH', 0, [bdSeq]);
    await say('DBIRTH', 1, [metric('pressure', 1)]);
    await flow.next('out');
    const payload = { group: 'aqua', node: 'line-1', device: 'boiler-1', metric: 'pressure', value: 2.5 };
    flow.send('host', { payload });
    const command = () => heard.find(([topic]) => topic === 'spBv1.0/aqua/DCMD/line-1/boiler-1')?.[1];
    await until('the command comes', () => command() !== undefined);
    assert.equal(decodePayload(command() ?? Buffer.alloc(0)).metrics[0]?.value, 2.5);
    flow.send('host', { payload: { ...payload, metric: 'other' } });
    await until('it is refused', () =>
      flow.errors().some((text) => /^metric: the birth of boiler-1/.test(text)),
    );
    const viewer = {
      userId: 'u', username: 'viewer@aqua', role: 'viewer', homeTenant: 'aqua', tenant: 'aqua', sessionId: 's',
    }; // prettier-ignore
    flow.send('host', { payload, principal: viewer });
    await until('a viewer is refused', () => flow.errors().length === 2);
    assert.equal(heard.filter(([topic]) => topic.includes('/DCMD/')).length, 1);
  });

  it('writes to the units of its user only, and notes it in the audit log', async () => {
    const flow = await run();
    const { say, heard } = await edge();
    await say('NBIRTH', 0, [bdSeq]);
    await say('DBIRTH', 1, [metric('pressure', 1)]);
    await flow.next('out');
    const payload = { group: 'aqua', node: 'line-1', device: 'boiler-1', metric: 'pressure', value: 2.5 };
    const limited = (unit: string) => ({
      userId: 'u', username: 'limited@aqua', role: 'operator', homeTenant: 'aqua', tenant: 'aqua', sessionId: 's', units: [unit],
    }); // prettier-ignore
    flow.send('host', { payload, principal: limited('pump-set-1') });
    await until('it is refused', () =>
      flow.errors().some((text) => /^metric: the birth of boiler-1/.test(text)),
    );
    const commands = () => heard.filter(([topic]) => topic.includes('/DCMD/')).length;
    assert.equal(commands(), 0);
    flow.send('host', { payload, principal: limited('boiler-1') });
    await until('the command comes', () => commands() === 1);
    const store = await realStore();
    let noted: readonly object[] = [];
    await until('it is noted', () => {
      void store.audit
        .list('aqua', { limit: 10, actor: 'limited@aqua' })
        .then(({ items }) => (noted = items));
      return noted.length > 0;
    });
    assert.partialDeepStrictEqual(noted[0], {
      action: 'device:operate',
      target: 'aqua/line-1/boiler-1/pressure',
      detail: { value: 2.5 },
    });
  });

  it('names the field of a group that is none', async () => {
    const flow = await runFlow(modules, [...brokerEntries, { ...host, groups: 'a/b' }, sink]);
    assert.match(flow.errors().join(), /^groups: /);
  });
});
