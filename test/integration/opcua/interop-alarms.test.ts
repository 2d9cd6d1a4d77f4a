import assert from 'node:assert/strict';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import { HOT, condition, raised, until } from '../../support/opcua-alarms';
import { PeerClient, PeerIdentity, openInstallation, peerFolder, type Installation } from '../../support/opcua-peer'; // prettier-ignore
import { PASSWORD, TestPlant, serve } from '../../support/opcua-server';

const CONDITION = 'ns=2;s=aqua/boiler-1/supply-temperature/hot';
const SERVER = 'i=2253';

type Told = Record<string, unknown>;

describe('Alarms of an OPC UA server and a client on asyncua', function () {
  this.timeout(90_000);
  before(function () {
    // no OPC UA peer on a bare machine: .ci/opcua-peer.sh fetches it, and .ci/run runs it
    if (peerFolder() === undefined) this.skip();
  });
  let installation: Installation;
  let identity: PeerIdentity;
  let plant: TestPlant;
  let server: OpcuaServer;
  const peers: PeerClient[] = [];

  before(async () => {
    installation = await openInstallation();
    identity = await PeerIdentity.make('client');
    await installation.pki.add('applications', identity.issued.pem, 'trusted');
  });
  beforeEach(async () => {
    plant = new TestPlant();
    for (const tenant of ['aqua', 'borealis'])
      plant.alarms.conditions.set(tenant, [condition('hot', 'supply-temperature')]);
    server = await serve(installation.pki, { ports: plant.ports });
    await until(() => server.counts.conditions === 2);
  });
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.stop()));
    await server?.stop();
  });
  after(async () => {
    identity?.remove();
    await installation?.close();
  });

  async function connect(user: string): Promise<PeerClient> {
    const peer = new PeerClient(identity, installation.pem);
    peers.push(peer);
    const url = `opc.tcp://127.0.0.1:${server.port}`;
    await peer.ask('connect', { url, policy: 'Basic256Sha256', mode: 'SignAndEncrypt', user, password: PASSWORD }); // prettier-ignore
    return peer;
  }
  async function told(peer: PeerClient, count: number): Promise<Told[]> {
    let events: Told[] = [];
    await until(async () => (events = await peer.ask<Told[]>('told')).length >= count);
    return events;
  }

  it('are told, refreshed and acknowledged, each tenant’s to its own users', async () => {
    const peer = await connect('operator@aqua');
    const viewer = await connect('viewer@aqua');
    const foreign = await connect('operator@borealis');
    await peer.ask('watch', { node: SERVER });
    await viewer.ask('watch', { node: 'ns=2;s=aqua/boiler-1' });
    await foreign.ask('watch', { node: SERVER });
    plant.alarms.put('aqua', raised(HOT));
    const [event] = await told(peer, 1);
    assert.deepEqual(
      ['SourceName', 'Severity', 'Retain', 'AckedState/Id', 'ActiveState/Id', 'HighLimit', 'LimitState/CurrentState'].map((name) => event?.[name]),
      ['Supply', 700, true, false, true, 90, 'High'],
    ); // prettier-ignore
    await told(viewer, 1);

    const id = event?.['EventId'];
    const order = { condition: CONDITION, event: id, comment: 'seen by asyncua' };
    await assert.rejects(viewer.ask('acknowledge', order), /BadUserAccessDenied/);
    await assert.rejects(foreign.ask('acknowledge', order), /BadNodeIdUnknown/);
    await assert.rejects(peer.ask('acknowledge', { ...order, event: '00' }), /BadEventIdUnknown/);
    await peer.ask('acknowledge', order);
    const acknowledged = (await told(peer, 2))[1];
    assert.deepEqual(
      ['AckedState/Id', 'Comment', 'ClientUserId'].map((name) => acknowledged?.[name]),
      [true, 'seen by asyncua', 'operator@aqua'],
    );
    await assert.rejects(peer.ask('acknowledge', order), /BadConditionBranchAlreadyAcked/);

    await peer.ask('refresh');
    const again = (await told(peer, 5)).slice(2);
    assert.ok(
      again.some(({ EventId }) => EventId === acknowledged?.['EventId']),
      JSON.stringify(again),
    );
    await foreign.ask('refresh');
    const theirs = await told(foreign, 2);
    assert.ok(
      theirs.every(({ SourceName }) => SourceName !== 'Supply'),
      JSON.stringify(theirs),
    );
  });
});
