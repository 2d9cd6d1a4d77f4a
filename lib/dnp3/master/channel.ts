import { FrameParser } from '../link/parser';
import { Station, type StationEffect } from '../link/station';
import type { LinkFrame } from '../link/frame';
import type { Machine, Now } from '../machine';
import { BROADCAST_ADDRESS, type BroadcastAcknowledgement, Broadcasts } from './broadcast';
import { masterConfig, type MasterConfig } from './config';
import type { MasterEffect } from './effects';
import { DONE, failure, type MasterRequest, type RequestResult } from './request';
import { MasterSession } from './session';
import { Turns } from './turns';

/** What a session wants done, without what the channel does itself. */
export type AssociationEffect = Exclude<MasterEffect, { kind: 'send' | 'turn-over' }>;

export type MasterChannelEffect =
  | { readonly kind: 'write'; readonly octets: Uint8Array }
  /** The connection is dead. */
  | { readonly kind: 'close'; readonly reason: string }
  | { readonly kind: 'association'; readonly address: number; readonly effect: AssociationEffect }
  /** A broadcast was sent, or could not be. */
  | { readonly kind: 'broadcast'; readonly request: number; readonly result: RequestResult };

export interface MasterChannelOptions {
  /** Link address that broadcasts come from, 0 to 65519. */
  readonly local: number;
}

interface Association {
  readonly address: number;
  readonly station: Station;
  readonly session: MasterSession;
}

interface WaitingBroadcast {
  readonly id: number;
  readonly destination: number;
  readonly request: MasterRequest;
}

const MOST_BROADCASTS = 8;

/**
 * One connection with the outstations on it. One conversation at a time goes over the line, so that a half-duplex one
 * serves as well; what outstations report by themselves is taken at any time. Everything that a user or the store has
 * to say to a session is said through the channel.
 */
export class MasterChannel implements Machine<MasterChannelEffect> {
  private effects: MasterChannelEffect[] = [];
  private readonly parser = new FrameParser();
  private readonly associations = new Map<number, Association>();
  private readonly turns = new Turns<Association>();
  /** Whose conversation is under way. */
  private speaker: Association | undefined;
  private readonly broadcasts = new Broadcasts();
  private readonly broadcaster: Station;
  private readonly waiting: WaitingBroadcast[] = [];
  private lastBroadcast = 0;
  private isOpen = false;
  private heardAt = -Infinity;

  constructor(options: MasterChannelOptions = { local: 1 }) {
    // It sends to everybody and hears nobody.
    this.broadcaster = new Station(stationConfig(masterConfig({ local: options.local, keepAliveMs: 0 })));
  }

  /** Throws a RangeError where the address is taken. */
  add(given: Partial<MasterConfig>, now: Now): MasterSession {
    const config = masterConfig(given);
    const address = config.remote;
    if (this.associations.has(address))
      throw new RangeError(`outstation address ${address} is on this channel already`);
    const association = {
      address,
      station: new Station(stationConfig(config)),
      session: new MasterSession(config),
    };
    this.associations.set(address, association);
    this.turns.add(association);
    if (this.isOpen) {
      this.begin(association, now);
      this.speak(now);
    }
    return association.session;
  }

  remove(address: number, now: Now): void {
    const association = this.associations.get(address);
    if (!association) return;
    this.end(association, now);
    this.associations.delete(address);
    this.turns.remove(association);
    this.speak(now);
  }

  take(): MasterChannelEffect[] {
    const { effects } = this;
    if (effects.length > 0) this.effects = [];
    return effects;
  }

  get wakeAt(): number | undefined {
    let at = Infinity;
    for (const { station, session } of this.associations.values())
      at = Math.min(at, station.wakeAt ?? Infinity, session.wakeAt ?? Infinity);
    return at === Infinity ? undefined : at;
  }

  wake(now: Now): void {
    for (const association of this.associations.values()) {
      const { station, session } = association;
      if ((station.wakeAt ?? Infinity) <= now.mono) station.wake(now);
      if ((session.wakeAt ?? Infinity) <= now.mono) session.wake(now);
      this.serve(association, now);
    }
    this.speak(now);
  }

  opened(now: Now): void {
    this.isOpen = true;
    this.heardAt = now.mono;
    this.parser.reset();
    this.broadcaster.opened(now);
    for (const association of this.associations.values()) this.begin(association, now);
    this.speak(now);
  }

  closed(now: Now): void {
    this.isOpen = false;
    this.broadcaster.closed();
    this.parser.reset();
    for (const { id } of this.waiting.splice(0))
      this.broadcasted(id, failure('offline', 'the connection was lost before the broadcast was sent'));
    for (const association of this.associations.values()) this.end(association, now);
  }

  received(octets: Uint8Array, now: Now): void {
    if (!this.isOpen) return;
    for (const frame of this.parser.push(octets, now.mono)) this.frame(frame, now);
    this.speak(now);
  }

