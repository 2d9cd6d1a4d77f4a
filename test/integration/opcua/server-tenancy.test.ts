import assert from 'node:assert/strict';
import {
  AttributeIds,
  BrowseDirection,
  BrowsePath,
  BrowseRequest,
  CallRequest,
  CreateMonitoredItemsRequest,
  DeleteSubscriptionsRequest,
  HistoryReadRequest,
  ModifySubscriptionRequest,
  QueryFirstRequest,
  ReadProcessedDetails,
  ReadRawModifiedDetails,
  RepublishRequest,
  SetPublishingModeRequest,
  StatusCodes,
  TimestampsToReturn,
  TransferSubscriptionsRequest,
  coerceNodeId,
  constructEventFilter,
  makeBrowsePath,
  type ClientSession,
  type NodeIdLike,
  type StatusCode,
} from 'node-opcua';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import { condition, until } from '../../support/opcua-alarms';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, PUBLISHING, TestPlant, asUser, serve, sensor } from '../../support/opcua-server';

/** As sent, whatever the client library would refuse to send. */
interface RawSession {
  performMessageTransaction(request: object): Promise<{ results?: { statusCode?: StatusCode }[] | null }>;
}
const transact = (session: ClientSession, request: object) =>
  (session as unknown as RawSession).performMessageTransaction(request);

/** The status of a service that failed as a whole, or of its first result. */
async function statusOf(work: Promise<object>): Promise<string> {
  try {
    const { results } = (await work) as { results?: ({ statusCode?: StatusCode } | StatusCode)[] | null };
    const [first] = results ?? [];
    const status = first && 'statusCode' in first ? first.statusCode : first;
    return (status as StatusCode | undefined)?.name ?? 'Good';
  } catch (error) {
    return /\b(Bad\w+)/.exec((error as Error).message)?.[1] ?? String(error);
  }
}

const ROOT = 'i=84';
const PLANT_INDEX = 2;
const NO_NODE = 'ns=2;s=nobody/nothing/at-all';
const AGGREGATE_AVERAGE = 'i=2342';

