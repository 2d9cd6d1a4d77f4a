import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type { TenantInput, TenantPatch, TenantQuotas, TenantShown } from '../../core/tenant';
import type { Quotas } from '../../tenancy/quotas';
import type { TenantRepository, UserRecord } from '../../tenancy/ports';
import type { PageQuery } from '../plant-repository';
import { instant, page, withoutNulls } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

/** What everybody asks who serves tenants: all that matters while they are served, at once. */
export interface TenantState {
  readonly key: string;
  readonly suspended: boolean;
  readonly quotas: Quotas;
  readonly used: Readonly<Record<'units' | 'sensors' | 'devices' | 'users', number>>;
  /** Undefined until it was measured. */
  readonly storageMiB: number | undefined;
}

/** An erasure that was asked for. */
export interface PendingErasure {
  readonly tokenHash: string;
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
  readonly by: string;
}

type TenantRow = Awaited<ReturnType<TenantRepository['list']>>[number];
export type FirstAdmin = Pick<UserRecord, 'username' | 'passwordHash'>;

const COUNTED = ['units', 'sensors', 'devices', 'users'] as const;
const usage = COUNTED.map(
  (table) => `'${table}', (select count(*) from thermacore.${table} x where x.tenant_id = t.id)`,
).join(', ');
const BYTES_OF_MIB = 1024 ** 2;

const SELECT = `select t.key, t.name, t.timezone, ${instant('t.created_at')} as "createdAt",
  case when t.suspended_at is null then 'active' when t.erasure is null then 'suspended' else 'erasing' end as state,
  ${instant('t.suspended_at')} as "suspendedAt", t.suspended_by as "suspendedBy", t.suspended_reason as "suspendedReason",
  ${instant(`to_timestamp((t.erasure ->> 'from')::float8 / 1000)`)} as "eraseFrom",
  t.quotas, d.quotas || t.quotas as limits,
  jsonb_strip_nulls(jsonb_build_object(${usage}, 'storageMiB', round(s.bytes / ${BYTES_OF_MIB}.0, 2))) as usage
  from thermacore.tenants t cross join thermacore.tenant_defaults d
  left join thermacore.tenant_storage s on s.tenant_id = t.id`;

