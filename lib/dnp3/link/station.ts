import type { Machine, Now } from '../machine';
import { Reassembly, soleFragment } from '../transport/reassembly';
import { MOST_SEGMENT_OCTETS, segmentsOf, SegmentBit } from '../transport/segments';
import { Address, formatFrames, type LinkFrame, PrimaryFunction } from './frame';
import { Primary, type PrimaryConfig } from './primary';
import { Secondary } from './secondary';

/** How a fragment was addressed: to us, or to everybody, and then how it is acknowledged. */
export type Broadcast = 'none' | 'no-confirm' | 'confirm' | 'optional';

export type StationEffect =
  /** All frames of a fragment in one array: they are to leave with one write. */
  | { readonly kind: 'write'; readonly octets: Uint8Array }
  /** A whole application fragment for us. */
  | { readonly kind: 'fragment'; readonly octets: Uint8Array; readonly broadcast: Broadcast }
  /** A fragment was confirmed or, sent unconfirmed, has just been written. One for each that `send` took. */
  | { readonly kind: 'sent' }
  /** The other station does not answer: the connection is dead. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface StationConfig extends PrimaryConfig {
  /** Sends as a master does (DIR). */
  readonly master: boolean;
  /** Our address, 0 to 0xFFEF. */
  readonly local: number;
  /** The other station's, 0 to 0xFFEF. */
  readonly remote: number;
  /** Octets of the longest fragment that is taken. */
  readonly maxReceiveFragment: number;
  /** An outstation that also answers to address 0xFFFC. */
  readonly selfAddress: boolean;
}

export const STATION_DEFAULTS = {
  confirmed: false,
  timeoutMs: 1000,
  retries: 2,
  keepAliveMs: 60_000,
  maxReceiveFragment: 2048,
  selfAddress: false,
} as const satisfies Partial<StationConfig>;

const BROADCASTS: ReadonlyMap<number, Broadcast> = new Map([
  [Address.BroadcastNoConfirm, 'no-confirm'],
  [Address.BroadcastConfirm, 'confirm'],
  [Address.BroadcastOptional, 'optional'],
]);

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * The link and transport layers between two addresses. What comes from somebody else, to somebody else, or in a
 * form that the standard does not allow is dropped silently.
 */
export class Station implements Machine<StationEffect> {
  private effects: StationEffect[] = [];
  private isOpen = false;
  private seq = 0;
  private readonly secondary = new Secondary();
  private readonly primary: Primary;
  private readonly reassembly: Reassembly;

  constructor(readonly config: StationConfig) {
    this.reassembly = new Reassembly(config.maxReceiveFragment);
    this.primary = new Primary(config, {
      frame: (code, fcb, data) => this.write([this.frame(true, code, config.remote, fcb, data)]),
      unconfirmed: (segments) => this.unconfirmed(segments, config.remote),
      sent: () => this.effects.push({ kind: 'sent' }),
      lost: (reason) => this.lost(reason),
    });
  }

  /** A connection is there: link and transport begin anew. */
  opened(now: Now): void {
    this.closed();
    this.isOpen = true;
    this.primary.opened(now);
  }

  /** The connection is gone, and with it what waited to be sent. */
  closed(): void {
    this.isOpen = false;
    this.seq = 0;
    this.primary.closed();
    this.secondary.reset();
    this.reassembly.reset();
  }

  take(): StationEffect[] {
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  get wakeAt(): number | undefined {
    return this.isOpen ? this.primary.wakeAt : undefined;
  }

  wake(now: Now): void {
    if (this.isOpen) this.primary.wake(now);
  }

  /**
   * Sends a fragment, to everybody where `broadcast` is one of the broadcast addresses (then it must fit one segment,
   * 249 octets, and is never confirmed). False: there is no connection, too many wait already, or it does not fit.
   */
  send(fragment: Uint8Array, now: Now, broadcast?: number): boolean {
    if (!this.isOpen || fragment.length === 0) return false;
    if (broadcast !== undefined) {
      if (fragment.length > MOST_SEGMENT_OCTETS) return false;
      this.unconfirmed(this.segments(fragment), broadcast);
      this.effects.push({ kind: 'sent' });
      return true;
    }
    if (!this.primary.hasRoom) return false;
    this.primary.send(this.segments(fragment), now);
    return true;
  }

  receive(frame: LinkFrame, now: Now): void {
    const { master, local, remote, selfAddress } = this.config;
    if (!this.isOpen || frame.dir === master || frame.source !== remote) return;
    const broadcast = master ? undefined : BROADCASTS.get(frame.destination);
    if (broadcast !== undefined) return this.receiveBroadcast(frame, broadcast, now);
    const toSelf = selfAddress && !master && frame.destination === Address.Self;
    if (frame.destination !== local && !toSelf) return;
    if (frame.prm) this.receivePrimary(frame, now);
    else if (frame.data.length === 0) {
      this.primary.answered(frame.function, frame.fcv, now);
      this.primary.heard(now);
    }
  }

  private receivePrimary(frame: LinkFrame, now: Now): void {
    const heard = this.secondary.receive(frame);
    if (!heard.deliver && heard.answer === undefined) return;
    this.primary.heard(now);
    if (heard.answer !== undefined) this.write([this.frame(false, heard.answer, this.config.remote)]);
    if (!heard.deliver) return;
    const octets = this.reassembly.push(frame.data);
    if (octets) this.effects.push({ kind: 'fragment', octets, broadcast: 'none' });
  }

  /** Only data is broadcast; nothing of it is answered, and the frame count bit is between two stations only. */
  private receiveBroadcast(frame: LinkFrame, broadcast: Broadcast, now: Now): void {
    const { prm, function: code, fcv, data } = frame;
    const isConfirmed = code === PrimaryFunction.ConfirmedUserData;
    if (!prm || !(isConfirmed || code === PrimaryFunction.UnconfirmedUserData) || fcv !== isConfirmed) return;
    this.primary.heard(now);
    const octets = soleFragment(data);
    if (octets && octets.length <= this.config.maxReceiveFragment)
      this.effects.push({ kind: 'fragment', octets, broadcast });
  }

  private segments(fragment: Uint8Array): Uint8Array[] {
    const segments = segmentsOf(fragment, this.seq);
    this.seq = (this.seq + segments.length) & SegmentBit.Seq;
    return segments;
  }

  private unconfirmed(segments: readonly Uint8Array[], destination: number): void {
    const code = PrimaryFunction.UnconfirmedUserData;
    this.write(segments.map((segment) => this.frame(true, code, destination, undefined, segment)));
  }

  private frame(prm: boolean, code: number, destination: number, fcb?: boolean, data = NOTHING): LinkFrame {
    const { master: dir, local: source } = this.config;
    return { dir, prm, fcb: fcb ?? false, fcv: fcb !== undefined, function: code, destination, source, data };
  }

  private write(frames: readonly LinkFrame[]): void {
    this.effects.push({ kind: 'write', octets: formatFrames(frames) });
  }

  private lost(reason: string): void {
    this.closed();
    this.effects.push({ kind: 'lost', reason });
  }
}
