import type { ReadingValue } from '../core/reading';
import { UNKNOWN, type Sight } from './detect';
import { NEVER, copyOf, freshMemory, underlying, type Memory } from './memory';
import type { JournalEntry } from './ports';
import type { Told } from './foreign';
import type { Spec } from './spec';
import { isAnnounced, isUnacknowledged, next, type AlarmAction, type AlarmEvent } from './state-machine';
import { NONE, type Track } from './track';

/** A line of the journal before it has its id; `at` and all else come from the readings, not from when they came. */
export type Happening = Pick<
  JournalEntry,
  'at' | 'event' | 'from' | 'to' | 'user' | 'comment' | 'shelvedUntil'
> & {
  readonly level: number;
  readonly value: ReadingValue | null;
  readonly quality: number;
  readonly correlation: string;
};

/** What a person did, at its place in the field's time. */
export interface Deed {
  readonly time: number;
  readonly action: AlarmAction;
  readonly user: string | undefined;
  readonly comment: string | undefined;
  /** Of a `shelve`: until when, in the field's time and by the clock of the platform. */
  readonly until?: number | undefined;
  readonly untilShown?: number | undefined;
}

type Who = Pick<Deed, 'user' | 'comment'>;

/** Whoever keeps the way back. */
export interface AlarmLog {
  /** The memory is about to change at this moment; called before each change. */
  changing(time: number, rank: number, ordinal: number): void;
  happened(happening: Happening): void;
  /** The condition came in force or ceased to be. */
  edge(time: number, ordinal: number, active: boolean): void;
}

/** Of moments with the same time: first timers, then readings, then what people do. */
export const TIMER = 0;
export const STEP = 1;
export const DEED = 2;

const ANNOUNCING: ReadonlySet<AlarmEvent> = new Set([
  'active', 'level-up', 're-alarm', 'un-shelve', 'shelve-time-out', 'un-suppress', 'back-in-service',
]); // prettier-ignore

/**
 * One alarm, worked out from moment to moment of the field's time; the moments have to come in order, which is
 * instance.ts' affair. A moment is a reading (all readings of one timestamp and ordinal count together), the end of a
 * delay, or what a person does. In each, in this order: suppression begins; the condition changes; suppression ends; the
 * shelf ends; it is announced again.
 */
export class Alarm implements Sight {
  memory: Memory;
  time: number;
  readonly values: (ReadingValue | undefined)[];
  readonly quality: number[];
  own = false;
  /** When there was data last; for `stale`. */
  lastNews: number;
  /** The first moment at which something ends by itself. */
  nextDue = NEVER;

  constructor(
    readonly spec: Spec,
    readonly track: Track,
    private readonly parents: readonly number[],
    slots: number,
    private readonly log: AlarmLog,
    begins: number,
    born: number,
  ) {
    this.memory = freshMemory(spec.levels.length, begins);
    this.time = begins;
    this.lastNews = born;
    this.values = new Array<ReadingValue | undefined>(slots).fill(undefined);
    this.quality = new Array<number>(slots).fill(NONE);
  }

  get raw(): number {
    return this.memory.raw;
  }

  get doubt(): boolean {
    return this.memory.doubt;
  }

  /** The first moment of all. */
  begin(time: number): void {
    this.reschedule(time);
    this.settle(time, 0);
  }

  /** What the slots hold now is looked at. Costs nothing where it says nothing new. */
  step(time: number, ordinal: number): void {
    this.time = time;
    const { memory: m, spec } = this;
    const bits = spec.detect(this);
    const enabled = spec.enable === undefined || spec.enable(this) !== 0;
    const parent = this.parents.length > 0 && this.parents.some((slot) => this.values[slot] === true);
    const known = bits === m.raw ? !m.doubt : bits === UNKNOWN && m.doubt;
    const told = bits === UNKNOWN ? undefined : spec.told?.(this.values[0]);
    const isNews = told !== undefined && this.values[0] !== m.value;
    if (known && enabled === m.enableRaw && parent === m.parentActive && !isNews) return;
    this.log.changing(time, STEP, ordinal);
    m.doubt = bits === UNKNOWN;
    if (told) {
      m.held = told.acknowledged;
      m.latched = told.confirmed === false;
    }
    if (bits !== UNKNOWN) this.see(bits, time);
    else if (m.raw !== m.on) {
      // Neither delay runs on values that nobody knows.
      m.raw = m.on;
      m.due.fill(NEVER);
    }
    if (enabled !== m.enableRaw) {
      m.enableRaw = enabled;
      m.enabled = enabled && spec.enableDelay === 0;
      m.enableDue = enabled && spec.enableDelay > 0 ? time + spec.enableDelay : NEVER;
    }
    m.parentActive = parent;
    this.settle(time, ordinal);
    if (told) this.follow(told, time);
  }

