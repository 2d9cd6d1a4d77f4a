import assert from 'node:assert/strict';
import { connectAsync } from 'mqtt';
import { WebSocket } from 'ws';
import { Client, DEMO_PASSWORD, Product, eventually } from '../../support/product';

interface Unit {
  key: string;
}

/** Everything a live socket was sent. */
class Listener {
  readonly frames: {
    type: string;
    code?: string;
    readings?: { unit: string; sensor: string; value: unknown }[];
  }[] = [];
  readonly closed: Promise<number>;
  private readonly socket: WebSocket;

  constructor(url: string, token: string) {
    this.socket = new WebSocket(url.replace('http', 'ws'), ['thermacore.v1', `bearer.${token}`]);
    this.socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString())));
    this.socket.on('open', () => this.send({ type: 'subscribe', id: 'all' }));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  get readings() {
    return this.frames.flatMap((frame) => frame.readings ?? []);
  }

  close(): void {
    this.socket.close();
  }
}

describe('two tenants of one running product', function () {
  this.timeout(120_000);
  let product: Product;
  let aqua: Client;
  let borealis: Client;

  before(async () => {
    product = await Product.start();
    aqua = await product.login('admin@aqua');
    borealis = await product.login('admin@borealis');
    await aqua.json('POST', '/api/v1/units', {
      key: 'secret-unit',
      name: 'Only aqua has this',
      kind: 'other',
    });
    await aqua.json('POST', '/api/v1/units/secret-unit/sensors', { key: 'x', name: 'x', type: 'number' });
  });
  after(() => product?.dispose());

  it('has live readings of both in the database', async () => {
    for (const client of [aqua, borealis])
      await eventually('25 points with values', async () => {
        const { items } = await client.get<{ items: unknown[] }>('/api/v1/readings/latest');
        return items.length >= 25;
      });
  });

  it('answers 404 for the other tenant’s objects, whatever is asked', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1/units/secret-unit'],
      ['PATCH', '/api/v1/units/secret-unit'],
      ['DELETE', '/api/v1/units/secret-unit'],
      ['GET', '/api/v1/units/secret-unit/sensors/x'],
      ['GET', '/api/v1/readings?unit=secret-unit&sensor=x&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z'],
    ] as const) {
      const response = await borealis.request(
        method,
        path,
        method === 'PATCH' ? { name: 'mine' } : undefined,
      );
      assert.equal(response.status, 404, `${method} ${path}`);
      assert.doesNotMatch(await response.text(), /Only aqua/);
    }
    const { items } = await borealis.get<{ items: Unit[] }>('/api/v1/units');
    assert.ok(!items.some(({ key }) => key === 'secret-unit'));
  });

  it('gives each WebSocket its own tenant’s readings only', async () => {
    const a = new Listener(`${product.url}/api/v1/live`, aqua.token);
    const b = new Listener(`${product.url}/api/v1/live`, borealis.token);
    const device = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
      username: 'aqua',
      password: DEMO_PASSWORD,
    });
    await eventually('both listen', async () => a.readings.length > 0 && b.readings.length > 0);
    for (let i = 0; i < 20; i++)
      await device.publishAsync(
        'plant/aqua/secret-unit/x',
        JSON.stringify({ value: 4711 + i, timestamp: Date.now() + i, quality: 'good' }),
        { qos: 1 },
      );
    await eventually('aqua sees its unit', async () => a.readings.some(({ unit }) => unit === 'secret-unit'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(!b.readings.some(({ unit }) => unit === 'secret-unit'), 'borealis sees nothing of it');
    await device.endAsync();
    a.close();
    b.close();
  });

  it('closes a WebSocket without a valid token', async () => {
    assert.equal(await new Listener(`${product.url}/api/v1/live`, 'nonsense').closed, 4401);
  });

  it('lets a device publish and subscribe below its own tenant only', async () => {
    const device = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
      username: 'borealis',
      password: DEMO_PASSWORD,
    });
    for (const filter of ['plant/#', 'plant/+/boiler-1/#', '#', 'plant/aqua/#', '$SYS/#'])
      await assert.rejects(device.subscribeAsync(filter), `subscribe ${filter}`);
    const before = (await aqua.get<{ items: unknown[] }>('/api/v1/readings/latest?unit=secret-unit')).items;
    device.on('error', () => undefined);
    device.publish(
      'plant/aqua/secret-unit/x',
      JSON.stringify({ value: -1, timestamp: Date.now() + 60_000, quality: 'good' }),
      { qos: 1 },
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(
      (await aqua.get<{ items: unknown[] }>('/api/v1/readings/latest?unit=secret-unit')).items,
      before,
    );
    device.end(true);
  });

  it('refuses a platform user until it switches, and writes the switch to the audit log', async () => {
    const admin = await product.login('admin');
    assert.equal((await admin.request('GET', '/api/v1/units')).status, 403);
    const { access_token } = await admin.json<{ access_token: string }>('POST', '/api/v1/auth/tenant', {
      tenant: 'aqua',
    });
    const acting = new Client(product.url, access_token, '');
    const { items } = await acting.get<{ items: Unit[] }>('/api/v1/units');
    assert.ok(items.some(({ key }) => key === 'secret-unit'));
  });

  it('counts refused readings by reason, and goes on', async () => {
    const device = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
      username: 'aqua',
      password: DEMO_PASSWORD,
    });
    const topic = 'plant/aqua/secret-unit/x';
    const now = new Date().toISOString();
    const bad: [reason: string, topic: string, payload: string][] = [
      ['unparseable-payload', topic, '{"value": 1,'],
      ['missing-timestamp', topic, '{"value": 1}'],
      ['missing-value', topic, `{"timestamp": "${now}"}`],
      ['wrong-type', topic, `{"value": {"a": 1}, "timestamp": "${now}"}`],
      ['timestamp-too-old', topic, '{"value": 1, "timestamp": "1970-01-01T00:00:00Z"}'],
      ['timestamp-in-future', topic, '{"value": 1, "timestamp": "2200-01-01T00:00:00Z"}'],
      ['unknown-sensor', 'plant/aqua/secret-unit/nobody', `{"value": 1, "timestamp": "${now}"}`],
      ['unknown-unit', 'plant/aqua/nowhere/x', `{"value": 1, "timestamp": "${now}"}`],
      [
        'payload-too-large',
        topic,
        `{"value": 1, "timestamp": "${now}", "x": "${'x'.repeat(10 * 1024 * 1024)}"}`,
      ],
    ];
    for (const [, to, payload] of bad) await device.publishAsync(to, payload, { qos: 1 });
    await eventually('all reasons in /metrics', async () => {
      const text = await (await fetch(`${product.url}/metrics`)).text();
      return bad.every(([reason]) =>
        new RegExp(`thermacore_readings_rejected_total\\{reason="${reason}"\\} [1-9]`).test(text),
      );
    });
    await device.publishAsync(
      topic,
      `{"value": 99.5, "timestamp": "${new Date(Date.now() + 1000).toISOString()}"}`,
      { qos: 1 },
    );
    await eventually('a good one after them is stored', async () => {
      const { items } = await aqua.get<{ items: { value: number }[] }>(
        '/api/v1/readings/latest?unit=secret-unit&sensor=x',
      );
      return items[0]?.value === 99.5;
    });
    await device.endAsync();
  });
});
