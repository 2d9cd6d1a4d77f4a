import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type { NotificationContent } from '../../notifications/content';
import { NOTHING_PLANNED, type PlannerState } from '../../notifications/plan/planner';
import type {
  Delivery,
  DeliveryFilter,
  DueDelivery,
  KeptPlan,
  ListedDelivery,
  NewDelivery,
  OutboxRepository,
  Outcome,
  TargetFigures,
} from '../../notifications/ports';
import { jsonForSql } from '../alarms/json';
import { withoutNulls } from '../rows';
import { down, sorted, sortedPage, text, time, type Order } from '../sorted';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const LISTED = `d.id, d.target, d.channel, d.route, d.step, d.state, d.priority, d.subject, d.count,
  ${ms('d.created_at')} as "createdAt", ${ms('d.due_at')} as "dueAt", d.attempts, d.reason,
  ${ms('d.tried_at')} as "triedAt", ${ms('d.ended_at')} as "endedAt"`;
const WHOLE = `${LISTED}, ${ms('d.since')} as since, d.content`;
const WAITING = `d.state in ('planned', 'failed')`;

const OF_TARGET = 'd.tenant_id = t.tenant_id and d.target = t.key';

/** Each target's attempts: of what failed counts only what no success came after. */
const FIGURES = `
select t.key as target, ${ms('sent.at')} as "lastSentAt", ${ms('broken.since')} as "failingSince",
       ${ms('latest.at')} as "lastFailedAt", latest.reason, counted.waiting, counted.dead
from thermacore.notification_targets t
left join lateral (
  select max(d.tried_at) as at from thermacore.notification_deliveries d
  where ${OF_TARGET} and d.state = 'sent'
) sent on true
left join lateral (
  select min(greatest(d.since, sent.at)) as since from thermacore.notification_deliveries d
  where ${OF_TARGET} and d.state in ('failed', 'dead') and d.tried_at > coalesce(sent.at, '-infinity')
) broken on true
left join lateral (
  select d.tried_at as at, d.reason from thermacore.notification_deliveries d
  where ${OF_TARGET} and d.state in ('failed', 'dead') and d.tried_at is not null
  order by d.tried_at desc limit 1
) latest on true
left join lateral (
  select count(*) filter (where ${WAITING})::int as waiting, count(*) filter (where d.state = 'dead')::int as dead
  from thermacore.notification_deliveries d
  where ${OF_TARGET} and (${WAITING} or d.state = 'dead' and d.tried_at >= to_timestamp($1::float8 / 1000))
) counted on true
order by t.key`;

const ORDER: Order = {
  columns: {
    createdAt: time('d.created_at'),
    id: text('d.id'),
    dueAt: time('d.due_at'),
    target: text('d.target'),
    channel: text('d.channel'),
    state: text('d.state'),
  },
  unique: down('createdAt', 'id'),
};

/** Messages as they were planned, and what became of them. */
export class StoredOutbox implements OutboxRepository {
  constructor(
    private readonly transactions: Transactions,
    /** Keeps what is to be sent; questions of people do not hold it up. */
    private readonly writing: Transactions = transactions,
  ) {}

