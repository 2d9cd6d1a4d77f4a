import { ANALYTICS_LIMITS, type Comparison, type ComparisonReport } from '../../core/analytics';
import type { Span } from '../../core/history';
import type { Sensor } from '../../core/plant';
import { TimeZone } from '../../core/time-zone';
import { addressOf, named, noteOf, sensorsOf, spanOf, zoneOf, type Choice } from './grid';
import { rankUnits } from './scores';
import type { Question } from './series';

export interface ComparisonQuery extends Choice {
  readonly against: Comparison;
  /** The zone in which a day or a month ago is meant. */
  readonly timezone?: string | undefined;
}

const AGGREGATES = ['twa', 'stddev'] as const;

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

export async function comparisonOf(question: Question<ComparisonQuery>): Promise<ComparisonReport> {
  const { store, tenant, now: time, query } = question;
  const now = spanOf(query, time);
  const zone = await zoneOf(store, tenant, query.timezone);
  const before = spanBefore(now, query.against, TimeZone.find(zone));
  const sensors = await sensorsOf(store, tenant, query, ANALYTICS_LIMITS.scoredSensors);
  const statistics = (span: Span) =>
    sensors.length > 0
      ? store.history.statistics(tenant, { ...span, sensors: sensors.map(addressOf), aggregates: AGGREGATES })
      : { items: [], note: undefined };
  const [present, past, units, unitsBefore] = await Promise.all([
    statistics(now),
    statistics(before),
    rankUnits(question, query.unit, now),
    rankUnits(question, query.unit, before),
  ]);
  const scores = new Map(unitsBefore.items.map(({ unit, score }) => [unit, score]));
  const rows = sensors.map((sensor, i) => row(sensor, present.items[i]?.values, past.items[i]?.values));
  rows.sort((a, b) => b.weight - a.weight);
  return {
    now,
    before,
    units: units.items.map(({ unit, name, score }) => ({ unit, name, ...changeOf(score, scores.get(unit)) })),
    sensors: rows.map(({ weight: _weight, ...shown }) => shown),
    ...noteOf(present.note, past.note, units.grid.note, unitsBefore.grid.note),
  };
}

type Figures = Partial<Record<string, number | null>> | undefined;

function row(sensor: Sensor, present: Figures, past: Figures) {
  const change = changeOf(present?.['twa'] ?? undefined, past?.['twa'] ?? undefined);
  const usual = Math.max(present?.['stddev'] ?? 0, past?.['stddev'] ?? 0);
  const share = change.before ? (100 * (change.change ?? Number.NaN)) / Math.abs(change.before) : Number.NaN;
  return {
    ...named(sensor),
    ...change,
    ...(Number.isFinite(share) ? { percent: share } : {}),
    weight: change.change === undefined ? -1 : usual > 0 ? Math.abs(change.change) / usual : 0,
  };
}

const changeOf = (now: number | undefined, before: number | undefined) => ({
  ...(now === undefined ? {} : { now }),
  ...(before === undefined ? {} : { before }),
  ...(now === undefined || before === undefined ? {} : { change: now - before }),
});
