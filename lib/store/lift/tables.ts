import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { ThermaCoreError } from '../../core/errors';
import type { End } from './ends';

/**
 * All tables of the schema but those that are filled otherwise: by migrations, by the lift itself, in time slices, or
 * computed from readings. What a later migration adds comes along by itself.
 */
const APART = '^(migrations|lift|readings|texts|alarm_journal|rollup_(1m|1h|1d|late|state))$';

export interface Table {
  /** As SQL writes it. */
  readonly name: string;
  /** Likewise, in their order; without those that the database computes. */
  readonly columns: readonly string[];
  /** Of these the primary key, and what may be changed in a row that is there. */
  readonly key: readonly string[];
  readonly changeable: readonly string[];
  /** Tables that rows of this one refer to. */
  readonly needs: readonly string[];
}

export interface Contents {
  readonly rows: number;
  /** A sum of hashes of the rows as text: the same for the same rows in whatever order. */
  readonly checksum: bigint;
}

/** Tables with those that they refer to before them. Names come from the catalogue, quoted by the server. */
export async function tablesOf({ client }: End): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(
    `select format('%I.%I', n.nspname, c.relname) as name,
            array(select quote_ident(attname) from pg_attribute
                  where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
            array(select quote_ident(attname) from pg_attribute
                  where attrelid = c.oid and attnum = any (k.key) order by attnum) as key,
            array(select quote_ident(attname) from pg_attribute
                  where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
                    and not attnum = any (k.key) order by attnum) as changeable,
            array(select distinct format('%I.%I', f.relnamespace::regnamespace, f.relname)
                  from pg_constraint k join pg_class f on f.oid = k.confrelid
                  where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid order by 1) as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     cross join lateral (select coalesce((select conkey from pg_constraint where conrelid = c.oid and contype = 'p'), '{}') as key) k
     where n.nspname = 'thermacore' and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ $1
     order by c.relname collate "C"`,
    [APART],
  );
  return inOrder(rows);
}

export function inOrder(tables: readonly Table[]): readonly Table[] {
  const ordered: Table[] = [];
  const left = new Set(tables);
  const isLeft = (name: string): boolean => [...left].some((table) => table.name === name);
  while (left.size > 0) {
    const next = [...left].find(({ needs }) => !needs.some(isLeft));
    if (!next) throw new ThermaCoreError('internal', 'Tables refer to each other in a circle.');
    left.delete(next);
    ordered.push(next);
  }
  return ordered;
}

export const checksumOf = (columns: readonly string[]): string =>
  `coalesce(sum(hashtextextended(row(${columns.join(', ')})::text, 0)::numeric), 0)::text`;

export async function contentsOf({ client }: End, { name, columns }: Table): Promise<Contents> {
  const { rows } = await client.query<{ rows: string; checksum: string }>(
    `select count(*)::text as rows, ${checksumOf(columns)} as checksum from ${name}`,
  );
  return { rows: Number(rows[0]?.rows ?? 0), checksum: BigInt(rows[0]?.checksum ?? 0) };
}

/**
 * Makes the target's tables what the source's are, in the transaction that is under way: takes away what is gone, changes
 * and adds the rest, and leaves rows that are as they should be, since others may hang on them. Through temporary tables,
 * because COPY does not go past row-level security.
 */
export async function mirrorTables(source: End, target: End, tables: readonly Table[]): Promise<void> {
  const drafts = new Map(tables.map((table, i) => [table, `pg_temp.lifted_${i}`]));
  for (const [{ name, columns }, draft] of drafts) {
    const list = columns.join(', ');
    await target.client.query(`create temp table ${draft} (like ${name} including generated) on commit drop`);
    await copy(source, target, `select ${list} from ${name}`, `${draft} (${list})`);
  }
  for (const [{ name, key }, draft] of [...drafts].reverse())
    await target.client.query(`delete from ${name} t ${key.length > 0 ? `where not exists (select from ${draft} s where ${equal(key)})` : ''}`); // prettier-ignore
  for (const [table, draft] of drafts) {
    const { name, columns, key, changeable } = table;
    const list = columns.join(', ');
    await target.client.query(
      `insert into ${name} as t (${list}) overriding system value select ${list} from ${draft}
       ${key.length > 0 ? `on conflict (${key.join(', ')}) do ${changeFrom(changeable)}` : ''}`,
    );
    await continueSequences(source, target, name);
  }
}

const equal = (key: readonly string[]): string =>
  key.map((column) => `s.${column} = t.${column}`).join(' and ');

const changeFrom = (columns: readonly string[]): string =>
  columns.length === 0
    ? 'nothing'
    : `update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}
       where (${columns.map((column) => `t.${column}`).join(', ')}) is distinct from (${columns.map((column) => `excluded.${column}`).join(', ')})`;

/** Through this process, in PostgreSQL's binary form. Returns the number of rows. */
export async function copy(source: End, target: End, select: string, into: string): Promise<number> {
  const output = source.client.query(copyTo(`copy (${select}) to stdout (format binary)`));
  const input = target.client.query(copyFrom(`copy ${into} from stdin (format binary)`));
  await pipeline(output, input);
  return input.rowCount;
}

interface Sequence {
  readonly column: string;
  readonly sequence: string;
}

/** Identities go on after the source's last one. */
async function continueSequences(source: End, target: End, table: string): Promise<void> {
  const sequencesOf = async ({ client }: End): Promise<Sequence[]> =>
    (
      await client.query<Sequence>(
        `select attname::text as column, pg_get_serial_sequence($1, attname) as sequence from pg_attribute
         where attrelid = $1::regclass and attnum > 0 and not attisdropped and pg_get_serial_sequence($1, attname) is not null`,
        [table],
      )
    ).rows;
  const ours = await sequencesOf(target);
  for (const { column, sequence } of await sequencesOf(source)) {
    const { rows } = await source.client.query<{ last: string | null }>(
      'select pg_sequence_last_value($1::regclass)::text as last',
      [sequence],
    );
    const own = ours.find((one) => one.column === column);
    if (own && rows[0]?.last != null)
      await target.client.query('select setval($1::regclass, $2::bigint)', [own.sequence, rows[0].last]);
  }
}