  plan(tenant: string): Promise<KeptPlan> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<{ state: PlannerState; revision: number }>(
        'select state, revision::float8 as revision from thermacore.notification_plans',
      );
      return rows[0] ?? { state: NOTHING_PLANNED, revision: 0 };
    });
  }

  keep(tenant: string, { state, revision }: KeptPlan, deliveries: readonly NewDelivery[]): Promise<number> {
    return this.writing.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `insert into thermacore.notification_plans as p (tenant_id, revision, state)
         values (thermacore.current_tenant(), $1::bigint + 1, $2::jsonb)
         on conflict (tenant_id) do update set revision = p.revision + 1, state = excluded.state where p.revision = $1::bigint
         returning 1`,
        [revision, jsonForSql(state)],
      );
      if (rows.length === 0)
        throw new ThermaCoreError('conflict', 'Another process plans the notifications of this tenant too.');
      await insert(client, deliveries);
      return revision + 1;
    });
  }

  add(tenant: string, deliveries: readonly NewDelivery[]): Promise<void> {
    return this.writing.forTenant(tenant, 'write', (client) => insert(client, deliveries));
  }

  take(
    now: number,
    leaseMs: number,
    limit: number,
    busy: readonly string[],
  ): Promise<readonly DueDelivery[]> {
    return this.writing.forPlatform('write', async (client) => {
      const { rows } = await client.query(
        `with due as (
           select d.tenant_id, d.id, t.key as tenant,
                  row_number() over (partition by d.tenant_id, d.target order by d.due_at, d.id) as place
           from thermacore.notification_deliveries d join thermacore.tenants t on t.id = d.tenant_id
           where ${WAITING} and d.due_at <= to_timestamp($1::float8 / 1000)
             and (d.taken_until is null or d.taken_until <= to_timestamp($1::float8 / 1000))
             and not ($4::jsonb ? (t.key || '/' || d.target))
         ), mine as (
           select d.tenant_id, d.id, due.tenant from thermacore.notification_deliveries d
           join due on due.tenant_id = d.tenant_id and due.id = d.id and due.place = 1
           where ${WAITING} and (d.taken_until is null or d.taken_until <= to_timestamp($1::float8 / 1000))
           order by d.due_at limit $3 for update of d skip locked
         )
         update thermacore.notification_deliveries d
         set attempts = d.attempts + 1, taken_until = to_timestamp(($1::float8 + $2::float8) / 1000)
         from mine where d.tenant_id = mine.tenant_id and d.id = mine.id
         returning mine.tenant, ${WHOLE}`,
        [now, leaseMs, limit, JSON.stringify(busy)],
      );
      return rows.map((row) => withoutNulls<DueDelivery>(row));
    });
  }

  settle(tenant: string, id: string, attempt: number, outcome: Outcome): Promise<boolean> {
    const { state, at, reason, dueAt } = outcome;
    return this.writing.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `update thermacore.notification_deliveries
         set state = $3, reason = $4, taken_until = null, due_at = coalesce(to_timestamp($6::float8 / 1000), due_at),
             tried_at = to_timestamp($5::float8 / 1000), ended_at = case when $3 = 'failed' then null else to_timestamp($5::float8 / 1000) end
         where id = $1 and attempts = $2 and state in ('planned', 'failed') returning 1`,
        [id, attempt, state, reason ?? null, at, dueAt ?? null],
      );
      return rows.length > 0;
    });
  }

  nextDue(): Promise<number | undefined> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ at: number | null }>(
        `select min(${ms('greatest(d.due_at, d.taken_until)')}) as at from thermacore.notification_deliveries d where ${WAITING}`,
      );
      return rows[0]?.at ?? undefined;
    });
  }

  waiting(): Promise<number> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from thermacore.notification_deliveries d where ${WAITING}`,
      );
      return rows[0]?.count ?? 0;
    });
  }

  async list(tenant: string, filter: DeliveryFilter): Promise<Page<ListedDelivery>> {
    const { limit, states, target, route, channel, from, to } = filter;
    const { where, orderBy, place, values } = sorted(ORDER, filter, 8);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query(
        `select ${LISTED}, ${place} from thermacore.notification_deliveries d
         where ($1::jsonb is null or $1::jsonb ? d.state) and ($2::text is null or d.target = $2)
           and ($3::text is null or d.route = $3) and ($4::text is null or d.channel = $4)
           and ($5::float8 is null or d.created_at >= to_timestamp($5::float8 / 1000))
           and ($6::float8 is null or d.created_at < to_timestamp($6::float8 / 1000))
           and ${where}
         order by ${orderBy} limit $7`,
        [states ? JSON.stringify(states) : null, target ?? null, route ?? null, channel ?? null, from ?? null, to ?? null, limit + 1, ...values],
      ); // prettier-ignore
      return sortedPage<ListedDelivery>(rows, limit);
    });
  }

  get(tenant: string, id: string): Promise<Delivery> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => find(client, id));
  }

  figures(tenant: string, from: number): Promise<readonly TargetFigures[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query(FIGURES, [from]);
      return rows.map((row) => withoutNulls<TargetFigures>(row));
    });
  }

  resend(tenant: string, id: string, now: number): Promise<Delivery> {
    return this.writing.forTenant(tenant, 'write', async (client) => {
      const { state } = await find(client, id, 'for update');
      if (state !== 'dead' && state !== 'dropped')
        throw new ThermaCoreError('conflict', 'The notification was not given up.', {
          field: 'delivery',
          advice: state === 'sent' ? 'It has been sent.' : 'It is still tried.',
        });
      // A new term for its attempts; their number goes on, so that who still has an old one settles nothing.
      await client.query(
        `update thermacore.notification_deliveries
         set state = 'planned', reason = null, ended_at = null, taken_until = null,
             due_at = to_timestamp($2::float8 / 1000), since = to_timestamp($2::float8 / 1000)
         where id = $1`,
        [id, now],
      );
      return find(client, id);
    });
  }
}

async function find(client: SqlClient, id: string, lock: '' | 'for update' = ''): Promise<Delivery> {
  const { rows } = await client.query(
    `select ${WHOLE} from thermacore.notification_deliveries d where d.id = $1 ${lock}`,
    [id],
  );
  if (rows[0]) return withoutNulls<Delivery>(rows[0]);
  throw new ThermaCoreError('not-found', 'There is no such notification.', { field: 'delivery' });
}

/** A repeat of the same id is the same message. */
async function insert(client: SqlClient, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const rows = deliveries.map(({ content, ...delivery }) => ({
    ...delivery,
    ...columnsOf(content),
    content,
  }));
  await client.query(
    `insert into thermacore.notification_deliveries
       (tenant_id, id, target, channel, route, step, priority, subject, count, created_at, due_at, since, content)
     select thermacore.current_tenant(), id, target, channel, route, step, priority, subject, count,
            to_timestamp("createdAt" / 1000), to_timestamp("dueAt" / 1000), to_timestamp("dueAt" / 1000), content
     from jsonb_to_recordset($1::jsonb) as (id text, target text, channel text, route text, step int, priority text,
       subject text, count int, "createdAt" float8, "dueAt" float8, content jsonb)
     on conflict do nothing`,
    [jsonForSql(rows)],
  );
}

const columnsOf = ({ route, step, priority, subject, count }: NotificationContent) => ({
  route,
  step,
  priority,
  subject,
  count,
});
