import { ThermaCoreError } from '../../core/errors';
import type { Identities, ProviderIdentity, ProvidedUser } from '../../tenancy/oidc/ports';
import type { Transactions } from '../tenant-transaction';

export class StoredIdentities implements Identities {
  constructor(private readonly transactions: Transactions) {}

  findUser({ issuer, subject }: ProviderIdentity): Promise<string | undefined> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ id: string }>(
        'select user_id::text as id from thermacore.user_identities where issuer = $1 and subject = $2',
        [issuer, subject],
      );
      return rows[0]?.id;
    });
  }

  create({ issuer, subject }: ProviderIdentity, user: ProvidedUser): Promise<string | undefined> {
    return this.transactions.forPlatform('lookup', async (client) => {
      // A tenant that is not there must not become none: that would make a user of the platform.
      const { rows } = await client.query<{ id: string | null }>(
        `with place as (
           select t.id from (values ($3::text)) given (key) left join thermacore.tenants t on t.key = given.key
           where given.key is null or t.id is not null
         ), made as (
           insert into thermacore.users (username, role, tenant_id, password_hash)
           select $1, $2, place.id, $4 from place
           on conflict (lower(username)) do nothing returning id
         ), known as (
           insert into thermacore.user_identities (issuer, subject, user_id) select $5, $6, id from made
         )
         select (select id::text from made) as id from place`,
        [user.username, user.role, user.tenant, user.passwordHash, issuer, subject],
      );
      if (!rows[0]) throw noSuchTenant(user.tenant);
      return rows[0].id ?? undefined;
    });
  }

  async setPlace(userId: string, { role, tenant }: Pick<ProvidedUser, 'role' | 'tenant'>): Promise<void> {
    await this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query(
        `update thermacore.users u set role = $2, tenant_id = place.id, role_id = null,
           units = case when u.tenant_id is not distinct from place.id then u.units end
         from (select t.id from (values ($3::text)) given (key) left join thermacore.tenants t on t.key = given.key
               where given.key is null or t.id is not null) place
         where u.id::text = $1 returning u.id`,
        [userId, role, tenant],
      );
      if (rows.length === 0) throw noSuchTenant(tenant);
    });
  }
}

const noSuchTenant = (tenant: string | null): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no tenant "${tenant}".`, {
    field: 'tenant',
    advice: 'Create it, or correct the group map in the security node.',
  });
