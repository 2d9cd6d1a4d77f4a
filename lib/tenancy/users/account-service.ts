import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import { authorise } from '../authorise';
import { isExternal } from '../mfa';
import { requireGoodPassword } from '../password-policy';
import { isPermission, leastRoleOf } from '../permissions';
import type { AccountChange, LoginsOfUser, UserQuery, UserRecord } from '../ports';
import type { Principal } from '../principal';
import { principalOf } from '../principal-of';
import type { Role } from '../roles';
import { requireNoMoreThan } from './giving';
import { audited, realmOf, type PeopleUse } from './ports';

export interface AccountInput extends Omit<AccountChange, 'disabled' | 'role'> {
  readonly username: string;
  readonly role?: Role | undefined;
  /** Good for one login, after which it is changed. */
  readonly password: string;
}

export type ListedUser = UserRecord & LoginsOfUser;

const NO_SESSION = { id: '', actingTenant: null };

/**
 * Users, as those administer them who may: of the tenant that they act in, or of the platform. Nobody gives more than he
 * has, touches a user who has more, or takes his own rights away; an administrator is always left. What changes counts at
 * once in this process and within 30 s in others.
 */
export class AccountService {
  constructor(private readonly use: PeopleUse) {}

  async list(by: Principal, query: UserQuery): Promise<Page<ListedUser>> {
    authorise(by, 'user:read');
    const page = await this.use.accounts.list(realmOf(by), query);
    const logins = await this.use.accounts.logins(page.items.map(({ id }) => id));
    const of = new Map(logins.map((one) => [one.id, one]));
    return {
      ...page,
      items: page.items.map((user) => ({ secondFactor: false, ...user, ...of.get(user.id) })),
    };
  }

  get(by: Principal, id: string): Promise<UserRecord> {
    authorise(by, 'user:read');
    return this.use.accounts.get(realmOf(by), id);
  }

  async create(by: Principal, { password, role, ...input }: AccountInput): Promise<UserRecord> {
    authorise(by, 'user:create');
    const tenant = realmOf(by);
    requireForRealm(tenant, input);
    const { username, displayName, email } = input;
    requireGoodPassword(
      password,
      { username, tenant, displayName: displayName ?? undefined, email: email ?? undefined },
      { least: this.use.leastPasswordLength() },
    );
    const wanted = role ?? (input.customRole ? 'viewer' : undefined);
    if (wanted === undefined)
      throw new ThermaCoreError('invalid', 'The user has no role.', {
        field: 'role',
        advice: 'Give role or customRole.',
      });
    const passwordHash = await this.use.passwords.hash(password);
    await this.requireGivable(by, { role: wanted, customRole: input.customRole });
    const made = await this.use.accounts.create(tenant, {
      ...input,
      role: wanted,
      passwordHash,
      mustChangePassword: true,
    });
    await audited(this.use, by, {
      action: 'user:create',
      outcome: 'ok',
      target: username,
      detail: rightsIn(made),
    });
    return made;
  }

  async update(by: Principal, id: string, change: AccountChange): Promise<UserRecord> {
    authorise(by, 'user:update');
    const tenant = realmOf(by);
    requireForRealm(tenant, change);
    const before = await this.touched(by, id);
    const ofRights = (['role', 'customRole', 'units', 'disabled'] as const).filter(
      (field) => change[field] !== undefined,
    );
    if (by.userId === id && ofRights[0] !== undefined)
      throw new ThermaCoreError('conflict', 'You cannot change your own rights.', {
        field: ofRights[0],
        advice: 'Ask another administrator.',
      });
    if (change.role !== undefined || change.customRole !== undefined)
      await this.requireGivable(by, { role: change.role ?? 'viewer', customRole: change.customRole });
    const after = await this.use.accounts.update(tenant, id, {
      ...change,
      // A built-in role takes the place of one of the tenant's own.
      ...(change.role !== undefined && change.customRole === undefined ? { customRole: null } : {}),
    });
    await audited(this.use, by, {
      action: 'user:update',
      outcome: 'ok',
      target: before.username,
      detail: { changed: Object.keys(change), before: rightsIn(before), after: rightsIn(after) },
    });
    if (after.disabled) await this.use.auth.endSessionsOf(id);
    else if (ofRights.length > 0) this.use.auth.rightsChanged([id]);
    return after;
  }

