import assert from 'node:assert/strict';
import { CommandInput } from '../../lib/core/command';
import type { PointInput } from '../../lib/core/device';
import type { Reading, Rejection } from '../../lib/core/reading';
import type { Store } from '../../lib/platform';
import { runFlow, stopFlow, type RunningFlow } from '../support/node-red';
import { ModbusField } from '../support/modbus-field';
import {
  AQUA,
  DATABASE,
  realStore,
  storedValues,
  tenantEntries,
  useRealPlatform,
} from '../support/real-platform';
import database = require('../../nodes/database/database');
import modbusBus = require('../../nodes/modbus-bus/modbus-bus');
import modbusIn = require('../../nodes/modbus-in/modbus-in');
import tenant = require('../../nodes/tenant/tenant');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

const BUS = 'c000000000000009';
const points = [
  { unit: 'boiler-1', sensor: 'supply-temperature', table: 'holding', address: '40001', addressing: 'modicon', type: 'int16', scale: 0.1 },
  { unit: 'boiler-1', sensor: 'burner', table: 'coil', address: '5', type: 'bool' },
]; // prettier-ignore
const node = {
  id: 'in',
  type: 'thermacore-modbus-in',
  bus: BUS,
  tenant: AQUA,
  unitId: '7',
  intervalMs: '50',
  points,
  wires: [['out'], ['rejected']],
};
const sink = { id: 'sink', type: 'thermacore-timescale-out', database: DATABASE, wires: [] };

