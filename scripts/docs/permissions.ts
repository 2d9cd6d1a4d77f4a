import { routes } from '../../lib/api';
import { PERMISSIONS, ROLES, allows, permissionRow, type Permission } from '../../lib/tenancy';
import type { Page } from './page';

const names = Object.keys(PERMISSIONS) as Permission[];

function usedBy(permission: Permission): string {
  const operations = [
    ...routes.authRoutes,
    ...routes.flowRoutes,
    ...routes.passwordRoutes,
    routes.live,
  ].filter((route) => [route.permission, route.orPermission].includes(permission));
  return operations.map(({ operationId }) => `\`${operationId}\``).join(', ');
}

function row(permission: Permission): string {
  const { description, role, platform, withinUnits } = permissionRow(permission);
  const cells = platform
    ? ROLES.map((candidate) => (ROLES.indexOf(candidate) >= ROLES.indexOf(role) ? 'platform' : ''))
    : ROLES.map((candidate) => (allows(candidate, permission) ? 'yes' : ''));
  return `| \`${permission}\` | ${description} | ${cells.join(' | ')} | ${withinUnits ? 'yes' : ''} | ${usedBy(permission)} |`;
}

export const permissionsPage: Page = {
  path: 'docs/permissions.md',
  render: () => `# Permissions

Generated from \`lib/tenancy/permissions.ts\` by \`npm run docs\`. HTTP routes, the WebSocket, the dashboards, the editor and
the broker all ask this one table. A role has what the roles left of it have.

| permission | what it allows | ${ROLES.join(' | ')} | within units | API operations |
|---|---|${ROLES.map(() => '---').join('|')}|---|---|
${names.map(row).join('\n')}

"platform": only users of the platform, who belong to no tenant. They act in a tenant after an explicit switch
(\`POST /api/v1/auth/tenant\`), which stands in the audit log; until then they touch no tenant's data.

## Roles of a tenant

A tenant makes roles of its own out of the permissions that are not of the platform (\`POST /api/v1/roles\`): nobody puts
into one what he has not himself. A user with such a role counts as having the least built-in role that includes all of
it, where pages and flows ask for a role, and may do what the list says and nothing else; to see and end one's own
sessions and to change one's own password everybody may. The list stands in no token: a change counts at once in the
process that made it and within 30 s in others.

## Users that are limited to units

"within units": also for users that are limited to units, who see and do it within them. Everything else refuses such a
user with 403: what is not known to keep to units shows nothing. Refused are therefore the embedded broker, sessions of
the OPC UA server, rules of alarms, status and changes of devices, device templates, exports and imports as jobs,
what-ifs, scans, settings of anomalies, notifications, retention, users and roles. On the dashboards such a user gets the answers to his own questions and live
readings of his units; what a flow sends to everybody of the tenant otherwise does not reach him. An object of another
unit does not exist for him: 404. Own flows behind \`api in\` get \`msg.principal.units\`, and have to keep to them.

An object of another tenant does not exist for whoever asks: the answer is 404, never 403.
`,
};
