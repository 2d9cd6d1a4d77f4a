/** Something that wants to be called at a time. Belongs to one `AlarmClock`. */
export interface Alarm {
  /** Must not throw. */
  readonly ring: () => void;
  /** On the monotonic clock. */
  at: number;
  /** Where it stands in the heap; -1: it is not set. */
  place: number;
}

/** Timers are 32-bit ms. */
const LONGEST_MS = 0x7fffffff;

/**
 * One timer for all that wait: hundreds of sessions cost an entry of a heap each. It keeps no process alive; what it
 * serves are sockets, which do.
 */
export class AlarmClock {
  private readonly heap: Alarm[] = [];
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Infinity;

  constructor(private readonly mono: () => number = () => performance.now()) {}

  alarm(ring: () => void): Alarm {
    return { ring, at: Infinity, place: -1 };
  }

  /** Sets it, or moves it, or (undefined) takes it out. */
  set(alarm: Alarm, at: number | undefined): void {
    if (at === undefined) {
      if (alarm.place >= 0) this.remove(alarm);
      return;
    }
    if (alarm.place >= 0 && alarm.at === at) return;
    alarm.at = at;
    if (alarm.place < 0) {
      alarm.place = this.heap.length;
      this.heap.push(alarm);
    }
    this.up(alarm);
    this.down(alarm);
    this.arm();
  }

  private remove(alarm: Alarm): void {
    const last = this.heap.pop() as Alarm;
    if (last !== alarm) {
      last.place = alarm.place;
      this.heap[last.place] = last;
      this.up(last);
      this.down(last);
    }
    alarm.place = -1;
  }

  private up(alarm: Alarm): void {
    while (alarm.place > 0) {
      const parent = this.heap[(alarm.place - 1) >> 1] as Alarm;
      if (parent.at <= alarm.at) return;
      this.swap(alarm, parent);
    }
  }

  private down(alarm: Alarm): void {
    for (;;) {
      const left = this.heap[2 * alarm.place + 1];
      const right = this.heap[2 * alarm.place + 2];
      const sooner = right && left && right.at < left.at ? right : left;
      if (!sooner || sooner.at >= alarm.at) return;
      this.swap(sooner, alarm);
    }
  }

  /** `child` goes to where its parent is. */
  private swap(child: Alarm, parent: Alarm): void {
    const place = parent.place;
    this.heap[child.place] = parent;
    parent.place = child.place;
    this.heap[place] = child;
    child.place = place;
  }

  /** A timer that is too early only looks again, so it is never moved to later. */
  private arm(): void {
    const at = this.heap[0]?.at ?? Infinity;
    if (at >= this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = at;
    const wait = Math.min(LONGEST_MS, Math.max(1, Math.ceil(at - this.mono())));
    this.timer = setTimeout(() => this.look(), wait).unref();
  }

  private look(): void {
    this.timer = undefined;
    this.timerAt = Infinity;
    const now = this.mono();
    const due: Alarm[] = [];
    for (let first = this.heap[0]; first && first.at <= now; first = this.heap[0]) {
      this.remove(first);
      due.push(first);
    }
    // What sets itself again for a time that has passed waits for the next look: sockets come between.
    for (const alarm of due) if (alarm.place < 0) alarm.ring();
    this.arm();
  }
}

/** The process's own. */
export const alarmClock = new AlarmClock();
