import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type { ErasureCertificate } from '../../core/tenant';
import { decodeCursor } from '../../core/cursor';
import { translate } from '../errors';
import type { AsOwner } from '../owner';
import type { PageQuery } from '../plant-repository';
import { page } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

/** Rows by relation. */
export type Counts = Readonly<Record<string, number>>;

export interface Erased {
  readonly before: Counts;
  readonly after: Counts;
}

/**
 * Erases tenants and people (ADR 30). As the owner: the application role has no right to. What there is to erase comes from the
 * catalogue; the large relations go one by one, the rest with the tenant's own row.
 */
export class Erasure {
  constructor(
    private readonly transactions: Transactions,
    private readonly asOwner: AsOwner,
  ) {}

  /** Rejects `not-found`; a second run finishes what an interrupted one began. `progress` is told the steps. */
  async tenant(
    key: string,
    pseudonym: string,
    progress: (done: number, steps: number) => void = () => undefined,
  ): Promise<Erased> {
    const id = await this.transactions.tenantId(key);
    const erased = await this.owned(async (client) => {
      const before = await counted(client, id);
      const { rows } = await client.query<{ name: string }>(
        'select name from thermacore.relations_of_tenants where not goes_along order by name',
      );
      for (const [i, { name }] of rows.entries()) {
        progress(i, rows.length + 1);
        // The audit log goes with the tenant: until then it says what was done.
        if (name !== 'thermacore.audit')
          await client.query('select thermacore.erase_rows($1, $2)', [id, name]);
      }
      progress(rows.length, rows.length + 1);
      await client.query('select thermacore.erase_tenant($1, $2)', [id, pseudonym]);
      return { before, after: await counted(client, id) };
    });
    this.transactions.forgetTenants();
    return erased;
  }

  /** Puts the pseudonym in the place of a user's name in all texts of the tenant, and deletes the user. Rejects `not-found`. */
  async person(tenant: string, username: string, pseudonym: string): Promise<Erased & { userId: string }> {
    const id = await this.transactions.tenantId(tenant);
    const { rows } = await this.transactions.forTenant(tenant, 'lookup', (client) =>
      client.query<{ id: string }>(
        'select id::text as id from thermacore.users where lower(username) = lower($1)',
        [username],
      ),
    );
    const userId = rows[0]?.id;
    if (userId === undefined)
      throw new ThermaCoreError('not-found', `There is no user "${username}" in this tenant.`, {
        field: 'username',
      });
    const admins = await this.transactions.forTenant(tenant, 'lookup', (client) =>
      client.query(
        `select id::text as id from thermacore.users
         where role = 'admin' and role_id is null and units is null and not disabled limit 2`,
      ),
    );
    if (admins.rows.length === 1 && admins.rows[0]?.['id'] === userId)
      throw new ThermaCoreError('conflict', 'No administrator of the tenant would be left.', {
        field: 'username',
        advice: 'Make somebody else an administrator first.',
      });
    return this.owned(async (client) => {
      const answer = await client.query<{ erased: Erased }>(
        'select thermacore.erase_person($1, $2::uuid, $3) as erased',
        [id, userId, pseudonym],
      );
      return { before: {}, after: {}, ...answer.rows[0]?.erased, userId };
    });
  }

  /** Ids of the sessions of a user, so that what is open can be closed. */
  async sessionsOf(tenant: string, username: string): Promise<string[]> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select s.id from thermacore.sessions s join thermacore.users u on u.id = s.user_id
         join thermacore.tenants t on t.id = u.tenant_id
         where t.key = $1 and lower(u.username) = lower($2) and s.revoked_at is null`,
        [tenant, username],
      );
      return rows.map(({ id }) => id);
    });
  }

  /** Newest first. */
  async certificates({ limit, cursor }: PageQuery): Promise<Page<ErasureCertificate>> {
    const [before] = cursor ? decodeCursor(cursor, ['number']) : [Number.MAX_SAFE_INTEGER];
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ id: number; detail: ErasureCertificate }>(
        'select id::float8 as id, detail from thermacore.erasure_certificates where id < $1 order by id desc limit $2',
        [before, limit + 1],
      );
      const { items, nextCursor } = page(rows, limit, ({ id }) => [id]);
      const certificates = items.map(({ detail }) => detail);
      return nextCursor === undefined ? { items: certificates } : { items: certificates, nextCursor };
    });
  }

  private async owned<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    try {
      return await this.asOwner(work);
    } catch (error) {
      throw translate(error);
    }
  }
}

async function counted(client: SqlClient, id: number): Promise<Counts> {
  const { rows } = await client.query<{ counts: Counts }>('select thermacore.count_of_tenant($1) as counts', [
    id,
  ]);
  return rows[0]?.counts ?? {};
}
