import type { Now } from '../machine';

/** Whether the master has set the clock, and what it sets it to (IEEE 1815-2012, 10.3). */
export class OutstationClock {
  private setAt: number | undefined;
  private recordedAt: number | undefined;

  /** `validMs`: after which time it is to be set again; 0: never. */
  constructor(
    private readonly needed: boolean,
    private readonly validMs: number,
  ) {}

  /** IIN1.4. */
  needsTime(now: Now): boolean {
    if (!this.needed) return false;
    if (this.setAt === undefined) return true;
    return this.validMs > 0 && now.mono - this.setAt > this.validMs;
  }

  /** RECORD_CURRENT_TIME: the moment that the time which is written next is of. */
  record(now: Now): void {
    this.recordedAt = now.mono;
  }

  get recorded(): boolean {
    return this.recordedAt !== undefined;
  }

  /** g50v1: it is so late now. */
  write(utc: number, now: Now): number {
    this.setAt = now.mono;
    return utc;
  }

  /** g50v3: it was so late when it was recorded, which counts once. Answers how late it is now; epoch ms. */
  writeRecorded(utc: number, now: Now): number {
    const since = now.mono - (this.recordedAt ?? now.mono);
    this.recordedAt = undefined;
    return this.write(utc + Math.round(since), now);
  }

  forget(): void {
    this.recordedAt = undefined;
  }

  restarted(): void {
    this.setAt = undefined;
    this.recordedAt = undefined;
  }
}
