import { PERMISSIONS, isPermission, leastRoleOf, may, permissionRow, type Permission } from '../permissions';
import type { CustomRole, UserRecord } from '../ports';
import type { Principal } from '../principal';
import type { Role } from '../roles';
import { roleOf, type ListedUser } from './account-service';

/** A user as the API and the nodes show it: without anything of its password. */
export interface ShownUser {
  readonly id: string;
  readonly username: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly role: Role;
  readonly customRole?: string;
  readonly tenant: string | null;
  readonly units?: string[];
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: string;
}

export function shownUser(user: UserRecord): ShownUser {
  const { id, username, displayName, email, customRole, tenant, units, disabled } = user;
  return {
    id,
    username,
    ...(displayName === undefined ? {} : { displayName }),
    ...(email === undefined ? {} : { email }),
    role: roleOf(user),
    ...(customRole === undefined ? {} : { customRole: customRole.key }),
    tenant,
    ...(units === undefined ? {} : { units: [...units] }),
    disabled,
    mustChangePassword: user.mustChangePassword ?? false,
    createdAt: user.createdAt ?? '',
  };
}

export interface ShownInList extends ShownUser {
  readonly secondFactor: boolean;
  readonly lastLoginAt?: string;
}

export const shownInList = (user: ListedUser): ShownInList => ({
  ...shownUser(user),
  secondFactor: user.secondFactor,
  ...(user.lastLoginAt === undefined ? {} : { lastLoginAt: user.lastLoginAt }),
});

export interface ShownRole extends CustomRole {
  readonly role: Role;
}

export const shownRole = (role: CustomRole): ShownRole => ({
  ...role,
  role: leastRoleOf(role.permissions.filter(isPermission)),
});

export interface GivablePermission {
  readonly permission: Permission;
  readonly description: string;
  readonly role: Role;
  readonly withinUnits: boolean;
  readonly givable: boolean;
}

/** What a role of a tenant can be made of, and what of it the principal may give. */
export const givablePermissions = (by: Principal): GivablePermission[] =>
  (Object.keys(PERMISSIONS) as Permission[])
    .filter((permission) => !permissionRow(permission).platform)
    .map((permission) => {
      const { description, role, withinUnits = false } = permissionRow(permission);
      return { permission, description, role, withinUnits, givable: may(by, permission) };
    });
