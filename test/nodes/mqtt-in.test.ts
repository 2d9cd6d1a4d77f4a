import assert from 'node:assert/strict';
import type { Reading, Rejection } from '../../lib/core/reading';
import { runFlow, stopFlow, type Message } from '../support/node-red';
import {
  AQUA,
  BROKER,
  DATABASE,
  brokerEntries,
  device,
  storedValues,
  useRealPlatform,
} from '../support/real-platform';
import database = require('../../nodes/database/database');
import mqttBroker = require('../../nodes/mqtt-broker/mqtt-broker');
import mqttIn = require('../../nodes/mqtt-in/mqtt-in');
import tenant = require('../../nodes/tenant/tenant');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

const modules = [database, tenant, mqttBroker, mqttIn, timescaleOut];
const node = {
  id: 'in',
  type: 'thermacore-mqtt-in',
  broker: BROKER,
  tenant: AQUA,
  topic: 'plant/aqua/{unit}/{sensor}',
  qos: '1',
  wires: [['out'], ['rejected']],
};
const sink = { id: 'sink', type: 'thermacore-timescale-out', database: DATABASE, wires: [] };

let brokers = 0;

/** With a broker node of its own, unless told: the embedded broker keeps a session for each. */
async function run(fields: object = {}, broker = `b00000000000000${brokers++}`) {
  const entries = brokerEntries.map((entry) => (entry.id === BROKER ? { ...entry, id: broker } : entry));
  const flow = await runFlow(modules, [...entries, { ...node, broker, ...fields }, sink]);
  await flow.shows('in', /^(connected|\d+\/min)/);
  return flow;
}
const readingsOf = (message: Message): Reading[] => message['payload'] as Reading[];
const rejectionOf = (message: Message): Rejection => message['payload'] as Rejection;
const SUPPLY = 'plant/aqua/boiler-1/supply-temperature';
const at = (timestamp: number, value: unknown): string =>
  JSON.stringify({ value, timestamp, quality: 'good' });

