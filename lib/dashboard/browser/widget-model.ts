/**
 * What the widgets of a page show, as numbers and words: no browser is needed for it. Runs in the browser all the same, so it
 * imports nothing of the rest.
 */
export type LimitLevel = 'high-high' | 'high' | 'low' | 'low-low';
const LETTERS: Readonly<Record<LimitLevel, string>> = {
  'high-high': 'HH',
  high: 'H',
  low: 'L',
  'low-low': 'LL',
};
const isLevel = (text: string): text is LimitLevel => text in LETTERS;

export interface BarLimit {
  readonly level: LimitLevel;
  readonly value: number;
}

export interface BarInput {
  readonly low: number;
  readonly high: number;
  readonly value?: number | undefined;
  readonly normalLow?: number | undefined;
  readonly normalHigh?: number | undefined;
  readonly limits: readonly BarLimit[];
  readonly uom: string;
  readonly decimals: number;
}

/** Shares of the width, in percent. */
export interface BarPicture {
  readonly at: number | undefined;
  /** The value lies outside the range: the marker stands at its end and points on. */
  readonly beyond: 'low' | 'high' | undefined;
  readonly band: { readonly from: number; readonly width: number } | undefined;
  readonly ticks: readonly {
    readonly letter: string;
    readonly level: LimitLevel;
    readonly at: number;
    readonly passed: boolean;
  }[];
  readonly text: string;
}

/** `high-high:95,high:90`; what is none of it is left out. */
export const limitsFrom = (text: string): BarLimit[] =>
  text.split(',').flatMap((part) => {
    const [level = '', value = ''] = part.trim().split(':');
    const number = value.trim() === '' ? NaN : Number(value);
    return isLevel(level) && Number.isFinite(number) ? [{ level, value: number }] : [];
  });

/** The other way, for an attribute. */
export const limitsText = (limits: readonly BarLimit[]): string =>
  limits.map(({ level, value }) => `${level}:${value}`).join(',');

const isPassed = ({ level, value: limit }: BarLimit, value: number | undefined): boolean =>
  value !== undefined && (level.startsWith('high') ? value > limit : value < limit);

/** Undefined: there is no range to show anything in. */
export function barOf(input: BarInput): BarPicture | undefined {
  const { low, high, value, normalLow, normalHigh, limits } = input;
  if (!(high > low)) return undefined;
  const share = (at: number): number => Math.min(100, Math.max(0, ((at - low) / (high - low)) * 100));
  const [from, to] = [share(normalLow ?? low), share(normalHigh ?? high)];
  const hasBand = normalLow !== undefined || normalHigh !== undefined;
  return {
    at: value === undefined ? undefined : share(value),
    beyond: value === undefined ? undefined : value > high ? 'high' : value < low ? 'low' : undefined,
    band: hasBand && to > from ? { from, width: to - from } : undefined,
    ticks: limits.map((limit) => ({
      letter: LETTERS[limit.level],
      level: limit.level,
      at: share(limit.value),
      passed: isPassed(limit, value),
    })),
    text: barText(input),
  };
}

function barText({ low, high, value, normalLow, normalHigh, limits, uom, decimals }: BarInput): string {
  const unit = uom ? ` ${uom}` : '';
  const band = normalLow !== undefined || normalHigh !== undefined;
  return [
    value === undefined ? 'No value' : `${value.toFixed(decimals)}${unit}`,
    `range ${low} to ${high}${unit}`,
    ...(band ? [`normal ${normalLow ?? low} to ${normalHigh ?? high}`] : []),
    ...limits.map(
      (limit) =>
        `${LETTERS[limit.level]} limit ${limit.value}${isPassed(limit, value) ? ', which is passed' : ''}`,
    ),
  ].join(', ');
}

/** [epoch ms, value]; null: there was no good value. */
export type SparkPoint = readonly [at: number, value: number | null];

export interface SparkInput {
  /** Oldest first. */
  readonly points: readonly SparkPoint[];
  /** Epoch ms. */
  readonly now: number;
  readonly spanMs: number;
  /** Without a point for longer, nothing is known: the line breaks. */
  readonly staleMs: number;
  /** Of the sensor; 0: none. */
  readonly range: number;
  readonly uom: string;
  readonly decimals: number;
}

export interface SparkPicture {
  /** Paths of an SVG of SPARK.width by SPARK.height. */
  readonly lines: readonly string[];
  readonly text: string;
}

export const SPARK = { width: 120, height: 36 } as const;
const MARGIN = 3;
const SHORTEST_MS = 60_000;

/** Undefined: less than two values, which make no line. */
export function sparkOf({
  points,
  now,
  spanMs,
  staleMs,
  range,
  uom,
  decimals,
}: SparkInput): SparkPicture | undefined {
  const within = points.filter(([at]) => at >= now - spanMs && at <= now);
  const values = within.flatMap(([, value]) => (value === null ? [] : [value]));
  const start = within[0]?.[0];
  if (values.length < 2 || start === undefined) return undefined;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  // Noise stays noise: the picture never spreads less than a twentieth of the range.
  const spread = Math.max(high - low, range / 20, Math.abs(high) * 1e-6, 1e-9);
  const middle = (low + high) / 2;
  const width = Math.max(SHORTEST_MS, now - start);
  const room = SPARK.height - 2 * MARGIN;
  const x = (at: number): string => (((at - start) / width) * SPARK.width).toFixed(1);
  const y = (value: number): string => (SPARK.height / 2 - ((value - middle) / spread) * room).toFixed(1);
  const lines: string[] = [];
  let line: string[] = [];
  let before: number | undefined;
  for (const [at, value] of within) {
    // Never a line across what was not measured.
    if (value === null) before = undefined;
    else {
      if (before === undefined || at - before > staleMs) {
        if (line.length > 0) lines.push(line.join(''));
        line = [`M${x(at)} ${y(value)}h0`];
      } else line.push(`L${x(at)} ${y(value)}`);
      before = at;
    }
  }
  lines.push(line.join(''));
  const minutes = Math.max(1, Math.round((now - start) / 60_000));
  const unit = uom ? ` ${uom}` : '';
  const text = `Last ${minutes} min: ${low.toFixed(decimals)} to ${high.toFixed(decimals)}${unit}`;
  return { lines, text };
}
