import type { ReadingValue } from '../core/reading';
import { Alarm, DEED, STEP, TIMER, type AlarmLog, type Deed, type Happening } from './alarm';
import { NEVER, UNSUPPRESSED, type Memory } from './memory';
import type { JournalEntry } from './ports';
import type { Spec } from './spec';
import { GOOD, NONE, type Track } from './track';
import { WayBack, type Issued, type Undo } from './way-back';
import { WheelTimer } from './wheel';

/** Plain JSON. */
export interface InstanceMemory {
  readonly memory: Memory;
  readonly tail: readonly [time: number, rank: number, ordinal: number];
  readonly floor: readonly [time: number, ordinal: number];
  readonly reached: number;
  readonly born: number;
  readonly lastNews: number;
  readonly lines: number;
  readonly firstOutOf: string | null;
  readonly undo: readonly Undo[];
  readonly deeds: readonly Deed[];
}

/** What an instance tells the engine. */
export interface InstanceHost {
  /** Gives the line its id and sends it out. */
  issue(instance: Instance, happening: Happening, corrected: boolean): JournalEntry;
  /** Says that the line is not true; false where it has not gone out yet, and now never does. */
  withdraw(instance: Instance, entry: JournalEntry): boolean;
}

/**
 * One alarm over readings in any order. Moments behind the last one are worked out at once. One that belongs before it
 * goes back to its place and works out again what follows: what comes out the same stays, what does not is withdrawn in
 * the journal and what is new goes there too.
 */
export class Instance implements AlarmLog {
  readonly alarm: Alarm;
  readonly timer: WheelTimer;
  /** Alarms that suppress this one. */
  above: readonly Instance[] = [];
  /** Alarms that this one suppresses, and where it tells them. */
  readonly children = new Set<Instance>();
  signal: Track | undefined;
  /** First edge that the children have not seen. */
  edgeFrom: { time: number; ordinal: number } | undefined;
  /** Changed since it was last asked. */
  dirty = false;
  /** Counted as active in its first-out group. */
  counted = false;
  /** Occurrence of which it is the first-out. */
  firstOutOf: string | null = null;
  /** Until then nobody listened, so nobody can say that there was no data. */
  private heardSince = -Infinity;
  /** Number of the last line of the journal. */
  private lines = 0;

  private readonly wayBack: WayBack;
  private deeds: Deed[] = [];
  // The last moment that was worked out.
  private tailTime: number;
  private tailRank = TIMER;
  private tailOrdinal = 0;
  /** Until here timers have fired. */
  private reached: number;
  private replaying = false;

  constructor(
    readonly spec: Spec,
    /** What it was made from; while that is the same, it stays as it is. */
    readonly print: string,
    readonly tracks: readonly Track[],
    parents: readonly number[],
    private readonly host: InstanceHost,
    /** Its first moment, and when it was made: before there is data, `stale` counts from then. */
    begins: number,
    private born: number,
    wake: (instance: Instance) => void,
  ) {
    this.tailTime = this.reached = begins;
    this.wayBack = new WayBack(begins);
    this.alarm = new Alarm(spec, tracks[0] as Track, parents, tracks.length, this, begins, born);
    this.timer = new WheelTimer(() => wake(this));
  }

  /** The field's time at a moment of ours. */
  fieldTime(now: number): number {
    return now - (this.tracks[0] as Track).lag;
  }

  /** When it wants to be woken, by our clock; NEVER: not at all. */
  get wakeAt(): number {
    const { nextDue } = this.alarm;
    return nextDue === NEVER ? NEVER : nextDue + (this.tracks[0] as Track).lag;
  }

  get levels(): string[] {
    return this.spec.levels.map(({ level }) => level);
  }

  /** A name for the next line of the journal, used once: an instance that is made again begins another series. */
  nextLine(): string {
    return `${this.spec.id}@${this.born}#${++this.lines}`;
  }

  /** Nobody listened until this moment of the field's time: before `begin` or `load`. */
  listenFrom(time: number): void {
    this.heardSince = time;
  }

