import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import ModbusRTU from 'modbus-serial';
import { runFlow, stopFlow, type RunningFlow } from '../support/node-red';
import { AQUA, reading, tenantEntries, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import modbusServer = require('../../nodes/modbus-server/modbus-server');
import tenant = require('../../nodes/tenant/tenant');

const tags = [
  {
    unitId: 1,
    unit: 'boiler-1',
    sensor: 'supply-temperature',
    table: 'input',
    address: '0',
    type: 'float32',
  },
  {
    unitId: 1,
    unit: 'boiler-1',
    sensor: 'burner',
    table: 'coil',
    address: '0',
    type: 'bool',
    writable: true,
  },
];
const node = {
  id: 'server',
  type: 'thermacore-modbus-server',
  tenant: AQUA,
  host: '127.0.0.1',
  port: '',
  tags,
  wires: [['out']],
};
const run = (fields: object = {}) =>
  runFlow([database, tenant, modbusServer], [...tenantEntries, { ...node, ...fields }]);

const clients: ModbusRTU[] = [];
/** A Modbus client at the port that the node shows. */
async function client(flow: RunningFlow): Promise<ModbusRTU> {
  const shown = await flow.shows('server', /^127\.0\.0\.1:\d+/);
  const one = new ModbusRTU();
  clients.push(one);
  await one.connectTCP('127.0.0.1', { port: Number(/:(\d+)/.exec(shown)?.[1]) });
  one.setID(1);
  one.setTimeout(2000);
  return one;
}

describe('thermacore-modbus-server', () => {
  useRealPlatform();
  afterEach(() => {
    for (const one of clients.splice(0)) one.destroy(() => undefined);
  });

  it('answers the latest reading, and says on its status who asks and what has no value', async () => {
    const flow = await run();
    assert.match(
      await flow.shows('server', /without/),
      /^127\.0\.0\.1:\d+ · 0 clients · 2 of 2 without a value$/,
    );
    flow.send('server', { payload: [reading({ value: 71.5 }), reading({ sensor: 'burner', value: true })] });
    const one = await client(flow);
    assert.deepEqual((await one.readInputRegisters(0, 2)).data, [0x428f, 0]);
    assert.deepEqual((await one.readCoils(0, 1)).data[0], true);
    assert.match(await flow.shows('server', /1 client · 2/), /^127\.0\.0\.1:\d+ · 1 client · 2\/min$/);
  });

  it('turns a write into a command of its tenant', async () => {
    const flow = await run();
    await (await client(flow)).writeCoil(0, true);
    const { topic, tenant: of, payload, modbus } = await flow.next('out');
    assert.deepEqual(
      { topic, of, payload, modbus },
      {
        topic: 'command',
        of: 'aqua',
        payload: { unit: 'boiler-1', sensor: 'burner', value: true },
        modbus: { client: '127.0.0.1', unitId: 1, table: 'coil', address: 0 },
      },
    );
  });

  it('does not answer with another tenant’s readings', async () => {
    const flow = await run();
    flow.send('server', { payload: [reading({ tenant: 'borealis', value: 99 })] });
    await assert.rejects((await client(flow)).readInputRegisters(0, 2), { modbusCode: 4 });
    assert.match(flow.errors('server')[0] ?? '', /another tenant than aqua/);
    await flow.shows('server', /1 of another tenant/);
  });

  it('waits for a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const flow = await run({ port: String(port) });
    await flow.shows('server', /^Port \d+ of 127\.0\.0\.1 is taken/);
    other.close();
    await flow.shows('server', /^127\.0\.0\.1:\d+ · /);
    assert.equal(flow.errors('server').length, 1);
  });

  it('gives its port back when it is closed', async () => {
    const flow = await run();
    const one = await client(flow);
    await stopFlow();
    await assert.rejects(one.readInputRegisters(0, 2));
  });

  it('names the field that is wrong', async () => {
    const cases: [object, RegExp][] = [
      [{ port: '70000' }, /^port: /],
      [{ tags: [...tags, { ...tags[0], address: '1' }] }, /^tags: boiler-1\/supply-temperature and boiler-1\/supply-temperature share input 1/],
      [{ tags: [{ ...tags[0], unit: 'Boiler 1' }] }, /^tags\.0\.unit: /],
      [{ writers: 'plc' }, /^writers: plc is not an IP address/],
      [{ tenant: '' }, /^tenant: is not chosen/],
      [{ tls: true }, /^key: is missing/],
    ]; // prettier-ignore
    for (const [fields, expected] of cases) await (await run(fields)).shows('server', expected);
  });
});
