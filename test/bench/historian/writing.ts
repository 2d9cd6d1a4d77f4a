import { once } from 'node:events';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Reading } from '../../../lib/core/reading';
import type { Store } from '../../../lib/store';
import { TENANT, UNIT } from './data';

const BATCH = 5000;
const BATCHES = 60;
const SENSORS = 400;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Readings of 400 sensors, one after the other in time, in batches of 5,000, beginning at `at`. */
function* batches(at: number): Iterable<Reading[]> {
  for (let batch = 0; batch < BATCHES; batch++)
    yield Array.from({ length: BATCH }, (_, i) => {
      const n = batch * BATCH + i;
      return {
        tenant: TENANT,
        unit: UNIT,
        sensor: `s${n % SENSORS}`,
        timestamp: at + Math.floor(n / SENSORS) * 50,
        value: Math.round(6000 + Math.random() * 2000) / 100,
        quality: 'good' as const,
      };
    });
}

/** Rows per second of the store's writer on one connection, with key, conflict check, latest values and rollup log. */
export async function writeRate(store: Store, at: number): Promise<number> {
  const all = [...batches(at)];
  const began = performance.now();
  for (const batch of all) {
    const { stored } = await store.sink.write(batch);
    if (stored !== batch.length) throw new Error(`${stored} of ${batch.length} readings stored`);
  }
  return (BATCH * BATCHES) / ((performance.now() - began) / 1000);
}

/** Rows per second of COPY, text, in batches of 5,000 into the same table: each its own transaction, as above. */
export async function copyRate(owner: Client, at: number): Promise<number> {
  const { rows } = await owner.query<{ id: number; tenant: number; key: string }>(
    `select s.id, s.tenant_id as tenant, s.key from thermacore.sensors s join thermacore.tenants t on t.id = s.tenant_id
     where t.key = $1`,
    [TENANT],
  );
  const tenant = rows[0]?.tenant ?? 0;
  const idOf = new Map(rows.map(({ key, id }) => [key, id]));
  const texts = Array.from(batches(at), (batch) =>
    batch
      .map(
        ({ sensor, timestamp, value }) =>
          `${new Date(timestamp).toISOString()}\t${tenant}\t${idOf.get(sensor)}\t0\t0\t${value as number}\n`,
      )
      .join(''),
  );
  const began = performance.now();
  for (const text of texts) {
    const stream = owner.query(
      copyFrom('copy thermacore.readings (time, tenant_id, sensor_id, ordinal, quality, value) from stdin'),
    );
    stream.end(text);
    await once(stream, 'finish');
  }
  return (BATCH * BATCHES) / ((performance.now() - began) / 1000);
}

/** Both write into the partition of today, at times that nothing else has. */
export const emptyHour = (now: number, run: number): number =>
  Math.floor(now / DAY_MS) * DAY_MS + (run + 1) * 60 * 60 * 1000 + 7;
