import assert from 'node:assert/strict';
import {
  AttributeIds,
  ClientMonitoredItem,
  DataType,
  TimestampsToReturn,
  type ClientSession,
  type DataValue,
} from 'node-opcua';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import { systemClock, type Clock } from '../../../lib/core/clock';
import type { Reading } from '../../../lib/core/reading';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, PUBLISHING, TestPlant, asUser, plantOf, sensor, serve } from '../../support/opcua-server';

const UNIT = 'ns=2;s=aqua/boiler-1';
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'in time');
    await pause(20);
  }
}

describe('What an OPC UA server shows of a plant', () => {
  let pki: TestPki;
  let plant: TestPlant;
  let server: OpcuaServer;
  let session: ClientSession;
  /** What the wall clock of the server is ahead, in ms. */
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => Date.now() + ahead };
  const clients = new Clients(() => pki);

  before(async () => {
    pki = await openTestPki();
  });
  after(() => pki.close());
  beforeEach(async () => {
    ahead = 0;
    plant = new TestPlant();
    server = await serve(pki, { ports: plant.ports, clock });
    session = await clients.session(server.port, asUser('operator@aqua'));
  });
  afterEach(async () => {
    await clients.close();
    await server.stop();
  });

  const read = (id: string, attributeId = AttributeIds.Value): Promise<DataValue> =>
    session.read({ nodeId: id.startsWith('i=') ? id : `${UNIT}/${id}`, attributeId });
  const show = (sensorKey: string, more: Partial<Reading>): number =>
    server.update('aqua', [
      { tenant: 'aqua', unit: 'boiler-1', sensor: sensorKey, timestamp: Date.now(), value: 1, quality: 'good', ...more },
    ]); // prettier-ignore

  it('has the type, names, range and unit of measure of each sensor', async () => {
    const { references } = await session.browse(UNIT);
    const types = Object.fromEntries(
      (references ?? []).map(({ browseName, typeDefinition }) => [browseName.name, String(typeDefinition)]),
    );
    assert.deepEqual(types, {
      'supply-temperature': 'ns=0;i=2368', // AnalogItemType
      flow: 'ns=0;i=17497', // AnalogUnitType
      ratio: 'ns=0;i=2365', // DataItemType
      burner: 'ns=0;i=2373', // TwoStateDiscreteType
      setpoint: 'ns=0;i=17497',
      message: 'ns=0;i=63', // BaseDataVariableType
    });
    assert.equal((await read('supply-temperature', AttributeIds.DisplayName)).value.value.text, 'Supply');
    assert.equal((await session.read({ nodeId: UNIT, attributeId: AttributeIds.Description })).value.value.text, 'In the north'); // prettier-ignore
    const { low, high } = (await read('supply-temperature-EURange')).value.value;
    assert.deepEqual([low, high], [0, 120]);
    const unit = (await read('flow-EngineeringUnits')).value.value;
    assert.deepEqual([unit.unitId, unit.displayName.text], [5067080, 'm³/h']);
    const other = (await read('setpoint-EngineeringUnits')).value.value;
    assert.deepEqual([other.unitId, other.displayName.text], [-1, 'furlong']);
    const types2 = await Promise.all(
      ['flow', 'burner', 'message'].map((key) => read(key, AttributeIds.DataType)),
    );
    assert.deepEqual(types2.map(({ value }) => value.value.value), [DataType.Double, DataType.Boolean, DataType.String]); // prettier-ignore
  });

  it('gives the time and status of the reading, and its own time of now', async () => {
    assert.equal((await read('flow')).statusCode.name, 'BadWaitingForInitialData');
    const timestamp = Date.now() - 60_000;
    show('flow', { timestamp, value: 12.5, quality: 'uncertain', flags: ['substituted'] });
    const { value, statusCode, sourceTimestamp, serverTimestamp } = await read('flow');
    assert.deepEqual([value.value, statusCode.name], [12.5, 'UncertainSubstituteValue']);
    assert.equal(sourceTimestamp?.getTime(), timestamp);
    assert.ok(Math.abs((serverTimestamp?.getTime() ?? 0) - Date.now()) < 2000);
    assert.equal(show('flow', { timestamp: timestamp - 1, value: 1 }), 0, 'an older reading is left');
    assert.equal(show('flow', { value: 'twelve' }), 0, 'another type is left');
    assert.equal((await read('flow')).value.value, 12.5);
  });

  it('turns a value that has become too old, also for those who subscribed', async () => {
    const subscription = await session.createSubscription2(PUBLISHING);
    const item = ClientMonitoredItem.create(
      subscription,
      { nodeId: `${UNIT}/flow`, attributeId: AttributeIds.Value },
      { samplingInterval: 0, queueSize: 10 },
      TimestampsToReturn.Both,
    );
    const seen: string[] = [];
    item.on('changed', ({ value, statusCode }: DataValue) =>
      seen.push(`${String(value.value)} ${statusCode.name}`),
    );
    await until(() => seen.length === 1);
    const timestamp = Date.now();
    show('flow', { value: 5, timestamp });
    await until(() => seen.length === 2);
    ahead = 3_601_000;
    await until(() => seen.length === 3);
    assert.deepEqual(seen, ['null BadWaitingForInitialData', '5 Good', '5 UncertainLastUsableValue']);
    const { sourceTimestamp, statusCode } = await read('flow');
    assert.deepEqual([sourceTimestamp?.getTime(), statusCode.name], [timestamp, 'UncertainLastUsableValue']);
    show('flow', { value: 6, timestamp: Date.now() + ahead });
    await until(() => seen.at(-1) === '6 Good');
  });

  it('follows the registry while sessions go on', async () => {
    show('flow', { value: 7 });
    const subscription = await session.createSubscription2(PUBLISHING);
    const item = ClientMonitoredItem.create(
      subscription,
      { nodeId: `${UNIT}/flow`, attributeId: AttributeIds.Value },
      { samplingInterval: 0, queueSize: 10 },
      TimestampsToReturn.Both,
    );
    const seen: unknown[] = [];
    item.on('changed', ({ value }: DataValue) => seen.push(value.value));
    await until(() => seen.length === 1);

    const [aqua, ...others] = [plantOf('aqua'), plantOf('borealis')];
    const [unit] = aqua?.units ?? [];
    assert.ok(aqua && unit);
    const kept = unit.sensors
      .filter(({ key }) => key !== 'ratio')
      .map((one) => {
        if (one.key === 'flow') return { ...one, name: 'Volume flow', uom: 'l/s', writable: true };
        return one.key === 'message' ? { ...one, type: 'number' as const } : one;
      });
    plant.tenants = [{ ...aqua, units: [{ ...unit, sensors: [...kept, sensor('added')] }] }, ...others];
    plant.changed();
    await until(async () => (await read('added')).statusCode.name === 'BadWaitingForInitialData');
    assert.equal((await read('ratio')).statusCode.name, 'BadNodeIdUnknown');
    assert.equal((await read('message', AttributeIds.DataType)).value.value.value, DataType.Double);
    assert.equal((await read('flow', AttributeIds.DisplayName)).value.value.text, 'Volume flow');
    assert.equal((await read('flow-EngineeringUnits')).value.value.displayName.text, 'l/s');
    assert.equal((await read('flow', AttributeIds.UserAccessLevel)).value.value & 2, 2);
    assert.equal((await read('flow')).value.value, 7, 'what has only been renamed keeps its value');
    show('flow', { value: 8 });
    await until(() => seen.at(-1) === 8);

    plant.tenants = others;
    plant.changed();
    await until(async () => (await read('flow')).statusCode.name === 'BadNodeIdUnknown');
  });

  it('says truthfully what it is and can', async () => {
    const of = async (id: number) => (await read(`i=${id}`)).value.value as unknown;
    const status = (await of(2256)) as { buildInfo: Record<string, string> };
    const { productName, productUri, manufacturerName, softwareVersion } = status.buildInfo;
    assert.deepEqual(
      { productName, productUri, manufacturerName, softwareVersion },
      {
        productName: 'ThermaCore SCADA',
        productUri: 'urn:thermacore:scada',
        manufacturerName: 'ThermaCore',
        softwareVersion: '1.2.3',
      },
    );
    assert.deepEqual(await of(2255), ['http://opcfoundation.org/UA/', pki.applicationUri, 'urn:thermacore:plant']); // prettier-ignore
    assert.equal(await of(2994), false, 'Auditing');
    assert.equal(await of(2294), false, 'diagnostics are off');
    assert.equal(await of(24095), 200, 'MaxSessions');
    assert.equal(await of(11705), 1000, 'MaxNodesPerRead');
    assert.equal(await of(11193), true, 'AccessHistoryDataCapability');
    assert.equal(await of(11196), false, 'InsertDataCapability');
    const { references } = await session.browse({
      nodeId: 'i=2997',
      referenceTypeId: 'i=35',
      resultMask: 63,
    });
    assert.deepEqual((references ?? []).map(({ browseName }) => browseName.name).sort(), [
      'Average',
      'Count',
      'End',
      'Maximum',
      'Minimum',
      'Range',
      'Start',
      'TimeAverage',
      'Total',
    ]);
    const tooMany = Array.from({ length: 1001 }, () => ({
      nodeId: 'i=2256',
      attributeId: AttributeIds.Value,
    }));
    await assert.rejects(session.read(tooMany), /BadTooManyOperations/);
  });
});
