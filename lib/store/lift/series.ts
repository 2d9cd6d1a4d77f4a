import { copy, checksumOf, type Contents } from './tables';
import type { End } from './ends';

/** A table of rows by time, which is copied day by day. Names and conditions are constants. */
export interface Series {
  readonly name: string;
  readonly time: string;
  readonly columns: readonly string[];
  /** Only rows before this are the source's to give (epoch seconds UTC); the target computes the others. */
  readonly before?: number;
}

/**
 * Readings, texts and the journal of alarms; and of rollups those whose raw readings retention may have deleted, so that nobody can compute
 * them anew: what lies below `sealed`.
 */
export async function seriesOf({ client }: End): Promise<readonly Series[]> {
  const { rows } = await client.query<{ sealed: number | null }>(
    `select extract(epoch from nullif(sealed, '-infinity'))::float8 as sealed from thermacore.rollup_state where level = '1m'`,
  );
  const before = rows[0]?.sealed ?? undefined;
  const columnsOf = async (name: string): Promise<string[]> =>
    (
      await client.query<{ name: string }>(
        `select quote_ident(attname) as name from pg_attribute
         where attrelid = ('thermacore.' || $1)::regclass and attnum > 0 and not attisdropped order by attnum`,
        [name],
      )
    ).rows.map((row) => row.name);
  const series: Series[] = [];
  for (const name of ['readings', 'texts', 'alarm_journal'])
    series.push({ name, time: 'time', columns: await columnsOf(name) });
  if (before !== undefined)
    for (const name of ['rollup_1m', 'rollup_1h', 'rollup_1d'])
      series.push({ name, time: 'bucket', columns: await columnsOf(name), before });
  return series;
}

/** What one tenant has on one day (epoch seconds UTC of its begin). */
export interface DayOfTenant extends Contents {
  readonly day: number;
  readonly tenant: number;
}

/** Counts and hashes all there is, oldest day first. */
export async function census({ client }: End, series: Series): Promise<readonly DayOfTenant[]> {
  const { name, time, columns } = series;
  const { rows } = await client.query<{ day: string; tenant: number; rows: string; checksum: string }>(
    `select extract(epoch from date_trunc('day', ${time}))::bigint::text as day, tenant_id as tenant, count(*)::text as rows,
            ${checksumOf(columns)} as checksum
     from thermacore.${name} where ${until(series)} group by 1, 2`,
  );
  return rows
    .map(({ day, tenant, rows: count, checksum }) => ({
      day: Number(day),
      tenant,
      rows: Number(count),
      checksum: BigInt(checksum),
    }))
    .sort((a, b) => a.day - b.day || a.tenant - b.tenant);
}

const until = ({ time, before }: Series): string =>
  before === undefined ? 'true' : `${time} < to_timestamp(${before})`;

const DAY_S = 86_400;

/** Days of all tenants together, by their begin. */
export function byDay(census: readonly DayOfTenant[]): ReadonlyMap<number, Contents> {
  const days = new Map<number, Contents>();
  for (const { day, rows, checksum } of census) {
    const known = days.get(day);
    days.set(day, { rows: rows + (known?.rows ?? 0), checksum: checksum + (known?.checksum ?? 0n) });
  }
  return days;
}

/** Days that are copied in one transaction. */
export interface Slice {
  readonly days: readonly number[];
  readonly rows: number;
}

/** Days that have to be copied, put together up to `most` rows unless a single day has more; none jumps over a day that is done. */
export function slicesOf(
  wanted: ReadonlyMap<number, Contents>,
  isDone: (day: number) => boolean,
  most: number,
): readonly Slice[] {
  const slices: { days: number[]; rows: number }[] = [];
  let open: { days: number[]; rows: number } | undefined;
  for (const [day, { rows }] of [...wanted].sort(([a], [b]) => a - b)) {
    if (isDone(day)) open = undefined;
    else if (open && open.rows + rows <= most) {
      open.days.push(day);
      open.rows += rows;
    } else slices.push((open = { days: [day], rows }));
  }
  return slices;
}

/** [from, to) in epoch seconds: the slice in so many parts of equal time that each has about `most` rows. */
export function partsOf({ days, rows }: Slice, most: number): readonly (readonly [number, number])[] {
  const from = days[0] ?? 0;
  const to = (days.at(-1) ?? from) + DAY_S;
  const count = Math.max(1, Math.ceil(rows / most));
  const at = (i: number): number => (i === count ? to : from + Math.floor(((to - from) * i) / count));
  return Array.from({ length: count }, (_, i) => [at(i), at(i + 1)] as const);
}

/** Integers of our own making: COPY takes no parameters. */
const within = ({ time }: Series, from: number, to: number): string =>
  `${time} >= to_timestamp(${Math.trunc(from)}) and ${time} < to_timestamp(${Math.trunc(to)})`;

export function copyPart(
  source: End,
  target: End,
  series: Series,
  from: number,
  to: number,
): Promise<number> {
  const list = series.columns.join(', ');
  return copy(
    source,
    target,
    `select ${list} from thermacore.${series.name} where ${within(series, from, to)} and ${until(series)}`,
    `thermacore.${series.name} (${list})`,
  );
}

export async function clearDay(target: End, series: Series, day: number): Promise<void> {
  await target.client.query(
    `delete from thermacore.${series.name} where ${within(series, day, day + DAY_S)}`,
  );
}

/** A partition of a month cannot be made once the default one holds rows of it. */
export async function makeMonths({ client }: End, { name, before }: Series, first: number): Promise<void> {
  if (name !== 'rollup_1m' || before === undefined) return;
  const { rows } = await client.query<{ partitioned: boolean }>(
    `select relkind = 'p' as partitioned from pg_class where oid = 'thermacore.rollup_1m'::regclass`,
  );
  if (rows[0]?.partitioned)
    await client.query('select thermacore.make_rollup_months(to_timestamp($1), to_timestamp($2))', [
      first,
      before,
    ]);
}
