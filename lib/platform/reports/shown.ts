import { scheduleWords, type Report, type ReportRecord, type ReportRun, type RunRecord } from '../../reports';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Reports and runs as the API, the nodes and the dashboards see them: times as text, what is not there is absent. */
export const shownReport = ({ nextAt, createdAt, createdBy, updatedAt, updatedBy, ...report }: ReportRecord): Report => ({
  ...report,
  ...(report.schedule === undefined ? {} : { scheduleText: scheduleWords(report.schedule) }),
  ...(nextAt === undefined ? {} : { nextAt: iso(nextAt) }),
  createdAt: iso(createdAt),
  ...(createdBy === undefined ? {} : { createdBy }),
  updatedAt: iso(updatedAt),
  ...(updatedBy === undefined ? {} : { updatedBy }),
}); // prettier-ignore

export const shownRun = (run: RunRecord): ReportRun => ({
  id: run.id,
  report: run.report.key,
  name: run.report.name,
  state: run.state,
  percent: run.percent,
  trigger: run.trigger,
  ...(run.requestedBy === undefined ? {} : { requestedBy: run.requestedBy }),
  from: iso(run.from),
  to: iso(run.to),
  timezone: run.timezone,
  createdAt: iso(run.createdAt),
  ...(run.startedAt === undefined ? {} : { startedAt: iso(run.startedAt) }),
  ...(run.finishedAt === undefined ? {} : { finishedAt: iso(run.finishedAt) }),
  expiresAt: iso(run.expiresAt),
  attempts: run.attempts,
  ...(run.bytes === undefined ? {} : { bytes: { ...run.bytes } }),
  summary: [...run.summary],
  ...(run.error === undefined ? {} : { error: run.error }),
});
