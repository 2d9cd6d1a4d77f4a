import type { Now } from '../machine';
import { PrimaryFunction, SecondaryFunction } from './frame';

export interface PrimaryConfig {
  /** User data is to be confirmed by the link layer. */
  readonly confirmed: boolean;
  /** How long an answer is waited for, in ms. */
  readonly timeoutMs: number;
  /** How often a frame without an answer is sent again. */
  readonly retries: number;
  /** Silence after which the other station is asked for its link status, in ms; 0: never. */
  readonly keepAliveMs: number;
}

/** How the primary side speaks. */
export interface PrimaryOutput {
  /** A frame of ours; `fcb` undefined: the bit does not count. */
  frame(code: number, fcb: boolean | undefined, data?: Uint8Array): void;
  /** All segments of a fragment as unconfirmed user data. */
  unconfirmed(segments: readonly Uint8Array[]): void;
  /** The fragment that was begun first is gone. */
  sent(): void;
  lost(reason: string): void;
}

/** Fragments that may wait to be confirmed. */
export const MOST_QUEUED = 8;
/** How often the other station may say that its buffers are full. */
const MOST_PAUSES = 10;

/**
 * - `reset`, `data`: for the ACK of RESET_LINK_STATES or of user data;
 * - `alive`: for any sign of life;
 * - `pause`: the other station's buffers are full, for time to pass;
 * - `room`: for the status that says whether they still are.
 */
type Purpose = 'reset' | 'data' | 'alive' | 'pause' | 'room';

interface Waiting {
  readonly purpose: Purpose;
  readonly until: number;
  readonly retriesLeft: number;
}

const UNANSWERED: Readonly<Record<Exclude<Purpose, 'pause'>, string>> = {
  reset: 'RESET_LINK_STATES was not answered',
  data: 'CONFIRMED_USER_DATA was not answered',
  alive: 'the keep-alive (REQUEST_LINK_STATUS) was not answered',
  room: 'its buffers were full, and REQUEST_LINK_STATUS was not answered',
};

/** The side that begins (IEEE 1815-2012, 9.2.6): confirmed sending, and the keep-alive. */
export class Primary {
  private queue: (readonly Uint8Array[])[] = [];
  /** The segment of the first fragment that is on its way. */
  private segment = 0;
  /** The other station has answered RESET_LINK_STATES. */
  private linked = false;
  private fcb = true;
  private waiting: Waiting | undefined;
  private pauses = 0;
  private refusals = 0;
  private heardAt = 0;

  constructor(
    private readonly config: PrimaryConfig,
    private readonly output: PrimaryOutput,
  ) {}

  opened(now: Now): void {
    this.closed();
    this.heardAt = now.mono;
  }

  closed(): void {
    this.queue = [];
    this.segment = 0;
    this.linked = false;
    this.waiting = undefined;
    this.pauses = 0;
    this.refusals = 0;
  }

  get wakeAt(): number | undefined {
    if (this.waiting) return this.waiting.until;
    return this.config.keepAliveMs > 0 ? this.heardAt + this.config.keepAliveMs : undefined;
  }

  /** Whether one more fragment may wait. */
  get hasRoom(): boolean {
    return this.queue.length < MOST_QUEUED;
  }

  send(segments: readonly Uint8Array[], now: Now): void {
    this.queue.push(segments);
    this.advance(now);
  }

  /** A good frame of the other station came: it is alive. */
  heard(now: Now): void {
    this.heardAt = now.mono;
    if (this.waiting?.purpose === 'alive') this.settle();
  }

  /** A secondary frame. `full`: its DFC. */
  answered(code: number, full: boolean, now: Now): void {
    const purpose = this.waiting?.purpose;
    switch (code) {
      case SecondaryFunction.Ack:
        if (purpose === 'reset') {
          this.linked = true;
          this.fcb = true;
        } else if (purpose === 'data') this.delivered();
        else return;
        break;
      case SecondaryFunction.Nack:
        if (purpose !== 'reset' && purpose !== 'data') return;
        this.linked = false;
        if (this.refusals++ >= this.config.retries) return this.lost('it refuses what it is sent (NACK)');
        break;
      case SecondaryFunction.LinkStatus:
        if (purpose !== 'room' && purpose !== 'alive') return;
        break;
      case SecondaryFunction.NotSupported:
        if (purpose === 'reset' || purpose === 'data')
          return this.lost('it does not support confirmed user data (NOT_SUPPORTED)');
        if (purpose !== 'room') return;
        break;
      default:
        return;
    }
    this.settle();
    if (full) this.pause(now);
    else {
      this.pauses = 0;
      this.advance(now);
    }
  }

  wake(now: Now): void {
    const { wakeAt, waiting } = this;
    if (wakeAt === undefined || now.mono < wakeAt) return;
    if (!waiting) return this.ask('alive', now);
    const { purpose, retriesLeft } = waiting;
    if (purpose === 'pause') {
      this.settle();
      if (this.queue.length > 0) this.ask('room', now);
      else this.pauses = 0;
    } else if (retriesLeft > 0) this.ask(purpose, now, retriesLeft - 1);
    else
      this.lost(
        `${UNANSWERED[purpose]} (sent ${this.config.retries === 0 ? 'once' : `${this.config.retries + 1} times`})`,
      );
  }

  /** Sends what may be sent now. */
  private advance(now: Now): void {
    for (let next = this.queue[0]; next; next = this.queue[0]) {
      const purpose = this.waiting?.purpose;
      if (purpose !== undefined && purpose !== 'alive') return;
      if (this.config.confirmed) return this.ask(this.linked ? 'data' : 'reset', now);
      this.queue.shift();
      this.output.unconfirmed(next);
      this.output.sent();
    }
  }

  private ask(purpose: Exclude<Purpose, 'pause'>, now: Now, retriesLeft = this.config.retries): void {
    this.waiting = { purpose, until: now.mono + this.config.timeoutMs, retriesLeft };
    if (purpose === 'data')
      this.output.frame(PrimaryFunction.ConfirmedUserData, this.fcb, this.queue[0]?.[this.segment]);
    else if (purpose === 'reset') this.output.frame(PrimaryFunction.ResetLinkStates, undefined);
    else this.output.frame(PrimaryFunction.RequestLinkStatus, undefined);
  }

  private delivered(): void {
    this.fcb = !this.fcb;
    this.refusals = 0;
    if (++this.segment < (this.queue[0]?.length ?? 0)) return;
    this.segment = 0;
    this.queue.shift();
    this.output.sent();
  }

  private pause(now: Now): void {
    if (++this.pauses > MOST_PAUSES) return this.lost('its buffers stay full');
    this.waiting = { purpose: 'pause', until: now.mono + this.config.timeoutMs, retriesLeft: 0 };
  }

  private settle(): void {
    this.waiting = undefined;
  }

  private lost(reason: string): void {
    this.closed();
    this.output.lost(reason);
  }
}
