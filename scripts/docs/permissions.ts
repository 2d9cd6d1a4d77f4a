import { routes } from '../../lib/api';
import { PERMISSIONS, ROLES, allows, permissionRow, type Permission } from '../../lib/tenancy';
import type { Page } from './page';

const names = Object.keys(PERMISSIONS) as Permission[];

function usedBy(permission: Permission): string {
  const operations = [...routes.authRoutes, ...routes.flowRoutes, routes.live].filter(
    (route) => route.permission === permission,
  );
  return operations.map(({ operationId }) => `\`${operationId}\``).join(', ');
}

function row(permission: Permission): string {
  const { description, role, platform } = permissionRow(permission);
  const cells = platform
    ? ROLES.map((candidate) => (ROLES.indexOf(candidate) >= ROLES.indexOf(role) ? 'platform' : ''))
    : ROLES.map((candidate) => (allows(candidate, permission) ? 'yes' : ''));
  return `| \`${permission}\` | ${description} | ${cells.join(' | ')} | ${usedBy(permission)} |`;
}

export const permissionsPage: Page = {
  path: 'docs/permissions.md',
  render: () => `# Permissions

Generated from \`lib/tenancy/permissions.ts\` by \`npm run docs\`. HTTP routes, the WebSocket, the dashboards, the editor and
the broker all ask this one table. A role has what the roles left of it have.

| permission | what it allows | ${ROLES.join(' | ')} | API operations |
|---|---|${ROLES.map(() => '---').join('|')}|---|
${names.map(row).join('\n')}

"platform": only users of the platform, who belong to no tenant. They act in a tenant after an explicit switch
(\`POST /api/v1/auth/tenant\`), which stands in the audit log; until then they touch no tenant's data.

An object of another tenant does not exist for whoever asks: the answer is 404, never 403.
`,
};
