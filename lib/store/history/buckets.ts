import {
  DEFAULT_AGGREGATES,
  type Aggregate,
  type Fill,
  type HistorySeries,
  type QualityFilter,
} from '../../core/history';
import type { SqlClient } from '../sql-client';
import { cellsStatement, type CellRow } from './cells-sql';
import { fillGaps } from './fill';
import type { Kept } from './kept';
import { lastKnown } from './last-known';
import type { Plan } from './plan';
import type { FoundSensor } from './sensors';
import { NOTHING, valueOf, type Partial } from './values';

export interface BucketOptions {
  readonly aggregates?: readonly Aggregate[] | undefined;
  readonly fill?: Fill | undefined;
  readonly quality: QualityFilter;
  readonly kept: Kept;
  /** Epoch ms. */
  readonly now: number;
}

/** What depends on the order of readings; the rest is had for less. */
const ORDERED: ReadonlySet<Aggregate> = new Set(['twa', 'first', 'last']);

type Series = HistorySeries['series'][number];

/** What the plan's segments have, per sensor and bucket. Without `ordered` first, last and area are left out. */
export async function readPartials(
  client: SqlClient,
  sensors: readonly FoundSensor[],
  { segments, starts, slots }: Plan,
  { quality, ordered, kept }: { quality: QualityFilter; ordered: boolean; kept: Kept },
): Promise<Map<number, Partial[]>> {
  const partials = new Map(
    sensors.map(({ id }) => [id, Array.from<Partial>({ length: starts.length }).fill(NOTHING)]),
  );
  if (segments.length === 0 || sensors.length === 0) return partials;
  const { text, values } = cellsStatement({
    sensors: sensors.map(({ id }) => id),
    segments,
    slots,
    quality,
    kept,
    ordered,
  });
  const { rows } = await client.query<CellRow>(text, values);
  for (const row of rows) {
    const cells = partials.get(row.sensor_id);
    if (cells) cells[row.slot - 1] = partialOf(row);
  }
  return partials;
}

const partialOf = ({ sum_sq, first_ms, last_ms, ...row }: CellRow): Partial => ({
  ...row,
  sumSq: sum_sq,
  firstTime: first_ms,
  lastTime: last_ms,
});

/** The values of each bucket, one series per sensor in the order given. */
export async function readBuckets(
  client: SqlClient,
  sensors: readonly FoundSensor[],
  plan: Plan,
  options: BucketOptions,
): Promise<Series[]> {
  const { aggregates = DEFAULT_AGGREGATES, fill = 'none', quality, kept } = options;
  const ordered = fill === 'locf' || aggregates.some((name) => ORDERED.has(name));
  const partials = await readPartials(client, sensors, plan, { quality, ordered, kept });
  const before =
    plan.starts.length > 0 && (fill === 'locf' || aggregates.includes('twa'))
      ? await valuesBefore(client, sensors, plan.from, options)
      : new Map<number, number>();
  return sensors.map(({ id, unit, sensor }) => ({
    unit,
    sensor,
    values: columns(plan, partials.get(id) ?? [], before.get(id), { ...options, aggregates, fill }),
  }));
}

async function valuesBefore(
  client: SqlClient,
  sensors: readonly FoundSensor[],
  time: number,
  { quality, kept }: BucketOptions,
): Promise<Map<number, number>> {
  const ids = sensors.map(({ id }) => id);
  const known = await lastKnown(client, ids, time, { quality, kept, inclusive: false, valueOnly: true });
  return new Map([...known].map(([id, { value }]) => [id, Number(value)]));
}

function columns(
  { starts, end, from, to }: Plan,
  partials: readonly Partial[],
  before: number | undefined,
  { aggregates, fill, now }: BucketOptions & { aggregates: readonly Aggregate[]; fill: Fill },
): Series['values'] {
  let carried = before;
  const around = partials.map(({ last }, i) => {
    const span = {
      from: Math.max(starts[i] ?? from, from),
      to: Math.min(starts[i + 1] ?? end, to, now),
      carried,
    };
    carried = last ?? carried;
    return span;
  });
  const gaps = {
    timestamps: starts,
    last: partials.map(({ last }) => last),
    before,
    until: starts.filter((start) => start < now).length,
  };
  return Object.fromEntries(
    aggregates.map((aggregate) => {
      const values = partials.map((partial, i) =>
        valueOf(aggregate, partial, around[i] as (typeof around)[0]),
      );
      return [aggregate, fillGaps(fill, aggregate, values, gaps)];
    }),
  );
}
