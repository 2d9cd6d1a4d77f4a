import assert from 'node:assert/strict';
import { SensorInput, UnitInput } from '../../../lib/core/plant';
import type { QualityClass } from '../../../lib/core/quality';
import type { Reading } from '../../../lib/core/reading';
import type { SqlClient, SqlSource } from '../../../lib/store/sql-client';
import type { StoreParts } from '../../support/database';
import {
  LEVEL_NAMES,
  difference,
  partialsOf,
  type LevelName,
  type Partial,
  type RawRow,
} from '../../support/partials';

export const TENANTS = ['aqua', 'borealis'] as const;
export const SENSORS = ['temp', 'flow', 'level', 'pump'] as const;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Two tenants with four sensors each, one of them a boolean. */
export async function furnish(store: StoreParts): Promise<void> {
  for (const tenant of TENANTS) {
    await store.tenants.ensure(tenant, tenant, 'UTC');
    await store.plant.ensure(tenant, [
      {
        unit: UnitInput.parse({ key: 'u', name: 'Unit', kind: 'boiler' }),
        sensors: SENSORS.map((key) =>
          SensorInput.parse({ key, name: key, ...(key === 'pump' ? { type: 'boolean' } : {}) }),
        ),
      },
    ]);
  }
  await store.directory.refresh();
}

/** A small generator of its own, so that a failure can be repeated. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const QUALITIES: readonly QualityClass[] = ['good', 'good', 'good', 'uncertain', 'bad'];

/** Readings out of order within [from, to), with repeats of a time, bad ones, and a gap for one sensor. */
export function readingsWithin(next: () => number, from: number, to: number, count: number): Reading[] {
  return Array.from({ length: count }, () => {
    const sensor = SENSORS[Math.floor(next() * SENSORS.length)] ?? 'temp';
    const tenant = TENANTS[Math.floor(next() * TENANTS.length)] ?? 'aqua';
    const spread = sensor === 'level' ? 0.1 : 1;
    // Whole seconds at times, so that two have the same and the later one gets an ordinal.
    const grain = next() < 0.3 ? 1000 : 1;
    const timestamp = Math.floor((from + next() * (to - from) * spread) / grain) * grain;
    return {
      tenant, unit: 'u', sensor, timestamp,
      value: sensor === 'pump' ? next() < 0.5 : Math.round((next() * 2000 - 500) * 100) / 100,
      quality: QUALITIES[Math.floor(next() * QUALITIES.length)] ?? 'good',
    }; // prettier-ignore
  });
}

export async function tenantNumber(owner: SqlClient, tenant: string): Promise<number> {
  const { rows } = await owner.query<{ id: number }>('select id from thermacore.tenants where key = $1', [
    tenant,
  ]);
  assert.ok(rows[0]);
  return rows[0].id;
}

export async function asTenant<T>(
  role: SqlSource,
  id: number,
  work: (client: SqlClient) => Promise<T>,
): Promise<T> {
  return role.use(async (client) => {
    await client.query(`begin; set local app.tenant = '${id}'`);
    try {
      return await work(client);
    } finally {
      await client.query('rollback');
    }
  });
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

export async function shown(client: SqlClient, level: LevelName): Promise<Partial[]> {
  const { rows } = await client.query<Partial>(
    `select ${ms('bucket')} as bucket, sensor_id as sensor, total::float8, used::float8, good::float8, sum, sum_sq as "sumSq",
            min, max, ${ms('first_time')} as "firstTime", first, ${ms('last_time')} as "lastTime", last, area
     from thermacore.rollup_${level}_of_tenant`,
  );
  return rows;
}

export async function raw(owner: SqlClient, tenant: number): Promise<RawRow[]> {
  const { rows } = await owner.query<RawRow>(
    `select sensor_id as sensor, ${ms('time')} as time, ordinal, quality, value
     from thermacore.readings where tenant_id = ${tenant}`,
  );
  return rows;
}

/** Every view of every tenant says what the raw rows say. */
export async function assertTrue(owner: SqlClient, role: SqlSource, when: string): Promise<void> {
  for (const tenant of TENANTS) {
    const id = await tenantNumber(owner, tenant);
    const rows = await raw(owner, id);
    for (const level of LEVEL_NAMES) {
      const found = await asTenant(role, id, (client) => shown(client, level));
      assert.equal(difference(found, partialsOf(rows, level)), undefined, `${when}: ${level} of ${tenant}`);
    }
  }
}
