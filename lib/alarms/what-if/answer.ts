import { NICE_WIDTHS, usualLength } from '../../core/duration';
import type { Level } from '../condition';
import type { Occurrence } from '../occurrences';
import type { AlarmPlant, AlarmSource } from '../ports';
import type { ReplayResult, ReplaySide } from '../replay';
import { sourceText } from '../targets';
import {
  MAX_WHAT_IF_EPISODES,
  MAX_WHAT_IF_SOURCES,
  type AlarmWhatIfEpisode,
  type AlarmWhatIfResult,
  type AlarmWhatIfSide,
  type AlarmWhatIfTimeline,
} from './shapes';

/** As many bars as a chart shows well. */
const MOST_BUCKETS = 150;
const LEAST_BUCKET_MS = 60_000;

export interface AnswerFacts {
  readonly from: number;
  readonly to: number;
  readonly plant: Pick<AlarmPlant, 'sensor'>;
  readonly unitNames: Readonly<Record<string, string>>;
  /** A rule with this key is in force. */
  readonly compared: boolean;
  readonly sensors: number;
  readonly alarms: number;
  readonly notes: readonly string[];
}

const instant = (ms: number): string => new Date(ms).toISOString();
const seconds = (ms: number): number => ms / 1000;

/** What a replay comes to for people; what really happened is the journal's to say. */
export function answerOf(replayed: ReplayResult, facts: AnswerFacts): AlarmWhatIfResult {
  const { before, after, removed, added, kept, readings, first, last } = replayed;
  const { from, to, compared, sensors, alarms } = facts;
  const draft = sideOf(after, facts);
  const notes = [...facts.notes, ...before.faults.slice(0, 1).map(({ message }) => `The rule in force does not fit the plant everywhere: ${message}`)]; // prettier-ignore
  if (!after.complete || !before.complete)
    notes.push('There are so many alarms that only the first are compared and listed.');
  return {
    from: instant(from),
    to: instant(to),
    sensors,
    alarms,
    readings,
    ...(first === undefined || last === undefined
      ? {}
      : { firstReading: instant(first), lastReading: instant(last) }),
    resolution: 'raw',
    draft,
    ...(compared
      ? {
          current: sideOf(before, facts),
          comparison: {
            kept: new Set(kept.map(([one]) => one)).size,
            keptAs: new Set(kept.map(([, other]) => other)).size,
            removed: removed.length,
            added: added.length,
          },
        }
      : {}),
    timeline: timelineOf(after, compared ? before : undefined, facts),
    topSources: topSources(after, compared ? before : undefined, facts),
    episodes: episodesOf(replayed, facts),
    notes,
  };
}

function sideOf(
  { alarms, standing, activeMs, byPriority, metrics, occurrences, complete }: ReplaySide,
  { from, to }: AnswerFacts,
): AlarmWhatIfSide {
  const spans = occurrences.map((one) => spanOf(one, from, to));
  const byLevel: Partial<Record<Level, number>> = {};
  for (const { level, raisedAt } of occurrences)
    if (raisedAt >= from) byLevel[level] = (byLevel[level] ?? 0) + 1;
  return {
    announcements: alarms,
    standing,
    activeSeconds: seconds(activeMs),
    longestSeconds: seconds(spans.reduce((most, [begin, end]) => Math.max(most, end - begin), 0)),
    shareInAlarm: covered(spans) / (to - from),
    byPriority: { ...byPriority },
    byLevel,
    peakPer10Minutes: metrics.figures.find(({ id }) => id === 'peak-10-min')?.value ?? 0,
    floods: metrics.floods.length,
    chatteringSources: metrics.chattering.length,
    fleeting: metrics.fleeting,
    complete,
  };
}

/** What of it lies in the span. */
const spanOf = ({ raisedAt, endedAt }: Occurrence, from: number, to: number): readonly [number, number] => [
  Math.max(from, raisedAt),
  Math.min(to, endedAt ?? to),
];

/** Time that at least one of them covers, in ms. */
function covered(spans: readonly (readonly [number, number])[]): number {
  let sum = 0;
  let until = -Infinity;
  for (const [begin, end] of [...spans].sort(([a], [b]) => a - b)) {
    sum += Math.max(0, end - Math.max(begin, until));
    until = Math.max(until, end);
  }
  return sum;
}

