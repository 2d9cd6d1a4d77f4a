import { systemClock, type Clock, type Timer } from '../../lib/core/clock';

const HURRIED_MS = 2;
/** Shorter waits than this are not waits for a device to come back. */
const SHORT_MS = 100;

/** The time of day, but whoever waits long is woken at once; it remembers for how long they wanted to. */
export class HurriedClock implements Clock {
  readonly waits: number[] = [];
  private readonly timers = new Set<Timer>();

  now(): number {
    return systemClock.now();
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  /** Timers that were neither stopped nor due. */
  get pending(): number {
    return this.timers.size;
  }

  after(ms: number, run: () => void): Timer {
    if (ms >= SHORT_MS) this.waits.push(ms);
    const inner = systemClock.after(Math.min(ms, HURRIED_MS), () => {
      this.timers.delete(timer);
      run();
    });
    const timer = this.track(inner);
    return timer;
  }

  every(ms: number, run: () => void): Timer {
    return this.track(systemClock.every(ms, run));
  }

  private track(inner: Timer): Timer {
    const timer: Timer = {
      stop: () => {
        this.timers.delete(timer);
        inner.stop();
      },
    };
    this.timers.add(timer);
    return timer;
  }
}
