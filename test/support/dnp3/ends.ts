import { FunctionCode } from '../../../lib/dnp3/app/function-code';
import { readFragment } from '../../../lib/dnp3/app/reader';
import { PrimaryFunction, SecondaryFunction } from '../../../lib/dnp3/link/frame';
import type { Now } from '../../../lib/dnp3/machine';
import { MasterChannel } from '../../../lib/dnp3/master/channel';
import type { MasterConfig } from '../../../lib/dnp3/master/config';
import type { RequestResult } from '../../../lib/dnp3/master/request';
import type { OutstationOptions } from '../../../lib/dnp3/outstation/config';
import { PointDatabase } from '../../../lib/dnp3/outstation/database';
import { POINT_KINDS } from '../../../lib/dnp3/outstation/point-kind';
import type { OutstationSession } from '../../../lib/dnp3/outstation/session';
import { Outstation } from '../../../lib/dnp3/outstation/outstation';
import { OutstationChannel } from '../../../lib/dnp3/outstation/channel';
import type { Control } from '../../../lib/dnp3/app/control';
import type { OutstationEffect } from '../../../lib/dnp3/outstation/effect';
import { Peer, plainAnswer } from './peer';

const START_UTC = 1_709_294_400_000;
const MOST_STEPS = 200;
const STEP_MS = 1000;
const MASTER = 1;
const OUTSTATION = 10;

class Clock {
  ms = 0;
  get now(): Now {
    return { mono: this.ms, utc: START_UTC + this.ms };
  }
}

/** One side of a connection, from its octets: what comes in, what goes out, what it did. */
export interface End {
  readonly peer: Peer;
  /** What it says by itself at first. */
  start(): Uint8Array[];
  /** Octets from the other side; what is written because of them. */
  push(octets: Uint8Array): Uint8Array[];
  later(ms: number): Uint8Array[];
  /** Undefined: it serves a good peer. Otherwise what it does not. */
  ailment(): string | undefined;
  /** What was carried out or delivered since the last call, in words. */
  done(): string[];
}

/** Outstation 10 with three points of each type, whose controls all succeed. */
export class OutstationEnd implements End {
  readonly peer = new Peer(true, MASTER, OUTSTATION);
  readonly database = new PointDatabase();
  private readonly channel: OutstationChannel;
  private readonly clock = new Clock();
  private happened: string[] = [];

  constructor(options: OutstationOptions = {}) {
    for (const { type } of POINT_KINDS)
      for (let index = 0; index < 3; index++)
        this.database.define(type, index, { class: type === 'octet-string' ? 3 : 1 });
    const outstation = new Outstation({
      address: OUTSTATION,
      masters: [MASTER],
      options: { unsolicited: false, coldRestartMs: 500, ...options },
      database: this.database,
    });
    this.channel = new OutstationChannel({ outstations: [outstation], link: { keepAliveMs: 0 } });
    this.channel.opened(this.clock.now);
  }

  /** What it says by itself at first. */
  start(): Uint8Array[] {
    return this.served();
  }

  push(octets: Uint8Array): Uint8Array[] {
    this.channel.received(octets, this.clock.now);
    return this.served();
  }

  later(ms: number): Uint8Array[] {
    this.clock.ms += ms;
    this.channel.wake(this.clock.now);
    return this.served();
  }

  done(): string[] {
    return this.happened.splice(0);
  }

  ailment(): string | undefined {
    this.push(new Uint8Array(300));
    const status = this.push(this.peer.link(PrimaryFunction.RequestLinkStatus));
    if (!status.some((octets) => this.peer.heard(octets).frames.some(isLinkStatus)))
      return 'REQUEST_LINK_STATUS is not answered';
    return this.isRead() ? undefined : 'READ is not answered';
  }

  private isRead(): boolean {
    let written = this.push(this.peer.request(FunctionCode.Read, [0x3c, 0x01, 0x06]));
    const { seq } = this.peer;
    for (let step = 0; step < MOST_STEPS; step++) {
      const fragments = written
        .flatMap((octets) => this.peer.heard(octets).fragments)
        .flatMap((octets) => readFragment(octets) ?? []);
      if (
        fragments.some(({ function: code, control }) => code === FunctionCode.Response && control.seq === seq)
      )
        return true;
      const asked = fragments.filter(({ control }) => control.con);
      written = [
        ...asked.flatMap(({ control }) => this.push(this.peer.confirm(control.seq, control.uns))),
        ...this.later(STEP_MS),
      ];
    }
    return false;
  }

