import { chiSquareAbove } from './distributions';
import { TimeZone } from '../core/time-zone';

/** An alarm that was announced. */
export interface AlarmHit {
  /** What it is on: the same for all of one condition. */
  readonly alarm: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface Together {
  readonly alarms: readonly [string, string];
  /** Windows in which both were announced. */
  readonly windows: number;
  /** How many times more often than if they did not know of each other. */
  readonly lift: number;
  readonly p: number;
}

export interface Sequence {
  readonly first: string;
  readonly then: string;
  /** How often `then` came within the window after `first`. */
  readonly times: number;
  /** Share of all `first` that `then` followed. */
  readonly confidence: number;
  readonly lift: number;
  /** Median time between them, in ms. */
  readonly delayMs: number;
}

export interface Rhythm {
  readonly counts: readonly number[];
  /** Probability of so uneven counts by chance (χ²); undefined of too few alarms for the test. */
  readonly p: number | undefined;
  /** The fullest place: an hour of the day from 0, or a day of the week from 0, Monday. */
  readonly peak: number | undefined;
}

export interface AlarmPatterns {
  readonly alarms: number;
  readonly together: readonly Together[];
  readonly sequences: readonly Sequence[];
  readonly hours: Rhythm;
  readonly weekdays: Rhythm;
}

export interface PatternOptions {
  readonly from: number;
  readonly to: number;
  /** Within it alarms belong together, in ms. */
  readonly windowMs: number;
  /** IANA name, for hours and days. */
  readonly timezone: string;
  /** Pairs that are given at most. */
  readonly top: number;
}

/** Alarms that occur most are looked at in pairs; of more there would be too many pairs. */
const MOST_ALARMS = 100;
/** Fewer occurrences together are no pattern. */
const LEAST_TIMES = 3;
const SIGNIFICANT = 0.01;
/** Expected in each place, for χ² to be right (Cochran 1954). */
const LEAST_EXPECTED = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What recurs among alarms, given in the order of time. */
export function alarmPatterns(hits: readonly AlarmHit[], options: PatternOptions): AlarmPatterns {
  const byAlarm = new Map<string, number[]>();
  for (const { alarm, at } of hits) {
    const times = byAlarm.get(alarm);
    if (times) times.push(at);
    else byAlarm.set(alarm, [at]);
  }
  const frequent = [...byAlarm]
    .filter(([, times]) => times.length >= LEAST_TIMES)
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .slice(0, MOST_ALARMS);
  return {
    alarms: hits.length,
    together: togetherOf(frequent, options),
    sequences: sequencesOf(frequent, options),
    ...rhythmsOf(hits, options),
  };
}

type Times = readonly [alarm: string, times: readonly number[]];

function togetherOf(alarms: readonly Times[], { from, to, windowMs, top }: PatternOptions): Together[] {
  const windows = Math.max(1, Math.ceil((to - from) / windowMs));
  const sets = alarms.map(([, times]) => new Set(times.map((at) => Math.floor((at - from) / windowMs))));
  const found: Together[] = [];
  sets.forEach((one, i) => {
    for (let j = i + 1; j < sets.length; j++) {
      const other = sets[j] as Set<number>;
      const [small, large] = one.size <= other.size ? [one, other] : [other, one];
      let both = 0;
      for (const window of small) if (large.has(window)) both++;
      const expected = (one.size * other.size) / windows;
      const p = independence(both, one.size, other.size, windows);
      if (both >= LEAST_TIMES && both > expected && p < SIGNIFICANT)
        found.push({
          alarms: [alarms[i]?.[0] ?? '', alarms[j]?.[0] ?? ''],
          windows: both,
          lift: both / expected,
          p,
        });
    }
  });
  return found.sort((a, b) => b.windows - a.windows || b.lift - a.lift).slice(0, top);
}

/** χ² with Yates’ correction over the four cells: both, one, the other, none. */
function independence(both: number, one: number, other: number, all: number): number {
  const cells: readonly [number, number, number][] = [
    [both, one, other],
    [one - both, one, all - other],
    [other - both, all - one, other],
    [all - one - other + both, all - one, all - other],
  ];
  const sum = cells.reduce((total, [seen, row, column]) => {
    const expected = (row * column) / all;
    return expected > 0 ? total + Math.max(0, Math.abs(seen - expected) - 0.5) ** 2 / expected : total;
  }, 0);
  return chiSquareAbove(sum, 1);
}

function sequencesOf(alarms: readonly Times[], { from, to, windowMs, top }: PatternOptions): Sequence[] {
  const length = Math.max(windowMs, to - from);
  const found: Sequence[] = [];
  for (const [first, firsts] of alarms)
    for (const [then, thens] of alarms) {
      if (first === then) continue;
      const delays = followers(firsts, thens, windowMs);
      const confidence = delays.length / firsts.length;
      // If they did not know of each other, one would follow within the window this often (Poisson).
      const chance = 1 - Math.exp((-thens.length * windowMs) / length);
      const lift = confidence / chance;
      const spread = Math.sqrt((chance * (1 - chance)) / firsts.length);
      const beyond = spread > 0 ? (confidence - chance) / spread : 0;
      if (delays.length < LEAST_TIMES || confidence < 0.2 || lift < 1.5 || beyond < 3) continue;
      delays.sort((a, b) => a - b);
      found.push({
        first,
        then,
        times: delays.length,
        confidence,
        lift,
        delayMs: delays[Math.floor((delays.length - 1) / 2)] as number,
      });
    }
  return found.sort((a, b) => b.times * b.confidence - a.times * a.confidence).slice(0, top);
}

/** How long after each of `firsts` the next of `thens` came, where it came within the window. */
function followers(firsts: readonly number[], thens: readonly number[], windowMs: number): number[] {
  const delays: number[] = [];
  let next = 0;
  for (const at of firsts) {
    while (next < thens.length && (thens[next] as number) <= at) next++;
    const then = thens[next];
    if (then !== undefined && then - at <= windowMs) delays.push(then - at);
  }
  return delays;
}

function rhythmsOf(
  hits: readonly AlarmHit[],
  { timezone }: PatternOptions,
): Pick<AlarmPatterns, 'hours' | 'weekdays'> {
  const zone = TimeZone.find(timezone);
  const hours = new Array<number>(24).fill(0);
  const weekdays = new Array<number>(7).fill(0);
  for (const { at } of hits) {
    const wall = zone ? zone.wallAt(at) : at;
    const hour = Math.floor(wall / HOUR_MS) % 24;
    // The first of January 1970 was a Thursday.
    const weekday = (Math.floor(wall / DAY_MS) + 3) % 7;
    hours[hour] = (hours[hour] as number) + 1;
    weekdays[weekday] = (weekdays[weekday] as number) + 1;
  }
  return { hours: rhythm(hours), weekdays: rhythm(weekdays) };
}

function rhythm(counts: readonly number[]): Rhythm {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const expected = all / counts.length;
  if (expected < LEAST_EXPECTED) return { counts, p: undefined, peak: undefined };
  const sum = counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  const p = chiSquareAbove(sum, counts.length - 1);
  return { counts, p, peak: p < SIGNIFICANT ? counts.indexOf(Math.max(...counts)) : undefined };
}
