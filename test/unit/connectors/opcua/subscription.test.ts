import assert from 'node:assert/strict';
import * as opcua from 'node-opcua';
import { systemClock } from '../../../../lib/core/clock';
import type { Publisher } from '../../../../lib/connectors/opcua/publisher';
import { OpcuaConfig, OpcuaPoint } from '../../../../lib/connectors/opcua/spec';
import { Subscription, type Live } from '../../../../lib/connectors/opcua/subscription';
import { TagGroup } from '../../../../lib/connectors/opcua/tags';
import { Collector } from '../../../contract/collector';

const BEGAN = Date.UTC(2026, 10, 27);

/** A server that keeps the messages it was told, by their number. */
function rig(
  kept: ReadonlyMap<number, opcua.NotificationMessage> = new Map(),
  settling: 'at once' | 'by hand' = 'at once',
) {
  const collector = new Collector('aqua', settling);
  const confirmed: number[] = [];
  const asked: number[] = [];
  let missed = 0;
  let ended = 0;
  const unsettled = { count: 0 };
  const group = new TagGroup({
    points: [OpcuaPoint.parse({ unit: 'u', sensor: 's', nodeId: 'i=1' })],
    receiver: collector,
    clock: systemClock,
    device: 'plc',
    serverNow: () => Date.now(),
    onOverflow: () => undefined,
  });
  const subscription = new Subscription(group.tags, {
    config: OpcuaConfig.parse({ endpoint: 'opc.tcp://plc' }),
    onMissed: () => missed++,
    onEnded: () => ended++,
    onPublished: () => undefined,
    unsettled,
  });
  const session = {
    createSubscription: () => Promise.resolve({ subscriptionId: 7 }),
    createMonitoredItems: () => Promise.resolve({ results: [{ statusCode: opcua.StatusCodes.Good }] }),
    republish(request: opcua.RepublishRequest, callback: (error: Error | null, response?: object) => void) {
      asked.push(request.retransmitSequenceNumber);
      const notificationMessage = kept.get(request.retransmitSequenceNumber);
      setImmediate(() =>
        notificationMessage
          ? callback(null, { notificationMessage })
          : callback(new Error('BadMessageNotAvailable')),
      );
    },
  };
  const live: Live = {
    opcua,
    session: session as never,
    publisher: {
      watch: () => undefined,
      forget: () => undefined,
      confirm: (_: number, sequence: number) => confirmed.push(sequence),
    } as unknown as Publisher,
    where: 'opc.tcp://plc',
    maxItems: 1000,
    maxRead: 1000,
    nameOf: (nodeId) => nodeId.toString(),
    resolve: (nodeId) => opcua.resolveNodeId(nodeId),
  };
  const counts = () => ({ missed, ended, unsettled: unsettled.count });
  return { collector, subscription, live, confirmed, asked, counts };
}

const message = (sequenceNumber: number, value = sequenceNumber): opcua.NotificationMessage =>
  new opcua.NotificationMessage({
    sequenceNumber,
    publishTime: new Date(BEGAN),
    notificationData: [
      new opcua.DataChangeNotification({
        monitoredItems: [
          {
            clientHandle: 1,
            value: new opcua.DataValue({
              value: { dataType: opcua.DataType.Double, value },
              sourceTimestamp: new Date(BEGAN + value),
            }),
          },
        ],
      }),
    ],
  });
const signOfLife = (sequenceNumber: number): opcua.NotificationMessage =>
  new opcua.NotificationMessage({ sequenceNumber, publishTime: new Date(BEGAN), notificationData: [] });

describe('A subscription of an OPC UA client', () => {
  it('takes messages in their order and confirms each when it is stored', async () => {
    const { subscription, live, collector, confirmed, counts } = rig(undefined, 'by hand');
    await subscription.create(live);
    for (const number of [1, 2, 3]) subscription.receive(message(number));
    assert.deepEqual(collector.values, [1, 2, 3]);
    assert.deepEqual([confirmed, counts().unsettled], [[], 3]);
    collector.settle(true);
    assert.deepEqual([confirmed, counts().unsettled], [[1, 2, 3], 0]);
  });

  it('asks for what did not come before it goes on, and keeps the order', async () => {
    const kept = new Map([2, 3].map((number) => [number, message(number)]));
    const { subscription, live, collector, asked, confirmed, counts } = rig(kept);
    await subscription.create(live);
    subscription.receive(message(1));
    subscription.receive(message(4));
    subscription.receive(message(5));
    await collector.count(5);
    assert.deepEqual(
      [collector.values, asked, confirmed],
      [
        [1, 2, 3, 4, 5],
        [2, 3],
        [1, 2, 3, 4, 5],
      ],
    );
    assert.equal(counts().missed, 0);
  });

  it('finds by a sign of life that the last message did not come', async () => {
    const { subscription, live, collector, asked } = rig(new Map([[2, message(2)]]));
    await subscription.create(live);
    subscription.receive(message(1));
    subscription.receive(signOfLife(3));
    await collector.count(2);
    assert.deepEqual([collector.values, asked], [[1, 2], [2]]);
    subscription.receive(message(3));
    await collector.count(3);
    assert.deepEqual(collector.values, [1, 2, 3]);
  });

  it('says what is lost for good, and goes on', async () => {
    const { subscription, live, collector, counts } = rig(new Map([[3, message(3)]]));
    await subscription.create(live);
    subscription.receive(message(1));
    subscription.receive(message(4));
    await collector.count(3);
    assert.deepEqual([collector.values, counts().missed], [[1, 3, 4], 1]);
  });

  it('does not ask for more than the server can have kept', async () => {
    const { subscription, live, collector, asked, counts } = rig();
    await subscription.create(live);
    subscription.receive(message(1));
    subscription.receive(message(5000));
    await collector.count(2);
    assert.deepEqual([asked, counts().missed], [[], 1]);
  });

  it('takes a message once, however often it comes, and confirms it again', async () => {
    const { subscription, live, collector, confirmed } = rig();
    await subscription.create(live);
    for (const number of [1, 2, 1, 2]) subscription.receive(message(number));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      [collector.values, confirmed],
      [
        [1, 2],
        [1, 2, 1, 2],
      ],
    );
  });

  it('goes on from the last number there is with 1', async () => {
    const { subscription, live, collector, asked } = rig();
    await subscription.create(live);
    // As after 136 years at one message a second.
    (subscription as unknown as { next: number }).next = 0xfffffffe;
    subscription.receive(message(0xfffffffe, 1));
    subscription.receive(message(0xffffffff, 2));
    subscription.receive(message(1, 3));
    subscription.receive(message(2, 4));
    await collector.count(4);
    assert.deepEqual([collector.values, asked], [[1, 2, 3, 4], []]);
  });

  it('tells that the server ended it, unless it went to another session of ours', async () => {
    const { subscription, live, counts } = rig();
    await subscription.create(live);
    const told = (sequenceNumber: number, status: opcua.StatusCode) =>
      new opcua.NotificationMessage({
        sequenceNumber,
        publishTime: new Date(BEGAN),
        notificationData: [new opcua.StatusChangeNotification({ status })],
      });
    subscription.receive(told(1, opcua.StatusCodes.GoodSubscriptionTransferred));
    assert.equal(counts().ended, 0);
    subscription.receive(told(2, opcua.StatusCodes.BadTimeout));
    assert.equal(counts().ended, 1);
  });
});
