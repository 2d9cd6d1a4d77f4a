import { isPermission, leastRoleOf, permissionsOf, type Permission } from './permissions';
import type { SessionRecord, UserRecord } from './ports';
import type { Principal } from './principal';

/** What narrows a role. It stands in no token: whoever verifies one asks for it. */
export type Rights = Pick<Principal, 'grants' | 'units'>;

/** What everybody has: to see and end one's own sessions, and to change one's password. */
const OF_EVERYBODY: readonly Permission[] = ['session:read', 'profile:update'];

/** The user in one of its sessions, with the rights that it has now. */
export function principalOf(
  user: UserRecord,
  session: Pick<SessionRecord, 'id' | 'actingTenant'>,
): Principal {
  const granted = grantsOf(user);
  return {
    userId: user.id,
    username: user.username,
    role: user.customRole ? leastRoleOf(user.customRole.permissions.filter(isPermission)) : user.role,
    homeTenant: user.tenant,
    tenant: user.tenant ?? session.actingTenant,
    sessionId: session.id,
    ...(granted ? { grants: granted } : {}),
    ...(user.units ? { units: user.units } : {}),
  };
}

/** Also what a role was given that this version does not know is left out: nobody has it. */
function grantsOf({ customRole, mustChangePassword }: UserRecord): readonly string[] | undefined {
  if (mustChangePassword) return OF_EVERYBODY;
  return customRole && [...new Set([...OF_EVERYBODY, ...customRole.permissions.filter(isPermission)])];
}

export const rightsOf = ({ grants, units }: Principal): Rights =>
  grants === undefined && units === undefined ? NO_LIMITS : { grants, units };

export const NO_LIMITS: Rights = {};

export const sameRights = (a: Rights, b: Rights): boolean =>
  JSON.stringify([a.grants, a.units]) === JSON.stringify([b.grants, b.units]);

/** True where the password is a temporary one: the user has to change it before anything else. */
export const mayOnlyChangePassword = (principal: Principal): boolean =>
  principal.grants?.includes('profile:update') === true &&
  permissionsOf({ ...principal, tenant: principal.tenant ?? '-' }).every((permission) =>
    OF_EVERYBODY.includes(permission),
  );
