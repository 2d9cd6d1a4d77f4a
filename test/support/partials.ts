/** What the rollups must say, computed the plain way from raw rows. */
export interface RawRow {
  readonly sensor: number;
  /** Epoch ms. */
  readonly time: number;
  readonly ordinal: number;
  readonly quality: number;
  readonly value: number;
}

export interface Partial {
  readonly bucket: number;
  readonly sensor: number;
  readonly total: number;
  readonly used: number;
  readonly good: number;
  readonly sum: number | null;
  readonly sumSq: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly firstTime: number | null;
  readonly first: number | null;
  readonly lastTime: number | null;
  readonly last: number | null;
  readonly area: number | null;
}

export const WIDTH_MS = { '1m': 60_000, '1h': 3_600_000, '1d': 86_400_000 } as const;
export type LevelName = keyof typeof WIDTH_MS;
export const LEVEL_NAMES = Object.keys(WIDTH_MS) as LevelName[];

const CLASS = 3;
const BAD = 2;

export function partialsOf(rows: readonly RawRow[], level: LevelName): Partial[] {
  const groups = new Map<string, RawRow[]>();
  for (const row of rows) {
    const key = `${Math.floor(row.time / WIDTH_MS[level])} ${row.sensor}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => partialOf(group, WIDTH_MS[level])).sort(inOrder);
}

export const inOrder = (a: Partial, b: Partial): number => a.sensor - b.sensor || a.bucket - b.bucket;

function partialOf(group: readonly RawRow[], width: number): Partial {
  const used = group
    .filter(({ quality }) => (quality & CLASS) !== BAD)
    .sort((a, b) => a.time - b.time || a.ordinal - b.ordinal);
  const [head] = group;
  const bucket = Math.floor((head?.time ?? 0) / width) * width;
  const counts = {
    bucket,
    sensor: head?.sensor ?? 0,
    total: group.length,
    used: used.length,
    good: group.filter(({ quality }) => (quality & CLASS) === 0).length,
  };
  const first = used[0];
  const last = used.at(-1);
  if (!first || !last)
    return {
      ...counts, sum: null, sumSq: null, min: null, max: null,
      firstTime: null, first: null, lastTime: null, last: null, area: null,
    }; // prettier-ignore
  const values = used.map(({ value }) => value);
  let area = 0;
  for (const [i, row] of used.entries()) area += (row.value * ((used[i + 1] ?? row).time - row.time)) / 1000;
  return {
    ...counts,
    sum: values.reduce((a, b) => a + b, 0),
    sumSq: values.reduce((a, b) => a + b * b, 0),
    min: Math.min(...values),
    max: Math.max(...values),
    firstTime: first.time,
    first: first.value,
    lastTime: last.time,
    last: last.value,
    area,
  };
}

const RELATIVE = 1e-9;
const close = (a: number, b: number): boolean =>
  Math.abs(a - b) <= RELATIVE * Math.max(1, Math.abs(a), Math.abs(b));

/** The first difference as text, or undefined. */
export function difference(found: readonly Partial[], expected: readonly Partial[]): string | undefined {
  const key = ({ sensor, bucket }: Partial): string => `${sensor} at ${new Date(bucket).toISOString()}`;
  const known = new Map(found.map((one) => [key(one), one]));
  if (known.size !== found.length) return 'a bucket comes twice';
  for (const one of expected) {
    const other = known.get(key(one));
    if (!other) return `nothing of ${key(one)}`;
    for (const [name, value] of Object.entries(one) as [keyof Partial, number | null][]) {
      const shown = other[name];
      const inexact = name === 'sum' || name === 'sumSq' || name === 'area';
      const same = inexact && value !== null && shown !== null ? close(value, shown) : value === shown;
      if (!same) return `${key(one)}: ${name} is ${shown} and should be ${value}`;
    }
  }
  if (found.length > expected.length) {
    const due = new Set(expected.map(key));
    return `too much: ${key(found.find((one) => !due.has(key(one))) ?? found[0]!)}`;
  }
  return undefined;
}
