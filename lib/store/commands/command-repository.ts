import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type {
  CommandFilter,
  CommandRecord,
  CommandRepository,
  End,
  Start,
  StartLimits,
  StartRefusal,
  TenantLimits,
} from '../../control';
import type { CommandState } from '../../core/command';
import { withoutNulls } from '../rows';
import { down, sorted, sortedPage, text, time, type Order } from '../sorted';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

/** First half of an advisory lock; the second is the tenant. */
const START_LOCK = 74_382_019;
const MINUTE_MS = 60_000;
const DUE_AT_ONCE = 500;

/** Columns by the name of their field, and what kind of value is in them. */
const COLUMNS = {
  id: ['id', 'plain'],
  unit: ['unit', 'plain'],
  sensor: ['sensor', 'plain'],
  device: ['device', 'plain'],
  value: ['value', 'json'],
  mode: ['mode', 'plain'],
  comment: ['comment', 'plain'],
  idempotencyKey: ['idempotency_key', 'plain'],
  state: ['state', 'plain'],
  outcome: ['outcome', 'plain'],
  detail: ['detail', 'plain'],
  readBack: ['read_back', 'json'],
  requestedBy: ['requested_by', 'plain'],
  requestedById: ['requested_by_id', 'plain'],
  requestedAt: ['requested_at', 'time'],
  confirmBefore: ['confirm_before', 'time'],
  confirmedBy: ['confirmed_by', 'plain'],
  startedAt: ['started_at', 'time'],
  deadline: ['deadline', 'time'],
  endedAt: ['ended_at', 'time'],
  instance: ['instance', 'plain'],
} as const satisfies Record<keyof CommandRecord, readonly [string, Kind]>;
type Kind = 'plain' | 'json' | 'time';

const FIELDS = Object.entries(COLUMNS) as [keyof CommandRecord, readonly [string, Kind]][];
const shownAs = (column: string, kind: Kind): string =>
  kind === 'time' ? `(extract(epoch from ${column}) * 1000)::float8` : column;
const SELECTED = FIELDS.map(
  ([field, [column, kind]]) => `${shownAs(`c.${column}`, kind)} as "${field}"`,
).join(', ');
const SELECT = `select ${SELECTED} from thermacore.commands c`;
const ORDER: Order = {
  columns: {
    requestedAt: time('c.requested_at'),
    id: text('c.id'),
    unit: text('c.unit'),
    sensor: text('c.sensor'),
    device: text('c.device'),
    state: text('c.state'),
    requestedBy: text('c.requested_by'),
  },
  unique: down('requestedAt', 'id'),
};
const place = (kind: Kind, i: number): string =>
  kind === 'time' ? `to_timestamp($${i}::float8 / 1000)` : kind === 'json' ? `$${i}::jsonb` : `$${i}`;
const INSERT = `insert into thermacore.commands (tenant_id, ${FIELDS.map(([, [column]]) => column).join(', ')})
  values (thermacore.current_tenant(), ${FIELDS.map(([, [, kind]], i) => place(kind, i + 1)).join(', ')})`;
const given = (value: unknown, kind: Kind): unknown =>
  value === undefined ? null : kind === 'json' ? JSON.stringify(value) : value;

/** Commands of one tenant at a time. What may begin is decided under a lock, so that two processes agree. */
export class StoredCommands implements CommandRepository {
  constructor(private readonly transactions: Transactions) {}

