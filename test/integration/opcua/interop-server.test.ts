import assert from 'node:assert/strict';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import { SECURITY_POLICIES } from '../../../lib/connectors/opcua/server';
import { silentLogger } from '../../../lib/core/logger';
import type { Reading } from '../../../lib/core/reading';
import { opcuaServerPorts } from '../../../lib/platform';
import {
  PeerClient,
  PeerIdentity,
  openInstallation,
  peerFolder,
  type Installation,
  type PeerValue,
} from '../../support/opcua-peer';
import { PASSWORD, TestPlant, sensor, serve } from '../../support/opcua-server';
import { realStore, useRealPlatform } from '../../support/real-platform';

const UNIT = 'ns=2;s=aqua/boiler-1';
const HISTORY = 'ns=2;s=aqua/peer/flow';
/** On a full hour. */
const T0 = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
const COUNT = 250;

describe('An OPC UA server and a client on asyncua', function () {
  this.timeout(60_000);
  before(function () {
    // no OPC UA peer on a bare machine: .ci/opcua-peer.sh fetches it, and .ci/run runs it
    if (peerFolder() === undefined) this.skip();
  });
  const platform = useRealPlatform();
  let installation: Installation;
  let identity: PeerIdentity;
  let plant: TestPlant;
  let server: OpcuaServer;
  const peers: PeerClient[] = [];

  before(async () => {
    installation = await openInstallation();
    identity = await PeerIdentity.make('client');
    const store = await realStore();
    await store.plant.createUnit('aqua', { key: 'peer', name: 'Peer', kind: 'other' });
    await store.plant.createSensor('aqua', 'peer', {
      key: 'flow', name: 'Flow', type: 'number', quantity: 'flow', uom: 'm³/h', decimals: 1, staleAfter: 60, headline: false,
    }); // prettier-ignore
    await store.directory.refresh();
    await store.sink.write(
      Array.from({ length: COUNT }, (_, i) => ({
        tenant: 'aqua',
        unit: 'peer',
        sensor: 'flow',
        timestamp: T0 + i * MINUTE,
        value: i,
        quality: i === 5 ? 'bad' : i === 6 ? 'uncertain' : 'good',
        ordinal: 0,
      })),
    );
    plant = new TestPlant();
    plant.tenants = plant.tenants.map((one) => ({
      ...one,
      units: [...one.units, { key: 'peer', name: 'Peer', sensors: [sensor('flow', { uom: 'm³/h' })] }],
    }));
    const { history } = opcuaServerPorts({
      store,
      auth: () => platform().auth(),
      commands: platform().commands.of(store),
      alarms: platform().alarms,
      logger: silentLogger,
      isDatabaseThere: () => true,
      tenants: ['aqua', 'borealis'],
      userCertificates: [],
    });
    server = await serve(installation.pki, {
      ports: { ...plant.ports, history },
      config: { maxHistoryValues: 100 },
    });
  });
  beforeEach(async () => {
    plant.commands.length = 0;
    await installation.pki.add('applications', identity.issued.pem, 'trusted');
  });
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.stop()));
    for (const { thumbprint } of await installation.pki.list('applications'))
      await installation.pki.remove('applications', thumbprint);
  });
  after(async () => {
    if (peerFolder() === undefined) return;
    await server?.stop();
    await (await realStore()).plant.deleteUnit('aqua', 'peer');
    identity?.remove();
    await installation?.close();
  });

  async function connect({
    user = 'operator@aqua',
    password = PASSWORD,
    policy = 'Basic256Sha256',
    mode = 'SignAndEncrypt',
  } = {}): Promise<PeerClient> {
    const peer = new PeerClient(identity, installation.pem);
    peers.push(peer);
    const url = `opc.tcp://127.0.0.1:${server.port}`;
    await peer.ask('connect', { url, policy, mode, user, password });
    return peer;
  }
  const read = (peer: PeerClient, node: string): Promise<PeerValue> => peer.ask('read', { node });
  const show = (sensorKey: string, more: Partial<Reading>): number =>
    server.update('aqua', [
      { tenant: 'aqua', unit: 'boiler-1', sensor: sensorKey, timestamp: Date.now(), value: 1, quality: 'good', ...more },
    ]); // prettier-ignore

  for (const policy of SECURITY_POLICIES)
    for (const mode of ['SignAndEncrypt', 'Sign'])
      it(`meet by ${policy}, ${mode}`, async () => {
        const peer = await connect({ policy, mode });
        assert.equal((await read(peer, 'i=2259')).status, 'Good');
      });

  it('do not meet with a wrong password, nor with an unknown user', async () => {
    await assert.rejects(connect({ password: 'wrong' }), /BadUserAccessDenied|BadIdentityTokenRejected/);
    await assert.rejects(connect({ user: 'nobody@aqua' }), /BadUserAccessDenied|BadIdentityTokenRejected/);
  });

  it('do not meet before the client’s certificate was approved', async () => {
    await installation.pki.remove('applications', identity.issued.thumbprint);
    await assert.rejects(connect());
    const [kept] = await installation.pki.list('applications');
    assert.deepEqual([kept?.state, kept?.thumbprint], ['rejected', identity.issued.thumbprint]);
    await installation.pki.trust('applications', identity.issued.thumbprint);
    await connect();
  });

  it('browse the user’s plant, and nothing of another', async () => {
    const peer = await connect();
    // Below a unit a sensor stands twice: as a component, and as a source of events.
    const names = async (node: string) => [...new Set((await peer.ask<[string, string][]>('browse', { node })).map(([, name]) => name))]; // prettier-ignore
    const root = await peer.ask('path', { names: ['2:ThermaCore'] });
    assert.deepEqual(await peer.ask('browse', { node: root }), [['ns=2;s=aqua', 'Plant of aqua']]);
    assert.deepEqual(await names('ns=2;s=aqua'), ['Boiler 1', 'Peer']);
    assert.deepEqual(await names(UNIT), ['Supply', 'flow', 'ratio', 'burner', 'setpoint', 'message']);
    assert.equal(
      await peer.ask('path', { names: ['2:ThermaCore', '2:aqua', '2:boiler-1', '2:flow'] }),
      `${UNIT}/flow`,
    );
    for (const node of ['ns=2;s=borealis', 'ns=2;s=borealis/boiler-1/flow', 'ns=2;s=nobody/at/all']) {
      assert.equal((await read(peer, node)).status, 'BadNodeIdUnknown', node);
      await assert.rejects(peer.ask('browse', { node }), /BadNodeIdUnknown/, node);
    }
    await assert.rejects(peer.ask('path', { names: ['2:ThermaCore', '2:borealis'] }), /BadNoMatch/);
  });

  it('read values with their status and time, ranges and units of measure', async () => {
    const peer = await connect();
    const timestamp = Date.now() - 1234;
    show('supply-temperature', { value: 71.5, timestamp });
    show('burner', { value: true });
    show('message', { value: 'heizt, 21 °C' });
    show('flow', { value: 3, quality: 'bad', flags: ['sensor-failure'] });
    const { value, type, status, source } = await read(peer, `${UNIT}/supply-temperature`);
    assert.deepEqual([value, type, status, source], [71.5, 'Double', 'Good', timestamp]);
    const whole = await peer.ask<PeerValue>('read', { node: `${UNIT}/supply-temperature`, range: '' });
    assert.deepEqual([whole.value, whole.status], [71.5, 'Good'], 'an empty range is none');
    assert.equal((await read(peer, `${UNIT}/burner`)).value, true);
    assert.equal((await read(peer, `${UNIT}/message`)).value, 'heizt, 21 °C');
    assert.equal((await read(peer, `${UNIT}/flow`)).status, 'BadSensorFailure');
    assert.equal((await read(peer, `${UNIT}/ratio`)).status, 'BadWaitingForInitialData');
    const { EURange, EngineeringUnits } = await peer.ask<Record<string, unknown>>('properties', {
      node: `${UNIT}/supply-temperature`,
    });
    assert.deepEqual(EURange, [0, 120]);
    // CEL of UNECE Recommendation 20.
    assert.deepEqual(EngineeringUnits, ['°C', 0x43454c, 'http://www.opcfoundation.org/UA/units/un/cefact']);
  });

  it('subscribe to each change', async () => {
    const peer = await connect();
    const node = `${UNIT}/supply-temperature`;
    const began = Date.now();
    show('supply-temperature', { value: 0, timestamp: began });
    await peer.ask('subscribe', { nodes: [node, `${UNIT}/flow`] });
    const notified = async (count: number): Promise<PeerValue[]> => {
      const deadline = Date.now() + 40_000;
      for (;;) {
        const values = await peer.ask<PeerValue[]>('notified', { node });
        if (values.length >= count) return values;
        assert.ok(Date.now() < deadline, `${values.length} of ${count}`);
      }
    };
    await notified(1);
    for (let i = 1; i <= 5; i++) {
      show('supply-temperature', { value: i, timestamp: began + i });
      await notified(i + 1);
    }
    show('supply-temperature', {
      value: 6,
      timestamp: began + 6,
      quality: 'uncertain',
      flags: ['over-range'],
    });
    const values = await notified(7);
    assert.deepEqual(values.map(({ value, source }) => [value, (source ?? 0) - began]), Array.from({ length: 7 }, (_, i) => [i, i])); // prettier-ignore
    assert.equal(values[6]?.status, 'UncertainEngineeringUnitsExceeded');
  });

  it('read history, page by page', async () => {
    const peer = await connect({ user: 'viewer@aqua' });
    const end = T0 + COUNT * MINUTE;
    const values = await peer.ask<PeerValue[]>('history', { node: HISTORY, start: T0, end });
    assert.deepEqual(
      values.map(({ value, source }) => [value, ((source ?? 0) - T0) / MINUTE]),
      Array.from({ length: COUNT }, (_, i) => [i, i]),
    );
    assert.deepEqual(values.slice(4, 8).map(({ status }) => status), ['Good', 'Bad', 'Uncertain', 'Good']); // prettier-ignore
    const last = await peer.ask<PeerValue[]>('history', { node: HISTORY, start: end, end: T0, count: 3 });
    assert.deepEqual(last.slice(0, 3).map(({ value }) => value), [249, 248, 247]); // prettier-ignore
    await assert.rejects(
      peer.ask('history', { node: 'ns=2;s=borealis/peer/flow', start: T0, end }),
      /BadNodeIdUnknown/,
    );
  });

  it('write: a command of the user, answered with its outcome', async () => {
    const operator = await connect();
    const order = { node: `${UNIT}/setpoint`, value: 72.5, type: 'Double' };
    await operator.ask('write', order);
    await operator.ask('write', { node: `${UNIT}/burner`, value: true, type: 'Boolean' });
    assert.deepEqual(plant.commands, [
      { user: 'operator@aqua', unit: 'boiler-1', sensor: 'setpoint', value: 72.5 },
      { user: 'operator@aqua', unit: 'boiler-1', sensor: 'burner', value: true },
    ]);
    plant.outcome = { outcome: 'rejected', refusal: 'range', detail: 'Too hot.' };
    await assert.rejects(operator.ask('write', order), /BadOutOfRange/);
    plant.outcome = { outcome: 'verified', detail: 'Done.' };
    plant.commands.length = 0;
    await assert.rejects(operator.ask('write', { ...order, type: 'String', value: 'x' }), /BadTypeMismatch/);
    await assert.rejects(
      operator.ask('write', { ...order, node: `${UNIT}/flow` }),
      /BadNotWritable|BadUserAccessDenied/,
    );
    await assert.rejects(
      operator.ask('write', { ...order, node: 'ns=2;s=borealis/boiler-1/setpoint' }),
      /BadNodeIdUnknown/,
    );
    assert.equal(plant.commands.length, 0);
    plant.outcome = { outcome: 'rejected', refusal: 'permission', detail: 'A viewer may not.' };
    const viewer = await connect({ user: 'viewer@aqua' });
    await assert.rejects(viewer.ask('write', order), /BadUserAccessDenied/);
    assert.deepEqual(plant.commands.map(({ user }) => user), ['viewer@aqua']); // prettier-ignore
  });
});