  get listensFrom(): number {
    return this.heardSince;
  }

  begin(): void {
    this.dirty = true;
    this.alarm.begin(this.tailTime);
    if (this.tracks.some((track) => track.end > track.first)) this.replay(this.tailTime, -1);
  }

  /** A point of one of its tracks, already in there. */
  arrive(
    slot: number,
    time: number,
    ordinal: number,
    value: ReadingValue,
    quality: number,
    news: boolean,
  ): void {
    if (!this.isBehindTail(time, ordinal)) return this.replay(time, ordinal);
    const { alarm } = this;
    if (time >= alarm.nextDue) this.advance(time);
    alarm.values[slot] = value;
    alarm.quality[slot] = quality;
    alarm.own = slot === 0;
    if (slot === 0 && news) alarm.lastNews = time;
    this.tailTime = time;
    this.tailRank = STEP;
    this.tailOrdinal = ordinal;
    alarm.step(time, ordinal);
    if (this.spec.staleAfter > 0) alarm.refreshDue();
  }

  /** A track changed from here on. */
  touch(time: number, ordinal: number): void {
    this.replay(time, ordinal);
  }

  wake(now: number): void {
    // The wheel counts in whole ms; the sum that set it may have lost a fraction.
    const due = this.wakeAt <= now ? this.alarm.nextDue : -Infinity;
    this.advance(Math.max(this.fieldTime(now), due));
  }

  /** Where a deed of now belongs: behind all that was known when it was done. */
  placeOfDeed(now: number): number {
    const time = Math.max(this.fieldTime(now), this.reached, this.tailTime);
    this.advance(time);
    return time;
  }

  /** False where the state does not allow it. */
  perform(deed: Deed): boolean {
    if (!this.alarm.perform(deed, this.deeds.length)) return false;
    this.deeds.push(deed);
    this.tail(deed.time, DEED, this.deeds.length);
    this.reached = Math.max(this.reached, deed.time);
    return true;
  }

  /** All that has to survive; without `whole` not the way back, which then begins anew. */
  save(whole: boolean): InstanceMemory {
    const { alarm, tailTime, tailRank, tailOrdinal, wayBack, reached, born } = this;
    const { floorTime, floorOrdinal } = wayBack;
    return {
      memory: alarm.memory,
      tail: [tailTime, tailRank, tailOrdinal],
      floor: whole ? [floorTime, floorOrdinal] : [tailTime, tailRank === STEP ? tailOrdinal + 1 : -1],
      reached,
      born,
      lastNews: alarm.lastNews,
      lines: this.lines,
      firstOutOf: this.firstOutOf,
      undo: whole ? wayBack.save() : [],
      deeds: whole ? this.deeds : [],
    };
  }

  /** Goes on from there; the tracks are loaded already. */
  load(saved: InstanceMemory): void {
    const { alarm } = this;
    alarm.back(saved.memory);
    [this.tailTime, this.tailRank, this.tailOrdinal] = saved.tail;
    this.wayBack.load(saved.undo, saved.floor);
    this.reached = saved.reached;
    this.born = saved.born;
    this.lines = saved.lines;
    this.firstOutOf = saved.firstOutOf;
    this.deeds = [...saved.deeds];
    this.tracks.forEach((track, slot) => this.look(slot, track.end - 1));
    alarm.lastNews = Math.max(saved.lastNews, this.heardSince);
    alarm.refreshDue();
  }

  /**
   * Its rule was changed: what people did to the alarm stays, and so do the limits in force that there are still; delays
   * begin anew.
   */
  adopt(saved: InstanceMemory, levels: readonly string[]): void {
    const { memory } = saved;
    const now = this.levels;
    const kept = levels.map((level, i) => ((memory.on >> i) & 1 ? now.indexOf(level) : -1));
    const on = kept.reduce((bits, i) => (i < 0 ? bits : bits | (1 << i)), 0);
    const shown = Math.max(0, now.indexOf(levels[memory.level] ?? ''));
    this.lines = saved.lines;
    this.firstOutOf = saved.firstOutOf;
    const { memory: fresh } = this.alarm;
    this.alarm.back({
      ...memory,
      raw: on,
      on,
      due: fresh.due,
      level: memory.level < 0 ? -1 : shown,
      shownLevel: shown,
      announcedLevel: now.indexOf(levels[memory.announcedLevel] ?? ''),
      ...UNSUPPRESSED,
    });
  }

