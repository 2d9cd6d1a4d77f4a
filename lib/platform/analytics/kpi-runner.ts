import type { Clock, Timer } from '../../core/clock';
import type { CronSchedule } from '../../core/cron';
import type { Span } from '../../core/history';
import { UnitInput, type SensorInput } from '../../core/plant';
import type { Store } from '../../store';
import type { KpiValue } from './kpi';

export interface KpiSchedule {
  /** It is calculated at whole multiples of this since the epoch, in ms, or at the times of a schedule. */
  readonly every: number | CronSchedule;
  /** Length of the time before that is looked at, in ms; left out: since the time before. */
  readonly overMs?: number | undefined;
  /** How long late readings are waited for, in ms. */
  readonly delayMs: number;
}

export interface KpiRunnerOptions extends KpiSchedule {
  readonly clock: Clock;
  readonly calculate: (span: Span) => Promise<KpiValue>;
  /** Told each result, with the time it is of. */
  readonly result: (value: KpiValue, span: Span) => void;
  readonly fail: (error: unknown) => void;
}

/** The last time that is over at `now`, late readings waited for. */
export function lastSpan(now: number, { every, overMs, delayMs }: KpiSchedule): Span {
  const at = now - delayMs;
  const to = lastTime(every, at);
  return { from: overMs === undefined ? lastTime(every, to - 1) : to - overMs, to };
}

function lastTime(every: KpiSchedule['every'], at: number): number {
  if (typeof every === 'number') return Math.floor(at / every) * every;
  const found = every.last(-Infinity, at);
  if (found === undefined) throw new Error(`${every.pattern} has no time before ${at}`);
  return found;
}

/** When the next calculation is due; undefined where no time comes any more. */
function nextTime(now: number, { every, delayMs }: KpiSchedule): number | undefined {
  const at = now - delayMs;
  const next = typeof every === 'number' ? lastTime(every, at) + every : every.next(at);
  return next === undefined ? undefined : next + delayMs;
}

/** The longest that a timer is set for: clocks are set, computers sleep, and no timer knows more than 24 days. */
const LONGEST_WAIT_MS = 3_600_000;

/** Calculates again and again, one at a time: while one takes longer than the time between two, the next is left out. */
export class KpiRunner {
  private timer: Timer | undefined;
  private running = false;
  private stopped = false;

  constructor(private readonly use: KpiRunnerOptions) {}

  start(): void {
    if (this.stopped || this.timer) return;
    const { clock } = this.use;
    const now = clock.now();
    const next = nextTime(now, this.use);
    if (next === undefined) return;
    this.timer = clock.after(Math.min(next - now, LONGEST_WAIT_MS), () => {
      const isDue = clock.now() >= next;
      this.timer = undefined;
      this.start();
      if (isDue) void this.run();
    });
  }

  /** Calculates for the last time that is over; nothing while a calculation runs. */
  async run(): Promise<void> {
    if (this.running || this.stopped) return;
    this.running = true;
    const span = lastSpan(this.use.clock.now(), this.use);
    try {
      const value = await this.use.calculate(span);
      if (!this.isStopped()) this.use.result(value, span);
    } catch (error) {
      if (!this.isStopped()) this.use.fail(error);
    } finally {
      this.running = false;
    }
  }

  stop(): void {
    this.stopped = true;
    this.timer?.stop();
    this.timer = undefined;
  }

  /** Asked after a wait, in which it may have been stopped. */
  private isStopped(): boolean {
    return this.stopped;
  }
}

/** Makes the sensor that results are stored under, if it is missing. Rejects `not-found` without the unit. */
export async function ensureVirtualSensor(
  { plant, directory }: Pick<Store, 'plant' | 'directory'>,
  tenant: string,
  unit: string,
  sensor: SensorInput,
): Promise<void> {
  await plant.getUnit(tenant, unit);
  const { created } = await plant.ensure(tenant, [
    { unit: UnitInput.parse({ key: unit, name: unit }), sensors: [sensor] },
  ]);
  if (created > 0) await directory.refresh();
}
