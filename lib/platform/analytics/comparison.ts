import { spreadOf } from '../../analytics';
import type { Comparison, ComparisonReport } from '../../core/analytics';
import type { Span } from '../../core/history';
import type { Sensor } from '../../core/plant';
import { TimeZone } from '../../core/time-zone';
import { named, noteOf, spanOf, zoneOf, type Choice } from './grid';
import { rankUnits } from './scores';
import type { Question } from './series';

export interface ComparisonQuery extends Choice {
  readonly against: Comparison;
  /** The zone in which a day or a month ago is meant. */
  readonly timezone?: string | undefined;
}

/** The same length of time, as long ago as `against` says by the clock on the wall. */
export function spanBefore({ from, to }: Span, against: Comparison, zone: TimeZone | undefined): Span {
  if (against === 'previous') return { from: from - (to - from), to: from };
  const back = (instant: number): number => {
    const wall = new Date(zone ? zone.wallAt(instant) : instant);
    const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
    const time = wall.getTime() - Date.UTC(year, month, day);
    const days = against === 'day' ? 1 : against === 'week' ? 7 : 0;
    const months = against === 'month' ? 1 : against === 'year' ? 12 : 0;
    // The last day of a month that is shorter.
    const last = new Date(Date.UTC(year, month - months + 1, 0)).getUTCDate();
    const then = Date.UTC(year, month - months, (months > 0 ? Math.min(day, last) : day) - days) + time;
    return zone ? zone.instantOf(then) : then;
  };
  return { from: back(from), to: back(to) };
}

/** Both times are read once: a sensor is compared by the means of the buckets that its unit was scored by. */
export async function comparisonOf(question: Question<ComparisonQuery>): Promise<ComparisonReport> {
  const { store, tenant, now: time, query } = question;
  const now = spanOf(query, time);
  const zone = await zoneOf(store, tenant, query.timezone);
  const before = spanBefore(now, query.against, TimeZone.find(zone));
  const [present, past] = await Promise.all([
    rankUnits(question, query.unit, now),
    rankUnits(question, query.unit, before),
  ]);
  const scores = new Map(past.items.map(({ unit, score }) => [unit, score]));
  const earlier = new Map(past.sensors.map(({ sensor }, i) => [placeOf(sensor), past.grid.columns[i]?.mean]));
  const rows = present.sensors.map(({ sensor }, i) =>
    row(sensor, present.grid.columns[i]?.mean, earlier.get(placeOf(sensor))),
  );
  rows.sort((a, b) => b.weight - a.weight);
  return {
    now,
    before,
    units: present.items.map(({ unit, name, score }) => ({
      unit,
      name,
      ...changeOf(score, scores.get(unit)),
    })),
    sensors: rows.map(({ weight: _weight, ...shown }) => shown),
    ...noteOf(present.grid.note, past.grid.note),
  };
}

const placeOf = ({ unit, key }: Sensor): string => `${unit}/${key}`;

function row(sensor: Sensor, present: Float64Array | undefined, past: Float64Array | undefined) {
  const [now, before] = [present, past].map((values = new Float64Array()) => spreadOf(values));
  const compared = changeOf(now?.mean, before?.mean);
  const { change } = compared;
  const usual = Math.max(now?.deviation ?? 0, before?.deviation ?? 0);
  const share = change !== undefined && before?.mean ? (100 * change) / Math.abs(before.mean) : Number.NaN;
  return {
    ...named(sensor),
    ...compared,
    ...(Number.isFinite(share) ? { percent: share } : {}),
    weight: change === undefined ? -1 : usual > 0 ? Math.abs(change) / usual : 0,
  };
}

const changeOf = (now: number | undefined, before: number | undefined) => ({
  ...(now === undefined ? {} : { now }),
  ...(before === undefined ? {} : { before }),
  ...(now === undefined || before === undefined ? {} : { change: now - before }),
});
