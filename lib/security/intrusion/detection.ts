import { z } from 'zod';
import { BoundedMap } from './bounded-map';
import type { DetectionSettings, Detector, Finding } from './detector';
import { DETECTORS } from './detectors';
import type { SecurityEvent } from './event';
import { isWithin } from './working-hours';

/** Keys that a row remembers. */
export const MOST_KEYS = 2_000;
/** Values that a row remembers of a key for which it looks for new ones. */
export const MOST_VALUES = 64;
const HOUR_MS = 3_600_000;
const HOURS = 24;

/** What a row remembers of a key. */
interface Track {
  /** When the newest events were, at most as many as the threshold. */
  times: number[];
  /** Value → when it was there last. */
  readonly values: BoundedMap<number>;
  /** Bit for each hour of the day (UTC). */
  hours: number;
  since: number;
  /** All of them, also those that are forgotten. */
  seen: number;
  /** Undefined: none is known yet. */
  tenant: string | null | undefined;
  /** It concerned another one, too. */
  several: boolean;
}

/** What has to outlive a restart, by row: what is usual for whom. */
export const Habits = z.record(
  z.string(),
  z.array(
    z.object({
      key: z.string(),
      since: z.number(),
      seen: z.int(),
      hours: z.int(),
      values: z.array(z.tuple([z.string(), z.number()])),
    }),
  ),
);
export type Habits = z.output<typeof Habits>;

const LEARNT: ReadonlySet<Detector['method']> = new Set(['first', 'habit']);

/**
 * Goes over the events as they come and tells what is not as it should be. Pure: it knows no clock but that of the events.
 * What it remembers is bounded; what was touched longest ago is forgotten first.
 */
export class Detection {
  private readonly tracks = new Map<string, BoundedMap<Track>>();
  private readonly byKind: Map<SecurityEvent['kind'], Detector[]>;

  constructor(
    private readonly settings: () => DetectionSettings = () => ({}),
    private readonly rows: readonly Detector[] = DETECTORS,
    private readonly mostKeys = MOST_KEYS,
  ) {
    this.byKind = Map.groupBy(rows, ({ kind }) => kind);
    for (const { id } of rows) this.tracks.set(id, new BoundedMap(mostKeys));
  }

  add(event: SecurityEvent): Finding[] {
    return (this.byKind.get(event.kind) ?? []).flatMap((row) => {
      const key = row.keyOf(event);
      if (key === undefined || (row.outcome !== undefined && row.outcome !== event.outcome)) return [];
      const tracks = this.tracks.get(row.id);
      const track = tracks?.touch(key, () => newTrack(event.at));
      if (!track) return [];
      concern(row, track, event);
      const count = this.judge(row, track, event);
      if (count === undefined) return [];
      const tenant = track.several ? null : (track.tenant ?? null);
      return [{ detector: row, key: `${row.id} ${key}`, event, count, tenant }];
    });
  }

  /** Of an erased tenant nothing stays; what concerned several begins anew, since it may be one of them. */
  forget(tenant: string): void {
    for (const tracks of this.tracks.values())
      for (const [key, track] of [...tracks])
        if (track.several || track.tenant === tenant || key.startsWith(`${tenant}/`)) tracks.delete(key);
  }

  /** How much is remembered, in keys and in all that they hold. */
  get size(): { readonly keys: number; readonly items: number } {
    let keys = 0;
    let items = 0;
    for (const tracks of this.tracks.values())
      for (const [, { times, values }] of tracks) {
        keys++;
        items += times.length + values.size;
      }
    return { keys, items };
  }

  habits(): Habits {
    return Object.fromEntries(
      this.rows
        .filter(({ method }) => LEARNT.has(method))
        .map(({ id }) => [
          id,
          [...(this.tracks.get(id) ?? [])].map(([key, { since, seen, hours, values }]) => ({
            key,
            since,
            seen,
            hours,
            values: [...values],
          })),
        ]),
    );
  }

