import assert from 'node:assert/strict';
import { runFlow, type Message } from '../support/node-red';
import { principalNamed } from '../support/ask-platform';
import {
  AQUA,
  DATABASE,
  realStore,
  storedValues,
  tenantEntries,
  useRealPlatform,
} from '../support/real-platform';
import type { Reading } from '../../lib/core/reading';
import database = require('../../nodes/database/database');
import ingest = require('../../nodes/ingest/ingest');
import tenantNode = require('../../nodes/tenant/tenant');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

const SENSOR = { unit: 'boiler-1', sensor: 'supply-temperature' };
const T0 = Date.UTC(2025, 7, 1);
const request = { apiRequest: { id: '1' } };

/** With `stored` the second output leads to the database, as in the shipped flow. */
async function run({ tenant = '', stored = false } = {}) {
  const node = {
    id: 'n',
    type: 'thermacore-ingest',
    database: DATABASE,
    tenant,
    wires: [['answer'], [stored ? 'sink' : 'readings']],
  };
  const sink = { id: 'sink', type: 'thermacore-timescale-out', database: DATABASE, wires: [[], []] };
  const flow = await runFlow(
    [database, tenantNode, ingest, timescaleOut],
    [...tenantEntries, node, ...(stored ? [sink] : [])],
  );
  await flow.shows('n', /^ready/);
  if (stored) await flow.shows('sink', /^ready/);
  return flow;
}
const fault = (message: Message) => message['error'] as { code: string; field?: string; message: string };

describe('thermacore-ingest', () => {
  const platform = useRealPlatform();

  it('answers when the readings are stored, and stores what is sent again once', async () => {
    const flow = await run({ stored: true });
    const payload = { readings: [0, 1, 2].map((i) => ({ ...SENSOR, timestamp: T0 + i, value: 70 + i })) };
    for (let time = 0; time < 2; time++) {
      flow.send('n', { principal: principalNamed('operator@aqua'), payload, ...request });
      assert.deepEqual((await flow.next('answer'))['payload'], { accepted: 3, refused: 0, faults: [] });
    }
    assert.deepEqual(await storedValues({ tenant: 'aqua', ...SENSOR }, T0, T0 + 10), [70, 71, 72]);
    await flow.shows('n', /^6\/min$/);
  });

  it('gives readings the tenant of the user, where they come from, and good quality now if nothing is said', async () => {
    const flow = await run({ tenant: AQUA });
    const before = Date.now();
    const readings = [
      { ...SENSOR, value: 1 },
      { ...SENSOR, timestamp: '2025-08-01T02:00:00+02:00', value: 2, quality: 'bad', flags: ['stale'] },
    ];
    flow.send('n', { principal: principalNamed('admin@borealis'), payload: { readings } });
    const { payload, topic, delivery } = await flow.next('readings');
    const [first, second] = payload as Reading[];
    assert.equal(topic, 'readings');
    assert.deepEqual(
      [first?.tenant, first?.quality, first?.origin?.protocol, first?.origin?.device],
      ['borealis', 'good', 'api', 'admin@borealis'],
    );
    assert.ok(first && first.timestamp >= before && first.timestamp <= Date.now());
    assert.deepEqual([second?.timestamp, second?.quality, second?.flags], [T0, 'bad', ['stale']]);
    platform().deliveries.settle((delivery as { id: string }).id, true);
    assert.equal((await flow.next('answer'))['payload'] !== undefined, true);
  });

  it('says which readings were refused and why; the others go on', async () => {
    const flow = await run({ tenant: AQUA, stored: true });
    const readings = [
      { ...SENSOR, sensor: 'not-there', value: 1 },
      { ...SENSOR, timestamp: T0 + 20, value: 75 },
      { ...SENSOR, value: 'warm' },
      { ...SENSOR, unit: 'not-there', value: 1 },
    ];
    flow.send('n', { payload: { readings } });
    const { accepted, refused, faults } = (await flow.next('answer'))['payload'] as {
      accepted: number;
      refused: number;
      faults: { index: number; reason: string }[];
    };
    assert.deepEqual([accepted, refused], [1, 3]);
    assert.deepEqual(
      faults.map(({ index, reason }) => [index, reason]),
      [
        [0, 'unknown-sensor'],
        [2, 'wrong-type'],
        [3, 'unknown-unit'],
      ],
    );
    await flow.shows('n', /3 rejected/);
  });

  it('answers at once where nothing is left to store', async () => {
    const flow = await run({ tenant: AQUA });
    flow.send('n', { payload: { readings: [{ ...SENSOR, sensor: 'not-there', value: 1 }] } });
    assert.equal(((await flow.next('answer'))['payload'] as { refused: number }).refused, 1);
    assert.equal(flow.pending('readings'), 0);
  });

  it('does not say yes when nothing has kept the readings', async () => {
    const flow = await run();
    const payload = { readings: [{ ...SENSOR, value: 1 }] };
    flow.send('n', { principal: principalNamed('operator@aqua'), payload, ...request });
    const { delivery } = await flow.next('readings');
    platform().deliveries.settle((delivery as { id: string }).id, false);
    const answer = await flow.next('answer');
    assert.equal(fault(answer).code, 'unavailable');
    assert.match(fault(answer).message, /1 readings were not confirmed/);
  });

  for (const [what, principal, payload, code, field] of [
    [
      'a viewer',
      principalNamed('viewer@aqua'),
      { readings: [{ ...SENSOR, value: 1 }] },
      'forbidden',
      undefined,
    ],
    [
      'a user limited to units',
      { ...principalNamed('operator@aqua'), units: ['boiler-1'] },
      { readings: [{ ...SENSOR, value: 1 }] },
      'forbidden',
      undefined,
    ],
    ['nobody', undefined, { readings: [{ ...SENSOR, value: 1 }] }, 'unauthenticated', 'tenant'],
    ['no readings', principalNamed('operator@aqua'), { readings: [] }, 'invalid', 'msg.payload.readings'],
    [
      'a reading without value',
      principalNamed('operator@aqua'),
      { readings: [SENSOR] },
      'invalid',
      'msg.payload.readings.0.value',
    ],
    ['a text', principalNamed('operator@aqua'), 'warm', 'invalid', 'msg.payload'],
  ] as const)
    // prettier-ignore
    it(`refuses ${what}`, async () => {
      const flow = await run();
      flow.send('n', { principal, payload, ...request });
      const { code: refused, field: named } = fault(await flow.next('answer'));
      assert.deepEqual([refused, named], [code, field]);
      assert.equal(flow.pending('readings'), 0);
    });

  it('takes nothing of a tenant that is suspended', async () => {
    const store = await realStore();
    await platform().tenants.suspend(store, 'aqua', 'unpaid', 'root');
    try {
      const flow = await run({ tenant: AQUA });
      flow.send('n', { payload: { readings: [{ ...SENSOR, value: 1 }] }, ...request });
      assert.equal(fault(await flow.next('answer')).code, 'forbidden');
    } finally {
      await platform().tenants.resume(store, 'aqua');
    }
  });
});
