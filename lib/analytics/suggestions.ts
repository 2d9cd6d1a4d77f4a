import { finite, noiseOf, quantile, sorted } from './series';

/** The usual behaviour of a sensor, in buckets. */
export interface SuggestionInput {
  readonly min: ArrayLike<number>;
  readonly max: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  /** Standard deviation inside each bucket; NaN where there is one reading. */
  readonly deviation: ArrayLike<number>;
  readonly quantity: string;
  readonly decimals: number;
  readonly rangeLow?: number | undefined;
  readonly rangeHigh?: number | undefined;
}

export interface Suggestion {
  readonly low: number;
  readonly high: number;
  readonly lowLow: number;
  readonly highHigh: number;
  /** By which a value must come back before the alarm ends. */
  readonly deadband: number;
  /** A change smaller than it is noise, and need not be stored. */
  readonly storageDeadband: number;
  /** Noise of one reading, as a standard deviation. */
  readonly noise: number;
  /** Alarms that `low` and `high` with `deadband` would have made in the time. */
  readonly alarms: number;
  readonly buckets: number;
}

/** Fewer buckets show no usual behaviour. */
export const LEAST_FOR_SUGGESTION = 24;
/** Beyond them 1 % of the buckets go, half on each side. */
const INNER = 0.005;
/** Share of the usual span by which the outer limits lie further out. */
const OUTER = 0.25;
/** Deadbands to begin with, as shares of the span that a sensor can measure (ANSI/ISA-18.2, table of deadbands). */
const USUAL_DEADBANDS: Readonly<Record<string, number>> = {
  flow: 0.05,
  level: 0.05,
  pressure: 0.02,
  temperature: 0.01,
};
/** A deadband of so many deviations of the noise lets it not ring again. */
const NOISE_DEVIATIONS = 3;

/**
 * Limits just outside what is usual, from the distribution of the extremes. A start for people who know the process: an
 * alarm limit follows from what can be done about it, not from statistics. Undefined of too few buckets, or a constant.
 */
export function suggestionOf(input: SuggestionInput): Suggestion | undefined {
  const lows = sorted(finite(input.min));
  const highs = sorted(finite(input.max));
  if (lows.length < LEAST_FOR_SUGGESTION) return undefined;
  const [usualLow, usualHigh] = [quantile(lows, INNER), quantile(highs, 1 - INNER)];
  const span = usualHigh - usualLow;
  if (!(span > 0)) return undefined;
  const { rangeLow, rangeHigh, decimals } = input;
  const noise = noiseWithin(input);
  const ofRange =
    rangeLow !== undefined && rangeHigh !== undefined
      ? (USUAL_DEADBANDS[input.quantity] ?? 0.01) * (rangeHigh - rangeLow)
      : 0;
  const unit = 10 ** -decimals;
  const up = (value: number): number => Math.ceil(value / unit - 1e-9) * unit;
  const down = (value: number): number => Math.floor(value / unit + 1e-9) * unit;
  const neat = (value: number): number => Number(value.toFixed(Math.min(20, decimals)));
  // A deadband as wide as what is usual would never let an alarm end.
  const deadband = Math.min(Math.max(NOISE_DEVIATIONS * noise, ofRange), span / 4);
  const high = neat(up(usualHigh));
  const low = neat(down(usualLow));
  const inRange = (value: number): number =>
    Math.min(rangeHigh ?? Infinity, Math.max(rangeLow ?? -Infinity, value));
  return {
    low,
    high,
    lowLow: inRange(neat(down(low - OUTER * span))),
    highHigh: inRange(neat(up(high + OUTER * span))),
    deadband: neat(Math.max(unit, up(deadband))),
    storageDeadband: neat(Math.max(0, down(noise))),
    noise,
    alarms: crossings(input.max, high, deadband, 1) + crossings(input.min, low, deadband, -1),
    buckets: lows.length,
  };
}

/** What readings of one bucket differ by; where buckets hold one reading each, what neighbours do. */
function noiseWithin({ deviation, mean }: SuggestionInput): number {
  const inside = sorted(finite(deviation).filter((value) => value > 0));
  const between = noiseOf(finite(mean));
  return inside.length > 0 ? Math.min(quantile(inside, 0.25), between > 0 ? between * 3 : Infinity) : between;
}

function crossings(values: ArrayLike<number>, limit: number, deadband: number, sign: 1 | -1): number {
  let [count, on] = [0, false];
  for (let i = 0; i < values.length; i++) {
    const above = ((values[i] as number) - limit) * sign;
    if (!Number.isFinite(above)) continue;
    if (!on && above > 0) count++;
    on = on ? above > -deadband : above > 0;
  }
  return count;
}
