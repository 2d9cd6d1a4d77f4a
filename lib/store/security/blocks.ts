import { ThermaCoreError } from '../../core/errors';
import type { Block, BlockRepository } from '../../security/intrusion/ports';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const COLUMNS = `b.id, t.key as tenant, b.kind, b.value, b.reason, b.created_by as "createdBy",
  ${ms('b.created_at')} as "createdAt", ${ms('b.expires_at')} as "expiresAt"`;
const BLOCK = `select ${COLUMNS} from thermacore.security_blocks b left join thermacore.tenants t on t.id = b.tenant_id`;
const OWN = 'tenant_id is not distinct from thermacore.current_tenant()';

/** Who is kept out, by a tenant or by the installation. */
export class StoredBlocks implements BlockRepository {
  constructor(private readonly transactions: Transactions) {}

  async put(block: Block, most: number): Promise<void> {
    const { id, tenant, kind, value, reason, createdBy, createdAt, expiresAt } = block;
    await this.within(tenant, async (client) => {
      await client.query(`delete from thermacore.security_blocks where ${OWN} and kind = $1 and value = $2`, [
        kind,
        value,
      ]);
      const { rows } = await client.query(
        `insert into thermacore.security_blocks (id, tenant_id, kind, value, reason, created_by, created_at, expires_at)
         select $1, thermacore.current_tenant(), $2, $3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($7::float8 / 1000)
         where (select count(*) from thermacore.security_blocks
                where ${OWN} and expires_at > to_timestamp($6::float8 / 1000)) < $8::int returning 1`,
        [id, kind, value, reason, createdBy, createdAt, expiresAt, most],
      );
      if (rows.length === 0)
        throw new ThermaCoreError('conflict', `There are ${most} blocks, which is as many as there may be.`, {
          advice: 'Remove some, or block a network instead of single addresses.',
        });
    });
  }

  list(tenant: string | null): Promise<readonly Block[]> {
    return this.within(tenant, async (client) => {
      const { rows } = await client.query<Block>(
        `${BLOCK} where b.tenant_id is not distinct from thermacore.current_tenant() order by b.created_at desc, b.id desc`,
      );
      return rows;
    });
  }

  all(now: number): Promise<readonly Block[]> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<Block>(
        `${BLOCK} where b.expires_at > to_timestamp($1::float8 / 1000) order by b.id`,
        [now],
      );
      return rows;
    });
  }

  async remove(tenant: string | null, id: string): Promise<Block> {
    return this.within(tenant, async (client) => {
      const { rows } = await client.query<Block>(
        `${BLOCK} where b.tenant_id is not distinct from thermacore.current_tenant() and b.id = $1`,
        [id],
      );
      await client.query(`delete from thermacore.security_blocks where ${OWN} and id = $1`, [id]);
      if (rows[0]) return rows[0];
      throw new ThermaCoreError('not-found', 'There is no such block; it may be over by now.', {
        field: 'block',
      });
    });
  }

  private within<T>(tenant: string | null, work: (client: SqlClient) => Promise<T>): Promise<T> {
    return tenant === null
      ? this.transactions.forPlatform('lookup', work)
      : this.transactions.forTenant(tenant, 'lookup', work);
  }
}
