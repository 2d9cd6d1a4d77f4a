/**
 * What a plot of trends shows, as numbers: no browser is needed for it. Runs in the browser all the same, so it imports
 * nothing of the rest.
 */

/** A sensor that is drawn. */
export interface Pen {
  readonly unit: string;
  readonly sensor: string;
  readonly name: string;
  readonly unitName: string;
  readonly uom: string;
  readonly decimals: number;
  readonly type: string;
  /** Seconds without a reading after which nothing is known. */
  readonly staleAfter: number;
  readonly normalLow?: number | undefined;
  readonly normalHigh?: number | undefined;
  /** Of alarm rules. */
  readonly limits?: readonly { readonly level: string; readonly value: number }[] | undefined;
}

type Numbers = readonly (number | null)[];

/** Of the operation `series` of the node `history`, with the aggregates mean, min, max, good and total. */
export interface History {
  readonly from: number;
  readonly to: number;
  readonly end?: number | undefined;
  readonly timestamps?: readonly number[] | undefined;
  readonly series: readonly {
    readonly unit: string;
    readonly sensor: string;
    readonly values: Readonly<Record<string, Numbers | undefined>>;
  }[];
}

/** What came after the history; null: of bad quality. */
export interface LivePoint {
  readonly at: number;
  readonly value: number | null;
}

/** Epoch ms. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** `null` breaks the line, `undefined` is only no point of this curve. */
export type Column = (number | null | undefined)[];

export interface Curve {
  readonly mean: Column;
  readonly min: Column;
  readonly max: Column;
  /** Times in which there was nothing but bad readings. */
  readonly bad: View[];
  /** Times in which some of the readings were not good. */
  readonly doubtful: View[];
}

export interface Table {
  /** Seconds since 1970, ascending: what is common to all curves. */
  readonly xs: number[];
  readonly curves: readonly Curve[];
}

