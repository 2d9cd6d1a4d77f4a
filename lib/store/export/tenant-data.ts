import { ThermaCoreError } from '../../core/errors';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import type { ExportTarget } from './readings-export';

/** A relation with rows of the tenant, as it is written to a file: one JSON object a line. */
export interface TenantTable {
  readonly name: string;
  /** As SQL writes it, from the catalogue. */
  readonly columns: string;
}

/** What proves who somebody is stays here; it would let whoever has the file in. */
const SECRET = 'password|secret|hash|token|recovery|totp|passkey|credential|erasure';
/**
 * Readings are files of their own, and rollups of a minute follow from them; the journal and the audit log are read through
 * views.
 */
const VIEWS = ['alarm_journal_in_order', 'audit_of_tenant', 'rollup_1h_of_tenant', 'rollup_1d_of_tenant'];

/** One column a line: with two control characters as quote and delimiter CSV leaves JSON as it is. */
const WHOLE_LINE = `format csv, quote E'\\x01', delimiter E'\\x02'`;

/** All that a tenant has beside its readings. The relations come from the catalogue, so that a new table is covered. */
export class TenantData {
  constructor(private readonly transactions: Transactions) {}

  /** Rejects `not-found`. */
  tables(tenant: string): Promise<TenantTable[]> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<TenantTable>(
        `select c.relname::text as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relnamespace = 'thermacore'::regnamespace and has_table_privilege(c.oid, 'select') and a.attname !~ $1
           and c.relname <> 'idempotency_keys'
           and (c.relname = 'tenants' or c.relname in (select jsonb_array_elements_text($2::jsonb))
             or c.relkind = 'r' and c.relrowsecurity and not c.relispartition
               and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped))
         group by c.relname order by c.relname`,
        [SECRET, JSON.stringify(VIEWS)],
      );
      return rows;
    });
  }

  /** Streams a relation's rows of the tenant. Resolves with their number. */
  async copy(
    tenant: string,
    { name, columns }: TenantTable,
    { write, signal }: Pick<ExportTarget, 'write' | 'signal'>,
  ): Promise<number> {
    const known = (await this.tables(tenant)).find(
      (table) => table.name === name && table.columns === columns,
    );
    // COPY takes no bind parameters: only what the catalogue says stands in its text.
    if (!known) throw new ThermaCoreError('invalid', 'There is no such relation.', { field: 'name' });
    return this.transactions.forTenant(tenant, 'export', async (client) => {
      signal.throwIfAborted();
      // Tables need the form of times and numbers only, and no lock that holds up the makers of partitions.
      await client.query(`set local timezone = 'UTC'; set local extra_float_digits = 1`);
      return copyRows(client, known, write, signal);
    });
  }
}

async function copyRows(
  client: SqlClient,
  { name, columns }: TenantTable,
  write: (chunk: Buffer) => Promise<void> | void,
  signal: AbortSignal,
): Promise<number> {
  if (!client.copyOut) throw new Error('this connection cannot copy');
  const stream = client.copyOut(
    `copy (select row_to_json(x) from (select ${columns} from thermacore.${name}) x) to stdout (${WHOLE_LINE})`,
  );
  const stop = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) await write(chunk as Buffer);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return stream.rowCount;
}
