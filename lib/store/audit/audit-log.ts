import { decodeCursor } from '../../core/cursor';
import type { Page } from '../../core/plant';
import type { AuditFilter, AuditHead, AuditRecord, ChainedEntry } from '../../tenancy/audit';
import type { AuditEntry, AuditLog } from '../../tenancy/ports';
import { instant, page, withoutNulls } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

/** Entries of one question. */
const PART = 1_000;

/** A text of PostgreSQL cannot hold U+0000; what an attacker types must not keep the entry out of the log. */
const clean = (text: string): string => text.replaceAll('\0', '\ufffd');

interface Row {
  readonly seq: number;
  readonly at: string;
  readonly erased: boolean | null;
}

/**
 * The audit log: it only grows, and each entry is chained to the one before (migration 0050). `tenant` null is the chain
 * of what belongs to no tenant.
 */
export class StoredAudit implements AuditLog {
  private readonly listeners = new Set<(entry: AuditEntry) => void>();

  /** `exports` is for what runs for minutes. */
  constructor(
    private readonly transactions: Transactions,
    private readonly exports: Transactions,
  ) {}

  /** Called with each entry before it is written, also with one that then cannot be. Must not throw. */
  onRecord(listener: (entry: AuditEntry) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async record(entry: AuditEntry): Promise<void> {
    for (const listener of this.listeners) listener(entry);
    const { tenant, actor, action, target, outcome, from, detail } = entry;
    const text = (value: string | undefined): string | null => (value === undefined ? null : clean(value));
    await this.transactions.forPlatform('lookup', (client) =>
      client.query('select thermacore.write_audit($1, $2, $3, $4, $5, $6, $7)', [
        tenant,
        clean(actor),
        clean(action),
        text(target),
        outcome,
        text(from),
        detail
          ? JSON.stringify(detail, (_, value: unknown) => (typeof value === 'string' ? clean(value) : value))
          : null,
      ]),
    );
  }

  /** Newest first. */
  async list(
    tenant: string | null,
    {
      limit,
      cursor,
      ...filter
    }: AuditFilter & { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<AuditRecord>> {
    const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['number']);
    return this.within(this.transactions, tenant, 'query', async (client) => {
      const rows = await select(client, filter, { before }, limit + 1);
      const { items, nextCursor } = page(rows, limit, ({ seq }) => [seq]);
      return { items: items.map(recordOf), ...(nextCursor === undefined ? {} : { nextCursor }) };
    });
  }

  /** Oldest first, all that the filter lets through. */
  async *read(tenant: string | null, filter: AuditFilter): AsyncGenerator<AuditRecord, void, undefined> {
    for (let after = 0; ;) {
      const rows = await this.within(this.exports, tenant, 'export', (client) =>
        select(client, filter, { after }, PART),
      );
      yield* rows.map(recordOf);
      const last = rows.at(-1);
      if (!last || rows.length < PART) return;
      after = last.seq;
    }
  }

  /** The whole chain with all that its hashes are made of, from the first entry. */
  async *chain(tenant: string | null): AsyncGenerator<ChainedEntry, void, undefined> {
    for (let after = 0; ;) {
      const rows = await this.within(this.exports, tenant, 'export', async (client) => {
        const found = await client.query<ChainedEntry>(
          `select coalesce(tenant_id, 0) as chain, seq::float8 as seq, (extract(epoch from at) * 1000000)::bigint::text as at,
                  actor, action, target, outcome, from_address as "from", detail::text as detail, erased,
                  encode(salt, 'hex') as salt, encode(content, 'hex') as content, encode(hash, 'hex') as hash
           from thermacore.audit_of_tenant where seq > $1 order by seq limit $2`,
          [after, PART],
        );
        return found.rows;
      });
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < PART) return;
      after = last.seq;
    }
  }

  /** Where each chain ends. */
  heads(): Promise<readonly AuditHead[]> {
    return this.transactions.forPlatform('query', async (client) => {
      const { rows } = await client.query<AuditHead>(
        `select tenant, seq::float8 as seq, encode(hash, 'hex') as hash, encode(first_hash, 'hex') as first
         from thermacore.audit_heads() order by tenant nulls first`,
      );
      return rows;
    });
  }

  private within<T>(
    transactions: Transactions,
    tenant: string | null,
    kind: 'query' | 'export',
    work: (client: SqlClient) => Promise<T>,
  ): Promise<T> {
    return tenant === null
      ? transactions.forPlatform(kind, work)
      : transactions.forTenant(tenant, kind, work);
  }
}

/** From the newest down, or up from an entry. */
async function select(
  client: SqlClient,
  { from, to, actor, action, target, outcome }: AuditFilter,
  place: { readonly before?: number | undefined } | { readonly after: number },
  limit: number,
): Promise<Row[]> {
  const up = 'after' in place;
  const { rows } = await client.query<Row>(
    `select seq::float8 as seq, ${instant('at')} as at, actor, action, target, outcome, from_address as "from", detail,
            nullif(erased, false) as erased, encode(hash, 'hex') as hash
     from thermacore.audit_of_tenant
     where ($1::float8 is null or seq ${up ? '>' : '<'} $1::bigint)
       and ($2::float8 is null or at >= to_timestamp($2::float8 / 1000))
       and ($3::float8 is null or at < to_timestamp($3::float8 / 1000))
       and ($4::text is null or lower(actor) = lower($4))
       and ($5::text is null or action = $5 or (right($5, 1) = ':' and starts_with(action, $5)))
       and ($6::text is null or target = $6) and ($7::text is null or outcome = $7)
     order by seq ${up ? 'asc' : 'desc'} limit $8`,
    [up ? place.after : (place.before ?? null), from ?? null, to ?? null, actor ?? null, action ?? null, target ?? null, outcome ?? null, limit], // prettier-ignore
  );
  return rows;
}

const recordOf = (row: Row): AuditRecord => withoutNulls(row);
