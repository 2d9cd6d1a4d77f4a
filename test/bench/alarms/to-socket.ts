import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { shownAlarm } from '../../../lib/alarms/service/shown';
import { AlarmService } from '../../../lib/alarms/service/alarm-service';
import { sleep, systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { LiveHub, createLiveServer } from '../../../lib/live';
import { MemoryDatabase, memoryStore, ownershipOf } from '../../unit/alarms/service/fixture';
import { viewer } from '../../unit/live/fixture';
import { limitRule, plantOf, readingOf } from './plant';

const SENSORS = 10_000;
const PER_SECOND = 10_000;
/** Readings of a message, as a field node sends them. */
const BATCH = 100;
const SECONDS = 10;
/** Readings between two that change an alarm. */
const ALARM_EVERY = 50;
const EVERY_MS = (1000 * BATCH) / PER_SECOND;

interface Frame {
  readonly type: string;
  readonly alarms?: readonly { readonly id: string }[];
}

/** From a reading that comes to the alarm at a client of the live socket; 99th percentile in ms. */
export async function toSocket(): Promise<{ p99: number; alarms: number; perSecond: number }> {
  const use = { clock: systemClock, logger: silentLogger, meter: nullMeter };
  const hub = new LiveHub(use);
  const live = createLiveServer({
    ...use,
    hub,
    verify: async () => ({ principal: viewer('bench'), expiresAt: Date.now() + 3_600_000 }),
  });
  const http = createServer();
  http.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;

  const { plant, all } = plantOf(SENSORS);
  const database = new MemoryDatabase();
  database.setRules(
    'bench',
    ...all.map((sensor, i) => ({
      ...limitRule(`rule-${i}`, sensor, 80),
      onDelaySeconds: 0,
      offDelaySeconds: 0,
    })),
  );
  const service = new AlarmService({
    store: memoryStore(database),
    plants: { load: async () => ({ ...plant, onChange: () => undefined, close: () => undefined }) },
    ownership: ownershipOf(database),
    conditions: { watch: () => () => undefined },
    reach: () => [],
    clock: systemClock,
    logger: silentLogger,
    transitions: { add: () => undefined },
    lost: { add: () => undefined },
    operators: 1,
    listener: (tenant, notices) =>
      hub.publishAlarms(
        tenant,
        notices.map(({ alarm }) => shownAlarm(alarm)),
      ),
  });
  const feed = service.feed({
    tenant: 'bench',
    rules: [],
    onNotices: () => undefined,
    onStatus: () => undefined,
  });
  while (feed.status().state !== 'running') await sleep(systemClock, 10);

  const client = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, {
    headers: { authorization: 'Bearer x' },
  });
  const sentAt = new Map<string, number>();
  const took: number[] = [];
  const subscribed = new Promise<void>((resolve) =>
    client.on('message', (data: Buffer) => {
      const { type, alarms } = JSON.parse(data.toString()) as Frame;
      if (type === 'ready') client.send(JSON.stringify({ type: 'subscribe', topic: 'alarms' }));
      if (type === 'subscribed') resolve();
      for (const { id } of alarms ?? []) {
        const at = sentAt.get(id);
        if (at !== undefined) took.push(performance.now() - at);
        sentAt.delete(id);
      }
    }),
  );
  await subscribed;

  const began = performance.now();
  let sent = 0;
  const hot = new Set<number>();
  while (sent < PER_SECOND * SECONDS) {
    const due = Math.floor((performance.now() - began) / EVERY_MS) * BATCH;
    while (sent < due) {
      const now = Date.now();
      const batch = Array.from({ length: BATCH }, (_, i) => {
        const number = sent + i;
        const index = number % SENSORS;
        const sensor = all[index] as (typeof all)[number];
        const changes = number % ALARM_EVERY === 0;
        if (changes && !hot.delete(index)) hot.add(index);
        if (changes) sentAt.set(`rule-${index}:${sensor.unit}/${sensor.sensor}`, performance.now());
        return { ...readingOf(sensor, now, hot.has(index) ? 95 : 20), tenant: 'bench' };
      });
      feed.readings(batch);
      sent += BATCH;
    }
    await sleep(systemClock, 1);
  }
  const perSecond = sent / ((performance.now() - began) / 1000);
  await sleep(systemClock, 500);
  client.terminate();
  live.close();
  await service.stop();
  http.close();
  took.sort((a, b) => a - b);
  if (sentAt.size > 0) throw new Error(`${sentAt.size} alarms did not come`);
  return { p99: took[Math.floor(took.length * 0.99)] ?? Infinity, alarms: took.length, perSecond };
}
