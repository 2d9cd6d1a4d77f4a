import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type {
  CustomRole,
  CustomRoleChange,
  CustomRoleInput,
  CustomRoleRepository,
} from '../../tenancy/ports';
import { instant, page, withoutNulls } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

const ROLE = `select r.key, r.name, r.description, r.permissions, ${instant('r.created_at')} as "createdAt",
    ${instant('r.updated_at')} as "updatedAt",
    (select count(*)::int from thermacore.users u where u.tenant_id = r.tenant_id and u.role_id = r.id) as users
  from thermacore.roles r`;

const noRole = (key: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no role "${key}".`, { field: 'role' });

/** Roles that a tenant has made, one tenant at a time. */
export class StoredCustomRoles implements CustomRoleRepository {
  constructor(private readonly transactions: Transactions) {}

  async list(
    tenant: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<Page<CustomRole>> {
    const [after] = cursor ? decodeCursor(cursor, ['string']) : [''];
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query(`${ROLE} where r.key > $1 order by r.key limit $2`, [
        after,
        limit + 1,
      ]);
      return page(
        rows.map((row) => withoutNulls<CustomRole>(row)),
        limit,
        ({ key }) => [key],
      );
    });
  }

  get(tenant: string, key: string): Promise<CustomRole> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => oneRole(client, key));
  }

  async create(
    tenant: string,
    { key, name, description, permissions }: CustomRoleInput,
  ): Promise<CustomRole> {
    try {
      return await this.transactions.forTenant(tenant, 'lookup', async (client) => {
        await client.query(
          `insert into thermacore.roles (tenant_id, key, name, description, permissions)
           values (thermacore.current_tenant(), $1, $2, $3, $4)`,
          [key, name, description ?? null, JSON.stringify(permissions)],
        );
        return oneRole(client, key);
      });
    } catch (error) {
      if (!isThermaCoreError(error) || error.code !== 'conflict') throw error;
      throw new ThermaCoreError('conflict', `The role "${key}" exists already.`, {
        field: 'key',
        advice: 'Choose another key.',
        cause: error,
      });
    }
  }

  update(
    tenant: string,
    key: string,
    { name, description, permissions }: CustomRoleChange,
  ): Promise<CustomRole> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      await client.query(
        `update thermacore.roles set name = coalesce($2, name), permissions = coalesce($3::jsonb, permissions),
           description = case when $4::boolean then $5 else description end, updated_at = now() where key = $1`,
        [
          key,
          name ?? null,
          permissions ? JSON.stringify(permissions) : null,
          description !== undefined,
          description ?? null,
        ],
      );
      return oneRole(client, key);
    });
  }

  delete(tenant: string, key: string): Promise<void> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { users } = await oneRole(client, key);
      if (users > 0)
        throw new ThermaCoreError(
          'conflict',
          `${users} ${users === 1 ? 'user has' : 'users have'} this role.`,
          {
            field: 'role',
            advice: 'Give them another one first: GET /api/v1/users?customRole= lists them.',
          },
        );
      await client.query('delete from thermacore.roles where key = $1', [key]);
    });
  }

  usersOf(tenant: string, key: string): Promise<string[]> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select u.id from thermacore.users u join thermacore.roles r on r.tenant_id = u.tenant_id and r.id = u.role_id
         where r.key = $1`,
        [key],
      );
      return rows.map(({ id }) => id);
    });
  }
}

async function oneRole(client: SqlClient, key: string): Promise<CustomRole> {
  const { rows } = await client.query(`${ROLE} where r.key = $1`, [key]);
  if (!rows[0]) throw noRole(key);
  return withoutNulls<CustomRole>(rows[0]);
}