  /** The clock of its source was set: times move with it, and the way back ends here. */
  moveTimes(by: number): void {
    const move = (time: number): number => (time === NEVER ? NEVER : time + by);
    const { memory: m } = this.alarm;
    m.due = m.due.map(move);
    m.enableDue = move(m.enableDue);
    m.scheduleDue = move(m.scheduleDue);
    m.shelvedUntil = move(m.shelvedUntil);
    m.reAlarmDue = move(m.reAlarmDue);
    this.deeds = [];
    this.reached += by;
    this.born += by;
    this.heardSince += by;
    this.tailTime = this.reached;
    this.tailRank = TIMER;
    this.wayBack.restart(this.reached, -1);
    this.alarm.lastNews += by;
    this.alarm.refreshDue();
    this.dirty = true;
  }

  // What the alarm tells.

  changing(time: number, rank: number, ordinal: number): void {
    this.dirty = true;
    this.wayBack.open(time, rank, ordinal, this.alarm.memory);
    if (!this.replaying) this.prune();
  }

  happened(happening: Happening): void {
    const entry = this.replaying ? undefined : this.host.issue(this, happening, false);
    this.wayBack.top?.issued.push({ happening, entry });
  }

  edge(time: number, ordinal: number, active: boolean): void {
    const { signal } = this;
    if (!signal) return;
    const last = signal.end - 1;
    const taken = signal.newest === time ? signal.ordinalAt(last) + 1 : 0;
    const place = Math.max(ordinal, taken);
    signal.add(time, place, active, GOOD, true);
    const { top } = this.wayBack;
    if (top) top.edges++;
    this.noteEdge(time, place);
  }

  // Time.

  private advance(until: number): void {
    const { alarm } = this;
    while (alarm.nextDue <= until) {
      const due = alarm.nextDue;
      // A delay that began in the present cannot end before it.
      const time = Math.max(due, this.tailTime);
      this.tail(time, TIMER, 0);
      alarm.fire(time);
    }
    this.reached = Math.max(this.reached, until);
  }

  private tail(time: number, rank: number, ordinal: number): void {
    if (time === this.tailTime && rank < this.tailRank) return;
    this.tailTime = time;
    this.tailRank = rank;
    this.tailOrdinal = ordinal;
  }

  private isBehindTail(time: number, ordinal: number): boolean {
    if (time !== this.tailTime) return time > this.tailTime;
    return this.tailRank === STEP ? ordinal > this.tailOrdinal : this.tailRank < STEP;
  }

  // The way back.

  private replay(from: number, at: number): void {
    const { alarm, tracks } = this;
    const { floorTime, floorOrdinal } = this.wayBack;
    const early = from < floorTime || (from === floorTime && at < floorOrdinal);
    const time = early ? floorTime : from;
    const ordinal = early ? floorOrdinal : at;
    const old = this.takeBack(time, ordinal);
    this.replaying = true;
    const cursors = tracks.map((track, slot) => {
      const cursor = track.from(time, ordinal);
      this.look(slot, cursor - 1);
      return cursor;
    });
    const lastNews = (tracks[0] as Track).newsUntil(cursors[0] ?? 0, this.born);
    alarm.lastNews = Math.max(lastNews, this.heardSince);
    alarm.refreshDue();
    this.tailTime = Math.min(this.tailTime, time);
    this.tailRank = TIMER;
    this.moment(time, ordinal, cursors);
    let deed = this.deeds.findIndex((one) => one.time >= time);
    if (deed < 0) deed = this.deeds.length;
    for (;;) {
      const next = this.nextStep(cursors);
      const done = this.deeds[deed];
      if (next && (!done || next.time <= done.time)) this.moment(next.time, next.ordinal, cursors);
      else if (done) {
        this.advance(done.time);
        this.alarm.perform(done, deed);
        this.tail(done.time, DEED, ++deed);
      } else break;
    }
    this.advance(this.reached);
    this.replaying = false;
    this.reconcile(old);
    this.prune();
  }

