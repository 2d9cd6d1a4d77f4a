import { ThermaCoreError } from '../../core/errors';
import {
  MAX_RETENTION_DAYS,
  MIN_RETENTION_DAYS,
  RETENTION_CLASSES,
  type RetentionChange,
  type RetentionClass,
  type RetentionOfClass,
  type RetentionOfTenant,
} from '../../core/retention';
import type { Progress } from '../maintenance';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

const ROWS_A_STEP = 20_000;
/** First half of an advisory lock; the second is the tenant. */
const CHANGE_LOCK = 74_382_013;

/** Classes that are no readings: what lets go of them. */
const OF_TABLES = {
  journal: 'apply_journal_retention',
  notifications: 'apply_notification_retention',
} as const satisfies Partial<Record<RetentionClass, string>>;

interface Step {
  readonly dropped: number;
  readonly deleted: number;
  readonly more: boolean;
  readonly waiting: boolean;
}

/** How long a tenant's data is kept, and the letting go of the rest. */
export class Retention {
  /** `work` deletes, which may take long; questions do not wait for it. */
  constructor(
    private readonly transactions: Transactions,
    private readonly work: Transactions = transactions,
  ) {}

  /** Rejects `not-found` for a tenant that does not exist. */
  get(tenant: string): Promise<RetentionOfTenant> {
    return this.transactions.forTenant(tenant, 'lookup', find);
  }

  /** Sets a tenant's own retention of a class; null goes back to the default. Rejects `invalid` and `not-found`. */
  async set(tenant: string, name: RetentionClass, days: number | null): Promise<RetentionChange> {
    if (!RETENTION_CLASSES.includes(name))
      throw new ThermaCoreError('invalid', `There is no class of data "${String(name)}".`, {
        field: 'class',
        advice: `Choose one of ${RETENTION_CLASSES.join(', ')}.`,
      });
    if (days !== null && (!Number.isInteger(days) || days < MIN_RETENTION_DAYS || days > MAX_RETENTION_DAYS))
      throw new ThermaCoreError('invalid', 'The retention is not a number of days.', {
        field: 'days',
        advice: `Give whole days from ${MIN_RETENTION_DAYS} to ${MAX_RETENTION_DAYS}, or nothing for the default.`,
      });
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      // One change of a tenant after the other: what one found before is what the other left.
      await client.query('select pg_advisory_xact_lock($1, thermacore.current_tenant())', [CHANGE_LOCK]);
      const before = (await find(client))[name];
      await (days === null
        ? client.query(
            'delete from thermacore.retention where tenant_id = thermacore.current_tenant() and class = $1',
            [name],
          )
        : client.query(
            `insert into thermacore.retention (tenant_id, class, keep)
             values (thermacore.current_tenant(), $1, make_interval(days => $2))
             on conflict (coalesce(tenant_id, 0), class) do update set keep = excluded.keep`,
            [name, days],
          ));
      return { before, after: shown(before.default, days) };
    });
  }

  /** Lets go of what is too old, step by step; the backlog counts classes that have to wait, for the rollups or a lock. */
  async apply(signal: AbortSignal): Promise<Progress> {
    let backlog = 0;
    for (const name of RETENTION_CLASSES)
      for (let more = true; more && !signal.aborted;) {
        const { rows } = await this.work.forPlatform('query', (client) =>
          name in OF_TABLES
            ? client.query<Step>(
                `select * from thermacore.${OF_TABLES[name as keyof typeof OF_TABLES]}($1)`,
                [ROWS_A_STEP],
              )
            : client.query<Step>('select * from thermacore.apply_retention($1, $2)', [name, ROWS_A_STEP]),
        );
        more = rows[0]?.more === true;
        if (rows[0]?.waiting) backlog++;
      }
    return { backlog };
  }
}

const shown = (common: number, own: number | null): RetentionOfClass => ({
  days: own ?? common,
  default: common,
  ...(own === null ? {} : { own }),
});

async function find(client: SqlClient): Promise<RetentionOfTenant> {
  const { rows } = await client.query<{ class: RetentionClass; own: number | null; common: number }>(
    `select d.class, extract(day from d.keep)::int as common, extract(day from o.keep)::int as own
     from thermacore.retention d
     left join thermacore.retention o on o.class = d.class and o.tenant_id = thermacore.current_tenant()
     where d.tenant_id is null`,
  );
  return Object.fromEntries(
    rows.map(({ class: name, own, common }) => [name, shown(common, own)]),
  ) as RetentionOfTenant;
}
