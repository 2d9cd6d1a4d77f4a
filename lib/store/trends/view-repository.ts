import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import { TREND_LIMITS, TrendViewInput, type TrendView, type TrendViewPatch } from '../../core/trend-view';
import { jsonForSql } from '../alarms/json';
import { instant, page } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

/** Whose views they are. */
export interface ViewUser {
  readonly userId: string;
  readonly username: string;
}

interface Row {
  readonly id: string;
  readonly view: unknown;
  readonly own: boolean;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Of those that $1 sees: his own, and what others share. */
const SELECT = `select v.id, v.view, v.user_id::text = $1 as own, v.created_by as "createdBy", ${instant('v.created_at')} as "createdAt",
  ${instant('v.updated_at')} as "updatedAt" from thermacore.trend_views v where (v.user_id::text = $1 or v.shared)`;

/** Read through the schema too: what came later than the row gets its default. */
const shown = ({ view, ...rest }: Row): TrendView => ({ ...TrendViewInput.parse(view), ...rest });

/** Views of trends that users of a tenant have saved. */
export class StoredTrendViews {
  constructor(private readonly transactions: Transactions) {}

  /** Own ones and shared ones, by name. */
  list(
    tenant: string,
    { userId }: ViewUser,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<TrendView>> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const [name, id] = cursor ? decodeCursor(cursor, ['string', 'string']) : ['', ''];
      const { rows } = await client.query<Row>(
        `${SELECT} and (lower(v.view ->> 'name'), v.id) > (lower($2), $3) order by lower(v.view ->> 'name'), v.id limit $4`,
        [userId, name, id, limit + 1],
      );
      return page(rows.map(shown), limit, (view) => [view.name, view.id]);
    });
  }

  /** Rejects `not-found` for a view that somebody else has and does not share. */
  get(tenant: string, { userId }: ViewUser, id: string): Promise<TrendView> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => find(client, userId, id));
  }

  async add(
    tenant: string,
    { userId, username }: ViewUser,
    id: string,
    view: TrendViewInput,
  ): Promise<TrendView> {
    const adding = this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `insert into thermacore.trend_views (tenant_id, id, user_id, view, shared, created_by)
         select thermacore.current_tenant(), $2, $1::text::uuid, $3::jsonb, $4, $5
         where (select count(*) from thermacore.trend_views where user_id::text = $1) < $6::int returning id`,
        [userId, id, jsonForSql(view), view.shared, username, TREND_LIMITS.viewsPerUser],
      );
      if (rows.length === 0)
        throw new ThermaCoreError('over-quota', `You have ${TREND_LIMITS.viewsPerUser} views already.`, {
          advice: 'Delete one that you do not need.',
        });
      return find(client, userId, id);
    });
    return adding.catch((error: unknown) => {
      if (!isForeignKey(error)) throw error;
      throw new ThermaCoreError('conflict', 'Views belong to users, who are not in this database.', {
        field: 'database',
        advice: 'Choose the installation’s own database in the node.',
      });
    });
  }

  /** What is left out stays. */
  update(tenant: string, { userId }: ViewUser, id: string, patch: TrendViewPatch): Promise<TrendView> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const before = await ownOne(client, userId, id);
      const view = TrendViewInput.parse({ ...bare(before), ...patch });
      await client.query(
        `update thermacore.trend_views set view = $2::jsonb, shared = $3, updated_at = now() where id = $1`,
        [id, jsonForSql(view), view.shared],
      );
      return find(client, userId, id);
    });
  }

  remove(tenant: string, { userId }: ViewUser, id: string): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await ownOne(client, userId, id);
      await client.query('delete from thermacore.trend_views where id = $1', [id]);
    });
  }
}

/** Through the causes, since a transaction may have put its own sentence around it. */
function isForeignKey(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if ('code' in each && each.code === '23503') return true;
  return false;
}

const bare = ({ name, sensors, span, shared }: TrendView): TrendViewInput => ({
  name,
  sensors,
  span,
  shared,
});

async function find(
  client: SqlClient,
  userId: string,
  id: string,
  lock: '' | 'for update' = '',
): Promise<TrendView> {
  const { rows } = await client.query<Row>(`${SELECT} and v.id = $2 ${lock}`, [userId, id]);
  if (rows[0]) return shown(rows[0]);
  throw new ThermaCoreError('not-found', 'There is no such view.', { field: 'view' });
}

async function ownOne(client: SqlClient, userId: string, id: string): Promise<TrendView> {
  const view = await find(client, userId, id, 'for update');
  if (view.own) return view;
  throw new ThermaCoreError('forbidden', `The view "${view.name}" is ${view.createdBy}’s.`, {
    field: 'view',
    advice: 'Save it under a name of your own, and change that one.',
  });
}
