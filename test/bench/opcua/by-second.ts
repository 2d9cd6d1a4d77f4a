/** How many values are dated in a second; seconds since 1970. */
export type Seconds = Readonly<Record<number, number>>;

/** Counts values by the second that they are dated in: so what a server made and what a client got can be told apart exactly. */
export class BySecond {
  private readonly seconds = new Map<number, number>();
  private current = 0;
  private open = 0;

  /** `timestamp`: epoch ms. */
  add(timestamp: number, count = 1): void {
    const second = Math.floor(timestamp / 1000);
    // A map is asked once a second, not once a value: counting must not be what is measured.
    if (second !== this.current) {
      this.close();
      this.current = second;
    }
    this.open += count;
  }

  get counted(): Seconds {
    this.close();
    return Object.fromEntries(this.seconds);
  }

  private close(): void {
    if (this.open > 0) this.seconds.set(this.current, (this.seconds.get(this.current) ?? 0) + this.open);
    this.open = 0;
  }
}

/** Of the values that are dated in the seconds from `from` up to, but not with, `to`. */
export function within(seconds: Seconds, from: number, to: number): number {
  let sum = 0;
  for (let second = from; second < to; second++) sum += seconds[second] ?? 0;
  return sum;
}
