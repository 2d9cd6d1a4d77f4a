export { createDashboardGuard, type DashboardGuard, type DashboardSettings } from './guard';
export { createPluginHooks, type PluginHooks, type PluginHost } from './plugin-hooks';
export type { DashboardAuth, GuardOptions, Handler, TenantEntry } from './ports';
