import { decodeCursor } from '../../core/cursor';
import type { Page } from '../../core/plant';
import type { Incident, IncidentFilter, IncidentRepository } from '../../security/intrusion/ports';
import { page, withoutNulls } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const INCIDENT = `select i.id, t.key as tenant, i.detector, i.severity, i.title, i.summary, i.advice, i.account, i.address,
    i.protocol, i.done, i.acknowledged_by as "acknowledgedBy", i.count, ${ms('i.first_at')} as "firstAt", ${ms('i.last_at')} as "lastAt"
  from thermacore.security_incidents i left join thermacore.tenants t on t.id = i.tenant_id`;

type Row = { readonly [Field in keyof Incident]: Incident[Field] };

/** What the detection of intrusions found, each of a tenant or of the installation. */
export class StoredIncidents implements IncidentRepository {
  constructor(private readonly transactions: Transactions) {}

  async keep(incident: Incident): Promise<void> {
    const { id, tenant, detector, severity, title, summary, advice, protocol, count, firstAt, lastAt } =
      incident;
    const { account = null, address = null, done = null, acknowledgedBy = null } = incident;
    await this.within(tenant, (client) =>
      client.query(
        `insert into thermacore.security_incidents (id, tenant_id, detector, severity, title, summary, advice, account,
           address, protocol, done, count, first_at, last_at, acknowledged_by)
         values ($1, thermacore.current_tenant(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
           to_timestamp($12::float8 / 1000), to_timestamp($13::float8 / 1000), $14)
         on conflict (coalesce(tenant_id, 0), id) do update set summary = excluded.summary, account = excluded.account, address = excluded.address,
           done = excluded.done, count = excluded.count, acknowledged_by = coalesce(excluded.acknowledged_by, security_incidents.acknowledged_by), last_at = excluded.last_at`,
        [id, detector, severity, title, summary, advice, account, address, protocol, done, count, firstAt, lastAt, acknowledgedBy],
      ),
    ); // prettier-ignore
  }

  async list(
    tenant: string | null,
    { limit, cursor, severity, detector, from }: IncidentFilter,
  ): Promise<Page<Incident>> {
    const [lastAt, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, ['number', 'string']);
    return this.within(tenant, async (client) => {
      const { rows } = await client.query<Row>(
        `${INCIDENT} where i.tenant_id is not distinct from thermacore.current_tenant()
           and ($1::float8 is null or (i.last_at, i.id) < (to_timestamp($1::float8 / 1000), $2::text))
           and ($3::text is null or i.severity = $3) and ($4::text is null or i.detector = $4)
           and ($5::float8 is null or i.last_at >= to_timestamp($5::float8 / 1000))
         order by i.last_at desc, i.id desc limit $6::int`,
        [lastAt, id, severity ?? null, detector ?? null, from ?? null, limit + 1],
      );
      const { items, nextCursor } = page(rows, limit, (row) => [row.lastAt, row.id]);
      return { items: items.map(incidentOf), ...(nextCursor === undefined ? {} : { nextCursor }) };
    });
  }

  since(at: number, limit: number): Promise<readonly Incident[]> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<Row>(
        `${INCIDENT} where i.last_at >= to_timestamp($1::float8 / 1000) order by i.last_at desc, i.id desc limit $2::int`,
        [at, limit],
      );
      return rows.map(incidentOf);
    });
  }

  private within<T>(tenant: string | null, work: (client: SqlClient) => Promise<T>): Promise<T> {
    return tenant === null
      ? this.transactions.forPlatform('lookup', work)
      : this.transactions.forTenant(tenant, 'lookup', work);
  }
}

const incidentOf = (row: Row): Incident => ({ ...withoutNulls<Incident>(row), tenant: row.tenant });
