/**
 * The two clocks of a moment. `mono` only ever goes forward and is what every time-out counts by; `utc` is epoch ms and
 * is what points are stamped with.
 */
export interface Now {
  readonly mono: number;
  readonly utc: number;
}

/**
 * A protocol machine: it opens nothing, waits for nothing and reads no clock. Its own methods take what happened and
 * when; what is to be done is taken from it afterwards, and it is called again when it wants to be.
 */
export interface Machine<Effect> {
  /** What is to be done because of all that happened since the last call, in this order. */
  take(): Effect[];
  /** When `wake` wants to be called, by the monotonic clock; undefined: nothing is waited for. */
  readonly wakeAt: number | undefined;
  /** Time has passed. May be called too early and too often. */
  wake(now: Now): void;
}
