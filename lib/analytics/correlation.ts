import type { CorrelationMethod } from '../core/analytics';
import { normalBeyond } from './distributions';
import { ranks } from './ranks';
import { mean } from './series';

/** Fewest pairs of values of which a correlation is said. */
export const LEAST_PAIRS = 8;

export interface Correlation {
  /** −1 to 1; undefined where one of them does not vary, or too few values stand side by side. */
  readonly r: number | undefined;
  /** Pairs of values that count. */
  readonly pairs: number;
  /** Probability of as much by chance, for independent pairs; undefined as `r`. */
  readonly p: number | undefined;
}

export interface LaggedCorrelation extends Correlation {
  /** Places by which the second follows the first; below 0 the first follows the second. */
  readonly lag: number;
}

/** Of values that stand side by side; a pair with one that is no number does not count. */
export function correlate(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  method: CorrelationMethod = 'pearson',
  lag = 0,
): Correlation {
  const [x, y] = pairsOf(a, b, lag);
  const pairs = x.length;
  if (pairs < LEAST_PAIRS) return { r: undefined, pairs, p: undefined };
  const r = method === 'pearson' ? pearson(x, y) : pearson(ranks(x), ranks(y));
  return { r, pairs, p: r === undefined ? undefined : chanceOf(r, pairs) };
}

/** What `method` compares of a series, so that many lags and pairs need it once: the values, or their ranks in the whole. */
export const prepared = (values: ArrayLike<number>, method: CorrelationMethod): ArrayLike<number> =>
  method === 'pearson' ? values : rankedWithGaps(values);

function rankedWithGaps(values: ArrayLike<number>): Float64Array {
  const places = Array.from({ length: values.length }, (_, i) => i).filter((i) => Number.isFinite(values[i]));
  const order = ranks(places.map((i) => values[i] as number));
  const result = new Float64Array(values.length).fill(Number.NaN);
  places.forEach((place, i) => (result[place] = order[i] as number));
  return result;
}

/**
 * The strongest of all lags up to `maxLag` places in either direction, of series that are `prepared`; the smaller one of
 * equals.
 */
export function correlateLagged(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  maxLag: number,
): LaggedCorrelation {
  let best: LaggedCorrelation = { ...correlate(a, b), lag: 0 };
  let tried = 1;
  for (let distance = 1; distance <= maxLag; distance++)
    for (const lag of [distance, -distance]) {
      const one = correlate(a, b, 'pearson', lag);
      tried++;
      if (Math.abs(one.r ?? 0) > Math.abs(best.r ?? 0) + 1e-12) best = { ...one, lag };
    }
  // The best of many tries is chance more easily (Šidák).
  return { ...best, p: best.p === undefined ? undefined : 1 - (1 - best.p) ** tried };
}

function pairsOf(a: ArrayLike<number>, b: ArrayLike<number>, lag: number): [Float64Array, Float64Array] {
  const length = Math.min(a.length, b.length);
  const x = new Float64Array(length);
  const y = new Float64Array(length);
  let n = 0;
  for (let i = Math.max(0, -lag); i < length && i + lag < length; i++) {
    const one = a[i] as number;
    const other = b[i + lag] as number;
    if (!Number.isFinite(one) || !Number.isFinite(other)) continue;
    x[n] = one;
    y[n++] = other;
  }
  return [x.subarray(0, n), y.subarray(0, n)];
}

function pearson(x: Float64Array, y: Float64Array): number | undefined {
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - mx;
    const dy = (y[i] as number) - my;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  // Below it what varies is the rounding of the numbers.
  const still = (sum: number, centre: number): boolean => sum <= x.length * (Math.abs(centre) * 1e-12) ** 2;
  if (still(xx, mx) || still(yy, my)) return undefined;
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy)));
}

/** Fisher’s transformation (1915): atanh r is nearly normal with the standard deviation 1 / √(n − 3). */
const chanceOf = (r: number, n: number): number =>
  Math.abs(r) === 1 ? 0 : normalBeyond(Math.atanh(Math.abs(r)) * Math.sqrt(n - 3));
