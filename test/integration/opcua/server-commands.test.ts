import assert from 'node:assert/strict';
import { AttributeIds, DataType, type ClientSession, type VariantLike } from 'node-opcua';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import type { PointInput } from '../../../lib/core/device';
import type { AuditEntry } from '../../../lib/tenancy';
import { silentLogger } from '../../../lib/core/logger';
import { opcuaServerPorts, type FleetLease, type Store } from '../../../lib/platform';
import { ModbusField } from '../../support/modbus-field';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, asUser, serve } from '../../support/opcua-server';
import { DEMO_PASSWORD, realStore, useRealPlatform } from '../../support/real-platform';

const RULES = { maxPerMinute: 600, confirm: 'none', verify: true, timeoutSeconds: 5 } as const;
const point = (sensor: string, address: number, write?: object): object => ({
  unit: 'written',
  sensor,
  settings: { address, type: 'int16' },
  ...(write ? { write: { ...RULES, ...write } } : {}),
});

describe('Writing over OPC UA, down to a device', function () {
  this.timeout(60_000);
  const platform = useRealPlatform();
  let pki: TestPki;
  let store: Store;
  let field: ModbusField;
  let fleet: FleetLease;
  let server: OpcuaServer;
  let operator: ClientSession;
  const clients = new Clients(() => pki);
  const audited: AuditEntry[] = [];

  before(async () => {
    pki = await openTestPki();
    store = await realStore();
    field = await ModbusField.start();
    await store.plant.createUnit('aqua', { key: 'written', name: 'Written', kind: 'other' });
    for (const key of ['limited', 'locked', 'confirmed', 'read-only'])
      await store.plant.createSensor('aqua', 'written', {
        key, name: key, type: 'number', quantity: 'other', uom: '', decimals: 0, staleAfter: 60, headline: false,
      }); // prettier-ignore
    await store.directory.refresh();
    const { devices, fleets } = platform();
    await devices.create(store, 'aqua', {
      key: 'opcua-plc',
      name: 'PLC',
      protocol: 'modbus',
      enabled: true,
      settings: { host: '127.0.0.1', port: field.port, unitId: 1, intervalMs: 1000, timeoutMs: 500 },
    });
    await devices.replacePoints(store, 'aqua', 'opcua-plc', [
      point('limited', 0, { min: 0, max: 90 }),
      point('locked', 1, { interlock: 'value < 0' }),
      point('confirmed', 2, { confirm: 'second-user' }),
      point('read-only', 3),
    ] as PointInput[]);
    fleet = fleets.run({
      database: { current: () => undefined },
      tenant: 'aqua',
      protocol: 'modbus',
      source: devices.source(platform().database()),
      receiver: { tenant: 'aqua', batch: () => undefined, reject: () => undefined },
      onStatus: () => undefined,
    });
    server = await serve(pki, {
      ports: opcuaServerPorts({
        store: Object.create(store, {
          audit: {
            value: {
              record: (entry: AuditEntry) => (audited.push(entry), store.audit.record(entry)),
            },
          },
        }) as Store,
        auth: () => platform().auth(),
        commands: platform().commands.of(store),
        tenants: [],
        alarms: platform().alarms,
        logger: silentLogger,
        isDatabaseThere: () => true,
        userCertificates: [],
      }),
    });
    operator = await clients.session(server.port, asUser('operator@aqua', DEMO_PASSWORD));
    const deadline = Date.now() + 40_000;
    while ((await devices.status(store, 'aqua', 'opcua-plc')).state !== 'connected') {
      assert.ok(Date.now() < deadline, 'the device is connected');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
  after(async () => {
    await clients.close();
    await server.stop();
    await fleet.release();
    await field.stop();
    await store.devices.delete('aqua', 'opcua-plc');
    await store.plant.deleteUnit('aqua', 'written');
    await pki.close();
  });

  const double = (value: number): VariantLike => ({ dataType: DataType.Double, value });
  const write = async (
    sensor: string,
    value: VariantLike,
    session = operator,
    more: object = {},
  ): Promise<string> =>
    (
      await session.write({
        nodeId: `ns=2;s=aqua/written/${sensor}`,
        attributeId: AttributeIds.Value,
        value: { value, ...more },
      } as never)
    ).name;

  it('reaches the device, and answers when it was read back', async () => {
    assert.equal(await write('limited', double(42)), 'Good');
    assert.equal(field.registers[0], 42);
    const { items } = await store.commands.list('aqua', { limit: 1, sensor: 'limited' });
    assert.equal(items[0]?.requestedBy, 'operator@aqua');
    assert.equal(items[0]?.outcome, 'verified');
  });

  it('is held to the rules of the point', async () => {
    assert.equal(await write('limited', double(91)), 'BadOutOfRange');
    assert.equal(await write('locked', double(5)), 'BadInvalidState');
    assert.equal(await write('confirmed', double(5)), 'GoodCompletesAsynchronously');
    assert.deepEqual([...field.registers.slice(0, 3)], [42, 0, 0]);
  });

  it('writes no sensor without write rules, and nothing but values', async () => {
    assert.equal(await write('read-only', double(5)), 'BadNotWritable');
    assert.equal(
      (
        await operator.write({
          nodeId: 'ns=2;s=aqua/written/limited',
          attributeId: AttributeIds.DisplayName,
          value: { value: { dataType: DataType.LocalizedText, value: { text: 'Mine' } } },
        } as never)
      ).name,
      'BadNotWritable',
    );
    assert.equal(await write('limited-EURange', double(5)), 'BadNodeIdUnknown');
  });

  it('refuses another type than the sensor’s, and what a command cannot carry', async () => {
    assert.equal(await write('limited', { dataType: DataType.Float, value: 5 }), 'BadTypeMismatch');
    assert.equal(await write('limited', { dataType: DataType.String, value: '5' }), 'BadTypeMismatch');
    assert.equal(await write('limited', { dataType: DataType.Double, arrayType: 1, value: [5] }), 'BadTypeMismatch'); // prettier-ignore
    assert.equal(await write('limited', double(NaN)), 'BadOutOfRange');
    assert.equal(await write('limited', double(5), operator, { sourceTimestamp: new Date() }), 'BadWriteNotSupported'); // prettier-ignore
    assert.equal(field.registers[0], 42);
  });

  it('refuses who may not operate, and writes that down', async () => {
    const viewer = await clients.session(server.port, asUser('viewer@aqua', DEMO_PASSWORD));
    const { value } = await viewer.read({
      nodeId: 'ns=2;s=aqua/written/limited',
      attributeId: AttributeIds.UserAccessLevel,
    });
    assert.equal((value.value as number) & 2, 0, 'it can see that it may not');
    assert.equal(await write('limited', double(7), viewer), 'BadUserAccessDenied');
    assert.equal(field.registers[0], 42);
    const [entry] = audited;
    assert.deepEqual(
      [entry?.tenant, entry?.actor, entry?.action, entry?.target, entry?.outcome],
      ['aqua', 'viewer@aqua', 'command:request', 'written/limited', 'refused'],
    );
  });

  it('says when the device does not answer', async () => {
    await field.stop();
    assert.match(await write('limited', double(8)), /^Bad(DeviceFailure|Timeout)$/);
  });
});