interface Point {
  readonly at: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export const MIN_SPAN_MS = 10_000;
export const MAX_SPAN_MS = 3660 * 86_400_000;
const EARLIEST = Date.UTC(2000, 0, 1);

export const placeOf = ({ unit, sensor }: { unit: string; sensor: string }): string => `${unit}/${sensor}`;

/** History and what came live since, of all pens over one list of times. */
export function tableOf(
  pens: readonly Pen[],
  history: History | undefined,
  live: ReadonlyMap<string, readonly LivePoint[]>,
  now: number,
): Table {
  const drawn = pens.map((pen) => pointsOf(pen, history, live.get(placeOf(pen)) ?? [], now));
  const times = [...new Set(drawn.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  const index = new Map(times.map((at, i) => [at, i]));
  const curves = drawn.map(({ points, bad, doubtful }) => {
    const column = (of: (point: Point) => number | null): Column => {
      const values = new Array<number | null | undefined>(times.length).fill(undefined);
      for (const point of points) values[index.get(point.at) ?? -1] = of(point);
      return values;
    };
    return {
      mean: column(({ mean }) => mean),
      min: column(({ min }) => min),
      max: column(({ max }) => max),
      bad,
      doubtful,
    };
  });
  return { xs: times.map((at) => at / 1000), curves };
}

function pointsOf(pen: Pen, history: History | undefined, live: readonly LivePoint[], now: number) {
  const bad: View[] = [];
  const doubtful: View[] = [];
  const points: Point[] = [];
  const times = history?.timestamps ?? [];
  const end = history?.end ?? history?.to ?? 0;
  const values = history?.series.find((one) => placeOf(one) === placeOf(pen))?.values ?? {};
  let width = 0;
  times.forEach((at, i) => {
    const to = times[i + 1] ?? end;
    width = Math.max(width, to - at);
    if (!values['total']?.[i]) return;
    const mean = values['mean']?.[i] ?? null;
    points.push({ at, mean, min: values['min']?.[i] ?? null, max: values['max']?.[i] ?? null });
    if (mean === null) lengthen(bad, at, to);
    else if ((values['good']?.[i] ?? 1) < 1) lengthen(doubtful, at, to);
  });
  const since = points.at(-1)?.at ?? -Infinity;
  const fresh = live.filter(({ at }) => at > since && at >= (history?.to ?? 0) - width);
  fresh.forEach(({ at, value }, i) => {
    points.push({ at, mean: value, min: value, max: value });
    if (value === null) lengthen(bad, at, fresh[i + 1]?.at ?? Math.max(at, now));
  });
  return { points: broken(points, Math.max(pen.staleAfter * 1000, 2.5 * width), now), bad, doubtful };
}

/** Spans that touch become one. */
function lengthen(spans: View[], from: number, to: number): void {
  const last = spans.at(-1);
  if (last && last.to >= from) spans[spans.length - 1] = { from: last.from, to };
  else spans.push({ from, to });
}

/** Never a line across what was not measured: a break where the next point, or now, is farther than `gap` away. */
function broken(points: readonly Point[], gap: number, now: number): Point[] {
  return points.flatMap((point, i) => {
    const next = points[i + 1]?.at ?? now;
    const ends = point.mean !== null && next - point.at > gap;
    return ends ? [point, { at: point.at + 1, mean: null, min: null, max: null }] : [point];
  });
}

export interface Axis {
  readonly scale: string;
  readonly label: string;
  /** Indices of its pens. */
  readonly pens: readonly number[];
}

/** One axis for each unit of measure, in the order in which they come. */
export function axesOf(pens: readonly Pen[]): Axis[] {
  const axes = new Map<string, Axis & { pens: number[] }>();
  pens.forEach((pen, i) => {
    const label = pen.type === 'boolean' ? 'off / on' : pen.uom;
    const scale = pen.type === 'boolean' ? 'is:on' : `of:${pen.uom}`;
    const axis = axes.get(scale) ?? { scale, label, pens: [] };
    axis.pens.push(i);
    axes.set(scale, axis);
  });
  return [...axes.values()];
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Shorter (factor below 1) or longer, while the time `anchor` stays where it is in the picture. */
export function zoomed({ from, to }: View, factor: number, anchor: number, now: number): View {
  const span = clamp((to - from) * factor, MIN_SPAN_MS, MAX_SPAN_MS);
  const share = clamp((anchor - from) / (to - from), 0, 1);
  return kept({ from: anchor - share * span, to: anchor + (1 - share) * span }, now);
}

export const panned = ({ from, to }: View, ms: number, now: number): View =>
  kept({ from: from + ms, to: to + ms }, now);

/** Whole milliseconds, not before 2000, and not farther into the future than a twentieth of what is shown. */
export function kept({ from, to }: View, now: number): View {
  const span = clamp(Math.round(to - from), MIN_SPAN_MS, MAX_SPAN_MS);
  const end = clamp(Math.round(to), EARLIEST + span, Math.round(now + span / 20));
  return { from: end - span, to: end };
}

/** A line of the journal of alarms, of which the newest comes first. */
export interface JournalLine {
  readonly alarm: string;
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  readonly at: string;
  readonly event: string;
  readonly priority: string;
  readonly message: string;
}

export interface Period extends View {
  readonly priority: string;
  readonly message: string;
}

/** When alarms of the pen were active within the view; one whose begin is not in the journal's lines began before it. */
export function periodsOf(pen: Pen, lines: readonly JournalLine[], view: View): Period[] {
  const open = new Map<string, Period>();
  const periods: Period[] = [];
  const known = new Set<string>();
  const own = lines.filter(({ unit, sensor }) => unit === pen.unit && sensor === pen.sensor);
  for (const { alarm, at, event, priority, message } of own.toReversed()) {
    const time = Date.parse(at);
    if (event === 'active') open.set(alarm, { from: time, to: view.to, priority, message });
    else if (event === 'return' || event === 'removed') {
      const begun =
        open.get(alarm) ?? (known.has(alarm) ? undefined : { from: view.from, priority, message });
      if (begun) periods.push({ ...begun, to: time });
      open.delete(alarm);
    }
    known.add(alarm);
  }
  return [...periods, ...open.values()].filter(({ from, to }) => to > view.from && from < view.to);
}

/** RFC 4180; a text that a spreadsheet would run as a formula has an apostrophe before it. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** What is in the picture, in a table: times in UTC, of each pen mean, lowest and highest. */
export function csvOf(table: Table, pens: readonly Pen[], view: View): string {
  const names = pens.flatMap((pen) => {
    const name = `${pen.unitName} / ${pen.name}${pen.uom ? ` (${pen.uom})` : ''}`;
    return [name, `${name} min`, `${name} max`].map(cell);
  });
  const rows = table.xs.flatMap((x, i) => {
    const at = x * 1000;
    if (at < view.from || at > view.to) return [];
    const values = table.curves.flatMap(({ mean, min, max }) => [mean[i], min[i], max[i]]);
    // A time that only breaks a line is no measurement.
    if (values.every((value) => value == null)) return [];
    return [[new Date(at).toISOString(), ...values.map((value) => (value == null ? '' : String(value)))]];
  });
  return [['time', ...names], ...rows].map((row) => row.join(',')).join('\r\n') + '\r\n';
}

/** Of the nearest time at which the pen has a value; undefined where its line is broken. */
export function valueAt(table: Table, pen: number, at: number) {
  const curve = table.curves[pen];
  if (!curve || table.xs.length === 0) return undefined;
  let low = 0;
  let high = table.xs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table.xs[middle] ?? 0) * 1000 <= at) low = middle;
    else high = middle - 1;
  }
  if ((table.xs[low] ?? 0) * 1000 > at) return undefined;
  for (let i = low; i >= 0; i--) {
    const mean = curve.mean[i];
    if (mean === undefined) continue;
    if (mean === null) return undefined;
    return { at: (table.xs[i] ?? 0) * 1000, mean, min: curve.min[i] ?? mean, max: curve.max[i] ?? mean };
  }
  return undefined;
}
