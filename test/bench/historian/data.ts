import type { Client } from 'pg';

export const TENANT = 'bench';
export const UNIT = 'bench';
export const SENSORS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A year of a plant: some sensors every minute for the whole year, all others every 20 s for the last days. So a trend
 * over a year reads a sensor with half a million readings, and statistics of a day read all thousand.
 */
export interface Shape {
  readonly rows: number;
  readonly yearLong: number;
  readonly recentDays: number;
  /** Seconds between two readings. */
  readonly yearStepS: number;
  readonly recentStepS: number;
}

export function shapeOf(rows: 1e6 | 1e7 | 1e8): Shape {
  const steps = { yearStepS: 60, recentStepS: 20 };
  if (rows === 1e8) return { rows, yearLong: 110, recentDays: 11, ...steps };
  // The same plant with a tenth of the readings, for a machine that is busy.
  if (rows === 1e6) return { rows, yearLong: 11, recentDays: 1, yearStepS: 600, recentStepS: 200 };
  return { rows, yearLong: 11, recentDays: 1, ...steps };
}

const DAYS = 365;

/** Days are filled one after the other, sensor by sensor, as the key has them. `until` is epoch ms. */
export async function fill(
  owner: Client,
  { yearLong, recentDays, yearStepS, recentStepS }: Shape,
  until: number,
  say: (line: string) => void,
): Promise<number> {
  const sensors = await makeSensors(owner);
  const plain = await isPlain(owner);
  let rows = 0;
  let told = 0;
  const last = Math.floor(until / DAY_MS) * DAY_MS;
  for (let day = last - DAYS * DAY_MS; day <= last; day += DAY_MS) {
    if (plain) await makePartition(owner, day);
    const end = Math.min(day + DAY_MS, until);
    rows += await insert(
      owner,
      sensors.slice(0, yearLong),
      [Math.max(day, until - DAYS * DAY_MS), end],
      yearStepS,
    );
    const from = Math.max(day, until - recentDays * DAY_MS);
    if (from < end) rows += await insert(owner, sensors.slice(yearLong), [from, end], recentStepS);
    if (rows - told < 5e6) continue;
    told = rows;
    say(`  ${(rows / 1e6).toFixed(0)} M rows made`);
  }
  await owner.query('analyze thermacore.readings');
  return rows;
}

export async function makeSensors(owner: Client, count = SENSORS): Promise<number[]> {
  await owner.query(`set app.door = 'platform'`);
  await owner.query(`insert into thermacore.tenants (key, name) values ($1, $1) on conflict do nothing`, [
    TENANT,
  ]);
  await owner.query(
    `insert into thermacore.units (tenant_id, key, name, kind)
     select id, $2, $2, 'other' from thermacore.tenants where key = $1 on conflict do nothing`,
    [TENANT, UNIT],
  );
  await owner.query(
    `insert into thermacore.sensors (tenant_id, unit_id, key, name, type, quantity, uom, decimals, stale_after, headline)
     select u.tenant_id, u.id, 's' || i, 's' || i, 'number', 'temperature', '°C', 1, 60, false
     from thermacore.units u join thermacore.tenants t on t.id = u.tenant_id and t.key = $1, generate_series(0, $2::int - 1) i
     on conflict do nothing`,
    [TENANT, count],
  );
  const { rows } = await owner.query<{ id: number }>(
    `select s.id from thermacore.sensors s join thermacore.tenants t on t.id = s.tenant_id where t.key = $1 order by s.id`,
    [TENANT],
  );
  return rows.map(({ id }) => id);
}

export async function isPlain(owner: Client): Promise<boolean> {
  const { rows } = await owner.query<{ kind: string }>(
    `select relkind as kind from pg_class where oid = 'thermacore.readings'::regclass`,
  );
  return rows[0]?.kind === 'p';
}

/** As the product's own maintenance names them. */
export async function makePartition(owner: Client, day: number): Promise<void> {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const name = `readings_${iso(day).slice(0, 10).replaceAll('-', '')}`;
  const { rows } = await owner.query(`select from pg_class where relname = $1`, [name]);
  if (rows.length > 0) return;
  await owner.query(
    `create table thermacore.${name} partition of thermacore.readings for values from ('${iso(day)}') to ('${iso(day + DAY_MS)}')`,
  );
}

/** A day's curve per sensor with noise, two decimals; one reading in two hundred is uncertain, one in a thousand bad. */
async function insert(
  owner: Client,
  sensors: readonly number[],
  [from, to]: readonly [number, number],
  stepSeconds: number,
): Promise<number> {
  const { rowCount } = await owner.query(
    `insert into thermacore.readings (time, tenant_id, sensor_id, ordinal, quality, value)
     select t, (select id from thermacore.tenants where key = $5), s, 0,
            case when random() < 0.001 then 2 when random() < 0.005 then 1 else 0 end,
            round((60 + s % 20 + 8 * sin(extract(epoch from t) / 13750 + s) + random())::numeric, 2)
     from unnest($1::int[]) s,
          generate_series(to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000) - interval '1 ms', make_interval(secs => $4)) t
     order by s, t`,
    [sensors, from, to, stepSeconds, TENANT],
  );
  return rowCount ?? 0;
}
