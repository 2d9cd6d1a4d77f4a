import { Tinypool } from 'tinypool';
import type { Order, TaskName, Tasks } from '../../analytics';
import type { Clock } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Counter, Meter } from '../../core/meter';

/** One core is left to the readings, however many people analyse. */
const THREADS = 1;
const MOST_WAITING = 64;
const MOST_OF_A_TENANT = 12;
/** Longer than any question within the bounds takes, in ms. */
const TIMEOUT_MS = 20_000;
const IDLE_MS = 60_000;
const MEMORY_MB = 256;

export interface WorkersOptions {
  readonly clock: Clock;
  readonly meter: Meter;
  /** The module whose `perform` runs in the thread. */
  readonly file?: string;
  readonly timeoutMs?: number;
}

/**
 * Calculations off the event loop, in a thread that starts with the first and ends when nobody needs it. What takes too
 * long is killed with its thread.
 */
export class Workers {
  private readonly pool: Tinypool;
  private readonly tenants = new Map<string, number>();
  private readonly running = new Set<AbortController>();
  private readonly done: Counter;

  constructor(private readonly use: WorkersOptions) {
    this.pool = new Tinypool({
      filename: use.file ?? require.resolve('../../analytics/tasks'),
      name: 'perform',
      minThreads: 0,
      maxThreads: THREADS,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    this.done = use.meter.counter(
      'thermacore_analytics_tasks_total',
      'Calculations in the worker thread, by outcome',
      ['outcome'],
    );
    use.meter.gauge(
      'thermacore_analytics_tasks_open',
      'Calculations that run or wait',
      () => this.running.size,
    );
  }

  /** Rejects `rate-limited` when too much waits, `timeout` when it takes too long. */
  async run<K extends TaskName>(
    tenant: string,
    task: K,
    input: Order<K>['input'],
  ): Promise<ReturnType<Tasks[K]>> {
    const own = this.tenants.get(tenant) ?? 0;
    if (own >= MOST_OF_A_TENANT || this.running.size >= MOST_WAITING)
      throw new ThermaCoreError('rate-limited', 'Too many analyses wait already.', {
        advice: 'Try again in a few seconds.',
      });
    const { clock, timeoutMs = TIMEOUT_MS } = this.use;
    const abort = new AbortController();
    const timer = clock.after(timeoutMs, () =>
      abort.abort(
        new ThermaCoreError('timeout', `The analysis took longer than ${timeoutMs / 1000} s.`, {
          advice: 'Ask for fewer sensors, or for wider buckets.',
        }),
      ),
    );
    this.tenants.set(tenant, own + 1);
    this.running.add(abort);
    try {
      const order: Order<K> = { task, input };
      const result = (await this.pool.run(order, { signal: abort.signal })) as ReturnType<Tasks[K]>;
      this.done.add(1, { outcome: 'done' });
      return result;
    } catch (error) {
      this.done.add(1, { outcome: abort.signal.aborted ? 'killed' : 'failed' });
      if (abort.signal.aborted) throw abort.signal.reason as ThermaCoreError;
      throw new ThermaCoreError('internal', 'The analysis failed because of an error on our side.', {
        advice: 'The log has the details.',
        cause: messageOf(error),
      });
    } finally {
      timer.stop();
      this.running.delete(abort);
      const left = (this.tenants.get(tenant) ?? 1) - 1;
      if (left > 0) this.tenants.set(tenant, left);
      else this.tenants.delete(tenant);
    }
  }

  /** Kills what runs. */
  async stop(): Promise<void> {
    for (const abort of this.running)
      abort.abort(new ThermaCoreError('unavailable', 'ThermaCore is shutting down.'));
    await this.pool.destroy();
  }
}
