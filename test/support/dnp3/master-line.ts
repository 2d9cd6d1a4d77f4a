import type { MasterConfig } from '../../../lib/dnp3/master/config';
import type { MasterEffect } from '../../../lib/dnp3/master/effects';
import type { MasterRequest, RequestResult } from '../../../lib/dnp3/master/request';
import { MasterSession } from '../../../lib/dnp3/master/session';
import type { Measurement } from '../../../lib/dnp3/measurement';
import type { Now } from '../../../lib/dnp3/machine';
import { Conversation, type Octets } from './conversation';

type Sent = Extract<MasterEffect, { kind: 'send' }>;
type Other = Exclude<MasterEffect, Sent>;

/** Nothing is done at connecting, so that a test begins where it wants to. */
export const BARE: Partial<MasterConfig> = {
  startup: { disableUnsolicited: false, integrity: false },
  unsolicited: { 1: false, 2: false, 3: false },
};

/**
 * A master's session that always has the turn, with the test in the place of the outstation: the master sends, the test
 * answers. Measurements are stored at once unless the test does that itself.
 */
export class MasterLine {
  readonly session: MasterSession;
  private readonly talk: Conversation<Sent>;
  private readonly toSend: Sent[] = [];
  private readonly others: Other[] = [];

  constructor(
    config: Partial<MasterConfig> = {},
    private readonly autoStore = true,
  ) {
    const session = new MasterSession(config);
    const pump = (): void => void this.pump();
    this.session = session;
    this.talk = new Conversation<Sent>({
      machine: {
        get wakeAt() {
          return session.wakeAt;
        },
        wake(now) {
          session.wake(now);
          pump();
        },
        take: () => this.toSend.splice(0),
      },
      deliver: (fragment, now) => session.received(fragment, now),
    });
  }

  get now(): Now {
    return this.talk.now;
  }

  open(): this {
    this.session.opened(this.now);
    return this.pump();
  }

  close(): this {
    this.session.closed(this.now);
    return this.pump();
  }

  /** The next fragment that the master sends. */
  sends(fragment: Octets): this {
    this.talk.answers(fragment);
    return this;
  }

  /** What the master sends next, whatever it is; undefined: nothing. */
  sent(): Uint8Array | undefined {
    return this.toSend.shift()?.fragment;
  }

  sendsNothing(): this {
    this.talk.silent();
    return this;
  }

  /** The outstation says so, asked or not. */
  answers(fragment: Octets): this {
    this.talk.sends(fragment);
    return this.pump();
  }

  passes(ms: number): this {
    this.talk.passes(ms);
    return this;
  }

  /** A user's request; its number. */
  asks(request: MasterRequest): number {
    const id = this.session.request(request, this.now);
    this.pump();
    return id;
  }

  stored(batch: number, ok = true): this {
    this.session.stored(batch, ok, this.now);
    return this.pump();
  }

  /** All effects of a kind so far, which are then forgotten. */
  taken<K extends Other['kind']>(kind: K): Extract<Other, { kind: K }>[] {
    const found = this.others.filter((effect): effect is Extract<Other, { kind: K }> => effect.kind === kind);
    const rest = this.others.filter((effect) => effect.kind !== kind);
    this.others.splice(0, this.others.length, ...rest);
    return found;
  }

  measurements(): Measurement[] {
    return this.taken('measured').flatMap(({ measurements }) => measurements);
  }

  states(): string[] {
    return this.taken('state').map(({ state }) => state);
  }

  result(request: number): RequestResult | undefined {
    return this.taken('answered').find((effect) => effect.request === request)?.result;
  }

  private pump(): this {
    for (;;) {
      const effects = this.session.take();
      for (const effect of effects) {
        if (effect.kind === 'send') this.toSend.push(effect);
        else this.others.push(effect);
        if (effect.kind === 'measured' && this.autoStore) this.session.stored(effect.batch, true, this.now);
      }
      if (this.session.wantsTurn) this.session.turn(this.now);
      else if (effects.length === 0) return this;
    }
  }
}