  /** What ends at `due`, ends. */
  fire(due: number): void {
    this.time = due;
    this.log.changing(due, TIMER, 0);
    const { memory: m } = this;
    for (let i = 0; i < m.due.length; i++)
      if ((m.due[i] as number) <= due) {
        m.on ^= 1 << i;
        m.due[i] = NEVER;
      }
    if (this.staleDue <= due) this.see(1, due);
    if (m.enableDue <= due) {
      m.enabled = true;
      m.enableDue = NEVER;
    }
    if (m.scheduleDue <= due) this.reschedule(due);
    const offTheShelf = m.shelvedUntil <= due;
    const again = m.reAlarmDue <= due;
    if (again) m.reAlarmDue = NEVER;
    this.settle(due, 0, offTheShelf, again);
  }

  /** False where the state does not allow it; then nothing happens. */
  perform(deed: Deed, place: number): boolean {
    const { memory: m } = this;
    const { action, time, user, comment } = deed;
    if (next(m.state, action, underlying(m)) === undefined) return false;
    this.time = time;
    this.log.changing(time, DEED, place);
    if (action === 'shelve') {
      m.shelvedUntil = deed.until ?? NEVER;
      m.shelvedUntilShown = deed.untilShown ?? NEVER;
    }
    if (action === 'un-shelve') m.shelvedUntil = m.shelvedUntilShown = NEVER;
    if (action === 'reset') m.latched = false;
    if (action === 'acknowledge') {
      m.acknowledgedBy = user ?? null;
      m.acknowledgedAt = time;
    }
    if (comment !== undefined) m.comment = comment;
    this.event(action, time, deed);
    this.settle(time, 0);
    return true;
  }

  refreshDue(): void {
    const { memory: m } = this;
    let due = Math.min(m.enableDue, m.scheduleDue, m.shelvedUntil, m.reAlarmDue, this.staleDue);
    for (const one of m.due) if (one < due) due = one;
    this.nextDue = due;
  }

  /** As it was at the moment of the copy. */
  back(memory: Memory): void {
    this.memory = copyOf(memory);
  }

  private get staleDue(): number {
    const { staleAfter } = this.spec;
    return staleAfter === 0 || this.memory.raw !== 0 ? NEVER : this.lastNews + staleAfter;
  }

  private see(bits: number, time: number): void {
    const { memory: m, spec } = this;
    for (let i = 0; i < m.due.length; i++) {
      const bit = 1 << i;
      if (((bits ^ m.raw) & bit) === 0) continue;
      const delay = (bits & bit) !== 0 ? spec.onDelay : spec.offDelay;
      if (((bits ^ m.on) & bit) === 0) m.due[i] = NEVER;
      else if (delay > 0) m.due[i] = time + delay;
      else m.on ^= bit;
    }
    m.raw = bits;
  }

  private reschedule(time: number): void {
    const { schedule } = this.spec;
    if (!schedule) return;
    this.memory.inSchedule = schedule.holds(time);
    this.memory.scheduleDue = schedule.nextChange(time);
  }

  private settle(time: number, ordinal: number, offTheShelf = false, again = false): void {
    const { memory: m } = this;
    const suppressed = !m.enabled || !m.inSchedule || m.parentActive;
    if (suppressed && !m.suppressed) {
      m.suppressed = true;
      this.event('suppress', time);
    }
    // The lowest bit is the most severe limit (spec.ts).
    this.turn(m.on === 0 ? -1 : 31 - Math.clz32(m.on & -m.on), time, ordinal);
    if (!suppressed && m.suppressed) {
      m.suppressed = false;
      this.event('un-suppress', time);
    }
    if (offTheShelf) {
      m.shelvedUntil = m.shelvedUntilShown = NEVER;
      this.event('shelve-time-out', time);
    }
    if (again && m.state === 'acknowledged') this.event('re-alarm', time);
    this.mark(time);
    this.refreshDue();
  }

