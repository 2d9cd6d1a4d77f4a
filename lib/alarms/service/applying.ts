import type { Clock } from '../../core/clock';
import type { Logger } from '../../core/logger';
import { inSlices } from '../../core/slices';
import type { AlarmEngine } from '../engine';
import type { AlarmRuleInput, RuleFault } from '../rule';

export interface ApplyingUse {
  readonly tenant: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly engine: AlarmEngine;
  /** The rules as they are by now. */
  readonly rules: () => readonly AlarmRuleInput[];
  /** It decided something, and goes on. */
  readonly settle: () => void;
  /** The rules count, but for what is wrong with them. */
  readonly applied: (faults: ReadonlyMap<string, readonly RuleFault[]>) => void;
  readonly isWanted: () => boolean;
}

/**
 * Gives an engine the rules of a tenant, in slices where they are many: the process has readings to take meanwhile. One
 * run at a time; what changes during one is looked at by the next.
 */
export class Applying {
  private running: Promise<boolean> = Promise.resolve(true);
  private isRunning = false;
  private again = false;
  private isSamePlant = true;
  private stopped = false;

  constructor(private readonly use: ApplyingUse) {}

  /** Resolves when they count; false where that is not wanted any more. What takes no longer than a slice is done before. */
  apply(isSamePlant = true): Promise<boolean> {
    this.again = true;
    if (!isSamePlant) this.isSamePlant = false;
    // It may be called from within.
    if (!this.isRunning) this.running = this.run();
    return this.running;
  }

  /** The same, for whom nobody waits. */
  soon(isSamePlant = true): void {
    const { tenant, logger } = this.use;
    this.apply(isSamePlant).catch((error: unknown) =>
      logger.error('Alarm rules could not be put in force', { tenant, error }),
    );
  }

  stop(): void {
    this.stopped = true;
  }

  private async run(): Promise<boolean> {
    const { clock, settle } = this.use;
    const isWanted = (): boolean => !this.stopped && this.use.isWanted();
    this.isRunning = true;
    try {
      while (this.again && isWanted()) {
        this.again = false;
        const { isSamePlant } = this;
        this.isSamePlant = true;
        await inSlices(clock, this.work(isSamePlant), { onSlice: settle, isWanted });
      }
    } catch (error) {
      // What was looked at of the plant is not remembered.
      this.isSamePlant = false;
      throw error;
    } finally {
      this.isRunning = false;
    }
    return isWanted();
  }

  private *work(isSamePlant: boolean): Generator<undefined, void> {
    const { engine, rules, applied, clock } = this.use;
    applied(yield* engine.settingRules(rules(), isSamePlant, () => clock.now()));
  }
}
