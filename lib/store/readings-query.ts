import { systemClock, type Clock } from '../core/clock';
import type { LatestReading } from '../core/plant';
import type { ReadingValue } from '../core/reading';
import { LatestValues, type LatestFilter, type LatestRow } from './latest-values';
import type { Transactions } from './tenant-transaction';

/** Recent values of one sensor for a sparkline, oldest first: [epoch ms, value]; null where the quality is bad. */
export interface RecentSeries {
  readonly unit: string;
  readonly sensor: string;
  readonly points: readonly (readonly [number, number | null])[];
}

interface StoredLatest {
  unit: string;
  sensor: string;
  type: string;
  ms: number;
  value: number | string;
  quality: number;
}

const BAD = 2;
const QUALITY_CLASS_MASK = 3;

const typed = (value: number | string, type: string): ReadingValue =>
  type === 'boolean' ? value !== 0 : value;

/** The present: the newest readings, always one tenant's, through the views. For the past see history/. */
export class ReadingsQuery {
  /** What is asked again and again by every screen is kept in memory. */
  readonly newest: LatestValues;

  constructor(
    private readonly transactions: Transactions,
    clock: Clock = systemClock,
  ) {
    this.newest = new LatestValues(clock, (tenant) => this.readLatest(tenant));
  }

  /** The newest reading by the field's time, of all sensors or those of one unit or one sensor. */
  latest(tenant: string, filter: LatestFilter = {}): Promise<LatestReading[]> {
    return this.newest.of(tenant, filter);
  }

  private readLatest(tenant: string): Promise<LatestRow[]> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<StoredLatest>(
        `select u.key as unit, s.key as sensor, s.type, (extract(epoch from l.time) * 1000)::float8 as ms,
                coalesce(to_jsonb(l.value), to_jsonb(l.text)) as value, l.quality
         from thermacore.latest l
         join thermacore.sensors s on s.id = l.sensor_id
         join thermacore.units u on u.id = s.unit_id
         order by u.key, s.key`,
      );
      return rows.map(({ type, value, ...row }) => ({ ...row, value: typed(value, type) }));
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
