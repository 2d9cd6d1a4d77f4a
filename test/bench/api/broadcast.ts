import { WebSocket } from 'ws';
import { freePort } from '../../support/product';
import { startScript } from '../processes';
import { sleep } from '../reporting';
import { quantile } from '../statistics';

const CLIENTS = 500;
const TENANTS = 100;
/** Of each tenant: 1,000 a second in all, each to five clients. */
const READINGS_PER_SECOND = 10;
const WARM_MS = 3000;
const MEASURED_MS = 10_000;
/** Sockets that have not authenticated yet are bounded: they come in groups. */
const AT_A_TIME = 50;

interface Frame {
  readonly type: string;
  readonly readings?: readonly { readonly value: number }[];
}

/** From publishing a reading to a client that has read it; 99th percentile in ms. */
export async function broadcast(): Promise<{ p99: number; readings: number }> {
  const port = await freePort();
  const server = await startScript('api/live-server.ts', [port, TENANTS, READINGS_PER_SECOND].map(String));
  const sockets: WebSocket[] = [];
  const took: number[] = [];
  let measuring = false;
  const open = (tenant: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, {
        headers: { authorization: `Bearer ${tenant}` },
      });
      sockets.push(socket);
      socket.once('error', reject);
      socket.on('message', (data: Buffer) => {
        const { type, readings = [] } = JSON.parse(data.toString()) as Frame;
        if (type === 'ready') socket.send(JSON.stringify({ type: 'subscribe', id: 'all' }));
        if (type === 'subscribed') resolve();
        const now = performance.timeOrigin + performance.now();
        if (measuring) for (const { value } of readings) took.push(now - value);
      });
    });
  try {
    for (let from = 0; from < CLIENTS; from += AT_A_TIME)
      await Promise.all(Array.from({ length: AT_A_TIME }, (_, i) => open(`t${(from + i) % TENANTS}`)));
    await sleep(WARM_MS);
    measuring = true;
    await sleep(MEASURED_MS);
    measuring = false;
    return { p99: quantile(took, 0.99), readings: took.length };
  } finally {
    for (const socket of sockets) socket.terminate();
    await server.stop();
  }
}
