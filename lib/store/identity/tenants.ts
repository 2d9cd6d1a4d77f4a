import type { TenantRepository } from '../../tenancy/ports';
import { instant } from '../rows';
import type { Transactions } from '../tenant-transaction';

type TenantRow = Awaited<ReturnType<TenantRepository['list']>>[number];

export class StoredTenants implements TenantRepository {
  constructor(private readonly transactions: Transactions) {}

  list(): Promise<TenantRow[]> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<TenantRow>(
        `select key, name, timezone, ${instant('created_at')} as "createdAt"
         from thermacore.tenants order by key`,
      );
      return rows;
    });
  }

  async exists(key: string): Promise<boolean> {
    return this.transactions.forPlatform(
      'lookup',
      async (client) =>
        (await client.query('select from thermacore.tenants where key = $1', [key])).rows.length > 0,
    );
  }

  ensure(key: string, name: string, timezone: string): Promise<boolean> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query(
        'insert into thermacore.tenants (key, name, timezone) values ($1, $2, $3) on conflict (key) do nothing returning id',
        [key, name, timezone],
      );
      return rows.length === 1;
    });
  }
}