describe('thermacore-mqtt-in', () => {
  const platform = useRealPlatform();

  it('turns a payload into a reading of the tenant of its form', async () => {
    const flow = await run();
    const field = await device('aqua');
    await field.publishAsync(
      SUPPLY,
      '{"value": 71.3, "timestamp": "2026-11-23T09:00:00.000Z", "quality": "good"}',
    );
    const message = await flow.next('out');
    assert.equal(message['topic'], 'readings');
    const [{ origin, ...rest } = {} as Reading] = readingsOf(message);
    assert.deepEqual(rest, {
      tenant: 'aqua',
      unit: 'boiler-1',
      sensor: 'supply-temperature',
      timestamp: Date.UTC(2026, 10, 23, 9),
      value: 71.3,
      quality: 'good',
    });
    assert.deepEqual([origin?.protocol, origin?.address], ['mqtt', SUPPLY]);
    assert.match(await flow.shows('in', /min/), /^1\/min$/);
  });

  it('takes a batch of a unit, with the fields where the form says', async () => {
    const flow = await run({
      topic: 'plant/aqua/{unit}',
      valuePath: 'v',
      timestampPath: 't',
      sensorPath: 's',
    });
    const field = await device('aqua');
    const t = Date.UTC(2026, 6, 1);
    const batch = [
      { s: 'supply-temperature', v: 70, t },
      { s: 'return-temperature', v: 50, t },
    ];
    await field.publishAsync('plant/aqua/boiler-1', JSON.stringify(batch));
    const values = readingsOf(await flow.next('out')).map(({ sensor, value }) => [sensor, value]);
    assert.deepEqual(values, [
      ['supply-temperature', 70],
      ['return-temperature', 50],
    ]);
  });

  it('gives a reason for each refused reading, counts them on its status, and goes on', async () => {
    const flow = await run();
    const field = await device('aqua');
    const now = Date.UTC(2026, 6, 2);
    const cases: [string, string, string][] = [
      [SUPPLY, '{broken', 'unparseable-payload'],
      [SUPPLY, at(0, 1), 'timestamp-too-old'],
      [SUPPLY, at(Date.UTC(2200, 0, 1), 1), 'timestamp-in-future'],
      [SUPPLY, '{"value": 1}', 'missing-timestamp'],
      [SUPPLY, at(now, 'hot'), 'wrong-type'],
      ['plant/aqua/boiler-1/nowhere', at(now, 1), 'unknown-sensor'],
      ['plant/aqua/nowhere/pressure', at(now, 1), 'unknown-unit'],
    ];
    for (const [topic, payload] of cases) await field.publishAsync(topic, payload, { qos: 1 });
    const reasons: string[] = [];
    for (let i = 0; i < cases.length; i++) {
      const message = await flow.next('rejected');
      assert.deepEqual([message['topic'], message['tenant']], ['rejected', 'aqua']);
      reasons.push(rejectionOf(message).reason);
    }
    assert.deepEqual(reasons.sort(), cases.map(([, , reason]) => reason).sort());
    await flow.shows('in', /7 rejected \(/);
    await field.publishAsync(SUPPLY, at(now, 70), { qos: 1 });
    assert.equal(readingsOf(await flow.next('out')).length, 1);
  });

  it('lets unknown sensors through for a later node when the form says so', async () => {
    const flow = await run({ knownOnly: false });
    const field = await device('aqua');
    await field.publishAsync('plant/aqua/boiler-1/pressure-ma', at(Date.UTC(2026, 6, 3), 12));
    assert.equal(readingsOf(await flow.next('out'))[0]?.sensor, 'pressure-ma');
  });

  it('cannot subscribe beyond its tenant at the embedded broker, and says so', async () => {
    const topic = 'plant/borealis/{unit}/{sensor}';
    const flow = await runFlow(modules, [...brokerEntries, { ...node, topic }, sink]);
    await flow.shows('in', /^the broker does not allow to subscribe to plant\/borealis\/\+\/\+$/);
    await (
      await device('borealis')
    ).publishAsync('plant/borealis/boiler-1/supply-temperature', at(Date.now(), 1));
    assert.equal(flow.pending('out'), 0);
  });

  it('loses nothing by a deploy at QoS 1: what comes meanwhile is stored after it', async () => {
    const field = await device('aqua');
    const from = Date.UTC(2026, 7, 1);
    const wired = { wires: [['sink'], []] };
    await run(wired, BROKER);
    await field.publishAsync(SUPPLY, at(from, 1), { qos: 1 });
    await stopFlow();
    await field.publishAsync(SUPPLY, at(from + 1, 2), { qos: 1 });
    await field.publishAsync(SUPPLY, at(from + 2, 3), { qos: 1 });
    await run(wired, BROKER);
    await field.publishAsync(SUPPLY, at(from + 3, 4), { qos: 1 });
    const place = { tenant: 'aqua', unit: 'boiler-1', sensor: 'supply-temperature' };
    let stored: unknown[] = [];
    const deadline = Date.now() + 40_000;
    while (stored.length < 4 && Date.now() < deadline) {
      stored = await storedValues(place, from, from + 10);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(stored, [1, 2, 3, 4]);
    assert.ok(platform());
  });

  it('names the field of a topic that is none, and of what is not chosen', async () => {
    const flow = await runFlow(modules, [
      ...brokerEntries,
      { ...node, id: 'topic', topic: 'plant/aqua/x{unit}' },
      { ...node, id: 'broker', broker: '' },
      { ...node, id: 'kb', maxPayloadKb: '0' },
      sink,
    ]);
    await flow.shows('topic', /^topic: /);
    await flow.shows('broker', /^broker: is not chosen/);
    await flow.shows('kb', /^maxPayloadKb: /);
  });
});
