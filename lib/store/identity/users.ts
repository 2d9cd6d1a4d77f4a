import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { UserRecord, UserRepository } from '../../tenancy/ports';
import type { Transactions } from '../tenant-transaction';
import { USER, userOf, type UserRow } from './user-rows';

export class StoredUsers implements UserRepository {
  constructor(private readonly transactions: Transactions) {}

  findByUsername(username: string): Promise<UserRecord | undefined> {
    return this.one(`${USER} where lower(u.username) = lower($1)`, username);
  }

  findById(id: string): Promise<UserRecord | undefined> {
    return this.one(`${USER} where u.id::text = $1`, id);
  }

  async create(user: Omit<UserRecord, 'id' | 'disabled'>): Promise<UserRecord> {
    try {
      await this.transactions.forPlatform('lookup', async (client) => {
        // A tenant that is not there must not become none: that would make a user of the platform.
        const { rows } = await client.query(
          `insert into thermacore.users (username, role, tenant_id, password_hash)
           select $1, $2, t.id, $4 from (values ($3::text)) given (key)
           left join thermacore.tenants t on t.key = given.key
           where given.key is null or t.id is not null
           returning id`,
          [user.username, user.role, user.tenant, user.passwordHash],
        );
        if (rows.length === 0)
          throw new ThermaCoreError('not-found', `There is no tenant "${user.tenant}".`, { field: 'tenant' });
      });
    } catch (error) {
      if (isThermaCoreError(error) && error.code === 'conflict')
        throw new ThermaCoreError('conflict', `The user "${user.username}" exists already.`, {
          field: 'username',
          cause: error,
        });
      throw error;
    }
    const made = await this.findByUsername(user.username);
    if (!made) throw new ThermaCoreError('internal', 'The user was not created.');
    return made;
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.transactions.forPlatform('lookup', (client) =>
      client.query('update thermacore.users set password_hash = $2 where id::text = $1', [id, passwordHash]),
    );
  }

  async count(): Promise<number> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ n: number }>('select count(*)::int as n from thermacore.users');
      return rows[0]?.n ?? 0;
    });
  }

  private one(text: string, value: string): Promise<UserRecord | undefined> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<UserRow>(text, [value]);
      return rows[0] && userOf(rows[0]);
    });
  }
}
