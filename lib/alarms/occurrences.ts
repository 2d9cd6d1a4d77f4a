import type { Level, Priority } from './condition';
import type { AlarmSource, JournalEntry } from './ports';

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
  readonly message: string;
  /** Line of the journal that announced it, and the one that ended it. */
  readonly raisedBy: string;
  endedBy: string | undefined;
}

const begins = ({ event, from, to }: JournalEntry): boolean =>
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

  /** Keeps `most` of them at most. */
  constructor(private readonly most: number) {}

  add(entry: JournalEntry): void {
    if (entry.event === 'withdrawn') return this.takeBack(entry);
    const current = this.open.get(entry.instance);
    if (begins(entry)) this.begin(entry);
    else if (current && ENDS.has(entry.event)) {
      current.endedAt = entry.at;
      current.endedBy = entry.id;
      this.open.delete(entry.instance);
    } else if (current && entry.event === 'level-up') {
      current.level = entry.level;
      current.priority = entry.priority;
    }
  }

  private begin({ id, rule, instance, source, at, level, priority, message }: JournalEntry): void {
    if (this.list.length >= this.most) {
      this.left++;
      return;
    }
    const occurrence = {
      rule, instance, source, raisedAt: at, endedAt: undefined, level, priority, message,
      raisedBy: id, endedBy: undefined,
    }; // prettier-ignore
    this.list.push(occurrence);
    this.open.set(instance, occurrence);
  }

  private takeBack({ withdraws, instance }: JournalEntry): void {
    // What is withdrawn is of the last seconds, so it is near the end.
    for (let i = this.list.length - 1; i >= 0; i--) {
      const one = this.list[i] as Occurrence;
      if (one.instance !== instance) continue;
      if (one.raisedBy === withdraws) {
        this.list.splice(i, 1);
        if (this.open.get(instance) === one) this.open.delete(instance);
        return;
      }
      if (one.endedBy === withdraws) {
        one.endedAt = one.endedBy = undefined;
        this.open.set(instance, one);
        return;
      }
    }
  }
}
