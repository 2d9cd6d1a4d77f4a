import type { Control } from '../../../lib/dnp3/app/control';
import type { Now } from '../../../lib/dnp3/machine';
import { MasterChannel, type AssociationEffect } from '../../../lib/dnp3/master/channel';
import type { MasterConfig } from '../../../lib/dnp3/master/config';
import type { MasterRequest, RequestResult } from '../../../lib/dnp3/master/request';
import type { MasterSession } from '../../../lib/dnp3/master/session';
import type { Measurement } from '../../../lib/dnp3/measurement';
import { OutstationChannel } from '../../../lib/dnp3/outstation/channel';
import type { OutstationOptions } from '../../../lib/dnp3/outstation/config';
import { PointDatabase } from '../../../lib/dnp3/outstation/database';
import type { OutstationEffect } from '../../../lib/dnp3/outstation/effect';
import { Outstation } from '../../../lib/dnp3/outstation/outstation';
import type { OutstationSession } from '../../../lib/dnp3/outstation/session';
import { NOON } from './conversation';

const MASTER = 1;
const OUTSTATION = 10;
const LINK_TIMEOUT_MS = 200;
const MOST_STEPS = 1_000_000;

/** What happens to the octets on their way. Chances from 0 to 1, of one write each. */
export interface Line {
  readonly latencyMs: number;
  readonly lost: number;
  readonly damaged: number;
  /** It arrives in pieces. */
  readonly cut: number;
}

export const GOOD_LINE: Line = { latencyMs: 5, lost: 0, damaged: 0, cut: 0 };

interface OnTheWay {
  readonly at: number;
  readonly to: 'master' | 'outstation';
  readonly octets: Uint8Array;
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

interface PairOptions {
  readonly seed?: number;
  readonly master?: Partial<MasterConfig>;
  readonly outstation?: OutstationOptions;
  /** User data is confirmed by the link layer, both ways. */
  readonly confirmedLink?: boolean;
  readonly define: (database: PointDatabase) => void;
}

/** A master and an outstation, joined in memory, on a time of their own. */
export class ConnectionPair {
  readonly database = new PointDatabase();
  readonly master: MasterSession;
  readonly outstation: OutstationSession;
  line: Line = GOOD_LINE;
  /** The chance that measurements cannot be stored. */
  notStored = 0;
  readonly stored: Measurement[] = [];
  readonly executed: Control[] = [];
  readonly states: string[] = [];
  /** What the master set the outstation's clock to, and what time it was: epoch ms, UTC. */
  readonly clocks: { readonly utc: number; readonly at: number }[] = [];
  /** Measurements of responses that the outstation sent without being asked. */
  unsolicited = 0;
  private readonly random: () => number;
  private readonly channel = new MasterChannel();
  private readonly station: Outstation;
  private readonly far: OutstationChannel;
  private readonly results = new Map<number, RequestResult>();
  private wire: OnTheWay[] = [];
  private mono = 0;
  private isOpen = false;

  constructor({ seed = 1, master = {}, outstation = {}, confirmedLink = false, define }: PairOptions) {
    this.random = generator(seed);
    define(this.database);
    this.station = new Outstation({
      address: OUTSTATION,
      masters: [MASTER],
      options: outstation,
      database: this.database,
    });
    this.far = new OutstationChannel({
      outstations: [this.station],
      link: { confirmed: confirmedLink, timeoutMs: LINK_TIMEOUT_MS },
    });
    this.outstation = this.station.sessions[0] as OutstationSession;
    this.master = this.channel.add(
      {
        ...master,
        local: MASTER,
        remote: OUTSTATION,
        linkConfirmed: confirmedLink,
        linkTimeoutMs: LINK_TIMEOUT_MS,
      },
      this.now,
    );
  }

  get now(): Now {
    return { mono: this.mono, utc: NOON + this.mono };
  }

