import type { AssociationEffect, MasterChannel, MasterChannelEffect } from '../master/channel';
import type { MasterCounts } from '../master/effects';
import { failure, type MasterRequest, type RequestResult } from '../master/request';
import type { MasterSession } from '../master/session';
import type { MasterState } from '../master/states';
import type { Measurement } from '../measurement';
import type { Driver } from './driver';

/** Who takes what an outstation tells. */
export interface AssociationListener {
  /**
   * Measurements of one fragment, in the outstation's order. `settle` is to be called once for each: with true when they
   * are kept, and only then is the outstation told to forget its events; with false, or too late, it sends them again.
   */
  measured(
    measurements: readonly Measurement[],
    settle: (stored: boolean) => void,
    about: { readonly unsolicited: boolean },
  ): void;
  /** It changed, or there is another reason for it. */
  state?(state: MasterState, reason: string): void;
  /** Bits of `Iin`; they changed. */
  indications?(iin: number): void;
}

/** An outstation on a master's line. */
export class Association {
  /** Why the line ended; told with the state that follows. */
  why: string | undefined;
  private known: MasterState = 'offline';
  private because = 'not connected';
  private bits = 0;
  private removed = false;
  private readonly waiting = new Map<number, (result: RequestResult) => void>();

  constructor(
    private readonly session: MasterSession,
    private readonly channel: MasterChannel,
    private readonly driver: Driver<MasterChannelEffect>,
    private readonly listener: AssociationListener,
    private readonly forget: () => void,
  ) {}

  /** Link address. */
  get address(): number {
    return this.session.config.remote;
  }

  get state(): MasterState {
    return this.known;
  }

  /** Why it is in that state, in words. */
  get reason(): string {
    return this.because;
  }

  /** What it said last; bits of `Iin`. */
  get indications(): number {
    return this.bits;
  }

  get counts(): Readonly<MasterCounts> {
    return this.session.counts;
  }

  /**
   * Asks the outstation. Always resolves: also when there is no connection, nobody answers, or the signal aborts. What
   * has been sent is not taken back by that.
   */
  request(request: MasterRequest, signal?: AbortSignal): Promise<RequestResult> {
    if (this.removed) return Promise.resolve(failure('cancelled', 'the outstation was removed'));
    if (signal?.aborted) return Promise.resolve(failure('cancelled', 'the request was cancelled'));
    return new Promise((resolve) => {
      let id: number | undefined;
      const abort = (): void =>
        this.driver.tell((now) => id !== undefined && void this.channel.cancel(this.address, id, now));
      const answer = (result: RequestResult): void => {
        signal?.removeEventListener('abort', abort);
        resolve(result);
      };
      // It may be answered at once.
      signal?.addEventListener('abort', abort, { once: true });
      this.driver.tell((now) => {
        id = this.channel.request(this.address, request, now);
        if (id === undefined) answer(failure('cancelled', 'the outstation was removed'));
        else this.waiting.set(id, answer);
      });
    });
  }

  remove(): void {
    if (this.removed) return;
    this.driver.tell((now) => this.channel.remove(this.address, now));
    this.removed = true;
    this.forget();
    const gone = failure('cancelled', 'the outstation was removed');
    for (const answer of this.waiting.values()) answer(gone);
    this.waiting.clear();
  }

  /** The line could not be opened. */
  trouble(reason: string): void {
    if (this.known === 'offline') this.tell('offline', reason);
  }

  act(effect: AssociationEffect): void {
    switch (effect.kind) {
      case 'measured':
        this.measured(effect);
        break;
      case 'answered':
        this.waiting.get(effect.request)?.(effect.result);
        this.waiting.delete(effect.request);
        break;
      case 'state':
        this.tell(effect.state, (effect.state === 'offline' ? this.why : undefined) ?? effect.reason);
        this.why = undefined;
        break;
      case 'indications':
        this.bits = effect.iin;
        this.listener.indications?.(effect.iin);
        break;
      case 'log':
        break;
    }
  }

  private measured({
    batch,
    measurements,
    unsolicited,
  }: Extract<AssociationEffect, { kind: 'measured' }>): void {
    let settled = false;
    const settle = (stored: boolean): void => {
      if (settled || this.removed) return;
      settled = true;
      this.driver.tell((now) => this.channel.stored(this.address, batch, stored, now));
    };
    try {
      this.listener.measured(measurements, settle, { unsolicited });
    } catch (error) {
      settle(false);
      throw error;
    }
  }

  private tell(state: MasterState, reason: string): void {
    this.known = state;
    this.because = reason;
    this.listener.state?.(state, reason);
  }
}