  /** As `MasterSession.request`; undefined where there is no such outstation. */
  request(address: number, request: MasterRequest, now: Now): number | undefined {
    return this.tell(address, now, (session) => session.request(request, now));
  }

  /** As `MasterSession.cancel`. */
  cancel(address: number, request: number, now: Now): boolean {
    return this.tell(address, now, (session) => session.cancel(request, now)) ?? false;
  }

  /** As `MasterSession.stored`. */
  stored(address: number, batch: number, ok: boolean, now: Now): void {
    this.tell(address, now, (session) => session.stored(batch, ok, now));
  }

  /** To all outstations at once, between two conversations. The request's number; its result comes as an effect. */
  broadcast(how: BroadcastAcknowledgement, request: MasterRequest, now: Now): number {
    const id = ++this.lastBroadcast;
    if (!this.isOpen)
      this.broadcasted(id, failure('offline', 'there is no connection; the broadcast was not sent'));
    else if (this.waiting.length >= MOST_BROADCASTS)
      this.broadcasted(id, failure('queue-full', 'too many broadcasts wait already; try again later'));
    else this.waiting.push({ id, destination: BROADCAST_ADDRESS[how], request });
    this.speak(now);
    return id;
  }

  private tell<T>(address: number, now: Now, what: (session: MasterSession) => T): T | undefined {
    const association = this.associations.get(address);
    if (!association) return undefined;
    const said = what(association.session);
    this.serve(association, now);
    this.speak(now);
    return said;
  }

  private begin(association: Association, now: Now): void {
    association.station.opened(now);
    association.session.opened(now);
    this.serve(association, now);
  }

  private end(association: Association, now: Now): void {
    association.station.closed();
    association.session.closed(now);
    this.serve(association, now);
    if (this.speaker === association) this.speaker = undefined;
  }

  private frame(frame: LinkFrame, now: Now): void {
    this.heardAt = now.mono;
    const association = this.associations.get(frame.source);
    if (!association) return;
    association.station.receive(frame, now);
    this.serve(association, now);
  }

  /** Lets all conversations begin that may. */
  private speak(now: Now): void {
    if (!this.isOpen) return;
    while (!this.speaker) {
      for (const waiting of this.waiting.splice(0)) this.send(waiting, now);
      const next = this.turns.pick();
      if (!next) return;
      this.speaker = next;
      next.session.turn(now);
      this.serve(next, now);
    }
  }

  private send({ id, destination, request }: WaitingBroadcast, now: Now): void {
    const fragments = this.broadcasts.fragments(request, now);
    if (!Array.isArray(fragments)) return this.broadcasted(id, fragments as RequestResult);
    for (const fragment of fragments as readonly Uint8Array[])
      this.broadcaster.send(fragment, now, destination);
    for (const effect of this.broadcaster.take()) if (effect.kind === 'write') this.effects.push(effect);
    this.broadcasted(id, DONE);
  }

  private broadcasted(request: number, result: RequestResult): void {
    this.effects.push({ kind: 'broadcast', request, result });
  }

  /** Carries out what the two machines of an association want, until they want nothing more. */
  private serve(association: Association, now: Now): void {
    const { station, session } = association;
    for (let more = true; more;) {
      more = false;
      for (const effect of session.take()) {
        more = true;
        this.ofSession(association, effect, now);
      }
      for (const effect of station.take()) {
        more = true;
        this.ofStation(association, effect, now);
      }
    }
  }

  private ofSession(association: Association, effect: MasterEffect, now: Now): void {
    if (effect.kind === 'send') association.station.send(effect.fragment, now);
    else if (effect.kind !== 'turn-over')
      this.effects.push({ kind: 'association', address: association.address, effect });
    else if (this.speaker === association) this.speaker = undefined;
  }

  private ofStation(association: Association, effect: StationEffect, now: Now): void {
    switch (effect.kind) {
      case 'write':
        this.effects.push(effect);
        break;
      case 'fragment':
        association.session.received(effect.octets, now);
        break;
      case 'lost':
        this.lost(association, effect.reason, now);
        break;
      case 'sent':
        break;
    }
  }

  /** One outstation that is away does not take the connection from the others, unless nobody was heard for as long. */
  private lost(association: Association, reason: string, now: Now): void {
    const { keepAliveMs } = association.session.config;
    const quiet = keepAliveMs > 0 && now.mono - this.heardAt >= keepAliveMs;
    if (this.associations.size === 1 || quiet) this.effects.push({ kind: 'close', reason });
    else association.station.opened(now);
  }
}

function stationConfig(config: MasterConfig): ConstructorParameters<typeof Station>[0] {
  return {
    master: true,
    local: config.local,
    remote: config.remote,
    confirmed: config.linkConfirmed,
    timeoutMs: config.linkTimeoutMs,
    retries: config.linkRetries,
    keepAliveMs: config.keepAliveMs,
    maxReceiveFragment: config.maxReceiveFragment,
    selfAddress: false,
  };
}
