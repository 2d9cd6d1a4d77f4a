import { ThermaCoreError } from '../../core/errors';
import type { NewRun, RunRecord } from '../../reports/ports';
import { jsonForSql } from '../alarms/json';
import { withoutNulls } from '../rows';
import type { SqlClient } from '../sql-client';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const DAY_MS = 86_400_000;

/** All of a run but its files. */
export const RUN = `n.id, n.report, n.trigger, n.requested_by as "requestedBy", n.state, n.percent, ${ms('n.period_from')} as "from",
  ${ms('n.period_to')} as "to", n.timezone, ${ms('n.created_at')} as "createdAt", ${ms('n.started_at')} as "startedAt",
  ${ms('n.finished_at')} as "finishedAt", ${ms('n.expires_at')} as "expiresAt", n.attempts, n.summary, n.error,
  octet_length(n.html) as "htmlBytes", octet_length(n.csv) as "csvBytes"`;

export interface RunRow extends RunRecord {
  readonly htmlBytes: number | null;
  readonly csvBytes: number | null;
}

export function runOf({ htmlBytes, csvBytes, ...row }: RunRow): RunRecord {
  const bytes = htmlBytes === null || csvBytes === null ? undefined : { html: htmlBytes, csv: csvBytes };
  return { ...withoutNulls<RunRecord>(row), ...(bytes ? { bytes } : {}) };
}

export async function insertRun(client: SqlClient, run: NewRun): Promise<void> {
  const { id, report, trigger, requestedBy, from, to, timezone, createdAt } = run;
  await client.query(
    `insert into thermacore.report_runs
       (tenant_id, id, key, report, trigger, requested_by, period_from, period_to, timezone, created_at, expires_at)
     values (thermacore.current_tenant(), $1, $2, $3::jsonb, $4, $5, to_timestamp($6::float8 / 1000),
       to_timestamp($7::float8 / 1000), $8, to_timestamp($9::float8 / 1000), to_timestamp($10::float8 / 1000))`,
    [id, report.key, jsonForSql(report), trigger, requestedBy ?? null, from, to, timezone, createdAt, createdAt + report.keepDays * DAY_MS],
  ); // prettier-ignore
}

export async function findRun(
  client: SqlClient,
  id: string,
  lock: '' | 'for update of n' = '',
): Promise<RunRecord> {
  const { rows } = await client.query<RunRow>(
    `select ${RUN} from thermacore.report_runs n where n.id = $1 ${lock}`,
    [id],
  );
  if (rows[0]) return runOf(rows[0]);
  throw noSuchRun();
}

export const noSuchRun = (): ThermaCoreError =>
  new ThermaCoreError('not-found', 'There is no such run of a report.', {
    field: 'run',
    advice: 'It may have run out: its report says for how many days runs are kept.',
  });
