import assert from 'node:assert/strict';
import { AGGREGATES, type Aggregate, type QualityFilter } from '../../../lib/core/history';
import { SensorInput, UnitInput } from '../../../lib/core/plant';
import type { Reading } from '../../../lib/core/reading';
import type { StoreParts } from '../../support/database';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const SENSORS = ['temp', 'flow', 'pump'] as const;
export type SensorKey = (typeof SENSORS)[number];

export const address = (sensor: string) => ({ unit: 'boiler-1', sensor });

/** A boiler with a sensor of each kind. */
export async function furnishTenant(
  store: StoreParts,
  tenant: string,
  zone: string,
  more: string[] = [],
): Promise<void> {
  const types: Record<string, string> = { pump: 'boolean', mode: 'text' };
  await store.tenants.ensure(tenant, tenant, zone);
  await store.plant.ensure(tenant, [
    {
      unit: UnitInput.parse({ key: 'boiler-1', name: 'Boiler', kind: 'boiler' }),
      sensors: [...SENSORS, 'mode', 'silent', ...more].map((key) =>
        SensorInput.parse({ key, name: key, type: types[key] ?? 'number' }),
      ),
    },
  ]);
}

/** Two tenants with the same keys, and one sensor that only the second has. */
export async function furnish(store: StoreParts): Promise<void> {
  await furnishTenant(store, 'aqua', 'Europe/Berlin');
  await furnishTenant(store, 'borealis', 'America/St_Johns', ['secret']);
  // Readings of the spring are older than raw ones are kept.
  for (const tenant of ['aqua', 'borealis'])
    for (const kind of ['raw', 'text', '1m'] as const) await store.retention.set(tenant, kind, 36_500);
  await store.directory.refresh();
}

const CLASSES: Readonly<Record<QualityFilter, readonly string[]>> = {
  usable: ['good', 'uncertain'],
  good: ['good'],
  any: ['good', 'uncertain', 'bad'],
};

/** Readings of one sensor as they count: by time, then in the order in which they were written. */
export const used = (readings: readonly Reading[], quality: QualityFilter): Reading[] =>
  readings.filter((one) => CLASSES[quality].includes(one.quality)).sort((a, b) => a.timestamp - b.timestamp);

const numberOf = ({ value }: Reading): number => Number(value);

/** What a span has, computed the plain way from all readings of a sensor. */
export function naive(
  readings: readonly Reading[],
  span: { from: number; to: number; holdsTo: number },
  quality: QualityFilter,
  belongs: (timestamp: number) => boolean = () => true,
): Record<Aggregate, number | null> {
  const inside = readings.filter(
    ({ timestamp }) => timestamp >= span.from && timestamp < span.to && belongs(timestamp),
  );
  const counted = used(inside, quality);
  const values = counted.map(numberOf);
  const before = used(readings, quality).filter(({ timestamp }) => timestamp < span.from).at(-1); // prettier-ignore
  const sum = values.reduce((a, b) => a + b, 0);
  const mean = sum / values.length;
  const some = values.length > 0;
  return {
    mean: some ? mean : null,
    twa: weighted(counted, before, span),
    min: some ? Math.min(...values) : null,
    max: some ? Math.max(...values) : null,
    range: some ? Math.max(...values) - Math.min(...values) : null,
    first: values[0] ?? null,
    last: values.at(-1) ?? null,
    sum: some ? sum : null,
    count: values.length,
    stddev:
      values.length < 2
        ? null
        : Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1)),
    good: inside.length > 0 ? inside.filter((one) => one.quality === 'good').length / inside.length : null,
    total: inside.length,
  };
}

/** Step by step: whatever was measured last holds. */
function weighted(
  counted: readonly Reading[],
  before: Reading | undefined,
  { from, holdsTo }: { from: number; holdsTo: number },
): number | null {
  const end = Math.max(holdsTo, counted.at(-1)?.timestamp ?? -Infinity);
  const steps = [
    ...(before ? [{ at: from, value: numberOf(before) }] : []),
    ...counted.map((one) => ({ at: one.timestamp, value: numberOf(one) })),
  ];
  const begin = steps[0]?.at;
  if (begin === undefined || (counted.length === 0 && end <= from)) return null;
  if (end === begin) return steps.at(-1)?.value ?? null;
  let area = 0;
  for (const [i, { at, value }] of steps.entries()) area += value * ((steps[i + 1]?.at ?? end) - at);
  return area / (end - begin);
}

const EXACT: ReadonlySet<Aggregate> = new Set(['count', 'total', 'min', 'max', 'first', 'last']);

/** Counts, extremes and ends exactly; what was added up to 1e-9 of the largest value there is. */
export function assertSame(
  found: Partial<Record<Aggregate, number | null | undefined>>,
  expected: Record<Aggregate, number | null>,
  scale: number,
  where: string,
): void {
  for (const aggregate of AGGREGATES) {
    const [a, b] = [found[aggregate], expected[aggregate]];
    const same =
      EXACT.has(aggregate) || typeof a !== 'number' || b === null
        ? a === b
        : Math.abs(a - b) <= 1e-9 * Math.max(scale * (aggregate === 'sum' ? expected.total ?? 1 : 1), 1) * (aggregate === 'stddev' ? 1e3 : 1); // prettier-ignore
    assert.ok(same, `${where}: ${aggregate} is ${a} and should be ${b}`);
  }
}

/**
 * The label that a calendar on the wall gives a time; the same for all times of one bucket. Undefined for widths
 * without one, such as two weeks or a quarter.
 */
export function labelOf(bucket: string, zone: string): ((timestamp: number) => string | number) | undefined {
  const fixed: Record<string, number> = { ms: 1, s: 1000, m: MINUTE, h: HOUR };
  const [, count, unit = ''] = /^(\d+)(\w+)$/.exec(bucket) ?? [];
  const length = fixed[unit];
  if (length) return (timestamp) => Math.floor(timestamp / (Number(count) * length));
  if (count !== '1' || unit === 'y') return undefined;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (timestamp) => {
    const date = format.format(timestamp);
    if (unit === 'd') return date;
    if (unit === 'mo') return date.slice(0, 7);
    const monday = Date.parse(date) - ((new Date(date).getUTCDay() + 6) % 7) * DAY;
    return new Date(monday).toISOString().slice(0, 10);
  };
}
