import {
  DURATION_FORM,
  NICE_WIDTHS,
  DAY_MS,
  parseBucketWidth,
  shortestLength,
  type BucketWidth,
} from '../../core/duration';
import {
  DEFAULT_POINTS,
  HISTORY_LIMITS,
  type HistoryPlan,
  type QualityFilter,
  type SeriesQuestion,
  type Span,
} from '../../core/history';
import type { TimeZone } from '../../core/time-zone';
import { boundariesOf, niceWidth } from './boundaries';
import { ALL_KEPT, finestAt, roundedTo, type Kept } from './kept';
import { LEVEL_MS, LEVELS, cover, rollupRows, type Level, type Segment } from './cover';
import { checkCount, checkLength, checkSpan, invalid } from './refusals';

/** How a question will be read. */
export interface Plan extends Span {
  /** Undefined: the span as a whole. */
  readonly width: BucketWidth | undefined;
  /** Where each bucket begins, epoch ms, ascending; the first may lie before `from`. */
  readonly starts: readonly number[];
  /** Where the last bucket ends, not before `to`. */
  readonly end: number;
  /** Where the rows of each bucket begin: at its start, but not before `from`; rounded where only rollups are left. */
  readonly slots: readonly number[];
  readonly segments: readonly Segment[];
  readonly reason: string;
  /** What is less exact than asked for, because retention has taken what it would be read from. */
  readonly note: string | undefined;
}

const CALENDAR_ADVICE = 'Ask for less at once, or for buckets of 1d or wider.';

/** Buckets of a given or chosen width. Throws `invalid` that names the field and says which bucket would do. */
export function planBuckets(question: SeriesQuestion, zone: TimeZone, kept: Kept = ALL_KEPT): Plan {
  const { from, to, quality = 'usable', sensors } = question;
  checkSpan(question);
  checkLength(question, HISTORY_LIMITS.calendarSpanDays, 'Ask for a century at most.');
  const most = Math.floor(HISTORY_LIMITS.points / sensors.length);
  const { width, why } = question.bucket === undefined ? automatic(question, zone) : given(question.bucket);
  if (shortestLength(width) < shortestLength(ONE_DAY))
    checkLength(question, HISTORY_LIMITS.spanDays, CALENDAR_ADVICE);
  const boundaries = boundariesOf(width, zone, from, to, most);
  if (!boundaries)
    throw invalid(
      question.bucket === undefined ? 'points' : 'bucket',
      `Buckets of ${width.text} would give more than ${HISTORY_LIMITS.points} points for ${many(sensors.length, 'sensor')}.`,
      `A bucket of ${wouldDo(question, zone, most)} would do.`,
    );
  return { from, to, width, ...laidOut({ from, to }, boundaries, quality, why, kept) };
}

/** Throws `invalid` for a span that cannot be one bucket. */
export function checkWhole(span: Span): void {
  checkSpan(span);
  checkLength(span, HISTORY_LIMITS.spanDays, 'Ask for less at once.');
}

/** The span as one bucket, not aligned to anything. */
export function planSpan(span: Span, quality: QualityFilter, kept: Kept = ALL_KEPT): Plan {
  const { from, to } = span;
  checkWhole(span);
  return {
    from,
    to,
    width: undefined,
    ...laidOut(span, from < to ? [from, to] : [], quality, 'One span', kept),
  };
}

const ONE_DAY = parseBucketWidth('1d') as BucketWidth;

function given(bucket: string): { width: BucketWidth; why: string } {
  const width = parseBucketWidth(bucket);
  if (!width)
    throw invalid('bucket', `\`bucket\` is not ${DURATION_FORM}.`, 'Give a number above zero and a unit.');
  return { width, why: `Buckets of ${width.text}, as asked for` };
}

function automatic(
  { from, to, points = DEFAULT_POINTS }: SeriesQuestion,
  zone: TimeZone,
): { width: BucketWidth; why: string } {
  checkCount('points', points, 1, HISTORY_LIMITS.points);
  const width = niceWidth(zone, from, to, points);
  const long =
    to - from > HISTORY_LIMITS.spanDays * DAY_MS && shortestLength(width) < shortestLength(ONE_DAY);
  return {
    width: long ? ONE_DAY : width,
    why: `Buckets of ${long ? ONE_DAY.text : width.text}: the smallest nice width with at most ${points} buckets`,
  };
}

const wouldDo = ({ from, to }: Span, zone: TimeZone, most: number): string =>
  niceWidth(zone, from, to, most).text;

