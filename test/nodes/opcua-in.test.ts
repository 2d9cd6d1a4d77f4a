import assert from 'node:assert/strict';
import { StatusCodes, makeAccessLevelFlag, type UAVariable } from 'node-opcua';
import { CommandInput } from '../../lib/core/command';
import type { PointInput } from '../../lib/core/device';
import type { Reading, Rejection } from '../../lib/core/reading';
import type { Store } from '../../lib/platform';
import { runFlow, stopFlow, type RunningFlow } from '../support/node-red';
import { OpcuaField } from '../support/opcua-field';
import {
  AQUA,
  DATABASE,
  realStore,
  storedValues,
  tenantEntries,
  useRealPlatform,
} from '../support/real-platform';
import database = require('../../nodes/database/database');
import opcuaEndpoint = require('../../nodes/opcua-endpoint/opcua-endpoint');
import opcuaIn = require('../../nodes/opcua-in/opcua-in');
import tenant = require('../../nodes/tenant/tenant');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

const SERVER = 'c000000000000009';
const at = (name: string): string => `nsu=urn:test:plant;s=${name}`;
const points = [
  { unit: 'boiler-1', sensor: 'supply-temperature', nodeId: at('Supply'), scale: 0.1 },
  { unit: 'boiler-1', sensor: 'burner', nodeId: at('Burner') },
];
const node = {
  id: 'in',
  type: 'thermacore-opcua-in',
  endpoint: SERVER,
  tenant: AQUA,
  publishingIntervalMs: '50',
  samplingIntervalMs: '20',
  points,
  wires: [['out'], ['rejected'], ['history']],
};
const sink = { id: 'sink', type: 'thermacore-timescale-out', database: DATABASE, wires: [] };