  connect(): this {
    this.isOpen = true;
    this.far.opened(this.now);
    this.channel.opened(this.now);
    return this.settle();
  }

  /** What is on its way is lost with the connection. */
  disconnect(): this {
    this.isOpen = false;
    this.wire = [];
    this.far.closed();
    this.channel.closed(this.now);
    return this.settle();
  }

  request(request: MasterRequest): number {
    const id = this.channel.request(OUTSTATION, request, this.now) as number;
    this.settle();
    return id;
  }

  result(request: number): RequestResult | undefined {
    return this.results.get(request);
  }

  passes(ms: number): this {
    const end = this.mono + ms;
    for (let step = 0; ; step++) {
      if (step > MOST_STEPS) throw new Error('the two never come to rest');
      this.settle();
      const next = Math.min(
        this.wire[0]?.at ?? Infinity,
        this.channel.wakeAt ?? Infinity,
        this.far.wakeAt ?? Infinity,
        this.station.wakeAt ?? Infinity,
      );
      if (next > end) break;
      this.mono = Math.max(this.mono, next);
      this.step();
    }
    this.mono = end;
    return this;
  }

  private step(): void {
    while (this.wire[0] && this.wire[0].at <= this.mono) {
      const { to, octets } = this.wire.shift() as OnTheWay;
      if (to === 'master') this.channel.received(octets, this.now);
      else this.far.received(octets, this.now);
      this.settle();
    }
    this.channel.wake(this.now);
    this.far.wake(this.now);
    this.station.wake(this.now);
  }

  /** Carries out what both want, until they want nothing more at present. */
  private settle(): this {
    for (let busy = true; busy;) {
      busy = false;
      for (const effect of this.channel.take()) {
        busy = true;
        if (effect.kind === 'write') this.write('outstation', effect.octets);
        else if (effect.kind === 'association') this.ofMaster(effect.effect);
        else if (effect.kind === 'close') this.disconnect().connect();
      }
      for (const effect of this.far.take()) {
        busy = true;
        if (effect.kind === 'write') this.write('master', effect.octets);
        else if (effect.kind === 'session') this.ofOutstation(effect.effect);
        else this.disconnect().connect();
      }
      for (const { effect } of this.station.take()) this.ofOutstation(effect);
    }
    return this;
  }

  private ofMaster(effect: AssociationEffect): void {
    if (effect.kind === 'state') this.states.push(effect.state);
    else if (effect.kind === 'answered') this.results.set(effect.request, effect.result);
    else if (effect.kind === 'measured') {
      const ok = this.random() >= this.notStored;
      if (ok) this.stored.push(...effect.measurements);
      if (effect.unsolicited) this.unsolicited += effect.measurements.length;
      this.channel.stored(OUTSTATION, effect.batch, ok, this.now);
    }
  }

  private ofOutstation(effect: OutstationEffect): void {
    if (effect.kind === 'time') this.clocks.push({ utc: effect.utc, at: this.now.utc });
    if (effect.kind !== 'control') return;
    if (!effect.select) this.executed.push(...effect.controls);
    this.outstation.controlled(effect.id, effect.controls.map(() => 0), this.now); // prettier-ignore
    this.far.wake(this.now);
  }

  private write(to: OnTheWay['to'], octets: Uint8Array): void {
    const { latencyMs, lost, damaged, cut } = this.line;
    if (!this.isOpen || this.random() < lost) return;
    const at = this.mono + latencyMs;
    const copy = octets.slice();
    if (this.random() < damaged) {
      const place = Math.floor(this.random() * copy.length);
      copy[place] = (copy[place] as number) ^ (1 << Math.floor(this.random() * 8));
    }
    let from = 0;
    while (from < copy.length) {
      const most = copy.length - from;
      const length = this.random() < cut ? 1 + Math.floor(this.random() * most) : most;
      this.wire.push({ at, to, octets: copy.subarray(from, from + length) });
      from += length;
    }
  }
}
