import { Address, type LinkFrame } from '../link/frame';
import { FrameParser } from '../link/parser';
import { Station, STATION_DEFAULTS, type StationConfig } from '../link/station';
import type { Machine, Now } from '../machine';
import type { OutstationEffect } from './effect';
import { earliest, type Carrier, type Outstation } from './outstation';
import type { OutstationSession } from './session';

export type OutstationChannelEffect =
  /** Octets of one fragment, or of an acknowledgement: one write. */
  | { readonly kind: 'write'; readonly octets: Uint8Array }
  /** The connection is of no more use. */
  | { readonly kind: 'close'; readonly reason: string }
  | {
      readonly kind: 'session';
      readonly outstation: Outstation;
      readonly master: number;
      readonly session: OutstationSession;
      /** Never of kind `send`. */
      readonly effect: OutstationEffect;
    };

export interface OutstationChannelOptions {
  readonly outstations: readonly Outstation[];
  /** Of the link layer; its defaults are `STATION_DEFAULTS`. */
  readonly link?: Partial<Omit<StationConfig, 'master' | 'local' | 'remote'>>;
  /**
   * Something happened that did not come through this channel: an event, an answer of the application, or a newer
   * connection of the same master. It wants `wake` and `take`, soon but not within this call.
   */
  readonly stirred?: () => void;
}

/** The conversation between one outstation and one master on the connection. */
interface Line {
  readonly outstation: Outstation;
  readonly master: number;
  readonly station: Station;
  readonly session: OutstationSession;
}

const BROADCASTS: ReadonlySet<number> = new Set([
  Address.BroadcastNoConfirm,
  Address.BroadcastConfirm,
  Address.BroadcastOptional,
]);

/** One connection with the outstations behind it. It may come and go; sessions and their events outlive it. */
export class OutstationChannel implements Machine<OutstationChannelEffect>, Carrier {
  private readonly parser = new FrameParser();
  private readonly link: Omit<StationConfig, 'master' | 'local' | 'remote'>;
  private readonly stirred: () => void;
  private effects: OutstationChannelEffect[] = [];
  private lines: Line[] = [];
  private isOpen = false;
  private dropped = 0;

  constructor(private readonly options: OutstationChannelOptions) {
    this.link = { ...STATION_DEFAULTS, ...options.link };
    this.stirred = options.stirred ?? ((): void => undefined);
  }

  /** Octets of no frame, and checks that did not hold. */
  get damage(): number {
    const { crcErrors, skippedOctets } = this.parser.counts;
    return crcErrors + skippedOctets;
  }

  /** Frames, damage and strangers, for whoever looks after the line. */
  get counts(): FrameParser['counts'] & { readonly droppedFrames: number } {
    return { ...this.parser.counts, droppedFrames: this.dropped };
  }

  /**
   * A connection is there. Where it can only be one master's, the outstation may speak first; but not while another
   * connection serves that master: whoever connects without a word must not take it away.
   */
  opened(now: Now): void {
    this.closed();
    this.isOpen = true;
    for (const outstation of this.options.outstations) {
      const master = outstation.onlyMaster;
      if (master !== undefined && !outstation.isCarried(master)) this.lineOf(outstation, master, now);
    }
  }

  closed(): void {
    this.isOpen = false;
    this.parser.reset();
    for (const line of [...this.lines]) this.end(line);
  }

  received(octets: Uint8Array, now: Now): void {
    if (!this.isOpen) return;
    for (const frame of this.parser.push(octets, now.mono)) {
      const lines = this.linesFor(frame, now);
      if (lines.length === 0) this.dropped++;
      for (const line of lines) {
        line.station.receive(frame, now);
        this.pump(line, now);
      }
    }
  }

  take(): OutstationChannelEffect[] {
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  get wakeAt(): number | undefined {
    return earliest(this.lines.flatMap(({ station, session }) => [station.wakeAt, session.wakeAt]));
  }

  wake(now: Now): void {
    for (const line of [...this.lines]) {
      line.station.wake(now);
      line.session.wake(now);
      this.pump(line, now);
    }
  }

  /** A newer connection of the same master carries the session now. */
  replaced(session: OutstationSession): void {
    const line = this.lines.find((candidate) => candidate.session === session);
    if (!line) return;
    this.remove(line);
    this.closeUnlessUsed(`master ${line.master} has connected anew`);
    this.stirred();
  }

  private linesFor(frame: LinkFrame, now: Now): Line[] {
    const { destination, source, dir } = frame;
    if (!dir) return [];
    return this.options.outstations
      .filter(({ identity }) => this.isFor(destination, identity.address))
      .flatMap((outstation) => this.lineOf(outstation, source, now) ?? []);
  }

  /** Address 0xFFFC is that of whichever outstation hears it, which must be one only (IEEE 1815-2012, 9.2.4.1.4). */
  private isFor(destination: number, address: number): boolean {
    if (destination === address || BROADCASTS.has(destination)) return true;
    return destination === Address.Self && this.link.selfAddress && this.options.outstations.length === 1;
  }

  private lineOf(outstation: Outstation, master: number, now: Now): Line | undefined {
    const found = this.lines.find((line) => line.outstation === outstation && line.master === master);
    if (found) return found;
    const session = outstation.claim(master, this);
    if (!session) return undefined;
    const local = outstation.identity.address;
    const station = new Station({ ...this.link, master: false, local, remote: master });
    const line: Line = { outstation, master, station, session };
    this.lines.push(line);
    session.stirred = this.stirred;
    station.opened(now);
    session.opened(now);
    this.pump(line, now);
    return line;
  }

  /** Carries to and fro between the layers until both have nothing to say. */
  private pump(line: Line, now: Now): void {
    const { outstation, master, station, session } = line;
    for (let busy = true; busy;) {
      busy = false;
      for (const effect of session.take()) {
        // What the link has no room for is as good as lost on the way: it is asked for, or sent, again.
        if (effect.kind === 'send') station.send(effect.fragment, now);
        else this.effects.push({ kind: 'session', outstation, master, session, effect });
      }
      for (const effect of station.take()) {
        if (effect.kind === 'write') this.effects.push(effect);
        else if (effect.kind === 'fragment') {
          session.received(effect.octets, effect.broadcast, now);
          busy = true;
        } else if (effect.kind === 'lost') {
          this.end(line);
          this.closeUnlessUsed(effect.reason);
        }
      }
    }
  }

  /** One master that is gone does not take the others with it. */
  private closeUnlessUsed(reason: string): void {
    if (this.lines.length === 0 && this.isOpen) this.effects.push({ kind: 'close', reason });
  }

  private end(line: Line): void {
    this.remove(line);
    line.outstation.release(line.session);
  }

  private remove(line: Line): void {
    this.lines = this.lines.filter((other) => other !== line);
    line.station.closed();
    line.session.stirred = undefined;
    line.session.closed();
  }
}
