import type { CustomRoleOfUser, UserRecord } from '../../tenancy/ports';
import { instant } from '../rows';

/** `users u` with its tenant `t` and the role `r` that the tenant has made. */
export const USER = `select u.id, u.username, u.role, t.key as tenant, u.password_hash as "passwordHash", u.disabled,
    u.display_name as "displayName", u.email, u.units, u.must_change_password as "mustChangePassword",
    ${instant('u.created_at')} as "createdAt",
    case when r.id is not null then jsonb_build_object('key', r.key, 'name', r.name, 'permissions', r.permissions) end
      as "customRole"
  from thermacore.users u
  left join thermacore.tenants t on t.id = u.tenant_id
  left join thermacore.roles r on r.tenant_id = u.tenant_id and r.id = u.role_id`;

export interface UserRow extends Pick<UserRecord, 'id' | 'username' | 'role' | 'tenant' | 'passwordHash'> {
  readonly disabled: boolean;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly units: string[] | null;
  readonly mustChangePassword: boolean;
  readonly createdAt: string;
  readonly customRole: CustomRoleOfUser | null;
}

/** What is not there is absent. */
export function userOf({
  displayName,
  email,
  units,
  customRole,
  mustChangePassword,
  ...user
}: UserRow): UserRecord {
  return {
    ...user,
    ...(displayName === null ? {} : { displayName }),
    ...(email === null ? {} : { email }),
    ...(units === null ? {} : { units }),
    ...(customRole === null ? {} : { customRole }),
    ...(mustChangePassword ? { mustChangePassword } : {}),
  };
}
