import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connectAsync, type MqttClient } from 'mqtt';
import { DEMO_PASSWORD, Product, eventually, type Client } from '../../support/product';

/**
 * The promise that an acknowledged reading is never lost and never doubled, held against kill -9 of the process (which
 * holds the embedded broker) and of the database engine, in the middle of QoS 1 publishing.
 */
const SECONDS = Number(process.env['THERMACORE_TEST_NO_LOSS_SECONDS'] ?? 60);
const PER_SECOND = 100;
const UNIT = 'kill-test';

async function publisher(product: Product): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
    username: 'operator@aqua',
    password: DEMO_PASSWORD,
    clientId: 'no-loss-publisher',
    clean: false,
    reconnectPeriod: 200,
    protocolVersion: 4,
  });
  client.on('error', () => undefined);
  return client;
}

/** The engine's process id, from the first line of its postmaster.pid. */
function enginePid(product: Product): number {
  const line = product.lines.findLast((text) => /postmaster/.test(text));
  const pid = /"?pid"?[:=]\s*(\d+)/.exec(line ?? '')?.[1];
  if (pid) return Number(pid);
  return Number(readFileSync(`${product.home}/database/data/postmaster.pid`, 'utf8').split('\n')[0]);
}

async function storedTimes(client: Client, sensor: string, from: number, to: number): Promise<number[]> {
  const times: number[] = [];
  let cursor: string | undefined;
  do {
    const page: { items: { timestamp: string }[]; nextCursor?: string } = await client.get(
      `/api/v1/readings?unit=${UNIT}&sensor=${sensor}&from=${from}&to=${to}&limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    times.push(...page.items.map((item) => Date.parse(item.timestamp)));
    cursor = page.nextCursor;
  } while (cursor);
  return times;
}

describe('nothing lost, nothing doubled', function () {
  this.timeout((SECONDS + 180) * 1000);
  let product: Product;

  before(async () => {
    product = await Product.start();
    const admin = await product.login('admin@aqua');
    await admin.json('POST', '/api/v1/units', { key: UNIT, name: 'Kill test', kind: 'other' });
    for (const key of ['a', 'b', 'c', 'd'])
      await admin.json('POST', `/api/v1/units/${UNIT}/sensors`, { key, name: key, type: 'number' });
  });
  after(() => product?.dispose());

  it(`survives kill -9 of process, broker and engine during ${SECONDS} s of QoS 1`, async () => {
    const client = await publisher(product);
    const published = new Map<string, Set<number>>(['a', 'b', 'c', 'd'].map((sensor) => [sensor, new Set()]));
    const acknowledged: Promise<unknown>[] = [];
    const start = Date.now();
    const kills = [
      {
        at: 0.25,
        what: 'process and broker',
        run: async () => (await product.kill9(), await product.launch()),
      },
      { at: 0.5, what: 'engine', run: () => Promise.resolve(process.kill(enginePid(product), 'SIGKILL')) },
      {
        at: 0.75,
        what: 'process and broker',
        run: async () => (await product.kill9(), await product.launch()),
      },
    ];
    const running: Promise<unknown>[] = [];
    let sent = 0;
    while (Date.now() - start < SECONDS * 1000) {
      const elapsed = Date.now() - start;
      for (; sent < (elapsed / 1000) * PER_SECOND; sent++) {
        const sensor = 'abcd'[sent % 4] as string;
        const timestamp = start + Math.floor((sent / PER_SECOND) * 1000);
        published.get(sensor)?.add(timestamp);
        const payload = JSON.stringify({
          value: sent,
          timestamp: new Date(timestamp).toISOString(),
          quality: 'good',
        });
        acknowledged.push(client.publishAsync(`plant/aqua/${UNIT}/${sensor}`, payload, { qos: 1 }));
      }
      if (kills[0] && elapsed > kills[0].at * SECONDS * 1000) running.push(kills.shift()!.run());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await Promise.all(running);
    await Promise.all(acknowledged);
    await client.endAsync();

    const reader = await eventually('login after the kills', () => product.login('viewer@aqua'));
    for (const [sensor, times] of published) {
      await eventually(
        `every reading of ${sensor} stored`,
        async () =>
          new Set(await storedTimes(reader, sensor, start - 1, Date.now() + 60_000)).size >= times.size,
        60_000,
      );
      const stored = await storedTimes(reader, sensor, start - 1, Date.now() + 60_000);
      assert.deepEqual(
        [...times].filter((time) => !stored.includes(time)),
        [],
        `lost readings of ${sensor}`,
      );
      assert.equal(stored.length, times.size, `doubled readings of ${sensor}`);
    }
  });
});
