import { z } from 'zod';
import type { QualityClass, QualityFlag } from '../../core/quality';
import type { ReadingValue } from '../../core/reading';
import type { PlantState } from './plant-state';
import type { Random } from './random';

export const FAULT_KINDS = ['stuck', 'drift', 'spike', 'leak', 'pump-trip', 'comm-loss'] as const;

export const Fault = z.object({
  kind: z
    .enum(FAULT_KINDS)
    .describe('stuck, drift and spike spoil a sensor; leak and pump-trip the plant; comm-loss a unit'),
  target: z
    .string()
    .max(130)
    .default('')
    .describe('unit/sensor for sensor faults, unit for comm-loss, pump-1 or pump-2 for pump-trip'),
  severity: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('0 to 1; drift: share of the range per hour, spike: share of the range'),
});
export type Fault = z.output<typeof Fault>;

const SPIKE_EVERY = 20;

/** What a sensor says. */
export interface Measured {
  readonly value: ReadingValue;
  readonly quality: QualityClass;
  readonly flags?: readonly QualityFlag[];
}

interface Active {
  readonly fault: Fault;
  /** Plant time at which it began, in seconds. */
  readonly since: number;
  frozen?: ReadingValue;
}

/** The faults that are switched on, and what they do to plant and sensors. */
export class Faults {
  private readonly active = new Map<string, Active>();

  get list(): readonly Fault[] {
    return [...this.active.values()].map(({ fault }) => fault);
  }

  switch(fault: Fault, on: boolean, now: number): void {
    const key = `${fault.kind} ${fault.target}`;
    if (!on) this.active.delete(key);
    else this.active.set(key, { fault, since: now });
  }

  clear(): void {
    this.active.clear();
  }

  /** Faults of the plant itself. */
  disturb(state: PlantState): void {
    const of = (kind: Fault['kind']): Fault[] => this.list.filter((fault) => fault.kind === kind);
    state.leak = Math.max(0, ...of('leak').map(({ severity }) => severity));
    const trips = of('pump-trip').map(({ target }) => target);
    state.pump1.tripped = trips.some((target) => target !== 'pump-2');
    state.pump2.tripped = trips.includes('pump-2');
  }

  /** Faults of a sensor or of its connection. */
  distort(
    unit: string,
    sensor: string,
    range: number,
    measured: ReadingValue,
    now: number,
    random: Random,
  ): Measured {
    let value = measured;
    for (const active of this.active.values()) {
      const { kind, target, severity } = active.fault;
      if (kind === 'comm-loss' && (target === unit || target === '')) {
        return { value, quality: 'bad', flags: ['comm-lost'] };
      }
      if (target !== `${unit}/${sensor}`) continue;
      if (kind === 'stuck') value = active.frozen ??= value;
      else if (typeof value === 'number' && kind === 'drift')
        value += ((now - active.since) / 3600) * severity * range;
      else if (typeof value === 'number' && kind === 'spike' && random.next() < 1 / SPIKE_EVERY)
        value += (random.next() < 0.5 ? -1 : 1) * severity * range;
    }
    return { value, quality: 'good' };
  }
}
