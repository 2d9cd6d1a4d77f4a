/** The rungs of resolution, finest first. Rollups are aligned to UTC. */
export const LEVELS = ['raw', '1m', '1h', '1d'] as const;
export type Level = (typeof LEVELS)[number];

const MINUTE_MS = 60_000;
/** Length of one row in ms. A raw reading has none. */
export const LEVEL_MS: Readonly<Record<Level, number>> = {
  raw: 0,
  '1m': MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '1d': 24 * 60 * MINUTE_MS,
};

export type Rollup = Exclude<Level, 'raw'>;

/** What there is of each level: rows since a time, and of rollups materialised ones until another, epoch ms. */
export interface Extent extends Readonly<Partial<Record<Level, number>>> {
  /** Undefined: up to now. */
  readonly ready?: Readonly<Partial<Record<Rollup, number>>> | undefined;
}

/** [from, to) in epoch ms, to be read from the rows of one level. */
export interface Segment {
  readonly level: Level;
  readonly from: number;
  readonly to: number;
}

/** Reading a further segment costs about as much as reading this many more rows. */
const ROWS_PER_SEGMENT = 60;
/** As long as there are no more of them, no segment is worth joining to others. */
const FEW_SEGMENTS = 8;

/**
 * Covers the spans between neighbouring edges (ascending) with the coarsest rows that lie inside one of them, so that
 * whatever is computed per span is exact. Adjacent segments of one level are merged.
 */
export function cover(edges: readonly number[], coarsest: Level = '1d', extent: Extent = {}): Segment[] {
  const segments: Segment[] = [];
  for (let i = 0; i + 1 < edges.length; i++)
    append(segments, [edges[i] as number, edges[i + 1] as number], LEVELS.indexOf(coarsest), extent);
  return segments.length > FEW_SEGMENTS ? joined(segments, extent) : segments;
}

/** Levels from `depth` down over one span: ragged edges from finer rows, the middle from coarser. */
function append(
  segments: Segment[],
  [from, to]: readonly [number, number],
  depth: number,
  extent: Extent,
): void {
  if (from >= to) return;
  const level = LEVELS[depth] as Level;
  if (level === 'raw') return push(segments, { level, from, to });
  const length = LEVEL_MS[level];
  const first = Math.ceil(Math.max(from, extent[level] ?? from) / length) * length;
  const last = Math.floor(Math.min(to, extent.ready?.[level] ?? to) / length) * length;
  if (!(first < last)) return append(segments, [from, to], depth - 1, extent);
  append(segments, [from, first], depth - 1, extent);
  push(segments, { level, from: first, to: last });
  append(segments, [last, to], depth - 1, extent);
}

function push(segments: Segment[], next: Segment): void {
  const last = segments.at(-1);
  if (last?.level === next.level && last.to === next.from)
    segments[segments.length - 1] = { ...last, to: next.to };
  else segments.push(next);
}

/** Where short coarse runs lie between finer ones, reading on in the finer rows costs less than many jumps. */
function joined(segments: readonly Segment[], extent: Extent): Segment[] {
  const result: Segment[] = [];
  segments.forEach((segment, i) => {
    const before = segments[i - 1];
    const after = segments[i + 1];
    const finer = before && before.level === after?.level ? before.level : undefined;
    const worth =
      finer !== undefined &&
      finer !== 'raw' &&
      segment.from >= (extent[finer] ?? segment.from) &&
      LEVELS.indexOf(finer) < LEVELS.indexOf(segment.level) &&
      (segment.to - segment.from) / LEVEL_MS[finer] <= 2 * ROWS_PER_SEGMENT;
    push(result, worth ? { ...segment, level: finer } : segment);
  });
  return result;
}

/** How many rows of rollups the segments have per sensor; raw ones count nothing here. */
export const rollupRows = (segments: readonly Segment[]): number =>
  segments.reduce(
    (sum, { level, from, to }) => (level === 'raw' ? sum : sum + (to - from) / LEVEL_MS[level]),
    0,
  );
