import { sleep, systemClock, type Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { Turn } from '../core/fair-gate';
import { isAway, isRetryable, translate } from './errors';
import type { SqlClient, SqlSource } from './sql-client';
import { STATEMENT_TIMEOUT_MS, type StatementClass, type StatementWatch } from './statement-watch';

export { STATEMENT_TIMEOUT_MS, type StatementClass };

const MAX_ATTEMPTS = 4;
const RETRY_MS = 50;
/** What may take long, and lets what people wait for go first. */
const PATIENT: ReadonlySet<StatementClass> = new Set<StatementClass>(['query', 'export']);

/**
 * The only door to SQL. Every statement runs inside a transaction that says for whom:
 *
 * - `forTenant`: `app.tenant` is that tenant's number, and row-level security shows nothing else.
 * - `forPlatform`: `app.door` is `platform`; identity and the directory, which span tenants.
 *
 * Both settings are made in every transaction and local to it, so a pooled connection carries nothing over. The settings
 * are what the policies believe: whoever can run arbitrary SQL as the application role could set them. What keeps tenants
 * apart from *our own mistakes* is that no statement is ever built from input (bind parameters only), and that a forgotten
 * WHERE clause still sees one tenant.
 */
export class Transactions {
  private readonly ids = new Map<string, number>();

  constructor(
    private readonly source: SqlSource,
    private readonly clock: Clock = systemClock,
    private readonly watch?: StatementWatch,
    private readonly units?: readonly string[],
  ) {}

  /**
   * The same for who is limited to units of a tenant: nothing of others is there for its transactions. Writing readings
   * (`callForTenant`) is not for such a one.
   */
  limitedTo(units: readonly string[]): Transactions {
    return new Transactions(this.source, this.clock, this.watch, units);
  }

  /** Rejects `not-found` for a tenant that does not exist. */
  async forTenant<T>(
    tenant: string,
    kind: StatementClass,
    work: (client: SqlClient) => Promise<T>,
  ): Promise<T> {
    const id = await this.tenantId(tenant);
    const { units } = this;
    const within = units
      ? async (client: SqlClient): Promise<T> => {
          await limit(client, units);
          return work(client);
        }
      : work;
    const turn: Turn = { owner: tenant, patient: PATIENT.has(kind) };
    return this.run(`set local app.tenant = '${id}'; set local app.door = ''`, kind, within, turn);
  }

  /** `turn`: for whom, where it is for a tenant after all. */
  forPlatform<T>(kind: StatementClass, work: (client: SqlClient) => Promise<T>, turn?: Turn): Promise<T> {
    return this.run(`set local app.tenant = ''; set local app.door = 'platform'`, kind, work, turn);
  }

  /**
   * One statement that is its own transaction, in one round trip. Its first parameter is the tenant's number, which it
   * is to put into `app.tenant` itself; it runs as long as the lane's own time-out allows.
   */
  async callForTenant<Row extends object>(
    tenant: string,
    { name, text }: { readonly name: string; readonly text: string },
    values: readonly unknown[],
  ): Promise<Row | undefined> {
    if (this.units)
      throw new ThermaCoreError('forbidden', 'Who is limited to units does not write readings.');
    const id = await this.tenantId(tenant);
    const { rows } = await this.retrying(
      (client) => (this.watch?.over(client, 'write') ?? client).query<Row>(text, [id, ...values], name),
      { owner: tenant },
    );
    return rows[0];
  }

  /** One of them is gone, and may come again with another number. */
  forgetTenants(): void {
    this.ids.clear();
  }

  /** The tenant's number; while there is a tenant its number does not change, so they are remembered. */
  async tenantId(tenant: string): Promise<number> {
    const known = this.ids.get(tenant);
    if (known !== undefined) return known;
    const { rows } = await this.forPlatform(
      'lookup',
      (client) => client.query<{ id: number }>('select id from thermacore.tenants where key = $1', [tenant]),
      { owner: tenant },
    );
    const id = rows[0]?.id;
    if (id === undefined)
      throw new ThermaCoreError('not-found', `There is no tenant "${tenant}".`, { field: 'tenant' });
    this.ids.set(tenant, id);
    return id;
  }

  private run<T>(
    setting: string,
    kind: StatementClass,
    work: (client: SqlClient) => Promise<T>,
    turn?: Turn,
  ): Promise<T> {
    return this.retrying((client) => inTransaction(client, setting, kind, work, this.watch), turn);
  }

  private async retrying<T>(work: (client: SqlClient) => Promise<T>, turn?: Turn): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.source.use(work, turn);
      } catch (error) {
        if (!isRetryable(error) || attempt === MAX_ATTEMPTS) throw translate(error);
      }
      // Apart in time: two that deadlocked and begin again at once may do so in step.
      await sleep(this.clock, Math.random() * RETRY_MS * attempt);
    }
  }
}

/** Looked up while the transaction still sees all of the tenant; a unit that is gone is none. */
const LIMIT = `select set_config('app.units', coalesce(array_agg(u.id), '{}')::text, true),
    set_config('app.unit_keys', coalesce(array_agg(u.key), '{}')::text, true)
  from thermacore.units u where u.key in (select jsonb_array_elements_text($1::jsonb))`;

const limit = (client: SqlClient, units: readonly string[]): Promise<unknown> =>
  client.query(LIMIT, [JSON.stringify(units)]);

/** Of a connection that breaks meanwhile nobody knows whether it was done, so that to try again may do it twice. */
async function commit(client: SqlClient, kind: StatementClass): Promise<void> {
  try {
    await client.query('commit');
  } catch (error) {
    if (kind !== 'write' || !isAway(error)) throw error;
    throw new ThermaCoreError('timeout', 'The database was lost while it stored: it may be done, or not.', {
      advice: 'Look before you try again.',
      cause: error,
    });
  }
}

async function inTransaction<T>(
  client: SqlClient,
  setting: string,
  kind: StatementClass,
  work: (client: SqlClient) => Promise<T>,
  watch: StatementWatch | undefined,
): Promise<T> {
  const measured = watch?.over(client, kind) ?? client;
  // One round trip: the texts are constants and a number from our own table.
  await client.query(`begin; ${setting}; set local statement_timeout = ${STATEMENT_TIMEOUT_MS[kind]}`);
  try {
    const result = await work(measured);
    await commit(measured, kind);
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