  /** Goes back to before the moment; returns the lines that went out since, oldest first. */
  private takeBack(time: number, ordinal: number): Issued[] {
    const moments = this.wayBack.takeFrom(time, ordinal);
    const [first] = moments;
    if (first) this.alarm.back(first.before);
    this.dropEdges(moments.reduce((sum, { edges }) => sum + edges, 0));
    return moments.flatMap(({ issued }) => issued);
  }

  private dropEdges(edges: number): void {
    const { signal } = this;
    for (let count = Math.min(edges, signal ? signal.end - signal.first : 0); signal && count > 0; count--) {
      this.noteEdge(signal.newest, signal.ordinalAt(signal.end - 1));
      signal.dropNewest(1);
    }
  }

  private noteEdge(time: number, ordinal: number): void {
    const { edgeFrom } = this;
    if (!edgeFrom || time < edgeFrom.time || (time === edgeFrom.time && ordinal < edgeFrom.ordinal))
      this.edgeFrom = { time, ordinal };
  }

  private nextStep(cursors: readonly number[]): { time: number; ordinal: number } | undefined {
    let best: { time: number; ordinal: number } | undefined;
    this.tracks.forEach((track, slot) => {
      const cursor = cursors[slot] ?? 0;
      if (cursor >= track.end) return;
      const time = track.timeAt(cursor);
      const ordinal = track.ordinalAt(cursor);
      if (!best || time < best.time || (time === best.time && ordinal < best.ordinal))
        best = { time, ordinal };
    });
    return best;
  }

  /** Timers that end until then; then all points of this time and ordinal at once. */
  private moment(time: number, ordinal: number, cursors: number[]): void {
    this.advance(time);
    this.alarm.own = false;
    this.tracks.forEach((track, slot) => {
      const cursor = cursors[slot] ?? 0;
      if (cursor >= track.end || track.timeAt(cursor) !== time || track.ordinalAt(cursor) !== ordinal) return;
      this.look(slot, cursor);
      cursors[slot] = cursor + 1;
      if (slot !== 0) return;
      this.alarm.own = true;
      if (track.isNews(cursor)) this.alarm.lastNews = time;
    });
    this.tail(time, STEP, ordinal);
    this.alarm.step(time, ordinal);
    this.alarm.refreshDue();
  }

  private look(slot: number, index: number): void {
    const track = this.tracks[slot] as Track;
    const known = index >= track.first;
    this.alarm.values[slot] = known ? track.valueAt(index) : undefined;
    this.alarm.quality[slot] = known ? track.qualityAt(index) : NONE;
  }

  /** What comes out as before stays; what does not is withdrawn; what is new goes out. */
  private reconcile(old: readonly Issued[]): void {
    const left = new Map<string, Issued[]>();
    for (const issued of old) {
      const key = JSON.stringify(issued.happening);
      left.set(key, [...(left.get(key) ?? []), issued]);
    }
    const added = this.wayBack.unsent().filter((issued) => {
      issued.entry = left.get(JSON.stringify(issued.happening))?.shift()?.entry;
      return !issued.entry;
    });
    let corrected = false;
    for (const { entry } of [...left.values()].flat())
      if (entry && this.host.withdraw(this, entry)) corrected = true;
    for (const issued of added) issued.entry = this.host.issue(this, issued.happening, corrected);
  }

  /** Forgets the way back to what late data cannot reach any more. */
  private prune(): void {
    let horizon = Infinity;
    for (const { newest, windowMs } of this.tracks)
      if (newest > -Infinity) horizon = Math.min(horizon, newest - windowMs);
    if (horizon === Infinity) horizon = -Infinity;
    if (this.wayBack.prune(horizon))
      this.deeds = this.deeds.filter(({ time }) => time > this.wayBack.floorTime);
  }
}
