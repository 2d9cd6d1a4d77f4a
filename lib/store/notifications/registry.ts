import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type { ListFilter } from '../../notifications/ports';
import { jsonForSql } from '../alarms/json';
import { sorted, sortedPage, text, time, up, type Order } from '../sorted';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

export interface RegistryRow {
  readonly body: unknown;
  readonly secrets?: unknown;
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string | null;
  readonly updatedAt: number;
  readonly updatedBy: string | null;
}

interface Kind<T> {
  readonly table: 'notification_routes' | 'notification_targets';
  /** The column of the JSON. */
  readonly column: 'route' | 'target';
  /** As errors name it. */
  readonly what: string;
  readonly recordOf: (row: RegistryRow) => T;
}

export interface Written {
  readonly body: { readonly key: string };
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

const epochMs = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

const ORDER: Order = {
  columns: { key: text('key'), createdAt: time('created_at'), updatedAt: time('updated_at') },
  unique: up('key'),
};

/** What routes and targets have in common: rows of JSON by key, each with the version that a change is made on. */
export class Registry<T extends { readonly key: string; readonly version: number }> {
  private readonly fields: string;
  private readonly select: string;

  constructor(
    private readonly transactions: Transactions,
    private readonly kind: Kind<T>,
  ) {
    const { table, column } = kind;
    const secrets = column === 'target' ? ', secrets' : '';
    this.fields = `${column} as body${secrets}, version, ${epochMs('created_at')} as "createdAt",
      created_by as "createdBy", ${epochMs('updated_at')} as "updatedAt", updated_by as "updatedBy"`;
    this.select = `select ${this.fields} from thermacore.${table}`;
  }

  all(tenant: string): Promise<readonly T[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<RegistryRow>(`${this.select} order by key`);
      return rows.map((row) => this.kind.recordOf(row));
    });
  }

  async list(tenant: string, filter: ListFilter): Promise<Page<T>> {
    const { limit } = filter;
    const { where, orderBy, place, values } = sorted(ORDER, filter, 2);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<object>(
        `select ${this.fields}, ${place} from thermacore.${this.kind.table} where ${where} order by ${orderBy} limit $1`,
        [limit + 1, ...values],
      );
      const { items, ...more } = sortedPage<RegistryRow>(rows, limit);
      return { ...more, items: items.map((row) => this.kind.recordOf(row)) };
    });
  }

  get(tenant: string, key: string): Promise<T> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => this.find(client, key));
  }

  add(tenant: string, { body, secrets }: Written, user: string | undefined): Promise<T> {
    const { table, column, what } = this.kind;
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `insert into thermacore.${table} (tenant_id, key, ${column}, created_by, updated_by${secrets ? ', secrets' : ''})
         values (thermacore.current_tenant(), $1, $2::jsonb, $3, $3${secrets ? ', $4::jsonb' : ''})
         on conflict (tenant_id, key) do nothing returning key`,
        [body.key, jsonForSql(body), user ?? null, ...(secrets ? [jsonForSql(secrets)] : [])],
      );
      if (rows.length === 0)
        throw new ThermaCoreError('conflict', `There is a ${what} "${body.key}" already.`, {
          field: 'key',
          advice: 'Choose another key, or change that one.',
        });
      return this.find(client, body.key);
    });
  }

  /** `change` makes of what is there what is to be there. */
  update(
    tenant: string,
    key: string,
    version: number,
    user: string | undefined,
    change: (before: T) => Written,
  ): Promise<T> {
    const { table, column } = this.kind;
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const before = await this.find(client, key, 'for update');
      this.refuseStale(before, version);
      const { body, secrets } = change(before);
      await client.query(
        `update thermacore.${table} set ${column} = $2::jsonb, version = version + 1, updated_at = now(), updated_by = $3${
          secrets ? ', secrets = $4::jsonb' : ''
        } where key = $1`,
        [key, jsonForSql(body), user ?? null, ...(secrets ? [jsonForSql(secrets)] : [])],
      );
      return this.find(client, key);
    });
  }

  remove(tenant: string, key: string, version?: number): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const before = await this.find(client, key, 'for update');
      if (version !== undefined) this.refuseStale(before, version);
      await client.query(`delete from thermacore.${this.kind.table} where key = $1`, [key]);
    });
  }

  private async find(client: SqlClient, key: string, lock: '' | 'for update' = ''): Promise<T> {
    const { rows } = await client.query<RegistryRow>(`${this.select} where key = $1 ${lock}`, [key]);
    if (rows[0]) return this.kind.recordOf(rows[0]);
    const { what, column } = this.kind;
    throw new ThermaCoreError('not-found', `There is no ${what} "${key}".`, { field: column });
  }

  private refuseStale({ key, version }: T, expected: number): void {
    if (version !== expected)
      throw new ThermaCoreError('conflict', `The ${this.kind.what} "${key}" was changed meanwhile.`, {
        field: 'version',
        advice: `Look at it as it is now (version ${version}), and change that.`,
      });
  }
}
