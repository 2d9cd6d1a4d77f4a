import assert from 'node:assert/strict';
import * as opcua from 'node-opcua';
import { Publisher } from '../../../../lib/connectors/opcua/publisher';
import type { SubscriptionServices } from '../../../../lib/connectors/opcua/services';
import { FakeClock } from '../../../support/fake-clock';

const SUBSCRIPTION = 7;

describe('The requests that a publisher keeps waiting at the server', () => {
  let waiting: Parameters<SubscriptionServices['publish']>[1][];
  let isFull: boolean;
  let publisher: Publisher;

  beforeEach(() => {
    waiting = [];
    isFull = false;
    const services: Pick<SubscriptionServices, 'publish'> = {
      publish: (_request, callback) => void waiting.push(callback),
    };
    publisher = new Publisher({
      opcua,
      session: services as unknown as opcua.ClientSession,
      clock: new FakeClock(),
      where: 'opc.tcp://plc:4840',
      keepAliveMs: () => 5000,
      onMessage: () => undefined,
      onGone: () => undefined,
      onSessionGone: () => undefined,
      isFull: () => isFull,
    });
    publisher.watch(SUBSCRIPTION);
  });

  const answer = (moreNotifications: boolean): void =>
    waiting.shift()?.(null, new opcua.PublishResponse({ subscriptionId: SUBSCRIPTION, moreNotifications }));

  it('are one for a subscription and two for the way', () => {
    assert.equal(waiting.length, 3);
    answer(false);
    assert.equal(waiting.length, 3);
  });

  it('are more while the server has more than a message holds, and fewer again after that', () => {
    answer(true);
    assert.equal(waiting.length, 10);
    for (let i = 0; i < 8; i++) answer(false);
    assert.equal(waiting.length, 3);
  });

  it('are no more than the server takes', () => {
    answer(true);
    waiting.pop()?.(new Error('BadTooManyPublishRequests'));
    answer(true);
    assert.equal(waiting.length, 9);
  });

  it('are none anew while what came is not worked off', () => {
    isFull = true;
    answer(true);
    assert.equal(waiting.length, 2);
    isFull = false;
    publisher.feed();
    assert.equal(waiting.length, 10);
  });
});