function timelineOf(
  after: ReplaySide,
  before: ReplaySide | undefined,
  { from, to }: AnswerFacts,
): AlarmWhatIfTimeline {
  const width =
    NICE_WIDTHS.map(usualLength).find(
      (length) => length >= LEAST_BUCKET_MS && length * MOST_BUCKETS >= to - from,
    ) ?? to - from;
  const begin = Math.floor(from / width) * width;
  const count = Math.ceil((to - begin) / width);
  const part = ({ occurrences }: ReplaySide) => {
    const buckets = Array.from({ length: count }, () => ({ announcements: 0, activeMs: 0 }));
    for (const one of occurrences) {
      const [first, end] = spanOf(one, from, to);
      if (one.raisedAt >= from) buckets[Math.floor((first - begin) / width)]!.announcements++;
      for (let i = Math.floor((first - begin) / width); i < count && begin + i * width < end; i++) {
        const at = begin + i * width;
        buckets[i]!.activeMs += Math.min(end, at + width) - Math.max(first, at);
      }
    }
    return buckets.map(({ announcements, activeMs }) => ({
      announcements,
      activeSeconds: seconds(activeMs),
    }));
  };
  const [draft, current] = [part(after), before && part(before)];
  return {
    bucketSeconds: seconds(width),
    buckets: draft.map((one, i) => {
      const other = current?.[i];
      return { at: instant(begin + i * width), draft: one, ...(other ? { current: other } : {}) };
    }),
  };
}

function topSources(
  after: ReplaySide,
  before: ReplaySide | undefined,
  facts: AnswerFacts,
): AlarmWhatIfResult['topSources'] {
  const counted = new Map<string, { source: AlarmSource; draft: number; current: number }>();
  const count = (side: ReplaySide | undefined, which: 'draft' | 'current'): void => {
    for (const { source, raisedAt } of side?.occurrences ?? []) {
      if (raisedAt < facts.from) continue;
      const name = sourceText(source);
      const row = counted.get(name) ?? { source, draft: 0, current: 0 };
      row[which]++;
      counted.set(name, row);
    }
  };
  count(after, 'draft');
  count(before, 'current');
  return [...counted]
    .sort(([a, one], [b, other]) => other.draft + other.current - one.draft - one.current || (a < b ? -1 : 1))
    .slice(0, MAX_WHAT_IF_SOURCES)
    .map(([, { source, draft, current }]) => ({
      ...placeOf(source, facts),
      draft,
      ...(before ? { current } : {}),
    }));
}

function placeOf({ unit, sensor }: AlarmSource, { plant, unitNames }: AnswerFacts) {
  if (unit === undefined) return {};
  const unitName = unitNames[unit];
  const sensorName = plant.sensor(unit, sensor)?.name;
  return { unit, sensor, ...(unitName === undefined ? {} : { unitName }), ...(sensorName === undefined ? {} : { sensorName }) }; // prettier-ignore
}

function episodesOf(
  { after, removed, kept }: ReplayResult,
  facts: AnswerFacts,
): AlarmWhatIfResult['episodes'] {
  const currents = new Map<Occurrence, Occurrence[]>();
  for (const [one, other] of kept) {
    const list = currents.get(other);
    if (list) list.push(one);
    else currents.set(other, [one]);
  }
  const all = [
    ...after.occurrences.map((one) => ({ one, current: currents.get(one), in: currents.has(one) ? 'both' as const : 'draft' as const })),
    ...removed.map((one) => ({ one, current: undefined, in: 'current' as const })),
  ]; // prettier-ignore
  all.sort((a, b) => b.one.raisedAt - a.one.raisedAt);
  return {
    items: all.slice(0, MAX_WHAT_IF_EPISODES).map((row) => episodeOf(row, facts)),
    left: Math.max(0, all.length - MAX_WHAT_IF_EPISODES),
  };
}

function episodeOf(
  {
    one,
    current,
    in: whose,
  }: { one: Occurrence; current: readonly Occurrence[] | undefined; in: AlarmWhatIfEpisode['in'] },
  facts: AnswerFacts,
): AlarmWhatIfEpisode {
  const { source, raisedAt, endedAt, level, priority, limit, value, peak, message } = one;
  const sensor = source.unit === undefined ? undefined : facts.plant.sensor(source.unit, source.sensor);
  return {
    ...placeOf(source, facts),
    ...(sensor ? { uom: sensor.uom, decimals: sensor.decimals } : {}),
    in: whose,
    from: instant(raisedAt),
    to: endOf(endedAt),
    ...(current
      ? {
          current: {
            alarms: current.length,
            from: instant(Math.min(...current.map((other) => other.raisedAt))),
            to: current.some((other) => other.endedAt === undefined)
              ? null
              : instant(Math.max(...current.map((other) => other.endedAt ?? 0))),
          },
        }
      : {}),
    level,
    priority,
    ...(limit === undefined ? {} : { limit }),
    ...(value === undefined ? {} : { value }),
    ...(peak === undefined ? {} : { peak }),
    message,
  };
}

const endOf = (ms: number | undefined): string | null => (ms === undefined ? null : instant(ms));
