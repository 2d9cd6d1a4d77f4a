import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type {
  NewRun,
  ReportRunRepository,
  RunFiles,
  RunFilter,
  RunRecord,
  TakenRun,
} from '../../reports/ports';
import type { ReportFormat } from '../../reports/run';
import { jsonForSql } from '../alarms/json';
import { page } from '../rows';
import type { Transactions } from '../tenant-transaction';
import { RUN, findRun, insertRun, noSuchRun, runOf, type RunRow } from './run-rows';

const at = (parameter: string): string => `to_timestamp(${parameter}::float8 / 1000)`;
const GIVEN_UP =
  'The process that made it went away each time. Make the report smaller, and look at the log of the service.';

/** Reports as they were ordered, and what came of them. */
export class StoredReportRuns implements ReportRunRepository {
  constructor(private readonly transactions: Transactions) {}

  list(tenant: string, { limit, cursor, report }: RunFilter): Promise<Page<RunRecord>> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const [beforeMs, beforeId] = cursor ? decodeCursor(cursor, ['number', 'string']) : [null, null];
      const { rows } = await client.query<RunRow>(
        `select ${RUN} from thermacore.report_runs n
         where ($1::text is null or n.key = $1) and ($2::float8 is null or (n.created_at, n.id) < (${at('$2')}, $3::text))
         order by n.created_at desc, n.id desc limit $4`,
        [report ?? null, beforeMs, beforeId, limit + 1],
      );
      return page(rows.map(runOf), limit, ({ createdAt, id }) => [createdAt, id]);
    });
  }

  get(tenant: string, id: string): Promise<RunRecord> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => findRun(client, id));
  }

  add(tenant: string, run: NewRun, most: number): Promise<RunRecord> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from thermacore.report_runs where state in ('queued', 'running')`,
      );
      const open = rows[0]?.count ?? 0;
      if (open >= most)
        throw new ThermaCoreError('rate-limited', `${open} reports wait already.`, {
          advice: 'Wait until some are done, or cancel those that are not needed.',
        });
      await insertRun(client, run);
      return findRun(client, run.id);
    });
  }

  take(now: number, leaseMs: number, attempts: number): Promise<TakenRun | undefined> {
    return this.transactions.forPlatform('write', async (client) => {
      await client.query(
        `update thermacore.report_runs set state = 'failed', error = $3, finished_at = ${at('$1')}, taken_until = null
         where state = 'running' and taken_until <= ${at('$1')} and attempts >= $2`,
        [now, attempts, GIVEN_UP],
      );
      const { rows } = await client.query<RunRow & { tenant: string }>(
        `with mine as (
           select n.tenant_id, n.id, t.key as tenant from thermacore.report_runs n
           join thermacore.tenants t on t.id = n.tenant_id
           where t.suspended_at is null and (n.state = 'queued' or (n.state = 'running' and n.taken_until <= ${at('$1')}))
             and not exists (select from thermacore.report_runs o where o.tenant_id = n.tenant_id and o.state = 'running'
                             and o.taken_until > ${at('$1')})
           order by n.created_at, n.id limit 1 for update of n skip locked
         )
         update thermacore.report_runs n
         set state = 'running', percent = 0, attempts = n.attempts + 1, started_at = ${at('$1')},
             taken_until = ${at('($1::float8 + $2::float8)')}
         from mine where n.tenant_id = mine.tenant_id and n.id = mine.id
         returning mine.tenant, ${RUN}`,
        [now, leaseMs],
      );
      const [found] = rows;
      if (!found) return undefined;
      const { tenant, ...row } = found;
      return { tenant, run: runOf(row) };
    });
  }

  progress(tenant: string, id: string, attempt: number, percent: number): Promise<boolean> {
    return this.settle(tenant, 'percent = $3', [id, attempt, percent]);
  }

  keep(tenant: string, id: string, attempt: number, { html, csv, summary }: RunFiles): Promise<boolean> {
    return this.settle(tenant, `html = $3, csv = $4, summary = $5::jsonb`, [
      id,
      attempt,
      fit(html),
      fit(csv),
      jsonForSql(summary),
    ]);
  }

  finish(tenant: string, id: string, attempt: number, when: number, remark?: string): Promise<boolean> {
    return this.settle(
      tenant,
      `state = 'done', percent = 100, finished_at = ${at('$3')}, taken_until = null, error = $4`,
      [id, attempt, when, remark === undefined ? null : fit(remark)],
    );
  }

  fail(tenant: string, id: string, attempt: number, when: number, error: string): Promise<boolean> {
    return this.settle(
      tenant,
      `state = 'failed', finished_at = ${at('$3')}, taken_until = null, error = $4`,
      [id, attempt, when, fit(error)],
    );
  }

  release(tenant: string, id: string, attempt: number): Promise<boolean> {
    return this.settle(
      tenant,
      `state = 'queued', percent = 0, attempts = attempts - 1, started_at = null, taken_until = null`,
      [id, attempt],
    );
  }

  remove(tenant: string, id: string, when: number): Promise<'cancelled' | 'removed'> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { state } = await findRun(client, id, 'for update of n');
      if (state !== 'queued' && state !== 'running') {
        await client.query('delete from thermacore.report_runs where id = $1', [id]);
        return 'removed';
      }
      await client.query(
        `update thermacore.report_runs set state = 'cancelled', finished_at = ${at('$2')}, taken_until = null where id = $1`,
        [id, when],
      );
      return 'cancelled';
    });
  }

  file(tenant: string, id: string, format: ReportFormat): Promise<string> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<{ state: string; text: string | null }>(
        `select n.state, case when $2::text = 'html' then n.html else n.csv end as text
         from thermacore.report_runs n where n.id = $1`,
        [id, format],
      );
      const [found] = rows;
      if (!found) throw noSuchRun();
      if (found.text !== null) return found.text;
      throw new ThermaCoreError('conflict', `The report is ${found.state}: there is no file to fetch.`, {
        advice: ['queued', 'running'].includes(found.state) ? 'Wait until it is done.' : 'Run it again.',
      });
    });
  }

  /** Of an attempt that is still under way; false where it is not this one’s any more. */
  private settle(tenant: string, change: string, values: readonly unknown[]): Promise<boolean> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `update thermacore.report_runs set ${change} where id = $1 and attempts = $2 and state = 'running' returning id`,
        values,
      );
      return rows.length > 0;
    });
  }
}

/** PostgreSQL’s text holds no U+0000 and no half of a surrogate pair. */
const fit = (text: string): string => text.replaceAll('\0', '\u2400').toWellFormed();
