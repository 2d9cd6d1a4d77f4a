import { ReportInput, nextOf } from '../reports';
import type { Store } from '../store';
import { DEMO_TENANTS } from './first-start';

const DAILY = {
  key: 'daily-plant',
  name: 'Daily plant report',
  kind: 'daily-plant',
  period: 'day',
  schedule: '0 6 * * *',
} as const;

/** The morning report of the demo’s first plant. Made with the demo tenants, and never again. */
export async function makeDemoReports(store: Pick<Store, 'reports'>, now: number): Promise<void> {
  const [{ key, timezone }] = DEMO_TENANTS;
  const report = ReportInput.parse(DAILY);
  await store.reports.add(key, report, nextOf(report, timezone, now), undefined);
}
