import type { Machine, Now } from '../machine';
import { alarmClock, type Alarm } from './alarm-clock';
import { systemNow } from './now';

/**
 * Runs a machine by the system's clocks: what happens is told to it, what it wants is done, and it is woken when it
 * wants to be. Whatever goes wrong meanwhile ends here, and not in the event loop.
 */
export class Driver<Effect> {
  private readonly alarm: Alarm;
  private running = false;
  private sleeping = false;

  constructor(
    private readonly machine: Machine<Effect>,
    private readonly act: (effect: Effect, now: Now) => void,
    private readonly fault: (error: unknown) => void,
  ) {
    this.alarm = alarmClock.alarm(() => this.wake());
  }

  /** Something happened. What is told while effects are being done is done with them. */
  tell(input: (now: Now) => void): void {
    this.guarded(() => input(systemNow()));
    if (this.running) return;
    this.running = true;
    for (let effects = this.machine.take(); effects.length > 0; effects = this.machine.take())
      for (const effect of effects) this.guarded(() => this.act(effect, systemNow()));
    this.running = false;
    alarmClock.set(this.alarm, this.sleeping ? undefined : this.machine.wakeAt);
  }

  /** From now on the machine does nothing by itself, until it is roused. */
  sleep(): void {
    this.sleeping = true;
    alarmClock.set(this.alarm, undefined);
  }

  rouse(): void {
    this.sleeping = false;
    this.wake();
  }

  /** It may be time for something. */
  wake(): void {
    if (!this.sleeping) this.tell((now) => this.machine.wake(now));
  }

  private guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.fault(error);
    }
  }
}

/** A log that does not throw: there is nobody left to tell. */
export const quiet =
  <T>(log?: (what: T) => void) =>
  (what: T): void => {
    try {
      log?.(what);
    } catch {
      return;
    }
  };
