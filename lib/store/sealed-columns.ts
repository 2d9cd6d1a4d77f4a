import { sealedFor } from '../core/sealed';
import { asOwner } from './owner';
import type { SqlClient } from './sql-client';
import { Transactions } from './tenant-transaction';

/** A column that holds secrets sealed with the key of the installation. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** One sealed text, or a JSON object of them by their names. */
  readonly holds: 'text' | 'object';
  /** What tells its rows apart, in the order that `contextOf` takes their values, after the tenant's key. */
  readonly key: readonly string[];
  /** Whether its rows belong to tenants. */
  readonly ofTenant: boolean;
  contextOf(tenant: string | null, key: readonly string[], name: string): string;
}

/** All of them: what is not listed here does not open any more after the key has changed. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'devices',
    column: 'secrets',
    holds: 'object',
    key: ['key'],
    ofTenant: true,
    contextOf: (tenant, [device = ''], name) => sealedFor.device(tenant ?? '', device, name),
  },
  {
    table: 'notification_targets',
    column: 'secrets',
    holds: 'object',
    key: ['key'],
    ofTenant: true,
    contextOf: (tenant, [target = ''], name) => sealedFor.notificationTarget(tenant ?? '', target, name),
  },
  {
    table: 'user_mfa',
    column: 'secret',
    holds: 'text',
    key: ['user_id'],
    ofTenant: false,
    contextOf: (_tenant, [user = '']) => sealedFor.secondFactor(user),
  },
  {
    table: 'idempotency_keys',
    column: 'answer',
    holds: 'text',
    key: ['user_id', 'operation', 'key'],
    ofTenant: true,
    contextOf: (tenant, [user = '', operation = '', key = '']) =>
      sealedFor.idempotencyAnswer(tenant, user, operation, key),
  },
];

export interface Resealed {
  /** Rows that are sealed with the new key now and were not before. */
  readonly changed: number;
  /** Rows with something that no known key opens: where they are, never what they hold. */
  readonly unreadable: readonly string[];
}

/** Gives it back sealed with the present key, unchanged if it is already; throws where no known key opens it. */
type Reseal = (sealed: string, context: string) => string;

interface SealedRow {
  readonly tenant_id: number | null;
  readonly tenant: string | null;
  readonly key: readonly string[];
  readonly sealed: string | Readonly<Record<string, string>>;
}

/** Rows in one transaction: what is done stays done when the rest is not. */
const AT_ONCE = 200;

/** Goes through every sealed secret of a database. Whoever is cut off begins again: what is done is not done twice. */
export const resealDatabase = (url: string, reseal: Reseal): Promise<Resealed> =>
  asOwner(url, (client) =>
    resealAll(new Transactions({ use: (work) => work(client), close: () => Promise.resolve() }), reseal),
  );

export async function resealAll(
  transactions: Pick<Transactions, 'forPlatform'>,
  reseal: Reseal,
): Promise<Resealed> {
  const unreadable: string[] = [];
  let changed = 0;
  for (const column of SEALED_COLUMNS) {
    const rows = await transactions.forPlatform('export', (client) => rowsOf(client, column));
    for (let first = 0; first < rows.length; first += AT_ONCE)
      await transactions.forPlatform('write', async (client) => {
        for (const row of rows.slice(first, first + AT_ONCE)) {
          const { sealed, whole } = resealed(column, row, reseal);
          if (!whole) unreadable.push(placeOf(column, row));
          if (sealed !== undefined) changed += await replace(client, column, row, sealed);
        }
      });
  }
  return { changed, unreadable };
}

const placeOf = ({ table, column }: SealedColumn, { tenant, key }: SealedRow): string =>
  `${table}.${column} ${[tenant ?? '-', ...key].join('/')}`;

/** What stands in the row from now on; undefined: what stands there already. */
function resealed(
  column: SealedColumn,
  { tenant, key, sealed }: SealedRow,
  reseal: Reseal,
): { readonly sealed: string | undefined; readonly whole: boolean } {
  let whole = true;
  const one = (text: string, name: string): string => {
    try {
      return reseal(text, column.contextOf(tenant, key, name));
    } catch {
      // It did not open before either: left as it is, and told.
      whole = false;
      return text;
    }
  };
  const before = typeof sealed === 'string' ? sealed : JSON.stringify(sealed);
  const after =
    typeof sealed === 'string'
      ? one(sealed, '')
      : JSON.stringify(
          Object.fromEntries(Object.entries(sealed).map(([name, text]) => [name, one(text, name)])),
        );
  return { sealed: after === before ? undefined : after, whole };
}

const keysOf = ({ key }: SealedColumn): string => key.map((name) => `s.${name}::text`).join(', ');

async function rowsOf(client: SqlClient, column: SealedColumn): Promise<readonly SealedRow[]> {
  const { table, column: name, ofTenant } = column;
  const tenant = ofTenant ? 's.tenant_id, t.key' : 'null::integer, null::text';
  const join = ofTenant ? 'left join thermacore.tenants t on t.id = s.tenant_id' : '';
  const { rows } = await client.query<SealedRow>(
    `select x.tenant_id, x.tenant, x.key, x.sealed from thermacore.${table} s ${join},
       lateral (select ${tenant}, jsonb_build_array(${keysOf(column)}), to_jsonb(s.${name}))
         x (tenant_id, tenant, key, sealed)
     where s.${name} is not null`,
  );
  return rows;
}

/** Only where it still stands as it was read: what was entered meanwhile is sealed with the new key already. */
async function replace(
  client: SqlClient,
  column: SealedColumn,
  row: SealedRow,
  sealed: string,
): Promise<number> {
  const { table, column: name, holds, ofTenant } = column;
  const type = holds === 'object' ? 'jsonb' : 'text';
  const before = typeof row.sealed === 'string' ? row.sealed : JSON.stringify(row.sealed);
  const { rows } = await client.query(
    `update thermacore.${table} s set ${name} = $1::text::${type}
     where s.${name} = $2::text::${type} and jsonb_build_array(${keysOf(column)}) = $3::text::jsonb
       ${ofTenant ? 'and s.tenant_id is not distinct from $4::integer' : 'and $4::integer is null'}
     returning 1`,
    [sealed, before, JSON.stringify(row.key), row.tenant_id],
  );
  return rows.length;
}
