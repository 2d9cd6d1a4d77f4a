import { nextSeq } from '../app/control-octet';
import type { Now } from '../machine';
import type { OutstationConfig } from './config';
import type { EventBatch } from './event-buffer';

/** An unsolicited response. */
export interface UnsolicitedResponse {
  readonly octets: Uint8Array;
  /** The NULL response, by which an outstation announces itself. */
  readonly initial: boolean;
  readonly batch: EventBatch;
  /** Its indications. */
  readonly iin: number;
}

/** A response that is sent until its CONFIRM comes. */
interface Series extends UnsolicitedResponse {
  readonly seq: number;
  deadline: number;
  retriesLeft: number;
}

/** What came of a time-out: the response is sent again, or given up. */
export interface TimedOut {
  readonly response: UnsolicitedResponse;
  readonly again: boolean;
}

/**
 * When an outstation speaks unasked (IEEE 1815-2012, 5.1.1.1: a NULL response first, until it is confirmed; then events
 * of the enabled classes). What it says is the session's affair.
 */
export class Unsolicited {
  readonly enabled: Set<number>;
  /** The NULL response of this connection is not confirmed yet. */
  private initialPending = true;
  private series: Series | undefined;
  private seq = 0;
  private pauses = 0;
  private pausedUntil = -Infinity;
  private heldUntil: number | undefined;

  constructor(private readonly config: OutstationConfig) {
    this.enabled = new Set(config.unsolicitedClasses);
  }

  /** Whether a response of this sort is out and not confirmed. */
  get waiting(): boolean {
    return this.series !== undefined;
  }

  /** What it would say next: nothing, the NULL response, or events. */
  next(now: Now, hasEvents: () => boolean): 'nothing' | 'initial' | 'events' {
    if (!this.config.unsolicited || this.series) return 'nothing';
    if (this.initialPending) return 'initial';
    if (!hasEvents()) return 'nothing';
    this.heldUntil ??= now.mono + this.config.unsolicitedHoldMs;
    return now.mono >= this.notBefore() ? 'events' : 'nothing';
  }

  /** Of the response that is sent next. */
  get nextSeq(): number {
    return this.seq;
  }

  sent(response: UnsolicitedResponse, now: Now): void {
    const { confirmTimeoutMs, unsolicitedRetries } = this.config;
    this.series = {
      ...response,
      seq: this.seq,
      deadline: now.mono + confirmTimeoutMs,
      // The NULL response is built anew each time, so that its indications are of the moment.
      retriesLeft: response.initial ? 0 : unsolicitedRetries,
    };
    this.seq = nextSeq(this.seq);
    this.heldUntil = undefined;
  }

  /** An event of an enabled class has come. */
  occurred(now: Now): void {
    this.heldUntil ??= now.mono + this.config.unsolicitedHoldMs;
  }

  /** Undefined where the confirmation is for nothing that is waited for. */
  confirmed(seq: number): UnsolicitedResponse | undefined {
    const { series } = this;
    if (series?.seq !== seq) return undefined;
    this.series = undefined;
    this.pauses = 0;
    this.pausedUntil = -Infinity;
    if (series.initial) this.initialPending = false;
    return series;
  }

  /** Undefined while it is not time yet. `giveUp`: something else is waiting, so that there is no retry now. */
  timedOut(now: Now, giveUp: boolean): TimedOut | undefined {
    const { series } = this;
    if (!series || now.mono < series.deadline) return undefined;
    if (series.retriesLeft > 0 && !giveUp) {
      series.retriesLeft--;
      series.deadline = now.mono + this.config.confirmTimeoutMs;
      return { response: series, again: true };
    }
    this.series = undefined;
    this.pause(now);
    return { response: series, again: false };
  }

  /** DISABLE_UNSOLICITED stops retries at once. Answers the events that were under way. */
  disable(classes: readonly number[]): EventBatch | undefined {
    for (const of of classes) this.enabled.delete(of);
    return this.series?.initial === false ? this.drop() : undefined;
  }

  enable(classes: readonly number[]): void {
    for (const of of classes) this.enabled.add(of);
  }

  /** The device has restarted: the master enables anew what it wants to hear. */
  restarted(): void {
    this.enabled.clear();
    this.enable(this.config.unsolicitedClasses);
  }

  /** The connection is new, or the device has restarted. Answers the events that were under way. */
  reset(): EventBatch | undefined {
    this.initialPending = true;
    this.pauses = 0;
    this.pausedUntil = -Infinity;
    this.heldUntil = undefined;
    return this.drop();
  }

  /** When something is due; `free`: it could speak now, `held`: it may not even say again what it has said. */
  wakeAt(free: boolean, held: boolean, hasEvents: boolean): number | undefined {
    if (!this.config.unsolicited || held) return undefined;
    if (this.series) return this.series.deadline;
    if (!free) return undefined;
    if (this.initialPending) return -Infinity;
    return hasEvents ? this.notBefore() : undefined;
  }

  private drop(): EventBatch | undefined {
    const batch = this.series?.batch;
    this.series = undefined;
    return batch;
  }

  private notBefore(): number {
    return Math.max(this.heldUntil ?? -Infinity, this.pausedUntil);
  }

  private pause(now: Now): void {
    const { unsolicitedPauseMs, unsolicitedMaxPauseMs } = this.config;
    const most = Math.max(unsolicitedPauseMs, unsolicitedMaxPauseMs);
    this.pausedUntil = now.mono + Math.min(most, unsolicitedPauseMs * 2 ** Math.min(this.pauses++, 20));
  }
}
