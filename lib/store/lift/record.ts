import { ThermaCoreError } from '../../core/errors';
import type { End } from './ends';
import { byDay, census, type Series } from './series';
import { contentsOf, type Contents, type Table } from './tables';

/** What thermacore.lift of the target says is copied: contents by relation and day; -Infinity is a whole table. */
export type Copied = ReadonlyMap<string, ReadonlyMap<number, Contents>>;

export const WHOLE = -Infinity;

const started = (message: string): ThermaCoreError =>
  new ThermaCoreError('conflict', message, {
    field: '--to',
    advice:
      'Give a new database, or empty this one (DROP SCHEMA thermacore CASCADE) if nothing in it is needed.',
  });

/** Throws `conflict` for a target that holds what no lift from this source has put there. Asks before anything is written. */
export async function readCopied({ client }: End, source: string): Promise<Copied> {
  const { rows: made } = await client.query<{ lift: boolean; tenants: boolean }>(
    `select to_regclass('thermacore.lift') is not null as lift, to_regclass('thermacore.tenants') is not null as tenants`,
  );
  const copied = new Map<string, Map<number, Contents>>();
  if (made[0]?.lift) {
    const { rows } = await client.query<{
      relation: string;
      day: number | null;
      source: string;
      rows: string;
      checksum: string;
    }>(
      `select relation, extract(epoch from nullif(day, '-infinity'))::float8 as day, source, rows::text, checksum::text
       from thermacore.lift`,
    );
    for (const row of rows) {
      if (row.source !== source) throw started('The target was filled from another database.');
      const days = copied.get(row.relation) ?? new Map<number, Contents>();
      copied.set(row.relation, days);
      days.set(row.day ?? WHOLE, { rows: Number(row.rows), checksum: BigInt(row.checksum) });
    }
  }
  if (copied.size === 0 && made[0]?.tenants) {
    const { rows } = await client.query<{ used: boolean }>(
      `select exists (select from thermacore.tenants) or exists (select from thermacore.users)
           or exists (select from thermacore.readings) or exists (select from thermacore.texts) as used`,
    );
    if (rows[0]?.used) throw started('The target holds data of ThermaCore already.');
  }
  return copied;
}

/** Throws `conflict` when somebody worked on the target since the last lift: a lift would undo that. */
export async function refuseChanged(
  target: End,
  copied: Copied,
  tables: readonly Table[],
  series: readonly Series[],
): Promise<void> {
  const changed = (what: string): ThermaCoreError =>
    started(`The target was changed since the last lift (${what}), and a lift would undo that.`);
  for (const table of tables) {
    const before = copied.get(table.name)?.get(WHOLE);
    if (before && !same(before, await contentsOf(target, table))) throw changed(table.name);
  }
  for (const one of series) {
    const before = copied.get(one.name) ?? new Map<number, Contents>();
    const now = byDay(await census(target, one));
    for (const day of new Set([...before.keys(), ...now.keys()]))
      if (!same(before.get(day), now.get(day))) throw changed(`${one.name} of ${dayText(day)}`);
  }
}

export const same = (a: Contents | undefined, b: Contents | undefined): boolean =>
  (a?.rows ?? 0) === (b?.rows ?? 0) && (a?.checksum ?? 0n) === (b?.checksum ?? 0n);

export const dayText = (day: number): string =>
  Math.abs(day * 1000) <= 8.64e15 ? new Date(day * 1000).toISOString().slice(0, 10) : `day ${day}`;

export async function record(
  { client }: End,
  source: string,
  relation: string,
  day: number,
  { rows, checksum }: Contents,
): Promise<void> {
  await client.query(
    `insert into thermacore.lift (relation, day, source, rows, checksum)
     values ($1, case when $2::float8 = '-infinity' then '-infinity' else to_timestamp($2::float8) end, $3, $4, $5)
     on conflict (relation, day) do update
       set rows = excluded.rows, checksum = excluded.checksum, copied_at = now()`,
    [relation, day, source, rows, String(checksum)],
  );
}

export async function forget({ client }: End, relation: string, day: number): Promise<void> {
  await client.query('delete from thermacore.lift where relation = $1 and day = to_timestamp($2::float8)', [
    relation,
    day,
  ]);
}
