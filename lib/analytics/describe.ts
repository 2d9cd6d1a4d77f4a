import { finite, mean, quantile, robustDeviation, sorted, squares } from './series';

export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
const MOST_BINS = 30;

export interface Description {
  readonly count: number;
  readonly mean: number;
  /** Of a sample; 0 of one value. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  readonly p5: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
  /** 1.4826 times the median distance from the median. */
  readonly robustDeviation: number;
  /** 0: symmetric; above: the long tail is at high values. Undefined where nothing varies or three values are missing. */
  readonly skewness: number | undefined;
  /** 0: tails as of a normal distribution; above: heavier. Needs four values. */
  readonly kurtosis: number | undefined;
  readonly histogram: { readonly from: number; readonly width: number; readonly counts: readonly number[] };
}

/** What is said of values without regard to when; undefined of none. What is no number does not count. */
export function describeValues(values: ArrayLike<number>): Description | undefined {
  const list = sorted(finite(values));
  const count = list.length;
  if (count === 0) return undefined;
  const min = list[0] as number;
  const max = list[count - 1] as number;
  const centre = mean(list);
  const sum = squares(list);
  const [p5, p25, p50, p75, p95] = QUANTILES.map((p) => quantile(list, p)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    count,
    mean: centre,
    deviation: count < 2 ? 0 : Math.sqrt(sum / (count - 1)),
    min,
    max,
    p5,
    p25,
    median: p50,
    p75,
    p95,
    robustDeviation: robustDeviation(list),
    ...shapeOf(list, centre, sum),
    histogram: histogramOf(list, p75 - p25),
  };
}

/** The adjusted estimators G1 and G2 (Joanes and Gill, The Statistician 47, 1998). */
function shapeOf(
  list: Float64Array,
  centre: number,
  sum: number,
): Pick<Description, 'skewness' | 'kurtosis'> {
  const n = list.length;
  // Below it what varies is the rounding of the numbers.
  const varies = sum > n * (Math.abs(centre) * 1e-12) ** 2;
  if (n < 3 || !varies) return { skewness: undefined, kurtosis: undefined };
  const variance = sum / n;
  let third = 0;
  let fourth = 0;
  for (const value of list) {
    third += (value - centre) ** 3;
    fourth += (value - centre) ** 4;
  }
  const g1 = third / n / variance ** 1.5;
  const g2 = fourth / n / variance ** 2 - 3;
  return {
    skewness: (g1 * Math.sqrt(n * (n - 1))) / (n - 2),
    kurtosis: n < 4 ? undefined : (((n + 1) * g2 + 6) * (n - 1)) / ((n - 2) * (n - 3)),
  };
}

/** Width of the bins by Freedman and Diaconis (1981): 2 · IQR / ∛n. */
function histogramOf(list: Float64Array, iqr: number): Description['histogram'] {
  const from = list[0] as number;
  const span = (list.at(-1) as number) - from;
  if (span === 0) return { from, width: 0, counts: [list.length] };
  const wanted = iqr > 0 ? Math.ceil(span / ((2 * iqr) / Math.cbrt(list.length))) : MOST_BINS;
  const bins = Math.min(MOST_BINS, Math.max(1, wanted));
  const width = span / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of list) {
    const bin = Math.min(bins - 1, Math.floor((value - from) / width));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { from, width, counts };
}
