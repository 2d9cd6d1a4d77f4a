import { ThermaCoreError } from '../../core/errors';
import { PERMISSIONS, isPermission, may, permissionRow, type Permission } from '../permissions';
import type { Principal } from '../principal';

const ALL = Object.keys(PERMISSIONS) as Permission[];

/** What the one has and the other has not, were the one where the other acts. */
function beyond(by: Principal, other: Principal): Permission | undefined {
  const there = { ...other, tenant: other.tenant ?? by.tenant, units: undefined };
  return ALL.find((permission) => may(there, permission) && !may(by, permission));
}

/**
 * Throws `forbidden` when somebody would be given more than the giver has, or when it is about a user who has more:
 * whoever sets that one's password could become it.
 */
export function requireNoMoreThan(by: Principal, other: Principal): void {
  const permission = beyond(by, other);
  if (permission === undefined) return;
  throw new ThermaCoreError('forbidden', `You may not do this yourself: ${permission}.`, {
    field: 'role',
    advice: 'Ask an administrator who may: nobody gives more than he has.',
  });
}

/** The permissions as a custom role can have them. Throws `invalid` or `forbidden` that names the one at fault. */
export function requireGivable(by: Principal, permissions: readonly string[]): readonly Permission[] {
  return permissions.map((permission) => {
    if (!isPermission(permission))
      throw new ThermaCoreError('invalid', `There is no permission "${permission}".`, {
        field: 'permissions',
        advice: 'docs/permissions.md and GET /api/v1/permissions list them.',
      });
    if (permissionRow(permission).platform)
      throw new ThermaCoreError('invalid', `The permission ${permission} is for users of the platform.`, {
        field: 'permissions',
        advice: 'Leave it out.',
      });
    if (!may(by, permission))
      throw new ThermaCoreError('forbidden', `You may not do this yourself: ${permission}.`, {
        field: 'permissions',
        advice: 'Leave it out: nobody gives more than he has.',
      });
    return permission;
  });
}
