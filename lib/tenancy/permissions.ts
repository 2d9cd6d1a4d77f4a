import { isPlatformUser, type Principal } from './principal';
import { ROLES, type Role } from './roles';

export interface PermissionRow {
  readonly description: string;
  /** The least role that has it. */
  readonly role: Role;
  /** Only for users of the platform, not of a tenant. */
  readonly platform?: true;
  /** Makes sense without a tenant; every other permission touches the data of exactly one. */
  readonly tenantless?: true;
  /**
   * Also for a user that is limited to units, who sees and does it within them. Without it such a user is refused: what
   * is not known to keep to units shows nothing.
   */
  readonly withinUnits?: true;
}

/**
 * The one table of permissions. HTTP routes, the WebSocket, the dashboards, the editor and the broker ask it; nothing
 * decides by role name elsewhere. docs/permissions.md is made from it.
 */
export const PERMISSIONS = {
  'unit:read': { description: 'See units', role: 'viewer', withinUnits: true },
  'unit:create': { description: 'Add a unit', role: 'admin' },
  'unit:update': { description: 'Change a unit', role: 'admin', withinUnits: true },
  'unit:delete': { description: 'Delete a unit with its sensors', role: 'admin' },
  'sensor:read': { description: 'See sensors', role: 'viewer', withinUnits: true },
  'sensor:create': { description: 'Add a sensor', role: 'admin' },
  'sensor:update': { description: 'Change a sensor', role: 'admin', withinUnits: true },
  'sensor:delete': { description: 'Delete a sensor', role: 'admin' },
  'device:read': {
    description: 'See devices, their templates, points and how it goes with them',
    role: 'viewer',
    withinUnits: true,
  },
  'device:create': { description: 'Add devices and device templates', role: 'admin' },
  'device:update': {
    description: 'Change a device, its points or its template, switch it on and off',
    role: 'admin',
  },
  'device:delete': { description: 'Delete a device or a device template', role: 'admin' },
  'device:import': { description: 'Add and change devices from a file', role: 'admin' },
  'device:test': { description: 'Try the connection to a device', role: 'operator' },
  'reading:read': { description: 'See latest values and history', role: 'viewer', withinUnits: true },
  'reading:publish': {
    description: 'Publish readings: to the embedded broker, or over the API',
    role: 'operator',
  },
  'analytics:read': {
    description: 'See what is calculated from history: trends, scores, correlations, forecasts, KPIs',
    role: 'viewer',
    withinUnits: true,
  },
  'trend-view:own': {
    description: 'Save views of trends, and see those that others share',
    role: 'viewer',
  },
  'trend-view:share': { description: 'Share views of trends with everybody of the tenant', role: 'operator' },
  'report:read': { description: 'See reports, and open and download those that were made', role: 'viewer' },
  'report:run': { description: 'Have a report made now, cancel and remove runs', role: 'operator' },
  'report:update': {
    description: 'Change reports: what is in them, when they are made, who gets them',
    role: 'admin',
  },
  // History is not taken back: an import that was wrong stays.
  'reading:import': { description: 'Bring history in from files', role: 'admin' },
  'retention:read': { description: 'See how long data is kept', role: 'viewer' },
  'retention:update': {
    description: 'Change how long data is kept, by which older data is deleted for good',
    role: 'admin',
  },
  'command:read': { description: 'See commands and what became of them', role: 'viewer', withinUnits: true },
  'device:operate': {
    description: 'Write to the field, confirm and cancel commands',
    role: 'operator',
    withinUnits: true,
  },
  'alarm:read': {
    description: 'See alarms, their journal, their rules and how they do',
    role: 'viewer',
    withinUnits: true,
  },
  'alarm:acknowledge': {
    description: 'Acknowledge alarms and reset latched ones',
    role: 'operator',
    withinUnits: true,
  },
  'alarm:shelve': {
    description: 'Shelve alarms for a time and take them back',
    role: 'operator',
    withinUnits: true,
  },
  'alarm:service': {
    description: 'Take alarms out of service and put them back',
    role: 'admin',
    withinUnits: true,
  },
  'alarm-rule:create': { description: 'Add alarm rules', role: 'admin' },
  'alarm-rule:update': { description: 'Change alarm rules, with a reason', role: 'admin' },
  'alarm-rule:delete': { description: 'Delete alarm rules', role: 'admin' },
  'notification:read': {
    description: 'See who is told of alarms, and what was sent to whom',
    role: 'operator',
  },
  'notification:send': {
    description: 'Send a text to those who are told of alarms, and what was given up again',
    role: 'operator',
  },
  'notification:update': {
    description: 'Change who is told of alarms, when and by which way, and try it',
    role: 'admin',
  },
  'anomaly:read': {
    description: 'See anomalies, and how sensors are watched',
    role: 'viewer',
    withinUnits: true,
  },
  'anomaly:judge': {
    description: 'Say whether an anomaly was one, which tunes its sensor',
    role: 'operator',
    withinUnits: true,
  },
  'anomaly:scan': { description: 'Look for anomalies in history', role: 'operator' },
  'anomaly:settings': { description: 'Change how sensors are watched for anomalies', role: 'admin' },
  'audit:read': {
    description: 'See who did what, and check that nothing of that log was changed',
    role: 'admin',
    tenantless: true,
  },
  'security:read': {
    description: 'See what looked like an intrusion, and who is kept out',
    role: 'admin',
    tenantless: true,
  },
  'security:manage': {
    description: 'Keep accounts, MQTT clients and addresses out, and let them in again',
    role: 'admin',
    tenantless: true,
  },
  'api-key:own': {
    description: 'Make, see, renew and end one’s own API keys',
    role: 'viewer',
    tenantless: true,
    withinUnits: true,
  },
  'api-key:manage': { description: 'See and end the API keys of all users', role: 'admin', tenantless: true },
  'user:secure': {
    description: 'Take away the second factor of a user who lost it, unlock accounts that were guessed at',
    role: 'admin',
    tenantless: true,
  },
  'live:subscribe': {
    description: 'Receive live readings over WebSocket and MQTT',
    role: 'viewer',
    withinUnits: true,
  },
  'dashboard:view': { description: 'Open the dashboards', role: 'viewer', withinUnits: true },
  'session:read': {
    description: 'See and end one’s own sessions',
    role: 'viewer',
    tenantless: true,
    withinUnits: true,
  },
  'profile:update': {
    description: 'Change one’s own name, e-mail address and password',
    role: 'viewer',
    tenantless: true,
    withinUnits: true,
  },
  // Of the tenant that one acts in; a user of the platform that acts in none has those of the platform.
  'user:read': { description: 'See users', role: 'admin', tenantless: true },
  'user:create': { description: 'Add a user', role: 'admin', tenantless: true },
  'user:update': {
    description: 'Change a user: name, role, units, disabled, a temporary password',
    role: 'admin',
    tenantless: true,
  },
  'user:delete': { description: 'Delete a user', role: 'admin', tenantless: true },
  'session:manage': { description: 'See and end the sessions of users', role: 'admin', tenantless: true },
  'role:read': { description: 'See the roles that the tenant has made', role: 'admin' },
  'role:update': { description: 'Make, change and delete roles', role: 'admin' },
  'tenant:list': {
    description: 'See which tenants there are',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'tenant:switch': {
    description: 'Act in a tenant (audited)',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'tenant:create': { description: 'Add a tenant', role: 'admin', platform: true, tenantless: true },
  'tenant:update': {
    description: 'Change a tenant and its quotas, and the default quotas',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'tenant:suspend': {
    description: 'Suspend a tenant and let it in again',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'tenant:erase': {
    description: 'Erase a tenant with all its data, in two steps, and see certificates of what was erased',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'tenant:read-own': {
    description: 'See the quotas of one’s own tenant and what it uses of them',
    role: 'admin',
  },
  'tenant:export': { description: 'Take out all that there is of one’s own tenant', role: 'admin' },
  'person:erase': {
    description: 'Erase a user of one’s own tenant, and the name wherever it stands',
    role: 'admin',
  },
  'editor:read': { description: 'Look at the flows in the editor', role: 'operator', tenantless: true },
  'editor:write': { description: 'Change and deploy flows', role: 'admin', tenantless: true },
  // The trust list is the installation's: whoever it lets in reaches every tenant's devices.
  'certificate:read': {
    description: 'See the installation’s certificates and whom it trusts',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'certificate:update': {
    description: 'Make, import, renew and revoke the installation’s certificates, trust and reject others',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'signing-key:read': {
    description: 'See the keys that sign access tokens',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'signing-key:rotate': {
    description: 'Sign access tokens with a new key',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'operations:read': {
    description: 'See how the installation is: health, connections, background tasks',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'operations:run': {
    description: 'Run a background task of the store now',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
  'metrics:read': {
    description: 'Read the process metrics from another machine',
    role: 'admin',
    platform: true,
    tenantless: true,
  },
} as const satisfies Record<string, PermissionRow>;

export type Permission = keyof typeof PERMISSIONS;

const rank = (role: Role): number => ROLES.indexOf(role);

export const permissionRow = (permission: Permission): PermissionRow => PERMISSIONS[permission];

/** True if a user of a tenant with this role has it. Platform permissions never come with a role alone: see `may`. */
export const allows = (role: Role, permission: Permission): boolean =>
  !permissionRow(permission).platform && includes(role, permission);

/** True if the principal has it where it acts now. `authorise` throws instead, with the reason. */
export const may = (principal: Principal, permission: Permission): boolean => {
  const { platform, tenantless, withinUnits } = permissionRow(permission);
  return (
    includes(principal.role, permission) &&
    (principal.grants?.includes(permission) ?? true) &&
    (principal.units === undefined || withinUnits === true) &&
    (!platform || isPlatformUser(principal)) &&
    (tenantless === true || principal.tenant !== null)
  );
};

/** All that the principal may where it acts now, for pages that show only what their user can do. */
export const permissionsOf = (principal: Principal): Permission[] =>
  (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => may(principal, permission));

/** The least built-in role that has all of them. */
export const leastRoleOf = (permissions: readonly Permission[]): Role =>
  ROLES[Math.max(0, ...permissions.map((permission) => rank(PERMISSIONS[permission].role)))] ?? 'admin';

const includes = (role: Role, permission: Permission): boolean =>
  rank(role) >= rank(PERMISSIONS[permission].role);

export const isPermission = (value: unknown): value is Permission =>
  typeof value === 'string' && Object.hasOwn(PERMISSIONS, value);
