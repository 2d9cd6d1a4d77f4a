/**
 * One wheel for all timers of an engine: hierarchical, in steps of 1 ms, eight levels of 64 slots, which is room for any
 * epoch time. Setting, moving and taking out cost the same however many timers there are.
 *
 * A timer lies on the lowest level on which it shares a block with the present; when the present reaches its slot there,
 * it moves down. So whatever lies on a lower level comes before all that lies on a higher one.
 */
const LEVELS = 8;
const SLOTS = 64;
/** Length of a slot of each level in ms. */
const WIDTHS = Array.from({ length: LEVELS + 1 }, (_, level) => SLOTS ** level);

export class WheelTimer {
  /** Epoch ms; undefined: not set. */
  at: number | undefined;
  slot = -1;
  before: WheelTimer | undefined;
  after: WheelTimer | undefined;

  constructor(readonly fire: () => void) {}
}

export class Wheel {
  private readonly heads: (WheelTimer | undefined)[] = new Array<WheelTimer | undefined>(LEVELS * SLOTS);
  /** Which slots have timers: two words of 32 bits a level. */
  private readonly occupied = new Uint32Array(LEVELS * 2);

  constructor(private present: number) {}

  /** Sets it to fire at `at`, or moves it there. What lies in the past fires with the next `advance`. */
  set(timer: WheelTimer, at: number): void {
    this.clear(timer);
    timer.at = at;
    this.place(timer, at);
  }

  clear(timer: WheelTimer): void {
    if (timer.at === undefined) return;
    timer.at = undefined;
    this.unlink(timer);
  }

  /** Fires all that are due until `to`, in the order of their times. What they set for the past meanwhile fires too. */
  advance(to: number): void {
    for (let next = this.find(); next !== undefined; next = this.find()) {
      const { slot, start } = next;
      if (start > to) break;
      this.present = Math.max(this.present, start);
      const fires = slot < SLOTS;
      for (let timer = this.heads[slot]; timer; timer = this.heads[slot]) {
        const { at } = timer;
        this.unlink(timer);
        if (fires) {
          timer.at = undefined;
          timer.fire();
        } else this.place(timer, at ?? 0);
      }
    }
    this.present = Math.max(this.present, to);
  }

  /** When `advance` has something to do: a timer is due then, or is to be put nearer. Undefined: nothing is set. */
  get wakeAt(): number | undefined {
    return this.find()?.start;
  }

  private place(timer: WheelTimer, at: number): void {
    const tick = Math.max(Math.ceil(at), this.present);
    let level = 0;
    while (level < LEVELS - 1 && this.block(tick, level + 1) !== this.block(this.present, level + 1)) level++;
    const slot = level * SLOTS + (this.block(tick, level) % SLOTS);
    const head = this.heads[slot];
    timer.slot = slot;
    timer.before = undefined;
    timer.after = head;
    if (head) head.before = timer;
    this.heads[slot] = timer;
    this.mark(slot, true);
  }

  private unlink(timer: WheelTimer): void {
    const { before, after, slot } = timer;
    if (before) before.after = after;
    else this.heads[slot] = after;
    if (after) after.before = before;
    if (!before && !after) this.mark(slot, false);
    timer.before = timer.after = undefined;
  }

  private block(time: number, level: number): number {
    return Math.floor(time / (WIDTHS[level] as number));
  }

  private mark(slot: number, set: boolean): void {
    const word = slot >> 5;
    const bit = 1 << (slot & 31);
    this.occupied[word] = set ? this.word(word) | bit : this.word(word) & ~bit;
  }

  private word(index: number): number {
    return this.occupied[index] as number;
  }

  /** The first slot that has timers, from the present on. */
  private find(): { slot: number; start: number } | undefined {
    for (let level = 0; level < LEVELS; level++) {
      const here = this.block(this.present, level);
      const index = this.firstFrom(level, here % SLOTS);
      if (index < 0) continue;
      const start = (here - (here % SLOTS) + index) * (WIDTHS[level] as number);
      return { slot: level * SLOTS + index, start };
    }
    return undefined;
  }

  /** Index of the first slot of the level with timers, not before `from`; -1: none. */
  private firstFrom(level: number, from: number): number {
    const low = this.word(level * 2) & (from < 32 ? ~0 << from : 0);
    if (low !== 0) return 31 - Math.clz32(low & -low);
    const high = this.word(level * 2 + 1) & (from > 32 ? ~0 << (from - 32) : ~0);
    return high === 0 ? -1 : 63 - Math.clz32(high & -high);
  }
}
