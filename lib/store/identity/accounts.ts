import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type {
  AccountChange,
  AccountRepository,
  LoginsOfUser,
  NewAccount,
  UserQuery,
  UserRecord,
} from '../../tenancy/ports';
import { instant, page } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import { USER, userOf, type UserRow } from './user-rows';

/** Who a transaction is about: those of its tenant, or of the platform where it has none. */
const OWN = 'u.tenant_id is not distinct from thermacore.current_tenant()';
/** Who can change everything, users among it. */
const ADMINISTRATOR = `u.role = 'admin' and u.role_id is null and u.units is null and not u.disabled`;

const noUser = (): ThermaCoreError =>
  new ThermaCoreError('not-found', 'There is no such user.', {
    field: 'user',
    advice: 'GET /api/v1/users lists them.',
  });

/** Users of one tenant, or of the platform, as administrators see and change them. */
export class StoredAccounts implements AccountRepository {
  constructor(private readonly transactions: Transactions) {}

  async list(tenant: string | null, query: UserQuery): Promise<Page<UserRecord>> {
    const { limit, cursor, search, role, customRole, disabled } = query;
    const [after] = cursor ? decodeCursor(cursor, ['string']) : [''];
    return this.within(tenant, async (client) => {
      const { rows } = await client.query<UserRow>(
        `${USER} where ${OWN} and lower(u.username) > $1
           and ($3::text is null or strpos(lower(concat_ws(' ', u.username, u.display_name, u.email)), lower($3)) > 0)
           and ($4::text is null or (u.role = $4 and u.role_id is null))
           and ($5::text is null or r.key = $5) and ($6::boolean is null or u.disabled = $6)
         order by lower(u.username) limit $2`,
        [after, limit + 1, search ?? null, role ?? null, customRole ?? null, disabled ?? null],
      );
      return page(rows.map(userOf), limit, ({ username }) => [username.toLowerCase()]);
    });
  }

  get(tenant: string | null, id: string): Promise<UserRecord> {
    return this.within(tenant, (client) => oneUser(client, id));
  }

  async create(tenant: string | null, account: NewAccount): Promise<UserRecord> {
    try {
      return await this.within(tenant, async (client) => {
        const { username, role, passwordHash, mustChangePassword } = account;
        const { rows } = await client.query<{ id: string }>(
          `insert into thermacore.users (username, role, tenant_id, password_hash, must_change_password)
           values ($1, $2, thermacore.current_tenant(), $3, $4) returning id`,
          [username, role, passwordHash, mustChangePassword],
        );
        const id = rows[0]?.id ?? '';
        await change(client, id, account);
        return oneUser(client, id);
      });
    } catch (error) {
      if (!isThermaCoreError(error) || error.code !== 'conflict') throw error;
      // User names are one for the whole installation: whose it is is nobody's business.
      throw new ThermaCoreError('conflict', `The user name "${account.username}" is taken.`, {
        field: 'username',
        advice: 'Choose another one, for example with the key of the tenant behind an @.',
        cause: error,
      });
    }
  }

  update(tenant: string | null, id: string, wish: AccountChange): Promise<UserRecord> {
    return this.keepingAnAdministrator(tenant, id, async (client) => {
      await change(client, id, wish);
      return oneUser(client, id);
    });
  }

  delete(tenant: string | null, id: string): Promise<void> {
    return this.keepingAnAdministrator(tenant, id, async (client) => {
      await client.query(`delete from thermacore.users u where ${OWN} and u.id::text = $1`, [id]);
    });
  }

  async setPassword(id: string, passwordHash: string, mustChange: boolean): Promise<void> {
    await this.transactions.forPlatform('lookup', (client) =>
      client.query(
        `update thermacore.users set password_hash = $2, must_change_password = $3, updated_at = now()
         where id::text = $1`,
        [id, passwordHash, mustChange],
      ),
    );
  }

