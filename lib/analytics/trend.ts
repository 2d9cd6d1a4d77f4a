import type { Direction } from '../core/analytics';
import { normalBeyond, normalWidth } from './distributions';
import { seeded } from './random';
import { ranks, ties } from './ranks';
import { clean, mean, median, squares, type CleanSeries, type Series } from './series';

/** Fewest values of which a trend is said: below it no order of them is rare enough. */
export const LEAST_FOR_TREND = 8;
/** Up to so many values all pairs give a slope; of more, so many pairs that are drawn. */
export const EXACT_SLOPES_UP_TO = 1000;
const DRAWN_PAIRS = 200_000;
const DAY_MS = 86_400_000;

export interface Trend {
  readonly count: number;
  /** `steady`: what there is of a slope may be chance. */
  readonly direction: Direction;
  /** Per day, in the unit of the values: the median slope of all pairs (Theil-Sen). */
  readonly slope: number;
  /** With `confidence` the slope lies between them. */
  readonly slopeLow: number;
  readonly slopeHigh: number;
  /** What the line is at the first and the last time. */
  readonly start: number;
  readonly end: number;
  /** Kendall’s tau: −1 all pairs fall, 1 all rise. */
  readonly tau: number;
  /** Probability of such an order without a trend (Mann-Kendall), ties and autocorrelation counted. */
  readonly p: number;
  /** Of what the line leaves, from a value to the next, −1 to 1. */
  readonly autocorrelation: number;
  /** How many times fewer the values are worth because they follow each other; 1 where they are independent. */
  readonly inflation: number;
  /** Relative standard error of the share of pairs below the slope, where pairs were drawn; 0 where all count. */
  readonly samplingError: number;
  readonly step: Step | undefined;
}

/** A change of the level at one time (Pettitt, Applied Statistics 28, 1979). */
export interface Step {
  /** The first time of the new level, epoch ms. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
  readonly p: number;
}

export interface TrendOptions {
  /** Probability below which an order is no chance. */
  readonly significance?: number;
  readonly confidence?: number;
}

/** Undefined for fewer than `LEAST_FOR_TREND` values; a series without any change is steady with p 1. */
export function trendOf(
  series: Series,
  { significance = 0.05, confidence = 0.95 }: TrendOptions = {},
): Trend | undefined {
  const values = clean(series);
  const count = values.values.length;
  if (count < LEAST_FOR_TREND) return undefined;
  const { slopes, samplingError } = slopesOf(values);
  const slope = median(slopes);
  const left = residuals(values, slope);
  const inflation = inflationOf(left);
  const test = mannKendall(values.values, inflation);
  const significant = test.p < significance;
  const [low, high] = interval(slopes, count, test.variance, confidence);
  const level = median(left);
  const first = values.times[0] as number;
  const line = (at: number): number => level + slope * (at - first);
  const steps = pettitt(values);
  return {
    count,
    direction: !significant || slope === 0 ? 'steady' : slope > 0 ? 'rising' : 'falling',
    slope: slope * DAY_MS,
    slopeLow: low * DAY_MS,
    slopeHigh: high * DAY_MS,
    start: line(first),
    end: line(values.times[count - 1] as number),
    tau: test.tau,
    p: test.p,
    autocorrelation: autocorrelation(left, 1),
    inflation,
    samplingError,
    step: steps && steps.p < significance && isStep(values, steps, left) ? steps : undefined,
  };
}

export interface KendallTest {
  /** Rising pairs less falling ones. */
  readonly s: number;
  readonly variance: number;
  readonly tau: number;
  readonly p: number;
}

/** The test of Mann (1945) and Kendall (1975) with its correction for ties; `inflation` multiplies the variance. */
export function mannKendall(values: ArrayLike<number>, inflation = 1): KendallTest {
  const n = values.length;
  let s = 0;
  for (let j = 1; j < n; j++) {
    const later = values[j] as number;
    for (let i = 0; i < j; i++) s += Math.sign(later - (values[i] as number));
  }
  const term = (t: number): number => t * (t - 1) * (2 * t + 5);
  const tied = ties(values).reduce((sum, t) => sum + term(t), 0);
  const variance = ((term(n) - tied) / 18) * inflation;
  const pairs = (n * (n - 1)) / 2;
  const z = variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance) : 0;
  return { s, variance, tau: pairs > 0 ? s / pairs : 0, p: normalBeyond(z) };
}

