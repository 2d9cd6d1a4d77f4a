import assert from 'node:assert/strict';
import { askAdmin, postAdmin, runFlow } from '../support/node-red';
import { ModbusField } from '../support/modbus-field';
import { AQUA, tenantEntries, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import modbusBus = require('../../nodes/modbus-bus/modbus-bus');
import modbusIn = require('../../nodes/modbus-in/modbus-in');
import tenant = require('../../nodes/tenant/tenant');

const BUS = 'c000000000000009';
const points = [{ unit: 'boiler-1', sensor: 'pressure', address: '0' }];
const user = (id: string, unitId: number) => ({
  id,
  type: 'thermacore-modbus-in',
  bus: BUS,
  tenant: AQUA,
  unitId: String(unitId),
  intervalMs: '50',
  points,
  wires: [['out'], []],
});
const run = (fields: object, users = [user('a', 1)]) =>
  runFlow(
    [database, tenant, modbusBus, modbusIn],
    [...tenantEntries, { id: BUS, type: 'thermacore-modbus-bus', ...fields }, ...users],
  );

describe('thermacore-modbus-bus', () => {
  useRealPlatform();

  it('is one connection for all units behind it, and none before somebody reads', async () => {
    const field = await ModbusField.start();
    try {
      const way = { host: '127.0.0.1', port: String(field.port) };
      await run(way, []);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(field.connections, 0);
      const flow = await run(way, [user('a', 1), user('b', 2)]);
      await flow.shows('a', /\/min$/);
      await flow.shows('b', /\/min$/);
      assert.equal(field.connections, 1);
      assert.deepEqual([...new Set(field.requests.map(({ unit }) => unit))].sort(), [1, 2]);
    } finally {
      await field.stop();
    }
  });

  it('says what went wrong', async () => {
    const flow = await run({ host: '127.0.0.1', port: '1' });
    await flow.shows('a', /127\.0\.0\.1:1/);
  });

  it('names the field that is missing or wrong', async () => {
    const flow = await run({ host: '' });
    assert.match(flow.errors(BUS).join(), /^host: is not given/);
    await flow.shows('a', /^bus: .* is not ready/);
    assert.match((await run({ host: 'h', port: '0' })).errors(BUS).join(), /^port: /);
    assert.match((await run({ host: 'h', maxInFlight: '17' })).errors(BUS).join(), /^maxInFlight: /);
    assert.match((await run({ host: 'h', transport: 'x' })).errors(BUS).join(), /^transport: /);
  });

  it('has a test that does not work in an editor without a login', async () => {
    await run({ host: '127.0.0.1' });
    const { body } = await postAdmin('/thermacore/modbus-bus/test', { form: { host: '127.0.0.1' } });
    assert.deepEqual(body, {
      ok: false,
      answer: 'This needs an editor with a login (adminAuth in settings.js).',
    });
    assert.equal((await askAdmin('/thermacore/modbus-bus/test')).status, 404);
  });
});