  /** Takes over what was learnt before a restart; what is no habit of a row here is left. */
  restore(habits: Habits): void {
    for (const { id, method } of this.rows) {
      if (!LEARNT.has(method)) continue;
      for (const { key, since, seen, hours, values } of (habits[id] ?? []).slice(-this.mostKeys)) {
        const track = this.tracks.get(id)?.touch(key, () => newTrack(since));
        if (!track) continue;
        Object.assign(track, { since: Math.min(since, track.since), seen, hours });
        for (const [value, at] of values) track.values.set(value, at);
      }
    }
  }

  /** How many events or values there are, when it is time to say so. */
  private judge(row: Detector, track: Track, event: SecurityEvent): number | undefined {
    switch (row.method) {
      case 'count':
        return counted(row, track, event.at);
      case 'spread':
        return spread(row, track, event);
      case 'first':
        return firstSeen(row, track, event);
      case 'habit':
        return unusual(row, track, event);
      case 'hours': {
        const { workingHours } = this.settings();
        return workingHours && !isWithin(workingHours, event.at) ? 1 : undefined;
      }
    }
  }
}

const newTrack = (at: number): Track => ({
  times: [],
  values: new BoundedMap(MOST_VALUES),
  hours: 0,
  since: at,
  seen: 0,
  tenant: undefined,
  several: false,
});

/** Notes whom an event concerns; of those of whom nothing is left in the window, nobody any more. */
function concern(row: Detector, track: Track, { at, tenant }: SecurityEvent): void {
  if (isOver(row, track, at)) Object.assign(track, { tenant: undefined, several: false });
  if (tenant === null && !row.ofAll) return;
  track.several ||= track.tenant !== undefined && track.tenant !== tenant;
  track.tenant = track.tenant === undefined ? tenant : track.tenant;
}

function isOver({ method, windowMs }: Detector, { times, values }: Track, at: number): boolean {
  const isPast = (time: number): boolean => time <= at - windowMs;
  if (method === 'count') return times.every(isPast);
  return method === 'spread' && [...values].every(([, time]) => isPast(time));
}

function counted({ windowMs, threshold }: Detector, track: Track, at: number): number | undefined {
  track.times = [...track.times, at].filter((time) => time > at - windowMs).slice(-threshold);
  track.seen = track.times.length === 1 ? 1 : track.seen + 1;
  return track.times.length >= threshold ? track.seen : undefined;
}

function spread({ windowMs, threshold, facetOf }: Detector, track: Track, event: SecurityEvent) {
  const value = facetOf?.(event);
  if (value === undefined) return undefined;
  const isNew = (track.values.peek(value) ?? -Infinity) <= event.at - windowMs;
  track.values.set(value, event.at);
  for (const [one, at] of [...track.values]) if (at <= event.at - windowMs) track.values.delete(one);
  // A value that comes again tells nothing new.
  return isNew && track.values.size >= threshold ? track.values.size : undefined;
}

function firstSeen({ windowMs, threshold, facetOf }: Detector, track: Track, event: SecurityEvent) {
  const value = facetOf?.(event);
  if (value === undefined) return undefined;
  const last = track.values.peek(value);
  const isLearnt = track.seen >= threshold;
  track.seen++;
  track.values.set(value, event.at);
  return isLearnt && (last === undefined || last <= event.at - windowMs) ? 1 : undefined;
}

function unusual({ windowMs, threshold, facetOf }: Detector, track: Track, event: SecurityEvent) {
  const value = facetOf?.(event);
  if (value === undefined) return undefined;
  const isLearnt = track.seen >= threshold && event.at - track.since >= windowMs;
  const isNew = track.values.peek(value) === undefined || !nearHours(track.hours, event.at);
  track.seen++;
  track.values.set(value, event.at);
  track.hours |= 1 << hourOf(event.at);
  return isLearnt && isNew ? 1 : undefined;
}

const hourOf = (at: number): number => Math.floor(at / HOUR_MS) % HOURS;

/** Shifts do not begin on the minute: the hour before and the one after count as usual, too. */
const nearHours = (hours: number, at: number): boolean =>
  [HOURS - 1, 0, 1].some((step) => ((hours >> ((hourOf(at) + step) % HOURS)) & 1) === 1);
