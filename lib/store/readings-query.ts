import { ThermaCoreError } from '../core/errors';
import type { QualityFilter } from '../core/history';
import type { HistoryPoint, LatestReading, Page } from '../core/plant';
import { unpackQuality } from '../core/quality';
import type { ReadingValue } from '../core/reading';
import { decodeCursor, encodeCursor } from './cursor';
import { USED } from './history/cells-sql';
import type { SqlClient } from './sql-client';
import type { Transactions } from './tenant-transaction';

export interface RangeQuery {
  readonly unit: string;
  readonly sensor: string;
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** All if left out. */
  readonly quality?: QualityFilter | undefined;
}

export interface LatestFilter {
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
}

/** Recent values of one sensor for a sparkline, oldest first: [epoch ms, value]; null where the quality is bad. */
export interface RecentSeries {
  readonly unit: string;
  readonly sensor: string;
  readonly points: readonly (readonly [number, number | null])[];
}

interface PointRow {
  ms: number;
  ordinal: number;
  value: number | string;
  quality: number;
}

const BAD = 2;
const QUALITY_CLASS_MASK = 3;

const toInstant = (ms: number): string => new Date(ms).toISOString();
const typed = (value: number | string, type: string): ReadingValue =>
  type === 'boolean' ? value !== 0 : value;

/** Reads readings: always one tenant's, through the views. */
export class ReadingsQuery {
  constructor(private readonly transactions: Transactions) {}

  /** The newest reading by the field's time, of all sensors or those of one unit or one sensor. */
  latest(tenant: string, filter: LatestFilter = {}): Promise<LatestReading[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<PointRow & { unit: string; sensor: string; type: string }>(
        `select u.key as unit, s.key as sensor, s.type, (extract(epoch from l.time) * 1000)::float8 as ms,
                coalesce(to_jsonb(l.value), to_jsonb(l.text)) as value, l.quality
         from thermacore.latest l
         join thermacore.sensors s on s.id = l.sensor_id
         join thermacore.units u on u.id = s.unit_id
         where ($1::text is null or u.key = $1) and ($2::text is null or s.key = $2)
         order by u.key, s.key`,
        [filter.unit ?? null, filter.sensor ?? null],
      );
      return rows.map(({ unit, sensor, type, ms, value, quality }) => ({
        unit,
        sensor,
        timestamp: toInstant(ms),
        value: typed(value, type),
        ...unpackQuality(quality),
      }));
    });
  }

  /** Raw readings of one sensor, ascending. Throws `not-found` for a sensor that the tenant does not have. */
  async range(tenant: string, query: RangeQuery): Promise<Page<HistoryPoint>> {
    const [afterMs, afterOrdinal] = query.cursor
      ? decodeCursor(query.cursor, ['number', 'number'])
      : [query.from, -1];
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { id, type } = await findSensor(client, query.unit, query.sensor);
      const view = type === 'text' ? 'texts_of_tenant' : 'readings_of_tenant';
      const { rows } = await client.query<PointRow>(
        `select (extract(epoch from time) * 1000)::float8 as ms, ordinal, value, quality
         from thermacore.${view}
         where sensor_id = $1 and time >= to_timestamp($2::float8 / 1000) and time < to_timestamp($3::float8 / 1000)
           and (time, ordinal) > (to_timestamp($2::float8 / 1000), $4::smallint) and ${USED[query.quality ?? 'any']}
         order by time, ordinal limit $5`,
        [id, afterMs, query.to, afterOrdinal, query.limit + 1],
      );
      const items = rows.slice(0, query.limit);
      const last = items.at(-1);
      return {
        items: items.map(({ ms, value, quality }) => ({
          timestamp: toInstant(ms),
          value: typed(value, type),
          ...unpackQuality(quality),
        })),
        ...(rows.length > query.limit && last ? { nextCursor: encodeCursor([last.ms, last.ordinal]) } : {}),
      };
    });
  }

  /** The last `perSensor` values since `since` (epoch ms) of every headline sensor with numbers. */
  recent(tenant: string, query: { perSensor: number; since: number }): Promise<RecentSeries[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<{
        unit: string;
        sensor: string;
        points: [number, number, number][] | null;
      }>(
        `select u.key as unit, s.key as sensor, r.points
         from thermacore.sensors s
         join thermacore.units u on u.id = s.unit_id
         cross join lateral (
           select jsonb_agg(jsonb_build_array(extract(epoch from time) * 1000, value, quality) order by time, ordinal) as points
           from (select time, ordinal, value, quality from thermacore.readings_of_tenant
                 where sensor_id = s.id and time >= to_timestamp($1::float8 / 1000)
                 order by time desc, ordinal desc limit $2) newest
         ) r
         where s.headline and s.type = 'number'`,
        [query.since, query.perSensor],
      );
      return rows.map(({ unit, sensor, points }) => ({
        unit,
        sensor,
        points: (points ?? []).map(
          ([ms, value, quality]) => [ms, (quality & QUALITY_CLASS_MASK) === BAD ? null : value] as const,
        ),
      }));
    });
  }
}

async function findSensor(
  client: SqlClient,
  unit: string,
  sensor: string,
): Promise<{ id: number; type: string }> {
  const { rows } = await client.query<{ id: number; type: string }>(
    `select s.id, s.type from thermacore.sensors s join thermacore.units u on u.id = s.unit_id
     where u.key = $1 and s.key = $2`,
    [unit, sensor],
  );
  const found = rows[0];
  if (!found)
    throw new ThermaCoreError('not-found', `There is no sensor "${sensor}" in unit "${unit}".`, {
      field: 'sensor',
    });
  return found;
}
