import type { Fragment } from '../app/fragment';
import { FunctionCode, functionName, isForBroadcast, isResponse, isUnanswered } from '../app/function-code';
import { readFragment } from '../app/reader';
import type { Broadcast } from '../link/station';
import type { Machine, Now } from '../machine';
import { Answering } from './answering';
import { outstationConfig, type OutstationOptions } from './config';
import { Controlling, type ControlAnswer } from './controlling';
import type { PointDatabase, PointEvent } from './database';
import type { OutstationEffect } from './effect';
import type { Part } from './part';
import { sameOctets } from './point';
import { Reporting } from './reporting';
import { Serving, type Answer } from './serving';
import { WholePart } from './static-parts';

/** Where a response has its first octet of indications. */
const IIN1_AT = 2;
/** Ms after which the clock is looked at again while a freeze at a time of day waits. */
const LOOK_MS = 60_000;

/** The last request, so that its retransmission is told from a new one. */
interface LastRequest {
  readonly octets: Uint8Array;
  /** Undefined while the answer is not there yet, and where it cannot be repeated. */
  answer: Uint8Array | undefined;
  /** The answer comes by itself, when what it waits for has happened. */
  pending: boolean;
}

/** Controls whose answer the master waits for. */
interface PendingControl {
  readonly id: number;
  readonly seq: number;
}

/**
 * An outstation towards one master. It lives on over connections and, with it, the events that the master has not
 * confirmed (IEEE 1815-2012, clause 5).
 */
export class OutstationSession implements Machine<OutstationEffect> {
  /** Told that something is to be done which neither a fragment nor time has brought, e.g. an event. */
  stirred: (() => void) | undefined;
  private readonly serving: Serving;
  private readonly answering: Answering;
  private readonly controlling: Controlling;
  private readonly reporting: Reporting;
  private readonly unsubscribe: () => void;
  private effects: OutstationEffect[] = [];
  private connected = false;
  private overflowTold = false;
  private last: LastRequest | undefined;
  /** A READ that came while an unsolicited response waits for its confirmation. */
  private deferred: Fragment | undefined;
  private pendingControl: PendingControl | undefined;
  /** When the clock was looked at last, to wake for a freeze at a time of day. */
  private looked: Now = { mono: 0, utc: 0 };

  /** Throws a RangeError that names the option. */
  constructor(options: OutstationOptions, database: PointDatabase) {
    const config = outstationConfig(options);
    const emit = (effect: OutstationEffect): void => void this.effects.push(effect);
    const serving = new Serving(config, database, emit);
    this.serving = serving;
    this.controlling = new Controlling(config, database, emit);
    const { maxTransmitFragment, confirmTimeoutMs } = config;
    const send = (fragment: Uint8Array): void => this.send(fragment);
    this.reporting = new Reporting(maxTransmitFragment, serving, send);
    this.answering = new Answering(maxTransmitFragment, confirmTimeoutMs, serving.events, {
      indications: (now) => serving.indications(now),
      wantsConfirm: () => serving.broadcasts.wantsConfirm,
      send,
      confirmed: (iin) => this.confirmation(iin),
    });
    this.unsubscribe = database.subscribe((event, now) => this.occurred(event, now));
  }

  /** The local/remote switch: IIN1.5, and every control is refused. */
  set local(local: boolean) {
    this.serving.local = local;
    this.controlling.local = local;
  }

  /** IIN1.6: something in the device is wrong. */
  set trouble(trouble: boolean) {
    this.serving.trouble = trouble;
  }

  /** IIN2.5: the device works with another configuration than it was given. */
  set configurationCorrupt(corrupt: boolean) {
    this.serving.corrupt = corrupt;
  }

  /** Events that the master has not confirmed. */
  get bufferedEvents(): number {
    return this.serving.events.length;
  }

  /** The device has started anew: IIN1.7 until the master clears it, and the clock is to be set. */
  restarted(now: Now): void {
    this.serving.restarted();
    this.reset();
    this.speak(now);
    this.stirred?.();
  }

