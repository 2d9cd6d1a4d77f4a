import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { messageOf } from '../../lib/core/errors';
import { Product, eventually } from '../support/product';
import { dial, listenersOf, type GoodClient, type Listener } from './listeners';
import { Random } from './mutations';

const SEED = Number(process.env['THERMACORE_FUZZ_SEED'] ?? randomInt(1, 2 ** 31));
/** All doors at the same time. */
const SECONDS = Number(process.env['THERMACORE_FUZZ_SECONDS'] ?? 60);
/** Who means harm is at another address than who does not, on the same machine. */
const STRANGER = '127.0.0.2';
const FLOOD = 300;
const AT_ONCE = 4;
const COUNT_AFTER_MS = 2500;
const SLOWEST_MS = 10_000;
const MIB = 1024 ** 2;
/** What caches, compiled code and a heap that was not collected yet may have grown by. */
const MOST_GROWTH = 80 * MIB;

/** What became of a door while it was pestered. */
interface Outcome {
  /** How long the answers to the good client took, ms. */
  readonly took: readonly number[];
  readonly attempts: number;
  /** Of the connections that say nothing. */
  readonly kept: number;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe(`Every door under random, changed and slow input (THERMACORE_FUZZ_SEED=${SEED})`, function () {
  this.timeout(SECONDS * 1000 + 240_000);
  let product: Product;
  let listeners: readonly Listener[];
  const random = new Random(SEED);
  let heapBefore = NaN;
  let outcomes: ReadonlyMap<string, Outcome>;

  before(async () => {
    product = await Product.start();
    const client = await product.login('operator@aqua');
    listeners = listenersOf(product, client);
    await eventually('all doors are open', async () => {
      for (const { port } of listeners) (await dial(port)).destroy();
      return true;
    });
    heapBefore = await heap();
    const until = Date.now() + SECONDS * 1000;
    const ended = await Promise.allSettled(
      listeners.map(async (one) => [one.name, await attack(one, until)] as const),
    );
    outcomes = new Map(ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    for (const one of ended)
      if (one.status === 'rejected') process.stdout.write(`      ${messageOf(one.reason)}\n`);
  });
  after(() => product?.dispose());

  /** The least heap of some looks: what is rubbish only goes when it is collected. */
  async function heap(): Promise<number> {
    let least = Infinity;
    for (let look = 0; look < 10; look++) {
      const text = await (await fetch(`${product.url}/metrics`)).text();
      least = Math.min(least, Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1]));
      await sleep(300);
    }
    assert.ok(Number.isFinite(least), 'the heap is told');
    return least;
  }

  function changed(valid: Buffer): Buffer {
    const octets = Buffer.from(valid);
    for (let times = 1 + random.below(4); times > 0; times--)
      octets[random.below(octets.length)] = random.below(256);
    return random.below(4) === 0 ? octets.subarray(0, random.below(octets.length)) : octets;
  }

  function nasty({ valid, oversized }: Listener): Buffer {
    switch (random.below(5)) {
      case 0:
        return Buffer.from(Array.from({ length: 1 + random.below(2000) }, () => random.below(256)));
      case 1:
        return oversized;
      case 2:
        return Buffer.concat([random.of(valid), changed(random.of(valid))]);
      default:
        return changed(random.of(valid));
    }
  }

  /** Comes, sends something, stays a moment and goes, until the time is over. */
  async function pester(listener: Listener, until: number): Promise<number> {
    let sent = 0;
    while (Date.now() < until) {
      const socket = await dial(listener.port, STRANGER).catch(() => undefined);
      if (!socket) {
        await sleep(50);
        continue;
      }
      socket.on('data', () => undefined);
      for (let i = 1 + random.below(3); i > 0 && !socket.destroyed; i--) socket.write(nasty(listener));
      sent++;
      await Promise.race([once(socket, 'close').catch(() => undefined), sleep(20 + random.below(100))]);
      if (random.below(2) === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
    return sent;
  }

  /** One octet a second of what would be right. */
  async function dawdle({ port, valid }: Listener, until: number): Promise<void> {
    const socket = await dial(port, STRANGER).catch(() => undefined);
    if (!socket) return;
    for (let at = 0; Date.now() < until && !socket.destroyed; at++) {
      socket.write(Buffer.from([random.of(valid)[at % 12] ?? 0]));
      await sleep(1000);
    }
    socket.destroy();
  }

  /** How many of many connections that say nothing are kept. */
  async function flood({ port }: Listener): Promise<readonly Socket[]> {
    const sockets = await Promise.all(
      Array.from({ length: FLOOD }, () => dial(port, STRANGER).catch(() => undefined)),
    );
    return sockets.filter((socket) => socket !== undefined);
  }

  /** How long each question took while it went on. */
  async function served(good: GoodClient, until: number): Promise<number[]> {
    const took: number[] = [];
    do {
      const begun = performance.now();
      await good.ask();
      took.push(performance.now() - begun);
      // Within what a live connection may say in a second.
      await sleep(250);
    } while (Date.now() < until);
    return took;
  }

  /** A good client, and beside it all that means harm. */
  async function attack(listener: Listener, until: number): Promise<Outcome> {
    const good = await listener.good();
    const held = await flood(listener);
    // Soon, before those that say nothing are cut for that; who is one too many is cut at once.
    const counted = sleep(Math.min(COUNT_AFTER_MS, SECONDS * 500)).then(
      () => held.filter(({ closed, readyState }) => !closed && readyState === 'open').length,
    );
    const half = sleep(SECONDS * 500).then(() => {
      for (const socket of held) socket.destroy();
    });
    const [took, kept, , , ...sent] = await Promise.all([
      served(good, until),
      counted,
      half,
      dawdle(listener, until),
      ...Array.from({ length: AT_ONCE }, () => pester(listener, until)),
    ]);
    good.close();
    const attempts = sent.reduce((sum, one) => sum + one, 0);
    return { took: took.sort((a, b) => a - b), attempts, kept };
  }

  for (const [place, name] of ['HTTP', 'WebSocket', 'MQTT', 'Modbus', 'OPC UA', 'DNP3'].entries())
    it(`${name} serves its good clients, before and after, and bounds connections`, async () => {
      const listener = listeners[place];
      const outcome = outcomes.get(name);
      assert.ok(listener?.name === name && outcome, 'the good client was not served');
      const { took, attempts, kept } = outcome;
      const p99 = took[Math.floor((took.length - 1) * 0.99)] ?? Infinity;
      process.stdout.write(
        `      ${attempts} attempts; good client: ${took.length} answers, p99 ${p99.toFixed(1)} ms; ${kept} of ${FLOOD} silent ones kept\n`,
      );
      assert.ok(attempts > 0, 'nothing was tried');
      assert.ok(p99 < SLOWEST_MS, `p99 of the good client is ${Math.round(p99)} ms`);
      if (listener.most !== undefined) assert.ok(kept <= listener.most, `${kept} of one address are kept`);
      // Who comes after it is served, too.
      await eventually('a new client is served', async () => {
        const next = await listener.good();
        await next.ask().finally(() => next.close());
        return true;
      });
    });

  it('keeps its memory', async () => {
    let growth = Infinity;
    await eventually(
      `the heap is as before (it was ${Math.round(heapBefore / MIB)} MiB)`,
      async () => {
        growth = (await heap()) - heapBefore;
        return growth < MOST_GROWTH;
      },
      60_000,
    );
    process.stdout.write(`      heap ${(growth / MIB).toFixed(1)} MiB more\n`);
  });

  it('goes on as one process, without an error of its own, and has told who sent garbage', async () => {
    const lines = product.lines.slice(-40).join('\n');
    const health = await fetch(`${product.url}/health/live`).catch(() => undefined);
    assert.equal(health?.status, 200, `the product is gone:\n${lines}`);
    assert.doesNotMatch(product.output, /uncaught|unhandled/i);
    const platform = await product.login('admin');
    const { items } = await platform.get<{
      items: { detector: string; address?: string; protocol: string }[];
    }>('/api/v1/security/incidents?detector=malformed-frames');
    assert.deepEqual(
      [...new Set(items.map(({ address, protocol }) => `${protocol} ${address}`))].sort(),
      ['dnp3', 'modbus', 'mqtt', 'opcua'].map((protocol) => `${protocol} ${STRANGER}`),
    );
  });
});