function slopesOf({ times, values }: CleanSeries): { slopes: Float64Array; samplingError: number } {
  const n = values.length;
  const slope = (i: number, j: number): number =>
    ((values[j] as number) - (values[i] as number)) / ((times[j] as number) - (times[i] as number));
  if (n <= EXACT_SLOPES_UP_TO) {
    const slopes = new Float64Array((n * (n - 1)) / 2);
    let next = 0;
    for (let j = 1; j < n; j++) for (let i = 0; i < j; i++) slopes[next++] = slope(i, j);
    return { slopes, samplingError: 0 };
  }
  const draw = seeded(n);
  const slopes = Float64Array.from({ length: DRAWN_PAIRS }, () => {
    const i = Math.floor(draw() * n);
    const other = Math.floor(draw() * (n - 1));
    const j = other >= i ? other + 1 : other;
    return slope(Math.min(i, j), Math.max(i, j));
  });
  // The share of drawn slopes below the true median is ½ with this standard error.
  return { slopes, samplingError: 0.5 / Math.sqrt(DRAWN_PAIRS) };
}

/** Sen (JASA 63, 1968): the slopes whose ranks are as far from the middle as S may be by chance. */
function interval(
  slopes: Float64Array,
  n: number,
  variance: number,
  confidence: number,
): [low: number, high: number] {
  const ordered = slopes.slice().sort();
  const all = (n * (n - 1)) / 2;
  const reach = (normalWidth(confidence) * Math.sqrt(variance)) / all;
  const place = (share: number): number =>
    Math.min(ordered.length - 1, Math.max(0, Math.round(share * ordered.length)));
  return [
    ordered[place((1 - reach) / 2 - 1 / ordered.length)] as number,
    ordered[place((1 + reach) / 2)] as number,
  ];
}

function residuals({ times, values }: CleanSeries, slope: number): Float64Array {
  const first = times[0] as number;
  return values.map((value, i) => value - slope * ((times[i] as number) - first));
}

/** Of a value with the one `lag` later, −1 to 1; 0 where nothing varies. */
export function autocorrelation(values: ArrayLike<number>, lag: number): number {
  const centre = mean(values);
  const whole = squares(values);
  if (!(whole > 0)) return 0;
  let sum = 0;
  for (let i = 0; i + lag < values.length; i++)
    sum += ((values[i] as number) - centre) * ((values[i + lag] as number) - centre);
  return sum / whole;
}

/**
 * By how much the variance of S grows because values resemble their neighbours (Hamed and Rao, J. Hydrology 204, 1998):
 * from the ranks of what the line leaves, over the first lags that are beyond chance. Never below 1.
 */
function inflationOf(left: Float64Array): number {
  const n = left.length;
  const order = ranks(left);
  const chance = normalWidth(0.95) / Math.sqrt(n);
  let sum = 0;
  for (let lag = 1; lag < n / 4; lag++) {
    const r = autocorrelation(order, lag);
    if (Math.abs(r) <= chance) break;
    sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * r;
  }
  return Math.max(1, 1 + (2 / (n * (n - 1) * (n - 2))) * sum);
}

/** Where the level most likely changed, and how likely chance would do as much; undefined where all are equal. */
export function pettitt({ times, values }: Series): Step | undefined {
  const n = values.length;
  const order = ranks(values);
  let rankSum = 0;
  let best = 0;
  let at = 0;
  for (let i = 0; i < n - 1; i++) {
    rankSum += order[i] as number;
    const u = Math.abs(2 * rankSum - (i + 1) * (n + 1));
    if (u > best) {
      best = u;
      at = i + 1;
    }
  }
  if (best === 0) return undefined;
  const all = Array.from(values);
  return {
    at: times[at] as number,
    before: median(all.slice(0, at)),
    after: median(all.slice(at)),
    p: Math.min(1, 2 * Math.exp((-6 * best * best) / (n ** 3 + n ** 2))),
  };
}

/** A slope makes the test of a step fire too; a step it is where two levels fit clearly better than the line. */
function isStep({ times, values }: CleanSeries, step: Step, left: Float64Array): boolean {
  const distance = (list: Float64Array, from: (i: number) => number): number =>
    list.reduce((sum, value, i) => sum + Math.abs(value - from(i)), 0);
  const level = median(left);
  const ofLine = distance(left, () => level);
  const ofLevels = distance(values, (i) => ((times[i] as number) < step.at ? step.before : step.after));
  return ofLevels < 0.6 * ofLine;
}
