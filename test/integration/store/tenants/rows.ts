import type { SqlClient } from '../../../../lib/store/sql-client';

interface Column {
  readonly relation: string;
  readonly column: string;
  readonly type: string;
}

const COLUMNS = `
  select format('%I.%I', n.nspname, c.relname) as relation, quote_ident(a.attname) as column, format_type(a.atttypid, null) as type
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind = 'r' and n.nspname in ('thermacore', '_timescaledb_internal')
  order by 1, a.attnum`;

/** Columns of all tables there are, chunks and materialised ones too: the catalogue is asked, not a list of names. */
const columnsOf = async (owner: SqlClient): Promise<Column[]> => (await owner.query<Column>(COLUMNS)).rows;

async function countOf(
  owner: SqlClient,
  relation: string,
  where: string,
  values: unknown[],
): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(
    `select count(*)::int as n from ${relation} where ${where}`,
    values,
  );
  return rows[0]?.n ?? 0;
}

/** Tables with rows that have the number in a column that names a tenant, with how many. */
export async function rowsOfTenant(owner: SqlClient, id: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { relation, column } of await columnsOf(owner)) {
    const isTenant = /tenant/.test(column) || (relation === 'thermacore.tenants' && column === 'id');
    if (!isTenant || /_at$|_by$|_reason$/.test(column)) continue;
    const n = await countOf(owner, relation, `${column}::text = $1`, [String(id)]);
    if (n > 0) found[`${relation}.${column}`] = n;
  }
  return found;
}

/** Columns of text or JSON in which the words stand anywhere, with how many rows. */
export async function textsWith(owner: SqlClient, words: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { relation, column, type } of await columnsOf(owner)) {
    if (!['text', 'jsonb', 'json', 'character varying', 'bytea'].includes(type)) continue;
    const text = type === 'bytea' ? `encode(${column}, 'escape')` : `${column}::text`;
    const n = await countOf(owner, relation, `strpos(lower(${text}), lower($1)) > 0`, [words]);
    if (n > 0) found[`${relation}.${column}`] = n;
  }
  return found;
}
