import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import type {
  SessionRecord, SessionRepository, UserRecord, UserRepository,
} from '../tenancy/ports'; // prettier-ignore
import type { Transactions } from './tenant-transaction';

const USER = `select u.id, u.username, u.role, t.key as tenant, u.password_hash as "passwordHash", u.disabled
  from thermacore.users u left join thermacore.tenants t on t.id = u.tenant_id`;

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
    return this.transactions.forPlatform(
      'lookup',
      async (client) => (await client.query<UserRecord>(text, [value])).rows[0],
    );
  }
}

export class StoredSessions implements SessionRepository {
  constructor(private readonly transactions: Transactions) {}

  async create(session: Omit<SessionRecord, 'revokedAt'>): Promise<void> {
    const { id, userId, refreshHash, createdAt, expiresAt } = session;
    await this.transactions.forPlatform('lookup', async (client) => {
      await client.query(
        `insert into thermacore.sessions (id, user_id, refresh_hash, created_at, expires_at)
         values ($1, $2, $3, to_timestamp($4::float8 / 1000), to_timestamp($5::float8 / 1000))`,
        [id, userId, refreshHash, createdAt, expiresAt],
      );
    });
  }

  find(id: string): Promise<SessionRecord | undefined> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<SessionRecord>(
        `select s.id, s.user_id::text as "userId", t.key as "actingTenant", s.refresh_hash as "refreshHash",
                (extract(epoch from s.created_at) * 1000)::float8 as "createdAt",
                (extract(epoch from s.expires_at) * 1000)::float8 as "expiresAt",
                (extract(epoch from s.revoked_at) * 1000)::float8 as "revokedAt"
         from thermacore.sessions s left join thermacore.tenants t on t.id = s.acting_tenant where s.id = $1`,
        [id],
      );
      return rows[0];
    });
  }

  rotate(id: string, expected: string, next: string, expiresAt: number): Promise<boolean> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query(
        `update thermacore.sessions set refresh_hash = $3, expires_at = to_timestamp($4::float8 / 1000)
         where id = $1 and refresh_hash = $2 and revoked_at is null returning id`,
        [id, expected, next, expiresAt],
      );
      return rows.length === 1;
    });
  }

  async setActingTenant(id: string, tenant: string | null): Promise<void> {
    await this.transactions.forPlatform('lookup', (client) =>
      client.query(
        `update thermacore.sessions set acting_tenant = (select id from thermacore.tenants where key = $2) where id = $1`,
        [id, tenant],
      ),
    );
  }

  async revoke(id: string, at: number): Promise<void> {
    await this.transactions.forPlatform('lookup', (client) =>
      client.query(
        'update thermacore.sessions set revoked_at = to_timestamp($2::float8 / 1000) where id = $1 and revoked_at is null',
        [id, at],
      ),
    );
  }
}
