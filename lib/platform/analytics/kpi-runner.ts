import type { Clock, Timer } from '../../core/clock';
import type { Span } from '../../core/history';
import { UnitInput, type SensorInput } from '../../core/plant';
import type { Store } from '../../store';
import type { KpiValue } from './kpi';

export interface KpiSchedule {
  /** It is calculated at whole multiples of it since the epoch, in ms. */
  readonly everyMs: number;
  /** Length of the time before that is looked at, in ms. */
  readonly overMs: number;
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
export function lastSpan(now: number, { everyMs, overMs, delayMs }: KpiSchedule): Span {
  const to = Math.floor((now - delayMs) / everyMs) * everyMs;
  return { from: to - overMs, to };
}

/** Calculates again and again, one at a time: while one takes longer than the time between two, the next is left out. */
export class KpiRunner {
  private timer: Timer | undefined;
  private running = false;
  private stopped = false;

  constructor(private readonly use: KpiRunnerOptions) {}

  start(): void {
    if (this.stopped || this.timer) return;
    const { clock, everyMs, delayMs } = this.use;
    const now = clock.now();
    const next = lastSpan(now, this.use).to + everyMs + delayMs;
    this.timer = clock.after(next - now, () => {
      this.timer = undefined;
      this.start();
      void this.run();
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