describe('thermacore-opcua-in', () => {
  const platform = useRealPlatform();
  let field: OpcuaField;
  let supply: UAVariable;
  const set = (value: number): void => supply.setValueFromSource({ dataType: 'Double', value });

  beforeEach(async () => {
    field = await OpcuaField.start();
    supply = field.variable('Supply', 'Double', { dataType: 'Double', value: 713 });
    field.variable('Burner', 'Boolean', { dataType: 'Boolean', value: true });
    field.variable('Return', 'Double', { dataType: 'Double', value: 500 });
  });
  afterEach(async () => {
    await stopFlow();
    await platform().opcua.close();
    await field.stop();
  });

  const run = (fields: object = {}, server: object = {}) =>
    runFlow(
      [database, tenant, opcuaEndpoint, opcuaIn, timescaleOut],
      [
        ...tenantEntries,
        { id: SERVER, type: 'thermacore-opcua-endpoint', endpoint: field.url, trust: 'any', ...server },
        { ...node, ...fields },
        sink,
      ],
    );
  const valueOf = async (flow: RunningFlow, wanted: number): Promise<void> => {
    for (;;) {
      const readings = (await flow.next('out'))['payload'] as Reading[];
      if (readings.some(({ value }) => Math.abs(Number(value) - wanted) < 1e-9)) return;
    }
  };

  it('gives what the server publishes as readings of the tenant of its form', async () => {
    const flow = await run();
    const found = new Map<string, Reading>();
    while (found.size < 2) {
      const message = await flow.next('out');
      assert.equal(message['topic'], 'readings');
      assert.ok(message['delivery']);
      for (const reading of message['payload'] as Reading[]) found.set(reading.sensor, reading);
    }
    const first = found.get('supply-temperature');
    assert.ok(first && Math.abs(Number(first.value) - 71.3) < 1e-9);
    assert.deepEqual(
      [first.tenant, first.unit, first.quality, first.origin?.protocol],
      ['aqua', 'boiler-1', 'good', 'opcua'],
    );
    assert.equal(found.get('burner')?.value, true);
    set(680);
    await valueOf(flow, 68);
    await flow.shows('in', /^\d+\/min$/);
  });

  it('stores what it reads', async () => {
    const from = Date.now() - 1000;
    set(654);
    await run({ wires: [['sink'], []] });
    const place = { tenant: 'aqua', unit: 'boiler-1', sensor: 'supply-temperature' };
    let stored: unknown[] = [];
    const deadline = Date.now() + 40_000;
    while (!stored.some((value) => Math.abs(Number(value) - 65.4) < 1e-9) && Date.now() < deadline) {
      stored = await storedValues(place, from, Date.now() + 1000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(
      stored.some((value) => Math.abs(Number(value) - 65.4) < 1e-9),
      String(stored),
    );
  });

  it('refuses readings of sensors that do not exist, and lets them through when the form says so', async () => {
    const unknown = [{ unit: 'boiler-1', sensor: 'nowhere', nodeId: at('Supply') }];
    const flow = await run({ points: unknown });
    const { payload, tenant: of } = await flow.next('rejected');
    assert.deepEqual([(payload as Rejection).reason, of], ['unknown-sensor', 'aqua']);
    await flow.shows('in', /rejected \(unknown-sensor/);
    const open = await run({ points: unknown, knownOnly: false });
    assert.equal(((await open.next('out'))['payload'] as Reading[])[0]?.sensor, 'nowhere');
  });

  it('says when the server is away, and its readings are bad', async () => {
    const flow = await run();
    await flow.next('out');
    await field.server.shutdown(0);
    let lost: Reading | undefined;
    while (!lost)
      lost = ((await flow.next('out'))['payload'] as Reading[]).find(({ quality }) => quality === 'bad');
    assert.ok(lost.flags?.includes('comm-lost'));
    await flow.shows('in', /127\.0\.0\.1|ended the connection/);
  });

  it('names the point that the server does not have, and reads the others', async () => {
    const flow = await run({ points: [...points, { ...points[0], sensor: 'pressure', nodeId: at('Gone') }] });
    await valueOf(flow, 71.3);
    await flow.shows('in', /s=Gone: the server has no such node/);
  });

  it('reads the history of a span into the flow, and says what it brought', async () => {
    supply.accessLevel = makeAccessLevelFlag('CurrentRead | HistoryRead');
    supply.userAccessLevel = supply.accessLevel;
    field.server.engine.addressSpace!.installHistoricalDataNode(supply, { maxOnlineValues: 1000 });
    const from = Date.UTC(2026, 10, 26, 9);
    for (let i = 0; i < 20; i++)
      supply.setValueFromSource(
        { dataType: 'Double', value: 100 + i },
        StatusCodes.Good,
        new Date(from + i * 1000),
      );
    // A page is asked for when the one before is stored.
    const flow = await run({ wires: [['out', 'sink'], ['rejected'], ['history']] });
    await flow.next('out');
    flow.send('in', {
      topic: 'history',
      payload: {
        from: new Date(from + 5000).toISOString(),
        to: from + 9000,
        sensors: ['boiler-1/supply-temperature'],
      },
    });
    const { payload } = await flow.next('history');
    assert.deepEqual(payload, { from: from + 5000, to: from + 9000, readings: 5, without: [] });
    const seen: Reading[] = [];
    while (seen.length < 5)
      seen.push(
        ...((await flow.next('out'))['payload'] as Reading[]).filter(({ flags }) =>
          flags?.includes('historical'),
        ),
      );
    assert.deepEqual(
      seen.map(({ timestamp }) => timestamp),
      [5, 6, 7, 8, 9].map((second) => from + second * 1000),
    );
  });

  it('names what is wrong with a question for history', async () => {
    const flow = await run();
    await flow.next('out');
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ topic: 'read', payload: {} }, /msg\.topic is "read"/],
      [{ topic: 'history', payload: {} }, /msg\.payload\.from/],
      [{ topic: 'history', payload: { from: 5, to: 3 } }, /to is before msg\.payload\.from/],
      [{ topic: 'history', payload: { from: 5, aggregate: 'average' } }, /intervalMs: belongs to aggregate/],
      [{ topic: 'history', payload: { from: 5, sensors: ['boiler'] } }, /sensors\.0: must be like/],
    ];
    for (const [message, says] of cases) {
      flow.send('in', message);
      await flow.shows('in', says);
    }
  });

  it('asks nothing any more after it was closed', async () => {
    const flow = await run();
    await flow.next('out');
    assert.equal(field.server.engine.currentSessionCount, 1);
    await stopFlow();
    assert.equal(field.server.engine.currentSessionCount, 0);
  });

  it('names the field that is wrong', async () => {
    const cases: [object, RegExp][] = [
      [{ points: [...points, points[0]] }, /^points: boiler-1\/supply-temperature is there twice/],
      [{ points: [{ ...points[0], nodeId: 'Supply' }] }, /^points\.0\.nodeId: /],
      [{ publishingIntervalMs: '1' }, /^publishingIntervalMs: /],
      [{ endpoint: '' }, /^endpoint: nothing is selected/],
      [{ points: [] }, /^no points$/],
    ];
    for (const [fields, expected] of cases) await (await run(fields)).shows('in', expected);
  });

  describe('with all devices of the registry', () => {
    const point = (name: string, write?: object) => ({
      unit: 'boiler-1',
      sensor: 'supply-temperature',
      settings: { nodeId: at(name), scale: 0.1 },
      ...(write ? { write } : {}),
    });
    let store: Store;

    beforeEach(async () => {
      store = await realStore();
      const { devices } = platform();
      const settings = {
        endpoint: field.url,
        trust: 'any',
        publishingIntervalMs: 50,
        samplingIntervalMs: 20,
      };
      await devices.create(store, 'aqua', { key: 'plc', name: 'PLC', protocol: 'opcua', enabled: true, settings }); // prettier-ignore
      await devices.replacePoints(store, 'aqua', 'plc', [point('Supply')] as PointInput[]);
    });
    afterEach(() => store.devices.delete('aqua', 'plc'));

    it('reads them, and follows a change without a deploy', async () => {
      const flow = await run({ source: 'registry', endpoint: '' });
      await valueOf(flow, 71.3);
      await flow.shows('in', /^1 device/);
      await platform().devices.replacePoints(store, 'aqua', 'plc', [point('Return')] as PointInput[]);
      await valueOf(flow, 50);
      assert.equal((await platform().devices.status(store, 'aqua', 'plc')).state, 'connected');
      await platform().devices.enable(store, 'aqua', 'plc', false);
      await flow.shows('in', /no enabled OPC UA devices/);
    });

    it('reads at once what was made of nodes of the device', async () => {
      const flow = await run({ source: 'registry', endpoint: '' });
      await valueOf(flow, 71.3);
      const made = await platform().devices.makeSensors(store, 'aqua', 'plc', {
        unit: 'boiler-1',
        nodes: [{ nodeId: at('Return'), sensor: 'made-of-a-node' }],
      });
      assert.deepEqual([made.applied, made.points[0]?.created], [true, true]);
      await valueOf(flow, 500);
      await store.plant.deleteSensor('aqua', 'boiler-1', 'made-of-a-node');
    });

    it('is the way of a command: written, read back, and held to its rules', async () => {
      const write = { min: 0, max: 90, maxPerMinute: 60, confirm: 'none', verify: true, timeoutSeconds: 5 };
      await platform().devices.replacePoints(store, 'aqua', 'plc', [point('Supply', write)] as PointInput[]);
      const flow = await run({ source: 'registry', endpoint: '' });
      await valueOf(flow, 71.3);
      const commands = platform().commands.of(store);
      const ask = (value: number) =>
        commands
          .request(
            { tenant: 'aqua', principal: undefined },
            CommandInput.parse({ unit: 'boiler-1', sensor: 'supply-temperature', value }),
          )
          .then(({ id }) => commands.ended('aqua', id));
      const done = await ask(65);
      assert.deepEqual([done.outcome, done.readBack], ['verified', 65]);
      const refused = await ask(95);
      assert.equal(refused.outcome, 'rejected');
      assert.match(refused.detail, /90/);
    });

    it('says which of them is in trouble, and why', async () => {
      const flow = await run({ source: 'registry', endpoint: '' });
      await flow.next('out');
      await field.server.shutdown(0);
      await flow.shows('in', /^1 device · plc: /);
    });
  });
});
