import assert from 'node:assert/strict';
import type { TaskStatus } from '../../lib/store/maintenance';
import type { StoreParts } from './database';

const RUNS = 50;
/** What is younger is not materialised yet. */
const LIVE_SECONDS = 20 * 60;

/** Runs a background task until it has nothing left to do, as a running store does: it may have to wait for its turn. */
export async function settle(
  { maintenance }: Pick<StoreParts, 'maintenance'>,
  task: 'rollups' | 'retention',
): Promise<TaskStatus> {
  for (let run = 0; run < RUNS; run++) {
    const status = await maintenance.runNow(task);
    assert.equal(status.outcome, 'ok', status.reason);
    const { lagSeconds = 0, backlog = 0, busy = false } = status;
    if (!busy && lagSeconds < LIVE_SECONDS && backlog === 0) return status;
    if (busy || task === 'retention') await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`${task} does not come to an end`);
}
