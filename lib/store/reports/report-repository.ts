import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import { REPORT_FIELDS, REPORT_LIMITS, ReportInput, type ReportPatch } from '../../reports/definition';
import type { DueReport, ListFilter, NewRun, ReportRecord, ReportRepository } from '../../reports/ports';
import { jsonForSql } from '../alarms/json';
import { page, withoutNulls } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import { insertRun } from './run-rows';

interface Row {
  readonly report: unknown;
  readonly nextAt: number | null;
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string | null;
  readonly updatedAt: number;
  readonly updatedBy: string | null;
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const at = (parameter: string): string => `to_timestamp(${parameter}::float8 / 1000)`;
const COLUMNS = `r.report, ${ms('r.next_at')} as "nextAt", r.version, ${ms('r.created_at')} as "createdAt", r.created_by as "createdBy",
  ${ms('r.updated_at')} as "updatedAt", r.updated_by as "updatedBy"`;

/** Written and read through the schema: what came later than the row gets its default. Throws `invalid`. */
export function parsedReport(given: unknown): ReportInput {
  const { success, data, error } = ReportInput.safeParse(given);
  if (success) return data;
  const issue = error.issues[0];
  throw new ThermaCoreError('invalid', `The report is not valid: ${issue?.message ?? 'no reason'}.`, {
    field: issue?.path.join('.') ?? 'report',
  });
}

const recordOf = ({ report, nextAt, createdBy, updatedBy, ...rest }: Row): ReportRecord => ({
  ...parsedReport(report),
  ...rest,
  nextAt: nextAt ?? undefined,
  createdBy: createdBy ?? undefined,
  updatedBy: updatedBy ?? undefined,
});

/** What is left out stays; null clears. */
function merged(before: ReportRecord, patch: ReportPatch): ReportInput {
  const bare = Object.fromEntries(REPORT_FIELDS.map((name) => [name, before[name]]));
  const change = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return parsedReport(withoutNulls({ ...bare, ...change, key: before.key }));
}

export class StoredReports implements ReportRepository {
  constructor(private readonly transactions: Transactions) {}

  list(tenant: string, { limit, cursor }: ListFilter): Promise<Page<ReportRecord>> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const [after] = cursor ? decodeCursor(cursor, ['string']) : [''];
      const { rows } = await client.query<Row>(
        `select ${COLUMNS} from thermacore.reports r where r.key > $1 order by r.key limit $2`,
        [after, limit + 1],
      );
      return page(rows.map(recordOf), limit, ({ key }) => [key]);
    });
  }

  get(tenant: string, key: string): Promise<ReportRecord> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => find(client, key));
  }

  add(
    tenant: string,
    report: ReportInput,
    nextAt: number | undefined,
    user: string | undefined,
  ): Promise<ReportRecord> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const body = parsedReport(report);
      const { rows: counted } = await client.query<{ count: number }>(
        'select count(*)::int as count from thermacore.reports',
      );
      if ((counted[0]?.count ?? 0) >= REPORT_LIMITS.reports)
        throw new ThermaCoreError('over-quota', `There are ${REPORT_LIMITS.reports} reports already.`, {
          advice: 'Delete one that nobody reads.',
        });
      const { rows } = await client.query(
        `insert into thermacore.reports (tenant_id, key, report, next_at, created_by, updated_by)
         values (thermacore.current_tenant(), $1, $2::jsonb, ${at('$3')}, $4, $4)
         on conflict (tenant_id, key) do nothing returning key`,
        [body.key, jsonForSql(body), nextAt ?? null, user ?? null],
      );
      if (rows.length === 0)
        throw new ThermaCoreError('conflict', `There is a report "${body.key}" already.`, {
          field: 'key',
          advice: 'Choose another key, or change that one.',
        });
      return find(client, body.key);
    });
  }

  update(
    tenant: string,
    key: string,
    patch: ReportPatch,
    { version, user }: { readonly version: number; readonly user: string | undefined },
    nextAt: (report: ReportInput) => number | undefined,
  ): Promise<ReportRecord> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const before = await find(client, key, 'for update');
      refuseStale(before, version);
      const report = merged(before, patch);
      await client.query(
        `update thermacore.reports set report = $2::jsonb, next_at = ${at('$3')}, version = version + 1, updated_at = now(), updated_by = $4
         where key = $1`,
        [key, jsonForSql(report), nextAt(report) ?? null, user ?? null],
      );
      return find(client, key);
    });
  }

  remove(tenant: string, key: string, version?: number): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const before = await find(client, key, 'for update');
      if (version !== undefined) refuseStale(before, version);
      await client.query('delete from thermacore.reports where key = $1', [key]);
    });
  }

  due(now: number, limit: number): Promise<readonly DueReport[]> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<Row & { tenant: string; timezone: string }>(
        `select t.key as tenant, t.timezone, ${COLUMNS} from thermacore.reports r join thermacore.tenants t on t.id = r.tenant_id
         where r.next_at <= ${at('$1')} and t.suspended_at is null order by r.next_at, r.tenant_id, r.key limit $2`,
        [now, limit],
      );
      // One that does not read, since a newer version wrote it, is left to that version and holds up no other.
      return rows.flatMap(({ tenant, timezone, ...row }) =>
        ReportInput.safeParse(row.report).success ? [{ tenant, timezone, report: recordOf(row) }] : [],
      );
    });
  }

  claim(
    tenant: string,
    key: string,
    nextAt: number,
    following: number | undefined,
    run: NewRun | undefined,
  ): Promise<boolean> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `update thermacore.reports set next_at = ${at('$3')} where key = $1 and next_at = ${at('$2')} returning key`,
        [key, nextAt, following ?? null],
      );
      if (rows.length === 0) return false;
      if (run) await insertRun(client, run);
      return true;
    });
  }
}

async function find(client: SqlClient, key: string, lock: '' | 'for update' = ''): Promise<ReportRecord> {
  const { rows } = await client.query<Row>(
    `select ${COLUMNS} from thermacore.reports r where r.key = $1 ${lock}`,
    [key],
  );
  if (rows[0]) return recordOf(rows[0]);
  throw new ThermaCoreError('not-found', `There is no report "${key}".`, { field: 'report' });
}

function refuseStale({ key, version }: ReportRecord, given: number): void {
  if (version === given) return;
  throw new ThermaCoreError('conflict', `The report "${key}" was changed meanwhile.`, {
    field: 'version',
    advice: 'Read it again, and change what is there now.',
  });
}
