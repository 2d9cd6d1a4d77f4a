export { isHttps } from './cookies';
export { createDashboardGuard, type DashboardGuard, type DashboardSettings } from './guard';
export { createPluginHooks, type PluginHooks, type PluginHost } from './plugin-hooks';
export { isSameOrigin } from './origin';
export type { DashboardAuth, GuardOptions, Handler, TenantEntry } from './ports';
