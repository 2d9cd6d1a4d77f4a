import { ThermaCoreError } from '../../core/errors';
import type { Progress } from '../maintenance';
import type { Transactions } from '../tenant-transaction';

/** Raw numbers, raw texts, and rollups of a minute, an hour, a day. */
export const RETENTION_CLASSES = ['raw', 'text', '1m', '1h', '1d'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** In days. `own` is absent where the tenant follows the default. */
export interface RetentionOfClass {
  readonly days: number;
  readonly default: number;
  readonly own?: number;
}
export type RetentionOfTenant = Readonly<Record<RetentionClass, RetentionOfClass>>;

/** A week: what comes late by days must still meet its neighbours. */
export const MIN_DAYS = 7;
export const MAX_DAYS = 36_500;
const ROWS_A_STEP = 20_000;

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
  async get(tenant: string): Promise<RetentionOfTenant> {
    const rows = await this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const result = await client.query<{ class: RetentionClass; own: number | null; common: number }>(
        `select d.class, extract(day from d.keep)::int as common, extract(day from o.keep)::int as own
         from thermacore.retention d
         left join thermacore.retention o on o.class = d.class and o.tenant_id = thermacore.current_tenant()
         where d.tenant_id is null`,
      );
      return result.rows;
    });
    return Object.fromEntries(
      rows.map(({ class: name, own, common }) => [
        name,
        { days: own ?? common, default: common, ...(own === null ? {} : { own }) },
      ]),
    ) as RetentionOfTenant;
  }

  /** Sets a tenant's own retention of a class; null goes back to the default. Rejects `invalid` and `not-found`. */
  async set(tenant: string, name: RetentionClass, days: number | null): Promise<void> {
    if (!RETENTION_CLASSES.includes(name))
      throw new ThermaCoreError('invalid', `There is no class of data "${String(name)}".`, {
        field: 'class',
        advice: `Choose one of ${RETENTION_CLASSES.join(', ')}.`,
      });
    if (days !== null && (!Number.isInteger(days) || days < MIN_DAYS || days > MAX_DAYS))
      throw new ThermaCoreError('invalid', 'The retention is not a number of days.', {
        field: 'days',
        advice: `Give whole days from ${MIN_DAYS} to ${MAX_DAYS}, or nothing for the default.`,
      });
    await this.transactions.forTenant(tenant, 'write', (client) =>
      days === null
        ? client.query(
            'delete from thermacore.retention where tenant_id = thermacore.current_tenant() and class = $1',
            [name],
          )
        : client.query(
            `insert into thermacore.retention (tenant_id, class, keep)
             values (thermacore.current_tenant(), $1, make_interval(days => $2))
             on conflict (coalesce(tenant_id, 0), class) do update set keep = excluded.keep`,
            [name, days],
          ),
    );
  }

  /** Lets go of what is too old, step by step; the backlog counts classes that have to wait for the rollups. */
  async apply(signal: AbortSignal): Promise<Progress> {
    let backlog = 0;
    for (const name of RETENTION_CLASSES)
      for (let more = true; more && !signal.aborted;) {
        const { rows } = await this.work.forPlatform('query', (client) =>
          client.query<Step>('select * from thermacore.apply_retention($1, $2)', [name, ROWS_A_STEP]),
        );
        more = rows[0]?.more === true;
        if (rows[0]?.waiting) backlog++;
      }
    return { backlog };
  }
}
