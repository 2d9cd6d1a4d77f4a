import type { Readable } from 'node:stream';
import type { Clock, Timer } from '../../core/clock';

/**
 * How long the socket rests after a batch, in ms. Short while the broker may allow few messages on their way (mosquitto:
 * 20, and nothing more comes until they are confirmed), longer once it has shown that it allows more, but no longer than
 * it takes for a large batch to come.
 */
const REST_MS = { smallWindow: 8, largeWindow: 30 };
const LARGE_WINDOW = 64;
/** A batch that is this large needs no rest: there is more than one read brings. */
const LARGE_BATCH = 256;
/** How much the last cycle of rest and batch counts in the rate of messages. */
const NEWEST = 0.2;

/**
 * Lets a connection's socket rest after a batch, so that one read brings many messages instead of waking the process, the
 * flow and the database for each (ADR 8). A message after a pause is handled at once.
 */
export class Rest {
  private stream: Readable | undefined;
  private timer: Timer | undefined;
  /** Messages since the last batch; on their way to the database; and the most that were on this connection. */
  private gathered = 0;
  private unsettled = 0;
  private window = 0;
  /** Messages per ms, and when the last batch was done. */
  private rate = 0;
  private doneAt: number;

  constructor(private readonly clock: Clock) {
    this.doneAt = clock.monotonic();
  }

  /** A new connection. What is still on its way came by the last one. */
  begin(stream: Readable): void {
    stopReadingWhenPaused(stream);
    this.stream = stream;
    this.window = this.unsettled;
  }

  /** The connection is gone. */
  end(): void {
    this.timer?.stop();
    this.timer = undefined;
    this.stream?.resume();
    this.stream = undefined;
  }

  came(): void {
    this.gathered++;
    this.window = Math.max(this.window, ++this.unsettled);
  }

  settled(): void {
    this.unsettled--;
  }

  /** The messages that came are handed on. */
  batchDone(): void {
    const { stream, gathered } = this;
    this.gathered = 0;
    this.measure(gathered);
    if (!stream || this.timer || gathered >= LARGE_BATCH) return;
    stream.pause();
    const ms =
      this.window > LARGE_WINDOW
        ? Math.min(REST_MS.largeWindow, Math.ceil(LARGE_BATCH / this.rate))
        : REST_MS.smallWindow;
    this.timer = this.clock.after(ms, () => {
      this.timer = undefined;
      stream.resume();
    });
  }

  private measure(messages: number): void {
    const now = this.clock.monotonic();
    const ms = Math.max(1, now - this.doneAt);
    this.doneAt = now;
    this.rate += NEWEST * (messages / ms - this.rate);
  }
}

/**
 * A paused socket goes on reading until its buffer is full (64 kB), and wakes the process for every packet of the
 * network. With a mark of one byte it stops at the first; while it flows the mark means nothing. The client library
 * makes its own sockets, so the mark is set afterwards, in the stream's state.
 */
function stopReadingWhenPaused(stream: Readable): void {
  const { _readableState: state } = stream as { _readableState?: { highWaterMark?: number } } & Readable;
  if (state?.highWaterMark !== undefined) state.highWaterMark = 1;
}
