import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { Product, eventually, type Client } from '../../support/product';

/** Sensors of the flood: with ten rules on each, 10,000 alarms. */
const SENSORS = 1000;
const RULES = 10;
const FLOOD = SENSORS * RULES;

interface Frame {
  readonly type: string;
  readonly alarms?: readonly { readonly id: string; readonly event: string }[];
}

async function linesOf(client: Client): Promise<Set<string>> {
  const lines = new Set<string>();
  let cursor = '';
  do {
    const page = await client.get<{ items: { id: string }[]; nextCursor?: string }>(
      `/api/v1/alarm-journal?unit=flood&events=active&limit=1000${cursor}`,
    );
    for (const { id } of page.items) lines.add(id);
    cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  return lines;
}

describe('alarms of the product', function () {
  this.timeout(180_000);
  let product: Product;
  let admin: Client;

  before(async () => {
    product = await Product.start({ env: { THERMACORE_DEMO: '1' } });
    admin = await product.login('admin@aqua');
  });
  after(() => product?.dispose());

  const flow = (value: number): object => ({
    label: 'flood',
    nodes: [
      {
        id: 'f1a0d00000000001', type: 'inject', name: '', props: [{ p: 'payload' }], repeat: '', once: true,
        onceDelay: 0.5, payload: '', payloadType: 'date', x: 100, y: 100, wires: [['f1a0d00000000002']],
      },
      {
        id: 'f1a0d00000000002', type: 'function', name: 'flood', outputs: 1, x: 200, y: 100,
        wires: [['f1a0d00000000003']],
        func: `msg.payload = Array.from({ length: ${SENSORS} }, (_, i) => ({ tenant: 'aqua', unit: 'flood', sensor: 's' + i,
          timestamp: Date.now(), value: ${value}, quality: 'good' })); return msg;`,
      },
      {
        id: 'f1a0d00000000003', type: 'link out', name: '', mode: 'link', links: ['f040000000000f01'], x: 300, y: 100,
        wires: [],
      },
    ],
  }); // prettier-ignore

  it('a flood of 10,000 in one second keeps the journal whole and the socket alive', async () => {
    await admin.json('POST', '/api/v1/units', { key: 'flood', name: 'Flood' });
    for (let i = 0; i < SENSORS; i++)
      await admin.json('POST', '/api/v1/units/flood/sensors', { key: `s${i}`, name: `Sensor ${i}` });
    for (let i = 0; i < RULES; i++)
      await admin.json('POST', '/api/v1/alarm-rules', {
        reason: 'Flood',
        rule: {
          key: `flood-${i}`,
          name: `Flood ${i}`,
          appliesTo: { to: 'sensors', unit: 'flood', sensor: '*' },
          condition: { kind: 'limit', limits: [{ level: 'high', value: 50 + i }] },
        },
      });
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    const seen = new Set<string>();
    const closed: number[] = [];
    socket.on('close', (code) => closed.push(code));
    const all = new Promise<void>((resolve) =>
      socket.on('message', (data: Buffer) => {
        const { type, alarms } = JSON.parse(data.toString()) as Frame;
        if (type === 'ready')
          socket.send(JSON.stringify({ type: 'subscribe', topic: 'alarms', units: ['flood'] }));
        for (const { id } of alarms ?? []) seen.add(id);
        if (seen.size === FLOOD) resolve();
      }),
    );
    const platform = await product.login('admin');
    const { id } = await platform.json<{ id: string }>('POST', '/flow', flow(95));
    await all;
    assert.deepEqual(closed, []);
    socket.close();
    await platform.request('DELETE', `/flow/${id}`);
    const lines = await eventually(
      'the whole journal',
      async () => {
        const found = await linesOf(admin);
        return found.size === FLOOD && found;
      },
      60_000,
    );
    assert.equal(lines.size, FLOOD);
    const { counts, flood } = await admin.get<{ counts: Record<string, { active: number }>; flood: boolean }>(
      '/api/v1/alarms?limit=1',
    );
    assert.ok((counts['medium']?.active ?? 0) >= FLOOD);
    assert.equal(flood, true);
  });

  it('all of them are there after a kill, none twice', async () => {
    await product.kill9();
    await product.launch();
    admin = await product.login('admin@aqua');
    await eventually(
      'all alarms',
      async () => {
        const path = '/api/v1/alarms?limit=1';
        const { counts } = await admin.get<{ counts: Record<string, { active: number }> }>(path);
        return (counts['medium']?.active ?? 0) >= FLOOD;
      },
      60_000,
    );
    const stranger = await product.login('viewer@borealis');
    const foreign = encodeURIComponent('flood-0:flood/s0');
    assert.equal((await stranger.request('GET', `/api/v1/alarms/${foreign}`)).status, 404);
  });
});
