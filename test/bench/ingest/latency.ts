import type { Client } from 'pg';
import { connectAsync } from 'mqtt';
import { WebSocket } from 'ws';
import type { Ours } from './ours';
import { publish } from './publish';

export interface Load {
  readonly port: number;
  /** Messages per second beside the probes. */
  readonly rate: number;
  readonly prefix: string;
  readonly sensors: number;
}

const SECONDS = 8;
const PROBES_PER_SECOND = 20;
const VISIBLE_TIMEOUT_MS = 10_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds from publish until another connection sees the row, under load. */
export async function commitLatencies(database: Client, load: Load): Promise<number[]> {
  const loading = publish(load.port, load.rate, SECONDS, load.prefix, load.sensors - 1);
  await sleep(1000);
  const client = await connectAsync(`mqtt://127.0.0.1:${load.port}`);
  const topic = `${load.prefix}/s${load.sensors - 1}`;
  const latencies: number[] = [];
  const end = performance.now() + (SECONDS - 1.5) * 1000;
  while (performance.now() < end) {
    const timestamp = Date.now();
    const began = performance.now();
    client.publish(
      topic,
      JSON.stringify({ value: 1, timestamp: new Date(timestamp).toISOString(), quality: 'good' }),
      { qos: 1 },
    );
    latencies.push(await visible(database, timestamp, began));
    await sleep(1000 / PROBES_PER_SECOND);
  }
  await loading;
  await client.endAsync();
  return latencies;
}

async function visible(database: Client, timestamp: number, began: number): Promise<number> {
  for (;;) {
    const { rows } = await database.query(
      `select from thermacore.readings where time = to_timestamp($1::float8 / 1000)
       and sensor_id = (select max(id) from thermacore.sensors where unit_id = (select max(id) from thermacore.units))`,
      [timestamp],
    );
    const spent = performance.now() - began;
    if (rows.length > 0 || spent > VISIBLE_TIMEOUT_MS) return spent;
    await sleep(1);
  }
}

/** Milliseconds from publish until a WebSocket client has the reading, for every reading of the load. */
export async function liveLatencies(product: Ours, load: Load): Promise<number[]> {
  const socket = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live`, [
    'thermacore.v1',
    `bearer.${product.token}`,
  ]);
  const latencies: number[] = [];
  socket.on('message', (data: Buffer) => {
    const now = Date.now();
    const frame = JSON.parse(data.toString()) as { readings?: { timestamp: number }[] };
    for (const { timestamp } of frame.readings ?? []) latencies.push(now - timestamp);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  // A screen shows some dozen sensors, not every one of a plant.
  socket.send(
    JSON.stringify({
      type: 'subscribe',
      id: 'bench',
      sensors: Array.from({ length: 50 }, (_, i) => `bench/s${i}`),
    }),
  );
  await sleep(300);
  await publish(load.port, load.rate, SECONDS, load.prefix, load.sensors);
  await sleep(300);
  socket.close();
  return latencies;
}