  add(
    tenant: string,
    command: CommandRecord,
    { maxOpen, maxAskedPerMinute, ...limits }: StartLimits & TenantLimits,
  ): Promise<{ command: CommandRecord; added: boolean } | StartRefusal> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lock(client);
      const { idempotencyKey, state } = command;
      if (idempotencyKey !== undefined) {
        const { rows } = await client.query(`${SELECT} where c.idempotency_key = $1`, [idempotencyKey]);
        if (rows[0]) return { command: withoutNulls<CommandRecord>(rows[0]), added: false };
      }
      const refusal =
        (await flood(client, command.requestedAt, maxAskedPerMinute)) ??
        (state === 'done' ? undefined : await full(client, maxOpen)) ??
        (state === 'running' ? await held(client, command, command.startedAt ?? 0, limits) : undefined);
      if (refusal) return refusal;
      await client.query(
        INSERT,
        FIELDS.map(([field, [, kind]]) => given(command[field], kind)),
      );
      return { command, added: true };
    });
  }

  get(tenant: string, id: string): Promise<CommandRecord> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const found = await find(client, id);
      if (found) return found;
      throw new ThermaCoreError('not-found', 'There is no such command.', { field: 'command' });
    });
  }

  async list(tenant: string, filter: CommandFilter): Promise<Page<CommandRecord>> {
    const { limit, state, unit, sensor } = filter;
    const { where, orderBy, place: at, values } = sorted(ORDER, filter, 5);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<object>(
        `select ${SELECTED}, ${at} from thermacore.commands c
         where ($2::text is null or c.state = $2) and ($3::text is null or c.unit = $3)
           and ($4::text is null or c.sensor = $4) and ${where}
         order by ${orderBy} limit $1`,
        [limit + 1, state ?? null, unit ?? null, sensor ?? null, ...values],
      );
      return sortedPage<CommandRecord>(rows, limit);
    });
  }

  start(
    tenant: string,
    id: string,
    { startedAt, deadline, instance, confirmedBy }: Start,
    limits: StartLimits,
  ): Promise<CommandRecord | StartRefusal> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lock(client);
      const command = await find(client, id);
      if (command?.state !== 'pending-confirmation') return 'not-pending';
      const refusal = await held(client, command, startedAt, limits);
      if (refusal) return refusal;
      await client.query(
        `update thermacore.commands set state = 'running', detail = 'On its way to the field.', confirmed_by = $2,
           started_at = to_timestamp($3::float8 / 1000), deadline = to_timestamp($4::float8 / 1000), instance = $5
         where id = $1`,
        [id, confirmedBy, startedAt, deadline, instance],
      );
      return (await find(client, id)) ?? 'not-pending';
    });
  }

  end(tenant: string, id: string, from: CommandState, end: End): Promise<CommandRecord | undefined> {
    const { outcome, detail, readBack, endedAt } = end;
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `update thermacore.commands c set state = 'done', outcome = $3, detail = $4, read_back = $5::jsonb,
           ended_at = to_timestamp($6::float8 / 1000)
         where c.id = $1 and c.state = $2 returning ${SELECTED}`,
        [id, from, outcome, detail, given(readBack, 'json'), endedAt],
      );
      return rows[0] && withoutNulls<CommandRecord>(rows[0]);
    });
  }

  due(now: number, instance: string): Promise<(CommandRecord & { tenant: string })[]> {
    return this.transactions.forPlatform('query', async (client) => {
      const { rows } = await client.query(
        `select t.key as tenant, ${SELECTED} from thermacore.commands c join thermacore.tenants t on t.id = c.tenant_id
         where c.state = 'pending-confirmation' and c.confirm_before <= to_timestamp($1::float8 / 1000)
           or c.state = 'running' and (c.deadline <= to_timestamp($1::float8 / 1000) or c.instance = $2)
         limit ${DUE_AT_ONCE}`,
        [now, instance],
      );
      return rows.map((row) => withoutNulls<CommandRecord & { tenant: string }>(row));
    });
  }
}

const lock = (client: SqlClient): Promise<unknown> =>
  client.query('select pg_advisory_xact_lock($1, thermacore.current_tenant())', [START_LOCK]);

async function find(client: SqlClient, id: string): Promise<CommandRecord | undefined> {
  const { rows } = await client.query(`${SELECT} where c.id = $1`, [id]);
  return rows[0] && withoutNulls<CommandRecord>(rows[0]);
}

async function flood(client: SqlClient, now: number, most: number): Promise<StartRefusal | undefined> {
  const { rows } = await client.query<{ asked: number }>(
    `select count(*)::int as asked from thermacore.commands
     where tenant_id = thermacore.current_tenant() and requested_at > to_timestamp($1::float8 / 1000)`,
    [now - MINUTE_MS],
  );
  return (rows[0]?.asked ?? 0) >= most ? 'flood' : undefined;
}

async function full(client: SqlClient, maxOpen: number): Promise<StartRefusal | undefined> {
  const { rows } = await client.query<{ open: number }>(
    `select count(*)::int as open from thermacore.commands where state <> 'done'`,
  );
  return (rows[0]?.open ?? 0) >= maxOpen ? 'full' : undefined;
}

/** Counts what went out in the minute before, not what was refused. */
async function held(
  client: SqlClient,
  { unit, sensor }: CommandRecord,
  now: number,
  { maxPerMinute }: StartLimits,
): Promise<StartRefusal | undefined> {
  const { rows } = await client.query<{ running: number; recent: number }>(
    `select (count(*) filter (where state = 'running'))::int as running,
            (count(*) filter (where started_at > to_timestamp($3::float8 / 1000)))::int as recent
     from thermacore.commands
     where unit = $1 and sensor = $2 and (state = 'running' or started_at > to_timestamp($3::float8 / 1000))`,
    [unit, sensor, now - MINUTE_MS],
  );
  const { running = 0, recent = 0 } = rows[0] ?? {};
  if (running > 0) return 'busy';
  return recent >= maxPerMinute ? 'rate' : undefined;
}
