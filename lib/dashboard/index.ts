export { createDashboardGuard, type DashboardGuard, type DashboardSettings } from './guard';
export type { DashboardAuth, GuardOptions, TenantEntry } from './ports';
