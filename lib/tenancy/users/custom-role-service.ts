import type { Page } from '../../core/plant';
import { authorisedTenant } from '../authorise';
import { isPermission } from '../permissions';
import type { CustomRole, CustomRoleChange, CustomRoleInput } from '../ports';
import type { Principal } from '../principal';
import { requireGivable } from './giving';
import { audited, type PeopleUse } from './ports';

/**
 * The roles that a tenant makes of the permissions table for itself. Who makes or changes one gives nothing that he has
 * not, and takes nothing away that he could not give.
 */
export class CustomRoleService {
  constructor(private readonly use: PeopleUse) {}

  list(by: Principal, query: { limit: number; cursor?: string | undefined }): Promise<Page<CustomRole>> {
    return this.use.roles.list(authorisedTenant(by, 'role:read'), query);
  }

  get(by: Principal, key: string): Promise<CustomRole> {
    return this.use.roles.get(authorisedTenant(by, 'role:read'), key);
  }

  async create(by: Principal, role: CustomRoleInput): Promise<CustomRole> {
    const tenant = authorisedTenant(by, 'role:update');
    const made = await this.use.roles.create(tenant, {
      ...role,
      permissions: distinct(requireGivable(by, role.permissions)),
    });
    await this.note(by, 'role:create', made.key, { permissions: made.permissions });
    return made;
  }

  async update(by: Principal, key: string, change: CustomRoleChange): Promise<CustomRole> {
    const tenant = authorisedTenant(by, 'role:update');
    const before = await this.use.roles.get(tenant, key);
    const { permissions } = change;
    // Also those that stay or go: it is the whole role that is written.
    if (permissions) requireGivable(by, [...known(before.permissions), ...permissions]);
    const after = await this.use.roles.update(tenant, key, {
      ...change,
      ...(permissions ? { permissions: distinct(permissions) } : {}),
    });
    await this.note(by, 'role:update', key, { before: before.permissions, after: after.permissions });
    if (permissions) this.use.auth.rightsChanged(await this.use.roles.usersOf(tenant, key));
    return after;
  }

  async delete(by: Principal, key: string): Promise<void> {
    const tenant = authorisedTenant(by, 'role:update');
    const { permissions } = await this.use.roles.get(tenant, key);
    requireGivable(by, known(permissions));
    await this.use.roles.delete(tenant, key);
    await this.note(by, 'role:delete', key, { permissions });
  }

  private note(
    by: Principal,
    action: string,
    target: string,
    detail: Record<string, unknown>,
  ): Promise<void> {
    return audited(this.use, by, { action, outcome: 'ok', target, detail });
  }
}

const distinct = (permissions: readonly string[]): string[] => [...new Set(permissions)];

/** What an earlier version gave and this one does not know is no hindrance. */
const known = (permissions: readonly string[]): string[] => permissions.filter(isPermission);