  async delete(by: Principal, id: string): Promise<void> {
    authorise(by, 'user:delete');
    const { username } = await this.touched(by, id);
    if (by.userId === id)
      throw new ThermaCoreError('conflict', 'You cannot delete yourself.', {
        field: 'user',
        advice: 'Ask another administrator.',
      });
    const open = await this.use.sessions.ofUser(id, this.use.clock.now());
    await this.use.accounts.delete(realmOf(by), id);
    // Their rows went with the user; what is open here goes now.
    for (const session of open) await this.use.auth.endSession(session.id);
    await audited(this.use, by, { action: 'user:delete', outcome: 'ok', target: username });
  }

  /** A password that its user has to change after the next login; all of the user's sessions end. */
  async setPassword(by: Principal, id: string, password: string): Promise<void> {
    authorise(by, 'user:update');
    const user = await this.touched(by, id);
    if (by.userId === id)
      throw new ThermaCoreError('conflict', 'Your own password needs the old one.', {
        field: 'user',
        advice: 'Use POST /api/v1/me/password.',
      });
    if (isExternal(user))
      throw new ThermaCoreError('conflict', 'This user logs in with an identity provider.', {
        field: 'user',
        advice: 'The password is changed there.',
      });
    requireGoodPassword(password, user, { least: this.use.leastPasswordLength() });
    await this.use.accounts.setPassword(id, await this.use.passwords.hash(password), true);
    await this.use.auth.endSessionsOf(id);
    await audited(this.use, by, { action: 'user:password', outcome: 'ok', target: user.username });
  }

  /** The user, if it is one that the principal may change. */
  private async touched(by: Principal, id: string): Promise<UserRecord> {
    const user = await this.use.accounts.get(realmOf(by), id);
    // Until it is changed a temporary password takes all rights away; the user has them all the same.
    requireNoMoreThan(by, principalOf({ ...user, mustChangePassword: false }, NO_SESSION));
    return user;
  }

  private async requireGivable(
    by: Principal,
    { role, customRole }: { role: Role; customRole?: string | null | undefined },
  ): Promise<void> {
    const tenant = realmOf(by);
    const given = customRole && tenant !== null ? await this.use.roles.get(tenant, customRole) : undefined;
    requireNoMoreThan(
      by,
      principalOf(
        {
          id: '',
          username: '',
          role,
          tenant,
          passwordHash: '',
          disabled: false,
          ...(given ? { customRole: given } : {}),
        },
        NO_SESSION,
      ),
    );
  }
}

/** The role that a user has in the end. */
export const roleOf = ({ role, customRole }: Pick<UserRecord, 'role' | 'customRole'>): Role =>
  customRole ? leastRoleOf(customRole.permissions.filter(isPermission)) : role;

const rightsIn = (user: UserRecord): Record<string, unknown> => ({
  role: user.customRole?.key ?? user.role,
  units: user.units ?? 'all',
  disabled: user.disabled,
});

/** Units and roles are a tenant's. */
function requireForRealm(tenant: string | null, { customRole, units }: AccountChange): void {
  const field = customRole ? 'customRole' : units ? 'units' : undefined;
  if (tenant !== null || field === undefined) return;
  throw new ThermaCoreError(
    'invalid',
    'A user of the platform belongs to no tenant and has none of its roles or units.',
    {
      field,
      advice: 'Leave it out, or switch to the tenant first (POST /api/v1/auth/tenant).',
    },
  );
}