describe('The tenants of an OPC UA server', () => {
  let pki: TestPki;
  let plant: TestPlant;
  let server: OpcuaServer;
  let aqua: ClientSession;
  let borealis: ClientSession;
  const clients = new Clients(() => pki);

  before(async () => {
    pki = await openTestPki();
  });
  after(() => pki.close());
  beforeEach(async () => {
    plant = new TestPlant();
    for (const tenant of ['aqua', 'borealis'])
      plant.alarms.conditions.set(tenant, [condition('hot', 'supply-temperature')]);
    server = await serve(pki, { ports: plant.ports });
    await until(() => server.counts.conditions === 2);
    aqua = await clients.session(server.port, asUser('operator@aqua'));
    borealis = await clients.session(server.port, asUser('operator@borealis'));
    for (const tenant of ['aqua', 'borealis'])
      server.update(tenant, [
        { tenant, unit: 'boiler-1', sensor: 'flow', timestamp: Date.now(), value: 1, quality: 'good' },
      ]);
  });
  afterEach(async () => {
    await clients.close();
    await server.stop();
  });

  /** Everything that a session finds from the root, along all references in both directions. */
  async function crawl(session: ClientSession, from = ROOT): Promise<Map<string, string>> {
    const found = new Map([[from, '']]);
    const queue = [from];
    while (queue.length > 0) {
      const results = await session.browse(
        queue.splice(0, 500).map((nodeId) => ({
          nodeId,
          browseDirection: BrowseDirection.Both,
          includeSubtypes: true,
          nodeClassMask: 0,
          resultMask: 63,
        })),
      );
      for (const { references } of results)
        for (const { nodeId, displayName } of references ?? []) {
          const beyond = from !== ROOT && nodeId.namespace !== PLANT_INDEX;
          if (found.has(String(nodeId)) || beyond) continue;
          found.set(String(nodeId), String(displayName.text));
          queue.push(String(nodeId));
        }
    }
    return found;
  }

  /** The foreign nodes as their own tenant sees them: folders, sensors and properties. */
  const foreign = async (): Promise<string[]> =>
    [...(await crawl(borealis, 'ns=2;s=ThermaCore')).keys()].filter((id) => /borealis/.test(id));

  it('does not come across another tenant, wherever it goes', async function () {
    this.timeout(60_000);
    const seen = await crawl(aqua);
    assert.ok(seen.has('ns=2;s=aqua/boiler-1/supply-temperature-EURange'), 'its own are there');
    assert.ok(seen.has('ns=2;s=aqua/boiler-1/supply-temperature/hot-ShelvingState'), 'and its own alarms');
    for (const [id, name] of seen) assert.doesNotMatch(`${id} ${name}`, /borealis/i);
    // Nodes that the library makes for sessions, with the names of their users and clients.
    assert.deepEqual(
      [...seen.keys()].filter((id) => id.startsWith('ns=1;')),
      [],
    );
    const ids = [...seen.keys()];
    for (let i = 0; i < ids.length; i += 500) {
      const values = await aqua.read(
        ids.slice(i, i + 500).map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
      );
      for (const value of values) assert.doesNotMatch(JSON.stringify(value), /borealis/i);
    }
  });

  it('answers every service on a foreign node as for one that does not exist', async function () {
    this.timeout(60_000);
    const subscription = await aqua.createSubscription2(PUBLISHING);
    const start = { startTime: new Date(0), endTime: new Date() };
    const services: Record<string, (nodeId: NodeIdLike) => Promise<object>> = {
      browse: (nodeId) => aqua.browse([{ nodeId, browseDirection: BrowseDirection.Both, nodeClassMask: 0, resultMask: 63 }]).then((results) => ({ results })),
      view: (nodeId) => transact(aqua, new BrowseRequest({ view: { viewId: coerceNodeId(nodeId) }, nodesToBrowse: [{ nodeId: ROOT }] })),
      call: (nodeId) => transact(aqua, new CallRequest({ methodsToCall: [{ objectId: coerceNodeId(nodeId), methodId: coerceNodeId('i=11492') }] })),
      method: (nodeId) => transact(aqua, new CallRequest({ methodsToCall: [{ objectId: coerceNodeId('i=2253'), methodId: coerceNodeId(nodeId) }] })),
      write: (nodeId) => aqua.write([{ nodeId: coerceNodeId(nodeId), attributeId: AttributeIds.Value, value: { value: { dataType: 'Boolean', value: true } } }]).then((results) => ({ results })),
      historyRaw: (nodeId) => transact(aqua, new HistoryReadRequest({ historyReadDetails: new ReadRawModifiedDetails(start), nodesToRead: [{ nodeId: coerceNodeId(nodeId) }] })),
      historyProcessed: (nodeId) => transact(aqua, new HistoryReadRequest({ historyReadDetails: new ReadProcessedDetails({ ...start, aggregateType: [coerceNodeId(AGGREGATE_AVERAGE)], processingInterval: 1000 }), nodesToRead: [{ nodeId: coerceNodeId(nodeId) }] })),
      translate: (nodeId) => aqua.translateBrowsePath([makeBrowsePath(coerceNodeId(nodeId), '/2:x')]).then((results) => ({ results })),
      monitorValue: (nodeId) => transact(aqua, new CreateMonitoredItemsRequest({ subscriptionId: subscription.subscriptionId, itemsToCreate: [{ itemToMonitor: { nodeId: coerceNodeId(nodeId), attributeId: AttributeIds.Value }, requestedParameters: { samplingInterval: 100, queueSize: 1, clientHandle: 1 } }] })),
      monitorName: (nodeId) => transact(aqua, new CreateMonitoredItemsRequest({ subscriptionId: subscription.subscriptionId, itemsToCreate: [{ itemToMonitor: { nodeId: coerceNodeId(nodeId), attributeId: AttributeIds.DisplayName }, requestedParameters: { samplingInterval: 100, queueSize: 1, clientHandle: 1 } }] })),
    }; // prettier-ignore
    const nodes = await foreign();
    assert.ok(nodes.length > 10, `${nodes.length} foreign nodes`);
    for (const [service, ask] of Object.entries(services)) {
      const unknown = await statusOf(ask(NO_NODE));
      assert.match(unknown, /^Bad(NodeId|ViewId|Method)/, `${service}: ${unknown}`);
      for (const id of nodes) assert.equal(await statusOf(ask(id)), unknown, `${service} ${id}`);
    }
    const attributes = Array.from({ length: 27 }, (_, i) => i + 1);
    for (const nodeId of nodes)
      for (const { statusCode } of await aqua.read(
        attributes.map((attributeId) => ({ nodeId, attributeId })),
      ))
        assert.equal(statusCode, StatusCodes.BadNodeIdUnknown, nodeId);
    assert.deepEqual(plant.commands, []);
    assert.equal(server.counts.items, 0);
    assert.equal(await statusOf(transact(aqua, new QueryFirstRequest({}))), 'BadServiceUnsupported');
  });

  it('makes no alias of a foreign node', async () => {
    const registered = (await aqua.registerNodes([
      'ns=2;s=borealis/boiler-1/flow',
      'ns=2;s=aqua/boiler-1/flow',
    ])) as NodeIdLike[];
    const [theirs, own] = await aqua.read(
      registered.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
    );
    assert.equal(theirs?.statusCode, StatusCodes.BadNodeIdUnknown);
    assert.equal(own?.statusCode, StatusCodes.Good);
  });

  it('follows no path through another tenant', async () => {
    const through = async (from: string, path: string): Promise<string> => {
      const { statusCode, targets } = await aqua.translateBrowsePath(
        makeBrowsePath(coerceNodeId(from), path),
      );
      return `${statusCode.name} ${(targets ?? []).map(({ targetId }) => String(targetId)).join()}`;
    };
    assert.equal(await through(ROOT, '/Objects/2:ThermaCore/2:aqua/2:boiler-1'), 'Good ns=2;s=aqua/boiler-1');
    assert.equal(await through(ROOT, '/Objects/2:ThermaCore/2:borealis'), 'BadNoMatch ');
    assert.equal(await through(ROOT, '/Objects/2:ThermaCore/2:borealis/2:boiler-1/2:flow'), 'BadNoMatch ');
    // Into the other branch and out of it again: where it ends is one's own, that it passed tells of the other.
    const zigzag = new BrowsePath({
      startingNode: coerceNodeId('ns=2;s=aqua'),
      relativePath: {
        elements: [
          { isInverse: true, targetName: { namespaceIndex: 2, name: 'ThermaCore' } },
          { isInverse: false, targetName: { namespaceIndex: 2, name: 'borealis' } },
          { isInverse: true, targetName: { namespaceIndex: 2, name: 'ThermaCore' } },
          { isInverse: false, targetName: { namespaceIndex: 2, name: 'aqua' } },
        ].map((element) => ({ ...element, referenceTypeId: coerceNodeId('i=33'), includeSubtypes: true })),
      },
    });
    assert.equal((await aqua.translateBrowsePath(zigzag)).statusCode, StatusCodes.BadNoMatch);
    for (const referenceTypeId of ['i=85', 'i=999999', 'ns=2;s=borealis'])
      assert.match(
        (
          await aqua.translateBrowsePath(
            new BrowsePath({
              startingNode: coerceNodeId('ns=2;s=aqua'),
              relativePath: {
                elements: [
                  {
                    referenceTypeId: coerceNodeId(referenceTypeId),
                    includeSubtypes: true,
                    targetName: { namespaceIndex: 2, name: 'boiler-1' },
                  },
                ],
              },
            }),
          )
        ).statusCode.name,
        /^Bad/,
        referenceTypeId,
      );
  });

  it('tells of changes in its own plant and of no other', async () => {
    const subscription = await aqua.createSubscription2(PUBLISHING);
    const events: string[] = [];
    const filter = constructEventFilter(['EventType', 'SourceNode', 'SourceName', 'Message', 'Changes']);
    for (const nodeId of ['i=2253', 'ns=2;s=aqua']) {
      const item = await subscription.monitor(
        { nodeId, attributeId: AttributeIds.EventNotifier },
        { queueSize: 100, filter, samplingInterval: 0 },
        TimestampsToReturn.Both,
      );
      item.on('changed', (fields: unknown) => void events.push(`${nodeId} ${JSON.stringify(fields)}`));
    }
    const [first, second] = plant.tenants;
    assert.ok(first && second);
    const unit = second.units[0];
    assert.ok(unit);
    // A new sensor, a name and a range: the model and its meaning have changed.
    const changed = unit.sensors.map((one) =>
      one.key === 'supply-temperature' ? { ...one, name: 'Other', rangeHigh: 99 } : one,
    );
    plant.tenants = [first, { ...second, units: [{ ...unit, sensors: [...changed, sensor('new')] }] }];
    plant.changed();
    await until(() => server.counts.sensors === 13);
    await pause(200);
    assert.deepEqual(events, []);
    plant.tenants = [{ ...first, units: [] }, second];
    plant.changed();
    await until(() => events.length === 2);
    for (const event of events) assert.doesNotMatch(event, /borealis/);
  });

  it('lets nobody touch another user’s subscriptions', async () => {
    const subscription = await borealis.createSubscription2(PUBLISHING);
    const { subscriptionId } = subscription;
    const subscriptionIds = [subscriptionId];
    const tries: Record<string, object> = {
      delete: new DeleteSubscriptionsRequest({ subscriptionIds }),
      transfer: new TransferSubscriptionsRequest({ subscriptionIds, sendInitialValues: true }),
      modify: new ModifySubscriptionRequest({ subscriptionId, requestedPublishingInterval: 10_000 }),
      publishing: new SetPublishingModeRequest({ subscriptionIds, publishingEnabled: false }),
      republish: new RepublishRequest({ subscriptionId, retransmitSequenceNumber: 1 }),
      items: new CallRequest({
        methodsToCall: [
          {
            objectId: coerceNodeId('i=2253'),
            methodId: coerceNodeId('i=11492'),
            inputArguments: [{ dataType: 'UInt32', value: subscriptionId }],
          },
        ],
      }),
    };
    for (const [what, request] of Object.entries(tries))
      assert.equal(await statusOf(transact(aqua, request)), 'BadSubscriptionIdInvalid', what);
    // One whose session has gone waits for its user alone.
    await borealis.close(false);
    for (const what of ['delete', 'transfer'])
      assert.equal(await statusOf(transact(aqua, tries[what] ?? {})), 'BadSubscriptionIdInvalid', what);
    const again = await clients.session(server.port, asUser('operator@borealis'));
    assert.equal(await statusOf(transact(again, tries['transfer'] ?? {})), 'Good');
  });

  it('keeps a session with its user', async () => {
    const status = await aqua.changeUser(asUser('operator@borealis'));
    // The client library says so whatever the server's reason was.
    assert.equal(status, StatusCodes.BadUserAccessDenied);
    assert.equal(await aqua.changeUser(asUser('operator@aqua')), StatusCodes.Good);
    assert.equal(
      (await aqua.read({ nodeId: 'ns=2;s=borealis/boiler-1/flow', attributeId: AttributeIds.Value }))
        .statusCode,
      StatusCodes.BadNodeIdUnknown,
    );
  });
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
