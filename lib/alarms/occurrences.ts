import type { Reading, ReadingValue } from '../core/reading';
import { SINGLE_LEVEL, type Level, type Priority } from './condition';
import type { AlarmSource, JournalEntry } from './ports';
import { isUpward } from './spec';

/** An alarm from its announcement to its return, as the journal tells it. Times are the field's, in epoch ms. */
export interface Occurrence {
  readonly rule: string;
  readonly instance: string;
  readonly source: AlarmSource;
  readonly raisedAt: number;
  /** Undefined: it still lasts. */
  endedAt: number | undefined;
  /** The worst that it came to. */
  level: Level;
  priority: Priority;
  limit: number | undefined;
  /** At its announcement. */
  readonly value: ReadingValue | undefined;
  /** Of one with limits: the known number that was farthest beyond while it lasted, if `see` was told of them. */
  peak: number | undefined;
  readonly message: string;
  /** Line of the journal that announced it, and the one that ended it. */
  readonly raisedBy: string;
  endedBy: string | undefined;
}

/** The line announces one, and not only a worse level of it or once more. */
export const beginsOccurrence = ({ event, from, to }: JournalEntry): boolean =>
  to === 'unacknowledged' && from !== 'unacknowledged' && event !== 'level-up' && event !== 're-alarm';

const ENDS: ReadonlySet<JournalEntry['event']> = new Set([
  'return',
  'shelve',
  'suppress',
  'out-of-service',
  'removed',
]);

/** Lines of the journal, in their order, made into occurrences. What is withdrawn is taken back. */
export class Occurrences {
  readonly list: Occurrence[] = [];
  /** Those that were not kept any more. */
  left = 0;
  private readonly open = new Map<string, Occurrence>();
  private readonly openOn = new Map<string | undefined, Map<string | undefined, Occurrence>>();

  /** Keeps `most` of them at most. */
  constructor(private readonly most: number) {}

  add(entry: JournalEntry): void {
    if (entry.event === 'withdrawn') return this.takeBack(entry);
    const current = this.open.get(entry.instance);
    if (beginsOccurrence(entry)) this.begin(entry);
    else if (current && ENDS.has(entry.event)) {
      current.endedAt = entry.at;
      current.endedBy = entry.id;
      this.close(current);
    } else if (current && entry.event === 'level-up') {
      if (isUpward(entry.level) !== isUpward(current.level)) current.peak = undefined;
      current.level = entry.level;
      current.priority = entry.priority;
      current.limit = entry.limit;
      reach(current, entry.value);
    }
  }

  /** A reading that was worked out: what lasts on its sensor may have gone farther. */
  see({ unit, sensor, value, quality }: Reading): void {
    if (this.open.size === 0 || quality === 'bad') return;
    const current = this.openOn.get(unit)?.get(sensor);
    if (current) reach(current, value);
  }

  private begin(entry: JournalEntry): void {
    const { id, rule, instance, source, at, level, priority, limit, value, message } = entry;
    if (this.list.length >= this.most) {
      this.left++;
      return;
    }
    const occurrence: Occurrence = {
      rule, instance, source, raisedAt: at, endedAt: undefined, level, priority, limit, value, peak: undefined, message,
      raisedBy: id, endedBy: undefined,
    }; // prettier-ignore
    reach(occurrence, value);
    this.list.push(occurrence);
    this.keepOpen(occurrence);
  }

  private keepOpen(occurrence: Occurrence): void {
    const { instance, source } = occurrence;
    this.open.set(instance, occurrence);
    const sensors = this.openOn.get(source.unit) ?? new Map<string | undefined, Occurrence>();
    this.openOn.set(source.unit, sensors.set(source.sensor, occurrence));
  }

  private close({ instance, source }: Occurrence): void {
    this.open.delete(instance);
    this.openOn.get(source.unit)?.delete(source.sensor);
  }

  private takeBack({ withdraws, instance }: JournalEntry): void {
    // What is withdrawn is of the last seconds, so it is near the end.
    for (let i = this.list.length - 1; i >= 0; i--) {
      const one = this.list[i] as Occurrence;
      if (one.instance !== instance) continue;
      if (one.raisedBy === withdraws) {
        this.list.splice(i, 1);
        if (this.open.get(instance) === one) this.close(one);
        return;
      }
      if (one.endedBy === withdraws) {
        one.endedAt = one.endedBy = undefined;
        this.keepOpen(one);
        return;
      }
    }
  }
}

function reach(occurrence: Occurrence, value: ReadingValue | undefined): void {
  const { level, peak } = occurrence;
  if (level === SINGLE_LEVEL || typeof value !== 'number') return;
  if (peak === undefined || (isUpward(level) ? value > peak : value < peak)) occurrence.peak = value;
}