  private served(): Uint8Array[] {
    const written: Uint8Array[] = [];
    for (let effects = this.channel.take(); effects.length > 0; effects = this.channel.take())
      for (const effect of effects) {
        if (effect.kind === 'write') written.push(effect.octets);
        if (effect.kind === 'session') this.serve(effect.session, effect.effect);
        if (effect.kind === 'close') this.happened.push('close');
      }
    return written;
  }

  private serve(session: OutstationSession, effect: OutstationEffect): void {
    const { now } = this.clock;
    switch (effect.kind) {
      case 'control':
        if (!effect.select) this.happened.push(...effect.controls.map(controlWords));
        session.controlled(effect.id, new Array<number>(effect.controls.length).fill(0), now);
        this.channel.wake(now);
        break;
      case 'restart':
        session.restarted(now);
        this.channel.wake(now);
        break;
      case 'log':
        break;
      default:
        this.happened.push(effect.kind);
    }
  }
}

const controlWords = (control: Control): string =>
  control.kind === 'crob' ? `crob ${control.crob.index}` : `set-point ${control.setPoint.index}`;

const isLinkStatus = ({ prm, function: code }: { prm: boolean; function: number }): boolean =>
  !prm && code === SecondaryFunction.LinkStatus;

/** Master 1 of outstation 10, that stores all that it is told. */
export class MasterEnd implements End {
  readonly peer = new Peer(false, OUTSTATION, MASTER);
  readonly channel = new MasterChannel({ local: MASTER });
  /** Indications in all answers of the simple outstation that it speaks with. */
  iin = 0;
  /** Requests that were answered. */
  answered = 0;
  private readonly clock = new Clock();
  private readonly results = new Map<number, RequestResult>();
  private asked: number | undefined;
  private happened: string[] = [];

  constructor(config: Partial<MasterConfig> = {}) {
    this.channel.add(
      { local: MASTER, remote: OUTSTATION, keepAliveMs: 0, timeSync: 'off', ...config },
      this.clock.now,
    );
    this.channel.opened(this.clock.now);
  }

  /** What it says by itself at first. */
  start(): Uint8Array[] {
    return this.served();
  }

  push(octets: Uint8Array): Uint8Array[] {
    this.channel.received(octets, this.clock.now);
    return this.served();
  }

  later(ms: number): Uint8Array[] {
    this.clock.ms += ms;
    this.channel.wake(this.clock.now);
    return this.served();
  }

  done(): string[] {
    return this.happened.splice(0);
  }

  /** Answers as a simple outstation does, until it has nothing more to say. */
  answerAll(written: readonly Uint8Array[]): void {
    let rest = [...written];
    for (let step = 0; step < MOST_STEPS && rest.length > 0; step++)
      rest = rest.flatMap((octets) =>
        this.peer.heard(octets).fragments.flatMap((fragment) => {
          const answer = plainAnswer(fragment, this.iin);
          if (answer) this.answered++;
          return answer ? this.push(this.peer.framed(answer)) : [];
        }),
      );
  }

  /** A user reads the analogs: the READ as it is written. */
  ask(): Uint8Array[] {
    const request = { kind: 'read', headers: [{ group: 30, variation: 2 }] } as const;
    this.asked = this.channel.request(OUTSTATION, request, this.clock.now);
    return this.served();
  }

  /** How that ended; undefined: it has not yet. */
  get result(): RequestResult | undefined {
    return this.results.get(this.asked ?? -1);
  }

  ailment(): string | undefined {
    this.answerAll(this.push(new Uint8Array(300)));
    const status = this.push(this.peer.link(PrimaryFunction.RequestLinkStatus));
    if (!status.some((octets) => this.peer.heard(octets).frames.some(isLinkStatus)))
      return 'REQUEST_LINK_STATUS is not answered';
    for (let attempt = 0; attempt < MOST_STEPS; attempt++) {
      this.results.clear();
      this.answerAll(this.ask());
      for (let step = 0; step < 20 && !this.result; step++) this.answerAll(this.later(STEP_MS));
      if (this.result?.ok) return undefined;
    }
    return 'READ does not succeed';
  }

  private served(): Uint8Array[] {
    const written: Uint8Array[] = [];
    for (let effects = this.channel.take(); effects.length > 0; effects = this.channel.take())
      for (const effect of effects) {
        if (effect.kind === 'write') written.push(effect.octets);
        if (effect.kind !== 'association') continue;
        const { effect: of } = effect;
        if (of.kind === 'answered') this.results.set(of.request, of.result);
        if (of.kind !== 'measured') continue;
        this.happened.push(
          ...of.measurements.map(({ group, variation, index }) => `g${group}v${variation}[${index}]`),
        );
        this.channel.stored(OUTSTATION, of.batch, true, this.clock.now);
      }
    return written;
  }
}
