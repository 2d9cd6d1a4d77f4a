import { ThermaCoreError } from '../core/errors';
import { may, permissionRow, type Permission } from './permissions';
import type { Principal } from './principal';

/**
 * Lets the principal do `permission`, on something of `tenant` if that is given, or throws: `forbidden` when the role
 * or the kind of user does not include it, also when a platform user has not switched to a tenant yet; `not-found`
 * for another tenant's, so that nobody learns what others have.
 */
export function authorise(principal: Principal, permission: Permission, tenant?: string): void {
  if (!may(principal, permission)) throw refusal(principal, permission);
  if (tenant !== undefined && tenant !== principal.tenant)
    throw new ThermaCoreError('not-found', 'There is no such object.', {
      advice: 'Check its name, and in which tenant you act.',
    });
}

function refusal(principal: Principal, permission: Permission): ThermaCoreError {
  const elsewhere = may({ ...principal, tenant: '-' }, permission);
  if (principal.tenant === null && elsewhere && !permissionRow(permission).tenantless)
    return new ThermaCoreError('forbidden', 'You act in no tenant.', {
      advice: 'Switch to a tenant first (POST /api/v1/auth/tenant).',
    });
  if (principal.units && may({ ...principal, units: undefined }, permission))
    return new ThermaCoreError('forbidden', `You are limited to units, and this is not (${permission}).`, {
      advice: 'Ask an administrator who is not.',
    });
  return new ThermaCoreError('forbidden', `The role ${principal.role} may not do this (${permission}).`, {
    advice: 'Ask an administrator for the role that includes it.',
  });
}

/** Which of the two counts for the principal: `other` only where he has that one and not the first. */
export const permissionThatCounts = (
  principal: Principal,
  permission: Permission,
  other: Permission | undefined,
): Permission =>
  other !== undefined && !may(principal, permission) && may(principal, other) ? other : permission;

/** The tenant whose data the principal may touch with this permission. Throws as `authorise` does. */
export function authorisedTenant(principal: Principal, permission: Permission): string {
  authorise(principal, permission);
  if (principal.tenant === null) throw new ThermaCoreError('forbidden', 'You act in no tenant.');
  return principal.tenant;
}
