import assert from 'node:assert/strict';
import { AttributeIds, ClientMonitoredItem, TimestampsToReturn, type ClientSession, type DataValue } from 'node-opcua'; // prettier-ignore
import { until } from '../../support/opcua-alarms';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, PUBLISHING, TestPlant, asUser, serve } from '../../support/opcua-server';

const SERVICE_LEVEL = 'i=2267';
const SUPPORT = 'i=3709';
const SERVER_URIS = 'i=11314';

describe('An OPC UA server that others stand in for', function () {
  this.timeout(60_000);
  let pki: TestPki;
  const clients = new Clients(() => pki);
  before(async () => {
    pki = await openTestPki();
  });
  afterEach(() => clients.close());
  after(() => pki.close());
  const read = async (session: ClientSession, nodeId: string) => (await session.read({ nodeId })).value.value as unknown; // prettier-ignore

  it('says that there is none, unless the form names them', async () => {
    const server = await serve(pki, { ports: new TestPlant().ports });
    const session = await clients.session(server.port, asUser('viewer@aqua'));
    assert.equal(await read(session, SUPPORT), 0);
    const { targets } = await session.translateBrowsePath({
      startingNode: 'i=2296',
      relativePath: { elements: [{ targetName: { name: 'ServerUriArray' } }] },
    } as never);
    assert.equal(targets?.length ?? 0, 0);
    await server.stop();
  });

  for (const [redundancy, support] of [
    ['cold', 1],
    ['warm', 2],
    ['hot', 3],
  ] as const)
    // prettier-ignore
    it(`says that it is ${redundancy}, and who they are`, async () => {
      const redundantServers = ['urn:thermacore:second', 'urn:thermacore:third'];
      const server = await serve(pki, {
        ports: new TestPlant().ports,
        config: { redundancy, redundantServers },
      });
      const session = await clients.session(server.port, asUser('viewer@aqua'));
      assert.equal(await read(session, SUPPORT), support);
      assert.deepEqual(await read(session, SERVER_URIS), [pki.applicationUri, ...redundantServers]);
      const { references } = await session.browse({ nodeId: 'i=2296', resultMask: 63 });
      const names = (references ?? []).map(({ browseName }) => browseName.name);
      assert.ok(names.includes('NonTransparentRedundancyType') && names.includes('ServerUriArray'), names.join());
      await server.stop();
    });

  it('tells by the service level how well it does, also to who monitors it', async () => {
    const plant = new TestPlant();
    const server = await serve(pki, { ports: plant.ports });
    const session = await clients.session(server.port, asUser('viewer@aqua'));
    const subscription = await session.createSubscription2(PUBLISHING);
    const item = ClientMonitoredItem.create(
      subscription,
      { nodeId: SERVICE_LEVEL, attributeId: AttributeIds.Value },
      { samplingInterval: 0, queueSize: 10, discardOldest: true },
      TimestampsToReturn.Both,
    );
    const levels: number[] = [];
    item.on('changed', (value: unknown) => levels.push((value as DataValue).value.value as number));
    await until(() => levels.length === 1);
    plant.health = { database: true, evaluates: false };
    await until(() => levels.length === 2);
    plant.health = { database: false, evaluates: false };
    await until(() => levels.length === 3);
    assert.equal(await read(session, SERVICE_LEVEL), 100);
    plant.health = { database: true, evaluates: true };
    await until(() => levels.length === 4);
    assert.deepEqual(levels, [255, 200, 100, 255]);
    await server.stop();
  });
});
