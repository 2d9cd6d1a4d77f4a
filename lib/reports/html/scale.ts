/** A range of values with round numbers at its ticks. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Decimals that the ticks need to differ. */
  readonly decimals: number;
}

const STEPS = [1, 2, 2.5, 5, 10] as const;
const TICKS = 3;
const LEAST_SPAN = 1e-9;

/** Around all values that are known; `zero`: from 0 on, as bars need. */
export function scaleOf(values: readonly number[], zero = false): Scale | undefined {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return undefined;
  let low = known.reduce((least, value) => Math.min(least, value), zero ? 0 : Infinity);
  let high = known.reduce((most, value) => Math.max(most, value), zero ? 0 : -Infinity);
  // What stands still is drawn in the middle, and so is what differs in the last digits of a number only.
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= Math.max(size, 1) * LEAST_SPAN) {
    const spare = size > LEAST_SPAN ? size * 0.05 : 1;
    high += spare;
    if (!zero) low -= spare;
  }
  const rough = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((one) => one * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step) * step;
  const count = Math.max(1, Math.ceil((high - first) / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, i) => first + i * step);
  const decimals = Math.min(
    6,
    Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0)),
  );
  return { low: first, high: first + count * step, ticks, decimals };
}

/** 0 at the bottom, 1 at the top. */
export const placeOn = ({ low, high }: Scale, value: number): number => (value - low) / (high - low);