const noTenant = (key: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no tenant "${key}".`, {
    field: 'tenant',
    advice: 'GET /api/v1/tenants lists them.',
  });

/** Tenants, for the platform; of one tenant only `own` is for itself. */
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

  async suspended(key: string): Promise<boolean> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const text = 'select from thermacore.tenants where key = $1 and suspended_at is not null';
      return (await client.query(text, [key])).rows.length > 0;
    });
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

  /** With what they have and may have, by key. */
  async page({ limit, cursor }: PageQuery): Promise<Page<TenantShown>> {
    const [after] = cursor ? decodeCursor(cursor, ['string']) : [''];
    return this.transactions.forPlatform('query', async (client) => {
      const { rows } = await client.query(`${SELECT} where t.key > $1 order by t.key limit $2`, [
        after,
        limit + 1,
      ]);
      return page(
        rows.map((row) => withoutNulls<TenantShown>(row)),
        limit,
        ({ key }) => [key],
      );
    });
  }

  /** Rejects `not-found`. */
  get(key: string): Promise<TenantShown> {
    return this.transactions.forPlatform('lookup', (client) => shown(client, key));
  }

  /** The same, asked by the tenant itself. */
  own(key: string): Promise<TenantShown> {
    return this.transactions.forTenant(key, 'lookup', (client) => shown(client, key));
  }

  /** With its first administrator, or not at all. Rejects `conflict` for a key or a user name that is taken. */
  async create({ key, name, timezone, quotas }: TenantInput, admin?: FirstAdmin): Promise<TenantShown> {
    try {
      return await this.transactions.forPlatform('write', async (client) => {
        const { rows } = await client.query<{ id: number }>(
          `insert into thermacore.tenants (key, name, timezone, quotas) values ($1, $2, $3, $4)
           on conflict (key) do nothing returning id`,
          [key, name, timezone, JSON.stringify(quotas)],
        );
        if (!rows[0])
          throw new ThermaCoreError('conflict', `The tenant "${key}" exists already.`, {
            field: 'key',
            advice: 'Choose another key.',
          });
        if (admin)
          await client.query(
            `insert into thermacore.users (username, role, tenant_id, password_hash, must_change_password)
             values ($1, 'admin', $2, $3, true)`,
            [admin.username, rows[0].id, admin.passwordHash],
          );
        return shown(client, key);
      });
    } catch (error) {
      if (isThermaCoreError(error) && error.code === 'conflict' && error.field === undefined)
        throw new ThermaCoreError('conflict', `The user "${admin?.username}" exists already.`, {
          field: 'admin',
          advice: 'Choose another user name.',
          cause: error,
        });
      throw error;
    }
  }

  /** Quotas that are given replace the tenant's own; what it has already it keeps. Rejects `not-found`. */
  update(key: string, { name, timezone, quotas }: TenantPatch): Promise<TenantShown> {
    return this.changed(key, {
      text: 'name = coalesce($2, name), timezone = coalesce($3, timezone), quotas = coalesce($4, quotas)',
      values: [name ?? null, timezone ?? null, quotas ? JSON.stringify(quotas) : null],
    });
  }

  /** Suspends it and ends the sessions of its users: their ids, so that what is open can be closed. Rejects `not-found`. */
  suspend(key: string, reason: string, by: string): Promise<{ tenant: TenantShown; sessions: string[] }> {
    return this.transactions.forPlatform('write', (client) => suspend(client, key, reason, by));
  }

  /** Rejects `not-found`, and `conflict` while it waits for its erasure. */
  resume(key: string): Promise<TenantShown> {
    return this.transactions.forPlatform('write', async (client) => {
      const { state } = await shown(client, key);
      if (state === 'erasing')
        throw new ThermaCoreError('conflict', `The tenant "${key}" waits for its erasure.`, {
          field: 'tenant',
          advice: 'Withdraw the erasure first.',
        });
      await client.query(
        'update thermacore.tenants set suspended_at = null, suspended_by = null, suspended_reason = null where key = $1',
        [key],
      );
      return shown(client, key);
    });
  }

  /** Suspends it too. A second request takes the place of the first. */
  requestErasure(key: string, pending: PendingErasure): Promise<{ sessions: string[] }> {
    return this.transactions.forPlatform('write', async (client) => {
      const { sessions } = await suspend(client, key, 'erasure', pending.by);
      await client.query('update thermacore.tenants set erasure = $2 where key = $1', [
        key,
        JSON.stringify(pending),
      ]);
      return { sessions };
    });
  }

  /** Undefined where none was asked for. Rejects `not-found`. */
  pendingErasure(key: string): Promise<PendingErasure | undefined> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ erasure: PendingErasure | null }>(
        'select erasure from thermacore.tenants where key = $1',
        [key],
      );
      if (!rows[0]) throw noTenant(key);
      return rows[0].erasure ?? undefined;
    });
  }

  /** It stays suspended. Rejects `not-found`. */
  withdrawErasure(key: string): Promise<TenantShown> {
    return this.changed(key, { text: 'erasure = null', values: [] });
  }

  defaults(): Promise<TenantQuotas> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ quotas: TenantQuotas }>(
        'select quotas from thermacore.tenant_defaults',
      );
      return rows[0]?.quotas ?? {};
    });
  }

  async setDefaults(quotas: TenantQuotas): Promise<TenantQuotas> {
    await this.transactions.forPlatform('write', (client) =>
      client.query('update thermacore.tenant_defaults set quotas = $1', [JSON.stringify(quotas)]),
    );
    return quotas;
  }

  states(): Promise<TenantState[]> {
    return this.transactions.forPlatform('query', async (client) => {
      const { rows } = await client.query<TenantState>(
        `select t.key, t.suspended_at is not null as suspended, jsonb_strip_nulls(d.quotas || t.quotas) as quotas,
           jsonb_build_object(${COUNTED.map((table) => `'${table}', coalesce(${table}.n, 0)`).join(', ')}) as used,
           (s.bytes / ${BYTES_OF_MIB}.0)::float8 as "storageMiB"
         from thermacore.tenants t cross join thermacore.tenant_defaults d
         left join thermacore.tenant_storage s on s.tenant_id = t.id
         ${COUNTED.map((table) => `left join (select tenant_id, count(*) as n from thermacore.${table} group by 1) ${table} on ${table}.tenant_id = t.id`).join('\n')}`,
      );
      return rows.map((row) => ({ ...row, storageMiB: row.storageMiB ?? undefined }));
    });
  }

  private changed(
    key: string,
    { text, values }: { readonly text: string; readonly values: readonly unknown[] },
  ): Promise<TenantShown> {
    return this.transactions.forPlatform('write', async (client) => {
      await client.query(`update thermacore.tenants set ${text} where key = $1`, [key, ...values]);
      return shown(client, key);
    });
  }
}

async function shown(client: SqlClient, key: string): Promise<TenantShown> {
  const { rows } = await client.query(`${SELECT} where t.key = $1`, [key]);
  if (!rows[0]) throw noTenant(key);
  return withoutNulls<TenantShown>(rows[0]);
}

async function suspend(
  client: SqlClient,
  key: string,
  reason: string,
  by: string,
): Promise<{ tenant: TenantShown; sessions: string[] }> {
  await client.query(
    `update thermacore.tenants set suspended_at = coalesce(suspended_at, now()), suspended_by = $2, suspended_reason = $3
     where key = $1`,
    [key, by, reason],
  );
  const tenant = await shown(client, key);
  const { rows } = await client.query<{ id: string }>(
    `update thermacore.sessions set revoked_at = now() where revoked_at is null and user_id in (
       select u.id from thermacore.users u join thermacore.tenants t on t.id = u.tenant_id where t.key = $1) returning id`,
    [key],
  );
  return { tenant, sessions: rows.map(({ id }) => id) };
}
