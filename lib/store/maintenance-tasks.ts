import type { Clock } from '../core/clock';
import type { MaintenanceTask } from './maintenance';
import type { AsOwner } from './owner';
import { ContinuousRollups } from './rollups/continuous';
import { ensurePolicies, hasWorkers } from './rollups/policies';
import { RollupRefresher } from './rollups/refresher';
import type { Retention } from './rollups/retention';
import type { RungName } from './rung';
import type { Transactions } from './tenant-transaction';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const PARTITION_DAYS_AHEAD = 7;
const JOURNAL_MONTHS_AHEAD = 3;
const SETTLE_CALLS = 100;
const ROWS_A_STEP = 5_000;
const STORAGE_EVERY_MS = 10 * MINUTE_MS;
/** Of a relation, from which its share of each tenant is taken. */
const SAMPLED_PAGES = 500;
/** Of a run of the rollups that has much to catch up: then the others of its kind, and the status, get their turn. */
const ROLLUP_BUDGET_MS = 30 * SECOND_MS;

export interface TaskParts {
  readonly rung: RungName;
  readonly transactions: Transactions;
  readonly retention: Retention;
  readonly asOwner: AsOwner;
  readonly clock: Clock;
}

/** Makes partitions ahead; nothing to do for hypertables. */
export async function makePartitions(transactions: Transactions): Promise<void> {
  await transactions.forPlatform('write', (client) =>
    client.query('select thermacore.make_partitions($1), thermacore.make_journal_months($2)', [
      PARTITION_DAYS_AHEAD,
      JOURNAL_MONTHS_AHEAD,
    ]),
  );
}

/** Gives the days of late readings their partitions. */
async function settleDays(transactions: Transactions, signal: AbortSignal): Promise<undefined> {
  for (let calls = 0, settled = 1; settled > 0 && calls < SETTLE_CALLS && !signal.aborted; calls++) {
    const { rows } = await transactions.forPlatform('query', (client) =>
      client.query<{ settled: number }>('select thermacore.settle_days() as settled'),
    );
    settled = rows[0]?.settled ?? 0;
  }
  return undefined;
}

/** What the store does in the background. */
export function maintenanceTasks(parts: TaskParts): MaintenanceTask[] {
  const { rung, transactions, retention, asOwner, clock } = parts;
  const refresher = new RollupRefresher(transactions, clock);
  const continuous = rung === 'timescale-tsl' ? new ContinuousRollups(asOwner, refresher, clock) : undefined;
  const task = (
    name: string,
    everyMs: number,
    timeoutMs: number,
    run: MaintenanceTask['run'],
  ): MaintenanceTask => ({ name, everyMs, timeoutMs, run });

  const tasks = [
    task('partitions', HOUR_MS, 5 * MINUTE_MS, async (signal) => {
      await makePartitions(transactions);
      return settleDays(transactions, signal);
    }),
    task('rollups', 10 * SECOND_MS, 10 * MINUTE_MS, (signal) =>
      (continuous ?? refresher).run(signal, ROLLUP_BUDGET_MS),
    ),
    task('retention', HOUR_MS, 30 * MINUTE_MS, async (signal) => {
      // Before anything is deleted, no policy may reach there any more.
      if (continuous)
        await asOwner(async (client) => {
          if (await hasWorkers(client)) await ensurePolicies(client);
        });
      return retention.apply(signal);
    }),
    task('sessions', HOUR_MS, MINUTE_MS, (signal) => deleteBy('delete_ended_sessions', transactions, signal)),
    task('commands', HOUR_MS, MINUTE_MS, (signal) => deleteBy('delete_old_commands', transactions, signal)),
    task('storage', STORAGE_EVERY_MS, 5 * MINUTE_MS, async () => {
      await asOwner((client) => client.query('select thermacore.measure_storage($1)', [SAMPLED_PAGES]));
      return undefined;
    }),
    task('anomalies', HOUR_MS, MINUTE_MS, (signal) => deleteBy('delete_old_anomalies', transactions, signal)),
    task('reports', HOUR_MS, MINUTE_MS, (signal) => deleteBy('delete_old_reports', transactions, signal)),
    task('idempotency', HOUR_MS, MINUTE_MS, (signal) =>
      deleteBy('delete_old_idempotency_keys', transactions, signal),
    ),
    task('security', HOUR_MS, MINUTE_MS, (signal) => deleteBy('delete_old_security', transactions, signal)),
  ];
  if (continuous)
    tasks.push(task('compression', HOUR_MS, 30 * MINUTE_MS, (signal) => continuous.compress(signal)));
  return tasks;
}

/** Some rows at a time, until none is left that may go. */
async function deleteBy(
  name:
    | 'delete_ended_sessions'
    | 'delete_old_commands'
    | 'delete_old_anomalies'
    | 'delete_old_reports'
    | 'delete_old_idempotency_keys'
    | 'delete_old_security',
  transactions: Transactions,
  signal: AbortSignal,
): Promise<undefined> {
  for (let deleted = ROWS_A_STEP; deleted === ROWS_A_STEP && !signal.aborted;) {
    const { rows } = await transactions.forPlatform('write', (client) =>
      client.query<{ deleted: number }>(`select thermacore.${name}($1) as deleted`, [ROWS_A_STEP]),
    );
    deleted = rows[0]?.deleted ?? 0;
  }
  return undefined;
}