describe('thermacore-modbus-in', () => {
  const platform = useRealPlatform();
  let field: ModbusField;
  beforeEach(async () => {
    field = await ModbusField.start();
    field.registers[0] = 713;
    field.coils[5] = 1;
  });
  afterEach(() => field.stop());

  const run = (fields: object = {}) =>
    runFlow(
      [database, tenant, modbusBus, modbusIn, timescaleOut],
      [
        ...tenantEntries,
        { id: BUS, type: 'thermacore-modbus-bus', host: '127.0.0.1', port: String(field.port) },
        { ...node, ...fields },
        sink,
      ],
    );

  it('reads a device into readings of the tenant of its form', async () => {
    const flow = await run();
    const found = new Map<string, Reading>();
    while (found.size < 2) {
      const message = await flow.next('out');
      assert.equal(message['topic'], 'readings');
      assert.ok(message['delivery']);
      for (const reading of message['payload'] as Reading[]) found.set(reading.sensor, reading);
    }
    const supply = found.get('supply-temperature');
    assert.ok(supply && Math.abs(Number(supply.value) - 71.3) < 1e-9);
    assert.deepEqual(
      [supply.tenant, supply.unit, supply.quality, supply.origin?.protocol],
      ['aqua', 'boiler-1', 'good', 'modbus'],
    );
    assert.equal(found.get('burner')?.value, true);
    assert.ok(field.requests.every(({ unit }) => unit === 7));
    await flow.shows('in', /^\d+\/min$/);
  });

  it('stores what it reads', async () => {
    const from = Date.now() - 1000;
    await run({ wires: [['sink'], []] });
    const place = { tenant: 'aqua', unit: 'boiler-1', sensor: 'burner' };
    let stored: unknown[] = [];
    const deadline = Date.now() + 40_000;
    while (stored.length === 0 && Date.now() < deadline) {
      stored = await storedValues(place, from, Date.now() + 1000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(stored[0], true);
  });

  it('refuses readings of sensors that do not exist, and lets them through when the form says so', async () => {
    const unknown = [{ unit: 'boiler-1', sensor: 'nowhere', address: '0' }];
    const flow = await run({ points: unknown });
    const { payload, tenant: of } = await flow.next('rejected');
    assert.deepEqual([(payload as Rejection).reason, of], ['unknown-sensor', 'aqua']);
    await flow.shows('in', /rejected \(unknown-sensor/);
    const open = await run({ points: unknown, knownOnly: false });
    assert.equal(((await open.next('out'))['payload'] as Reading[])[0]?.sensor, 'nowhere');
  });

  it('says when the device does not answer, and its readings are bad', async () => {
    const flow = await run({ timeoutMs: '50', retries: '0' });
    await flow.next('out');
    await field.stop();
    let lost: Reading | undefined;
    while (!lost)
      lost = ((await flow.next('out'))['payload'] as Reading[]).find(({ quality }) => quality === 'bad');
    assert.ok(lost.flags?.includes('comm-lost'));
    await flow.shows('in', /127\.0\.0\.1/);
  });

  it('asks nothing any more after it was closed', async () => {
    const flow = await run();
    await flow.next('out');
    await stopFlow();
    const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
    // What was on the wire arrives.
    await pause();
    const before = field.requests.length;
    await pause();
    assert.equal(field.requests.length, before);
  });

  it('names the field that is wrong', async () => {
    const cases: [object, RegExp][] = [
      [{ points: [...points, points[0]] }, /^points: boiler-1\/supply-temperature is there twice/],
      [{ points: [{ ...points[0], address: '30001' }] }, /^points\.0\.address: /],
      [{ unitId: '256' }, /^unitId: /],
      [{ bus: '' }, /^bus: nothing is selected/],
      [{ points: [] }, /^no points$/],
    ];
    for (const [fields, expected] of cases) await (await run(fields)).shows('in', expected);
  });

  describe('with all devices of the registry', () => {
    const point = (address: number, write?: object) => ({
      unit: 'boiler-1',
      sensor: 'supply-temperature',
      settings: { address, type: 'int16', scale: 0.1 },
      ...(write ? { write } : {}),
    });
    let store: Store;

    beforeEach(async () => {
      store = await realStore();
      const { devices } = platform();
      const settings = { host: '127.0.0.1', port: field.port, unitId: 7, intervalMs: 50 };
      await devices.create(store, 'aqua', {
        key: 'plc',
        name: 'PLC',
        protocol: 'modbus',
        enabled: true,
        settings,
      });
      await devices.replacePoints(store, 'aqua', 'plc', [point(0)] as PointInput[]);
    });
    afterEach(() => store.devices.delete('aqua', 'plc'));

    const valueOf = async (flow: RunningFlow, wanted: number): Promise<void> => {
      for (;;) {
        const readings = (await flow.next('out'))['payload'] as Reading[];
        if (readings.some(({ value }) => Math.abs(Number(value) - wanted) < 1e-9)) return;
      }
    };

    it('reads them, and follows a change without a deploy', async () => {
      field.registers[9] = 500;
      const flow = await run({ source: 'registry', bus: '' });
      await valueOf(flow, 71.3);
      await flow.shows('in', /^1 device/);
      await platform().devices.replacePoints(store, 'aqua', 'plc', [point(9)] as PointInput[]);
      await valueOf(flow, 50);
      assert.equal((await platform().devices.status(store, 'aqua', 'plc')).state, 'connected');
      await platform().devices.enable(store, 'aqua', 'plc', false);
      await flow.shows('in', /no enabled Modbus devices/);
      assert.equal((await platform().devices.status(store, 'aqua', 'plc')).state, 'disabled');
    });

    it('is the way of a command: written, read back, and held to its rules', async () => {
      const write = { min: 0, max: 90, maxPerMinute: 60, confirm: 'none', verify: true, timeoutSeconds: 5 };
      await platform().devices.replacePoints(store, 'aqua', 'plc', [point(0, write)] as PointInput[]);
      const flow = await run({ source: 'registry', bus: '' });
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
      assert.equal(field.registers[0], 650);
      await valueOf(flow, 65);
      const refused = await ask(95);
      assert.equal(refused.outcome, 'rejected');
      assert.match(refused.detail, /90/);
      assert.equal(field.registers[0], 650);
    });

    it('is refused to a second node: a device is polled once', async () => {
      const flow = await runFlow(
        [database, tenant, modbusBus, modbusIn],
        [
          ...tenantEntries,
          { ...node, id: 'in', source: 'registry', bus: '' },
          { ...node, id: 'in2', source: 'registry', bus: '' },
        ],
      );
      await flow.shows('in2', /are read by another node already/);
    });

    it('says which of them is in trouble, and why', async () => {
      const flow = await run({ source: 'registry', bus: '' });
      await flow.next('out');
      await field.stop();
      await flow.shows('in', /^1 device · plc: nothing answers at 127\.0\.0\.1/);
    });
  });
});
