import { decodeCursor, encodeCursor } from '../../core/cursor';
import { ThermaCoreError } from '../../core/errors';
import type { ApiKeyFilter, ApiKeyRecord, ApiKeyRepository } from '../../tenancy/api-key-ports';
import type { Transactions } from '../tenant-transaction';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const KEY = `select k.id, k.user_id::text as "userId", u.username, t.key as tenant, k.name, k.hash, k.permissions, k.units,
    ${ms('k.created_at')} as "createdAt", ${ms('k.expires_at')} as "expiresAt", ${ms('k.last_used_at')} as "lastUsedAt"
  from thermacore.api_keys k join thermacore.users u on u.id = k.user_id
  left join thermacore.tenants t on t.id = k.tenant_id`;

export class StoredApiKeys implements ApiKeyRepository {
  constructor(private readonly transactions: Transactions) {}

  create(key: Omit<ApiKeyRecord, 'username' | 'lastUsedAt'>, most: number): Promise<boolean> {
    const { id, userId, tenant, name, hash, permissions, units, createdAt, expiresAt } = key;
    return this.transactions.forPlatform('lookup', async (client) => {
      // One after the other for a user, so that two at once do not both find room for one.
      const { rows: users } = await client.query<{ id: string }>(
        'select id::text as id from thermacore.users where id::text = $1 for update',
        [userId],
      );
      if (!users[0]) throw new ThermaCoreError('not-found', 'There is no such user.', { field: 'userId' });
      // A tenant that is not there must not become none: that would make a key of the platform.
      const { rows } = await client.query<{ made: boolean }>(
        `with place as (
           select t.id from (values ($3::text)) given (key) left join thermacore.tenants t on t.key = given.key
           where given.key is null or t.id is not null
         ), made as (
           insert into thermacore.api_keys (id, user_id, tenant_id, name, hash, permissions, units, created_at, expires_at)
           select $1, $2::uuid, place.id, $4, $5, $6::jsonb, $7::jsonb, to_timestamp($8::float8 / 1000),
                  to_timestamp($9::float8 / 1000)
           from place where (select count(*) from thermacore.api_keys where user_id = $2::uuid) < $10::int
           returning id
         )
         select exists (select from made) as made from place`,
        [
          id,
          users[0].id,
          tenant,
          name,
          hash,
          JSON.stringify(permissions),
          units === null ? null : JSON.stringify(units),
          createdAt,
          expiresAt,
          most,
        ],
      );
      if (!rows[0])
        throw new ThermaCoreError('not-found', `There is no tenant "${tenant}".`, { field: 'tenant' });
      return rows[0].made;
    });
  }

  async find(id: string): Promise<ApiKeyRecord | undefined> {
    return (await this.rows(`${KEY} where k.id = $1`, [id]))[0];
  }

  ofUser(userId: string): Promise<readonly ApiKeyRecord[]> {
    return this.rows(`${KEY} where k.user_id::text = $1 order by k.created_at desc, k.id desc`, [userId]);
  }

  async ofTenant(
    tenant: string | null,
    { limit, cursor }: ApiKeyFilter,
  ): Promise<{ items: ApiKeyRecord[]; nextCursor?: string }> {
    const [createdAt, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, ['number', 'string']);
    const rows = await this.rows(
      `${KEY} where t.key is not distinct from $1::text
         and ($2::float8 is null or (k.created_at, k.id) < (to_timestamp($2::float8 / 1000), $3::text))
       order by k.created_at desc, k.id desc limit $4::int`,
      [tenant, createdAt, id, limit + 1],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return rows.length > limit && last
      ? { items, nextCursor: encodeCursor([last.createdAt, last.id]) }
      : { items };
  }

  async rotate(id: string, hash: string, expiresAt: number): Promise<void> {
    await this.run(
      'update thermacore.api_keys set hash = $2, expires_at = to_timestamp($3::float8 / 1000) where id = $1',
      [id, hash, expiresAt],
    );
  }

  async used(id: string, at: number): Promise<void> {
    await this.run(
      'update thermacore.api_keys set last_used_at = to_timestamp($2::float8 / 1000) where id = $1',
      [id, at],
    );
  }

  async remove(id: string): Promise<void> {
    await this.run('delete from thermacore.api_keys where id = $1', [id]);
  }

  private rows(text: string, values: readonly unknown[]): Promise<ApiKeyRecord[]> {
    return this.transactions.forPlatform(
      'lookup',
      async (client) => (await client.query<ApiKeyRecord>(text, values)).rows,
    );
  }

  private async run(text: string, values: readonly unknown[]): Promise<void> {
    await this.transactions.forPlatform('lookup', (client) => client.query(text, values));
  }
}
