/** ISA-18.2 and EEMUA 191: more than ten new alarms in ten minutes, until there are fewer than five. */
export const FLOOD_WINDOW_MS = 10 * 60_000;
export const FLOOD_BEGINS_ABOVE = 10;
export const FLOOD_ENDS_BELOW = 5;

export interface FloodChange {
  readonly began: boolean;
  /** When, by the clock that `add` was given. */
  readonly at: number;
  /** New alarms in the ten minutes until then. */
  readonly alarms: number;
}

/** Tells when a flood of alarms begins and ends. Remembers the times of the last ten minutes. */
export class FloodWatch {
  /** Times of new alarms, ascending, in the last ten minutes. */
  private times: number[] = [];
  private first = 0;
  private flooded = false;
  private recalling = false;

  constructor(
    private readonly tell: (change: FloodChange) => void,
    /** Who share the alarms; the numbers are those of one. */
    private readonly operators = 1,
  ) {}

  get isFlood(): boolean {
    return this.flooded;
  }

  /** A new alarm. Times ascend. */
  add(at: number): void {
    this.advance(at);
    this.times.push(at);
    if (!this.flooded && this.count > FLOOD_BEGINS_ABOVE * this.operators) this.turn(true, at);
  }

  /** When the flood may end; undefined: there is none. */
  get wakeAt(): number | undefined {
    if (!this.flooded) return undefined;
    const deciding = this.times[this.times.length - FLOOD_ENDS_BELOW * this.operators];
    return deciding === undefined ? undefined : deciding + FLOOD_WINDOW_MS;
  }

  advance(now: number): void {
    const ends = this.wakeAt;
    if (ends !== undefined && ends <= now) {
      this.expire(ends);
      this.turn(false, ends);
    }
    this.expire(now);
  }

  save(): { readonly times: readonly number[]; readonly flooded: boolean } {
    return { times: this.times.slice(this.first), flooded: this.flooded };
  }

  load({ times, flooded }: ReturnType<FloodWatch['save']>): void {
    this.times = [...times];
    this.first = 0;
    this.flooded = flooded;
  }

  /** New alarms from before there was this watch, ascending: nothing is told of what they began and ended. */
  recall(times: readonly number[], now: number): void {
    this.recalling = true;
    for (const at of times) this.add(Math.min(at, now));
    this.advance(now);
    this.recalling = false;
  }

  private get count(): number {
    return this.times.length - this.first;
  }

  private turn(began: boolean, at: number): void {
    this.flooded = began;
    if (!this.recalling) this.tell({ began, at, alarms: this.count });
  }

  private expire(now: number): void {
    while (this.first < this.times.length && (this.times[this.first] as number) <= now - FLOOD_WINDOW_MS)
      this.first++;
    if (this.first * 2 < this.times.length) return;
    this.times.splice(0, this.first);
    this.first = 0;
  }
}