  logins(ids: readonly string[]): Promise<LoginsOfUser[]> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ id: string; secondFactor: boolean; lastLoginAt: string | null }>(
        `select u.id,
           exists (select from thermacore.user_mfa m where m.user_id = u.id and m.confirmed_at is not null)
             as "secondFactor",
           ${instant('(select max(s.created_at) from thermacore.sessions s where s.user_id = u.id)')} as "lastLoginAt"
         from thermacore.users u
         where u.id::text in (select jsonb_array_elements_text($1::jsonb))`,
        [JSON.stringify(ids)],
      );
      return rows.map(({ lastLoginAt, ...user }) => (lastLoginAt === null ? user : { ...user, lastLoginAt }));
    });
  }

  /** Two administrators who take each other's rights at once come one after the other. */
  private keepingAnAdministrator<T>(
    tenant: string | null,
    id: string,
    work: (client: SqlClient) => Promise<T>,
  ): Promise<T> {
    return this.within(tenant, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select u.id from thermacore.users u where ${OWN} and ${ADMINISTRATOR} order by u.id for update`,
      );
      await oneUser(client, id);
      const result = await work(client);
      if (!rows.some((row) => row.id === id)) return result;
      const left = await client.query(
        `select from thermacore.users u where ${OWN} and ${ADMINISTRATOR} limit 1`,
      );
      if (left.rows.length > 0) return result;
      throw new ThermaCoreError('conflict', 'No administrator would be left.', {
        field: 'user',
        advice: 'Make another user an administrator first, without a limit to units.',
      });
    });
  }

  private within<T>(tenant: string | null, work: (client: SqlClient) => Promise<T>): Promise<T> {
    return tenant === null
      ? this.transactions.forPlatform('lookup', work)
      : this.transactions.forTenant(tenant, 'lookup', work);
  }
}

async function oneUser(client: SqlClient, id: string): Promise<UserRecord> {
  const { rows } = await client.query<UserRow>(`${USER} where ${OWN} and u.id::text = $1`, [id]);
  if (!rows[0]) throw noUser();
  return userOf(rows[0]);
}

const COLUMNS = {
  displayName: 'display_name = $2',
  email: 'email = $2',
  role: 'role = $2, role_id = null',
  disabled: 'disabled = $2::boolean',
} as const;

async function change(client: SqlClient, id: string, wish: AccountChange): Promise<void> {
  // Should the custom role be taken away, nothing is left that nobody has said.
  if (wish.customRole !== undefined)
    await set(client, id, `role = 'viewer', role_id = $2::int`, await roleId(client, wish.customRole));
  for (const [field, assignment] of Object.entries(COLUMNS)) {
    const value = wish[field as keyof typeof COLUMNS];
    if (field === 'role' && wish.customRole) continue;
    if (value !== undefined) await set(client, id, assignment, value);
  }
  if (wish.units !== undefined) {
    if (wish.units) await requireUnits(client, wish.units);
    await set(client, id, 'units = $2::jsonb', wish.units && JSON.stringify(wish.units));
  }
}

const set = (client: SqlClient, id: string, assignment: string, value: unknown): Promise<unknown> =>
  client.query(
    `update thermacore.users u set ${assignment}, updated_at = now() where ${OWN} and u.id::text = $1`,
    [id, value],
  );

async function roleId(client: SqlClient, key: string | null): Promise<number | null> {
  if (key === null) return null;
  const { rows } = await client.query<{ id: number }>(
    'select id from thermacore.roles where tenant_id = thermacore.current_tenant() and key = $1',
    [key],
  );
  if (rows[0]) return rows[0].id;
  throw new ThermaCoreError('not-found', `There is no role "${key}".`, {
    field: 'customRole',
    advice: 'GET /api/v1/roles lists them.',
  });
}

async function requireUnits(client: SqlClient, units: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ key: string }>(
    `select wanted.key from jsonb_array_elements_text($1::jsonb) as wanted (key)
     where not exists (select from thermacore.units u
                       where u.tenant_id = thermacore.current_tenant() and u.key = wanted.key) limit 1`,
    [JSON.stringify(units)],
  );
  if (rows[0])
    throw new ThermaCoreError('not-found', `There is no unit "${rows[0].key}".`, {
      field: 'units',
      advice: 'GET /api/v1/units lists them.',
    });
}
