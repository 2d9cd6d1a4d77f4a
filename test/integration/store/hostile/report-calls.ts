import { encodeCursor } from '../../../../lib/core/cursor';
import { ReportInput } from '../../../../lib/reports';
import type { NewRun } from '../../../../lib/reports';
import type { StoreParts } from '../../../support/database';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const page = { limit: 10 };

export const hostileReport = (s: string): ReportInput => ({
  ...ReportInput.parse({ key: 'daily', name: 'x', schedule: '0 6 * * *' }),
  name: s,
});
export const hostileRun = (id: string, s: string): NewRun => ({
  id, report: hostileReport(s), trigger: 'request', requestedBy: s, from: T0, to: T0 + 1, timezone: s, createdAt: T0,
}); // prettier-ignore
const by = (s: string) => ({ version: 1, user: s });

/** Those of the parts for reports, with the text in every place they have for one. */
export const REPORT_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  reports: {
    list: [
      (store, s) => store.reports.list('aqua', { ...page, cursor: encodeCursor([s]) }),
      (store, s) => store.reports.list('aqua', { ...page, cursor: s }),
      (store, s) => store.reports.list(`no'${s}`, page),
    ],
    get: [(store, s) => store.reports.get('aqua', s)],
    add: [
      (store, s) => store.reports.add('aqua', { ...hostileReport(s), key: s }, T0, s),
      (store, s) => store.reports.add('aqua', hostileReport(s), T0, s),
    ],
    update: [
      (store, s) => store.reports.update('aqua', 'daily', { name: s, schedule: s }, by(s), () => T0),
      (store, s) => store.reports.update('aqua', s, { [s]: s }, by(s), () => T0),
    ],
    remove: [(store, s) => store.reports.remove('aqua', `no'${s}`)],
    due: [],
    claim: [
      (store, s) => store.reports.claim('aqua', s, T0, T0 + 1, hostileRun('x', s)),
      (store, s) => store.reports.claim(`no'${s}`, s, T0, undefined, undefined),
    ],
  },
  reportRuns: {
    list: [
      (store, s) => store.reportRuns.list('aqua', { ...page, report: s }),
      (store, s) => store.reportRuns.list('aqua', { ...page, cursor: encodeCursor([T0, s]) }),
      (store, s) => store.reportRuns.list('aqua', { ...page, cursor: s }),
    ],
    get: [(store, s) => store.reportRuns.get('aqua', `no'${s}`)],
    add: [
      (store, s) => store.reportRuns.add('aqua', hostileRun(`x${s}`, s), 1_000_000),
      (store, s) => store.reportRuns.add(`no'${s}`, hostileRun('x', s), 10),
    ],
    take: [],
    progress: [(store, s) => store.reportRuns.progress('aqua', s, 1, 5)],
    finish: [
      (store, s) => store.reportRuns.finish('aqua', s, 1, T0, s),
      (store, s) => store.reportRuns.finish('aqua', 'run', 1, T0, s),
    ],
    fail: [(store, s) => store.reportRuns.fail('aqua', s, 1, T0, s)],
    release: [(store, s) => store.reportRuns.release('aqua', s, 1)],
    keep: [
      (store, s) => store.reportRuns.keep('aqua', s, 1, { html: s, csv: s, summary: [s] }),
      (store, s) => store.reportRuns.keep('aqua', 'run', 1, { html: s, csv: s, summary: [s] }),
    ],
    remove: [(store, s) => store.reportRuns.remove('aqua', `no'${s}`, T0)],
    file: [
      (store, s) => store.reportRuns.file('aqua', `no'${s}`, 'html'),
      (store, s) => store.reportRuns.file('aqua', 'run', s as 'html'),
    ],
  },
};
