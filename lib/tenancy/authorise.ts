import { ThermaCoreError } from '../core/errors';
import { allows, permissionRow, type Permission } from './permissions';
import { isPlatformUser, type Principal } from './principal';

/** Permissions that make sense without a tenant; all others touch one tenant's data. */
const WITHOUT_TENANT: readonly Permission[] = [
  'session:read',
  'tenant:switch',
  'editor:read',
  'editor:write',
  'metrics:read',
];

/**
 * Lets the principal do `permission`, or throws: `forbidden` when the role or the kind of user does not include it,
 * also when a platform user has not switched to a tenant yet.
 */
export function authorise(principal: Principal, permission: Permission): void {
  const row = permissionRow(permission);
  if (!allows(principal.role, permission) || (row.platform && !isPlatformUser(principal)))
    throw new ThermaCoreError('forbidden', `The role ${principal.role} may not do this (${permission}).`, {
      advice: 'Ask an administrator for the role that includes it.',
    });
  if (principal.tenant === null && !WITHOUT_TENANT.includes(permission))
    throw new ThermaCoreError('forbidden', 'You act in no tenant.', {
      advice: 'Switch to a tenant first (POST /api/v1/auth/tenant).',
    });
}

/** The tenant whose data the principal may touch with this permission. */
export function authorisedTenant(principal: Principal, permission: Permission): string {
  authorise(principal, permission);
  if (principal.tenant === null) throw new ThermaCoreError('forbidden', 'You act in no tenant.');
  return principal.tenant;
}