function laidOut(
  { from, to }: Span,
  boundaries: readonly number[],
  quality: QualityFilter,
  why: string,
  kept: Kept,
): Pick<Plan, 'starts' | 'end' | 'slots' | 'segments' | 'reason' | 'note'> {
  const exact = boundaries.map((boundary) => Math.min(Math.max(boundary, from), to));
  const usable = quality === 'usable';
  const edges = usable ? exact.map((edge) => roundedTo(kept, edge)) : exact;
  const segments = cover(edges, usable ? '1d' : 'raw', kept);
  return {
    starts: boundaries.slice(0, -1),
    end: boundaries.at(-1) ?? to,
    slots: edges.slice(0, -1),
    segments,
    reason: `${why}. ${wordsFor(segments, quality)}`,
    note: usable ? roundingOf(exact, edges, kept) : lossOf(from, to, quality, kept),
  };
}

function roundingOf(exact: readonly number[], edges: readonly number[], kept: Kept): string | undefined {
  const last = exact.findLastIndex((edge, i) => edge !== edges[i]);
  if (last < 0) return undefined;
  const levels = new Set(exact.flatMap((edge, i) => (edge === edges[i] ? [] : [finestAt(kept, edge)])));
  return `Where older readings are no longer kept, buckets begin and end with whole rollups of ${[...levels].join(', ')}.`;
}

function lossOf(from: number, to: number, quality: QualityFilter, kept: Kept): string | undefined {
  if (from >= kept.raw || from >= to) return undefined;
  const since = new Date(Math.round(kept.raw)).toISOString();
  return `Readings before ${since} are no longer kept, and rollups do not tell which were of quality "${quality}".`;
}

function wordsFor(segments: readonly Segment[], quality: QualityFilter): string {
  if (segments.length === 0) return 'The span is empty.';
  if (quality !== 'usable')
    return `Raw readings, because rollups cover the quality "usable" and "${quality}" was asked for.`;
  const levels = LEVELS.filter((level) => segments.some((segment) => segment.level === level)).toReversed();
  const [coarsest = 'raw'] = levels;
  if (coarsest === 'raw') return 'Raw readings, because no full minute lies inside a bucket.';
  const finer = levels.slice(1);
  return finer.length === 0
    ? `Rollups of ${coarsest} alone: every bucket begins and ends with one.`
    : `Rollups of ${coarsest} where they lie inside a bucket, ${finer.join(' and ')} at ragged edges.`;
}

/** The time that has to be read from raw rows, in ms per sensor. */
export const rawLength = ({ segments }: Pick<Plan, 'segments'>): number =>
  segments.reduce((sum, { level, from, to }) => (level === 'raw' ? sum + to - from : sum), 0);

/** Throws `invalid` when the question would read too much. `rawRows`: for all sensors. */
export function checkRows(plan: Plan, sensors: number, rawRows: number, quality: QualityFilter): void {
  const rows = rawRows + sensors * rollupRows(plan.segments);
  if (rows <= HISTORY_LIMITS.rows) return;
  const what = `This would read about ${Math.round(rows).toLocaleString('en-US')} rows.`;
  if (quality !== 'usable')
    throw invalid('quality', what, 'Ask for quality "usable", which rollups answer, or for a shorter span.');
  if (plan.width && rawRows > 0)
    throw invalid('bucket', what, `A bucket of ${nextWidth(plan.width)} would do.`);
  throw invalid('to', what, 'Ask for a shorter span, or for fewer sensors.');
}

/** The smallest nice width that rollups answer. */
const nextWidth = (width: BucketWidth): string =>
  NICE_WIDTHS.find((nice) => shortestLength(nice) >= Math.max(shortestLength(width), LEVEL_MS['1m']))?.text ??
  '1d';

const SHOWN_SEGMENTS = 100;

/** The plan as people see it. */
export function explain(plan: Plan, sensors: number, rawRows: number): HistoryPlan {
  const rowsOf = (level: Level, segments: readonly Segment[]): number =>
    Math.round(level === 'raw' ? rawRows : sensors * rollupRows(segments));
  const levels = LEVELS.toReversed()
    .map((level) => ({ level, segments: plan.segments.filter((segment) => segment.level === level) }))
    .filter(({ segments }) => segments.length > 0)
    .map(({ level, segments }) => ({
      level,
      segments: segments.length,
      estimatedRows: rowsOf(level, segments),
    }));
  return {
    reason: plan.reason,
    ...(plan.width ? { bucket: plan.width.text } : {}),
    buckets: plan.starts.length,
    sensors,
    estimatedRows: levels.reduce((sum, { estimatedRows }) => sum + estimatedRows, 0),
    levels,
    segments: plan.segments.slice(0, SHOWN_SEGMENTS).map((segment) => ({ ...segment })),
  };
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