  /** The session is over for good: it hears of no more events. */
  end(): void {
    this.unsubscribe();
  }

  take(): OutstationEffect[] {
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  /** A connection has come. */
  opened(now: Now): void {
    this.connected = true;
    this.reset();
    this.speak(now);
  }

  /** The connection is gone: selections die with it, and what was not confirmed is reported again. */
  closed(): void {
    this.connected = false;
    this.reset();
    this.effects = this.effects.filter(({ kind }) => kind !== 'send');
  }

  received(octets: Uint8Array, broadcast: Broadcast, now: Now): void {
    if (!this.connected) return;
    const fragment = readFragment(octets);
    if (!fragment) return this.log(`a fragment of ${octets.length} octets is too short`);
    const { control, function: code } = fragment;
    const whole = control.fir && control.fin && !control.con;
    if (!whole || isResponse(code) || (control.uns && code !== FunctionCode.Confirm))
      return this.log(`${functionName(code)} is no request with control octet ${octets[0]}`);
    if (fragment.fault) this.log(`${functionName(code)}: ${fragment.fault.reason}`);
    if (broadcast !== 'none') this.broadcast(fragment, broadcast, now);
    else if (code === FunctionCode.Confirm) this.confirmed(fragment, now);
    else this.requested(fragment, now);
    this.speak(now);
  }

  /** One status (`CommandStatus`) for each control of the effect with this id. */
  controlled(id: number, statuses: readonly number[], now: Now): void {
    const answer = this.controlling.controlled(id, statuses, now);
    if (answer) this.answerControl(id, answer, now);
    this.speak(now);
    this.stirred?.();
  }

  get wakeAt(): number | undefined {
    const { unsolicited, events } = this.serving;
    const speaks =
      this.connected &&
      unsolicited.wakeAt(!this.occupied, this.answering.busy, events.hasOf(unsolicited.enabled));
    let earliest = Infinity;
    for (const time of [
      this.answering.wakeAt,
      this.controlling.wakeAt,
      this.freezeAt,
      speaks === false ? undefined : speaks,
    ])
      if (time !== undefined && time < earliest) earliest = time;
    return earliest === Infinity ? undefined : Math.max(0, earliest);
  }

  /** When a freeze is due by the clock as it is, or the clock is to be looked at: it may be set meanwhile. */
  private get freezeAt(): number | undefined {
    const { due } = this.serving.freezing;
    const { mono, utc } = this.looked;
    return due === undefined ? undefined : mono + Math.min(due - utc, LOOK_MS);
  }

  wake(now: Now): void {
    this.looked = now;
    this.serving.freezing.wake(now);
    for (const [id, answer] of this.controlling.timedOut(now)) this.answerControl(id, answer, now);
    if (this.answering.timedOut(now)) {
      this.log('a response was not confirmed: its events are reported again');
      // A READ that is repeated now brings these events in a response that can be confirmed again.
      if (this.last?.octets[1] === FunctionCode.Read) this.last = undefined;
    }
    if (!this.answering.busy && this.reporting.timedOut(now, this.deferred !== undefined)) {
      this.log('an unsolicited response was not confirmed');
      this.resume(now);
    }
    this.speak(now);
  }

  // Requests

  private requested(fragment: Fragment, now: Now): void {
    const { last } = this;
    if (last && sameOctets(last.octets, fragment.octets)) {
      if (last.pending || isUnanswered(fragment.function)) return;
      if (last.answer) return this.answering.repeat(last.answer, now);
    }
    this.answering.abandon();
    this.deferred = undefined;
    this.pendingControl = undefined;
    const deferred = fragment.function === FunctionCode.Read && this.serving.unsolicited.waiting;
    this.last = { octets: fragment.octets.slice(), answer: undefined, pending: deferred };
    if (deferred) {
      this.controlling.takeSelection();
      this.deferred = fragment;
    } else this.execute(fragment, now);
  }

  private execute(fragment: Fragment, now: Now): void {
    const { function: code, control } = fragment;
    this.looked = now;
    const selection = this.controlling.takeSelection();
    if (!isControl(code)) {
      const answer = this.serving.serve(fragment, now);
      if (!isUnanswered(code)) this.answer(control.seq, answer, now);
      return;
    }
    const outcome = this.controlling.request(fragment, selection, now);
    if (code === FunctionCode.DirectOperateNoAck) return;
    if (!('asked' in outcome)) return this.answer(control.seq, controlAnswer(outcome), now);
    this.pendingControl = { id: outcome.asked, seq: control.seq };
    if (this.last) this.last.pending = true;
  }

  private answer(seq: number, { parts, iin }: Answer, now: Now): void {
    const octets = this.answering.begin(seq, parts, iin, now);
    if (!this.last) return;
    this.last.pending = false;
    this.last.answer = octets;
  }

  /** Where the master has asked for something else meanwhile, it does not wait for this any more. */
  private answerControl(id: number, answer: ControlAnswer, now: Now): void {
    if (this.pendingControl?.id !== id) return;
    const { seq } = this.pendingControl;
    this.pendingControl = undefined;
    this.answer(seq, controlAnswer(answer), now);
  }

  private broadcast(fragment: Fragment, kind: Broadcast, now: Now): void {
    const { function: code } = fragment;
    this.serving.broadcasts.received(kind);
    this.controlling.takeSelection();
    if (!isForBroadcast(code)) return this.log(`${functionName(code)} is not for a broadcast`);
    this.looked = now;
    if (code === FunctionCode.DirectOperateNoAck) this.controlling.request(fragment, undefined, now);
    else this.serving.serve(fragment, now);
  }

  private confirmed({ control }: Fragment, now: Now): void {
    const { uns, seq } = control;
    const reported = uns ? this.reporting.confirmed(seq) : undefined;
    const expected = uns ? reported !== undefined : this.answering.confirmed(seq, now);
    if (!expected) return this.log(`CONFIRM ${seq}${uns ? ', unsolicited,' : ''} is for nothing`);
    if (reported === undefined) return;
    this.confirmation(reported);
    this.resume(now);
  }

  /** What a fragment with these indications told is known to the master. */
  private confirmation(iin: number): void {
    this.serving.broadcasts.confirmed(iin);
    if (!this.serving.events.overflowed) this.overflowTold = false;
  }

  // What is said unasked

  private occurred(event: PointEvent, now: Now): void {
    const { events, unsolicited, clock } = this.serving;
    const kept = events.push(event, !clock.needsTime(now));
    if (!kept && !this.overflowTold) {
      this.overflowTold = true;
      this.effects.push({ kind: 'event-overflow', group: event.group });
    }
    if (unsolicited.enabled.has(event.class)) unsolicited.occurred(now);
    this.stirred?.();
  }

  /** Something solicited is under way, so that nothing is said unasked. */
  private get occupied(): boolean {
    return this.answering.busy || this.pendingControl !== undefined;
  }

  private speak(now: Now): void {
    if (!this.connected || this.occupied) return;
    this.reporting.speak(now);
  }

  /** A READ that was deferred is answered now. */
  private resume(now: Now): void {
    const { deferred } = this;
    this.deferred = undefined;
    if (deferred) this.execute(deferred, now);
  }

  private reset(): void {
    this.answering.abandon();
    this.reporting.reset();
    this.serving.clock.forget();
    this.controlling.takeSelection();
    this.last = undefined;
    this.deferred = undefined;
    this.pendingControl = undefined;
  }

  private send(fragment: Uint8Array): void {
    this.serving.broadcasts.said(fragment[IIN1_AT] as number);
    this.effects.push({ kind: 'send', fragment });
  }

  private log(text: string): void {
    this.effects.push({ kind: 'log', level: 'debug', text });
  }
}

function isControl(code: number): boolean {
  return code >= FunctionCode.Select && code <= FunctionCode.DirectOperateNoAck;
}

function controlAnswer({ objects, iin }: ControlAnswer): Answer {
  const parts: readonly Part[] = objects.length === 0 ? [] : [new WholePart((writer) => writer.raw(objects))];
  return { iin, parts };
}
