import assert from 'node:assert/strict';
import { Product, eventually, type Client } from '../../support/product';
import { receiver, type Receiver } from '../../support/receivers';
import { verifies } from '../../../lib/notifications/signature';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const TEXT = 'is hot';

interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly reason?: string;
}

describe('notifications of the product', function () {
  this.timeout(240_000);
  let product: Product;
  let admin: Client;
  let hook: Receiver;
  let status = 503;

  before(async () => {
    hook = await receiver((_n, response) => response.writeHead(status).end());
    product = await Product.start({ env: { THERMACORE_NOTIFY_NETWORKS: '127.0.0.1' } });
    admin = await product.login('admin@aqua');
    await admin.json('POST', '/api/v1/notification-targets', {
      key: 'hook',
      name: 'Hook',
      settings: { channel: 'webhook', url: hook.url },
      secrets: { secret: SECRET },
    });
    await admin.json('POST', '/api/v1/notification-routes', {
      key: 'hot',
      name: 'Hot',
      rules: ['hot'],
      groupSeconds: 1,
      steps: [{ afterSeconds: 0, targets: ['hook'] }],
    });
  });
  after(async () => {
    await product?.dispose();
    await hook?.close();
  });

  const deliveries = async (client: Client): Promise<Delivery[]> =>
    (await client.get<{ items: Delivery[] }>('/api/v1/notification-deliveries?target=hook')).items;

  it('that were planned survive kill -9, and are sent under the same id', async () => {
    await admin.json('POST', '/api/v1/alarm-rules', {
      reason: 'Test',
      rule: {
        key: 'hot',
        name: 'Hot',
        appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply-temperature' },
        condition: { kind: 'limit', limits: [{ level: 'high', value: 1 }] },
        priority: 'critical',
        message: TEXT,
      },
    });
    const refused = await eventually('an attempt fails', async () =>
      (await deliveries(admin)).find(({ state }) => state === 'failed'), 60_000,
    ); // prettier-ignore
    assert.match(refused.reason ?? '', /answered 503/);
    await product.kill9();
    status = 204;
    await product.launch();
    admin = await product.login('admin@aqua');
    const sent = await eventually('it is sent', async () =>
      (await deliveries(admin)).find(({ state }) => state === 'sent'), 90_000,
    ); // prettier-ignore
    assert.equal(sent.id, refused.id);
    assert.ok(hook.received.length >= 2);
    for (const { headers, body } of hook.received) {
      assert.equal(headers['webhook-id'], refused.id);
      const signature = String(headers['webhook-signature']);
      assert.ok(verifies(SECRET, signature, refused.id, Number(headers['webhook-timestamp']), body));
    }
    assert.equal((await deliveries(admin)).length, 1, 'the alarm is told once, also after the restart');
  });

  it('are for operators to read, for administrators to change, and show no secret', async () => {
    const [viewer, operator, stranger] = await Promise.all(
      ['viewer@aqua', 'operator@aqua', 'admin@borealis'].map((name) => product.login(name)),
    );
    assert.equal((await viewer?.request('GET', '/api/v1/notification-deliveries'))?.status, 403);
    const log = await operator?.request('GET', '/api/v1/notification-deliveries');
    assert.equal(log?.status, 200);
    assert.equal((await operator?.request('DELETE', '/api/v1/notification-targets/hook'))?.status, 403);
    const target = await (await operator?.request('GET', '/api/v1/notification-targets/hook'))?.text();
    assert.ok(target?.includes('"secrets":["secret"]') && !target.includes('whsec_'));
    assert.equal((await stranger?.request('GET', '/api/v1/notification-targets/hook'))?.status, 404);
    assert.deepEqual(await stranger?.get('/api/v1/notification-deliveries?target=hook'), { items: [] });
    const inUse = await admin.request('DELETE', '/api/v1/notification-targets/hook');
    assert.equal(inUse.status, 409);
    assert.match(await inUse.text(), /Routes send to the target/);
  });

  it('answer a test in a sentence, also at the embedded broker', async () => {
    const test = (key: string) =>
      admin.json<{ ok: boolean; answer: string }>('POST', `/api/v1/notification-targets/${key}/test`);
    assert.deepEqual((await test('hook')).ok, true);
    status = 500;
    assert.match((await test('hook')).answer, /answered 500/);
    await admin.json('POST', '/api/v1/notification-targets', {
      key: 'tower',
      name: 'Tower',
      settings: { channel: 'mqtt', topic: 'tower' },
    });
    assert.equal((await test('tower')).answer, 'The broker has taken the message.');
    assert.equal((await test('dashboards')).answer, 'The message is shown on the dashboards.');
  });

  it('count in the metrics', async () => {
    const text = await (await fetch(`${product.url}/metrics`)).text();
    assert.match(text, /thermacore_notifications_total\{channel="webhook",outcome="sent"\} [1-9]/);
    assert.match(text, /thermacore_notifications_waiting \d/);
  });
});