  private turn(level: number, time: number, ordinal: number): void {
    const { memory: m, spec } = this;
    const before = m.level;
    if (level === before) return;
    m.level = level;
    if (level < 0) {
      m.returnedAt = time;
      this.log.edge(time, ordinal, false);
      return this.event('return', time);
    }
    m.shownLevel = level;
    if (before >= 0) {
      const worse = this.rankOf(level) >= this.rankOf(before);
      return this.event(worse ? 'level-up' : 'level-down', time);
    }
    m.latched = m.latched || spec.rule.latch;
    m.activeSince = time;
    m.returnedAt = null;
    // Until it is normal again it is the same occurrence.
    if (m.correlation === null || !isAnnounced(m.state)) m.correlation = `${spec.id}@${time}`;
    this.log.edge(time, ordinal, true);
    this.event('active', time);
  }

  private rankOf(level: number): number {
    return this.spec.levels[level]?.rank ?? 0;
  }

  /** What the system whose condition it is says beside: it decides, the alarm follows. */
  private follow(told: Told, time: number): void {
    const { memory: m, spec } = this;
    const by = { user: told.user, comment: told.comment };
    m.value = this.values[0] ?? null;
    m.quality = this.quality[0] ?? NONE;
    if (m.level >= 0 && told.activeAt !== undefined) m.activeSince = told.activeAt;
    if (told.comment !== undefined && isAnnounced(m.state)) m.comment = told.comment;
    if (told.acknowledged) this.acknowledged(by, time);
    else if (m.state === 'acknowledged' && spec.levels[m.shownLevel]?.priority !== 'journal')
      this.event('re-alarm', time);
    if (!m.latched && m.state === 'latched-acknowledged') this.event('reset', time, by);
    const isShelved = m.shelvedUntil !== NEVER;
    if (told.shelvedMs !== undefined && !isShelved) {
      m.shelvedUntil = m.shelvedUntilShown = time + told.shelvedMs;
      this.event('shelve', time, by);
    } else if (told.shelvedMs === undefined && told.shelves && isShelved) {
      m.shelvedUntil = m.shelvedUntilShown = NEVER;
      this.event('un-shelve', time, by);
    }
    this.refreshDue();
  }

  private acknowledged(by: Who, time: number): void {
    const { memory: m } = this;
    if (isUnacknowledged(m.state)) {
      this.event('acknowledge', time, by);
      if (m.state === 'normal') return;
    } else if (m.state !== 'acknowledged' || m.acknowledgedAt !== null) return;
    m.acknowledgedBy = by.user ?? null;
    m.acknowledgedAt = time;
  }

  private event(event: AlarmEvent, time: number, deed?: Who): void {
    const { memory: m, spec } = this;
    const from = m.state;
    const to = next(from, event, underlying(m));
    if (to === undefined) return;
    m.state = to;
    if (from !== to) m.since = time;
    if (to !== 'acknowledged') m.reAlarmDue = NEVER;
    else if (from !== to) m.reAlarmDue = spec.reAlarm > 0 ? time + spec.reAlarm : NEVER;
    if (to === 'unacknowledged') m.acknowledgedBy = m.acknowledgedAt = null;
    const journalOnly = spec.levels[m.shownLevel]?.priority === 'journal';
    if (!isUnacknowledged(to)) m.announcedLevel = -1;
    else if (!journalOnly) m.announcedLevel = m.shownLevel;
    this.tell(event, from, time, deed);
    if (to === 'normal') this.forget();
    // Announced to nobody, so nobody has to acknowledge it; what was announced before and waits, goes on waiting.
    if (journalOnly && ANNOUNCING.has(event) && isUnacknowledged(to) && !isUnacknowledged(from))
      this.event('acknowledge', time);
  }

  private tell(event: Happening['event'], from: Memory['state'], time: number, deed?: Who): void {
    const { memory: m, spec } = this;
    m.value = this.values[0] ?? null;
    m.quality = this.quality[0] ?? NONE;
    this.log.happened({
      at: time,
      event,
      from,
      to: m.state,
      level: m.shownLevel,
      value: m.value,
      quality: m.quality,
      correlation: m.correlation ?? `${spec.id}@${time}`,
      user: deed?.user,
      comment: deed?.comment,
      shelvedUntil: event === 'shelve' ? m.shelvedUntilShown : undefined,
    });
  }

  /** A value that is lost while the condition is in force: the alarm stays, and is marked. */
  private mark(time: number): void {
    const { memory: m } = this;
    const marked = m.doubt && m.level >= 0;
    if (marked === m.marked) return;
    m.marked = marked;
    if (m.level >= 0) this.tell(marked ? 'quality-lost' : 'quality-back', m.state, time);
  }

  private forget(): void {
    const { memory: m } = this;
    m.correlation = m.activeSince = m.returnedAt = m.acknowledgedBy = m.acknowledgedAt = m.comment = null;
  }
}
