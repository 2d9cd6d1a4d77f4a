import type { Fragment } from '../app/fragment';
import { FunctionCode } from '../app/function-code';
import { Iin } from '../app/iin';
import type { Now } from '../machine';
import { assignClasses, unsolicitedClasses } from './assigning';
import { Attributes } from './attributes';
import { Broadcasts } from './broadcasts';
import { OutstationClock } from './clock';
import { eventBound, type OutstationConfig } from './config';
import type { PointDatabase } from './database';
import type { OutstationEffect } from './effect';
import { EventBuffer } from './event-buffer';
import { Freezing } from './freezing';
import type { Part } from './part';
import { planOf } from './reading';
import { WholePart } from './static-parts';
import { Unsolicited } from './unsolicited';
import { write } from './writing';

/** What a request is answered with. */
export interface Answer {
  readonly iin: number;
  readonly parts: readonly Part[];
}

const MOST_DELAY = 0xffff;

export const refusal = (iin: number): Answer => ({ iin, parts: [] });

/** What an outstation does for a master, apart from the conversation about it and from controls. */
export class Serving {
  readonly events: EventBuffer;
  readonly unsolicited: Unsolicited;
  readonly freezing: Freezing;
  readonly clock: OutstationClock;
  readonly broadcasts = new Broadcasts();
  local = false;
  trouble = false;
  corrupt = false;
  restart = true;
  private restartingUntil = -Infinity;
  private readonly attributes: Attributes;

  constructor(
    private readonly config: OutstationConfig,
    readonly database: PointDatabase,
    readonly emit: (effect: OutstationEffect) => void,
  ) {
    this.events = new EventBuffer((group) => eventBound(config, group));
    this.unsolicited = new Unsolicited(config);
    this.freezing = new Freezing(database, emit);
    this.clock = new OutstationClock(config.needTime, config.timeValidMs);
    this.attributes = new Attributes(config.attributes);
  }

  /** All indications of a response that is written now. */
  indications(now: Now): number {
    return (
      this.broadcasts.iin |
      this.events.iin |
      (this.clock.needsTime(now) ? Iin.NeedTime : 0) |
      (this.local ? Iin.LocalControl : 0) |
      (this.trouble ? Iin.DeviceTrouble : 0) |
      (this.restart ? Iin.DeviceRestart : 0) |
      (this.corrupt ? Iin.ConfigurationCorrupt : 0)
    );
  }

  /** Controls are not among the functions that are served here. */
  serves(code: number): boolean {
    switch (code) {
      case FunctionCode.EnableUnsolicited:
      case FunctionCode.DisableUnsolicited:
        return this.config.unsolicited;
      case FunctionCode.ColdRestart:
        return this.config.coldRestartMs !== undefined;
      case FunctionCode.WarmRestart:
        return this.config.warmRestartMs !== undefined;
      default:
        return SERVED.has(code);
    }
  }

  serve(fragment: Fragment, now: Now): Answer {
    const { function: code, headers, fault } = fragment;
    if (!this.serves(code)) return refusal(Iin.FunctionNotSupported);
    if (fault) return refusal(fault.iin);
    switch (code) {
      case FunctionCode.Read:
        return this.read(fragment, now);
      case FunctionCode.Write:
        return refusal(this.write(fragment, now));
      case FunctionCode.AssignClass:
        return refusal(assignClasses(fragment, this.database, this.emit));
      case FunctionCode.EnableUnsolicited:
      case FunctionCode.DisableUnsolicited:
        return refusal(this.switchUnsolicited(fragment));
      case FunctionCode.ColdRestart:
      case FunctionCode.WarmRestart:
        return headers.length > 0 ? refusal(Iin.ParameterError) : this.restarting(code, now);
      case FunctionCode.DelayMeasure:
        // The answer leaves in the moment in which the request came, as far as this machine can tell.
        return headers.length > 0 ? refusal(Iin.ParameterError) : delayed(0);
      case FunctionCode.RecordCurrentTime:
        if (headers.length > 0) return refusal(Iin.ParameterError);
        this.clock.record(now);
        return refusal(0);
      default:
        return refusal(this.freezing.request(fragment, now));
    }
  }

  private read({ headers }: Fragment, now: Now): Answer {
    const { database, events, attributes } = this;
    const indications = this.indications(now);
    return planOf(headers, { database, events, attributes, indications, utc: now.utc });
  }

  private write(fragment: Fragment, now: Now): number {
    const { database, clock, attributes, emit } = this;
    const clearRestart = (): void => void (this.restart = false);
    return write(fragment, { database, clock, attributes, emit, clearRestart }, now);
  }

  private switchUnsolicited(fragment: Fragment): number {
    const classes = unsolicitedClasses(fragment);
    if (typeof classes === 'number') return classes;
    if (fragment.function === FunctionCode.EnableUnsolicited) this.unsolicited.enable(classes);
    else {
      const batch = this.unsolicited.disable(classes);
      if (batch) this.events.release(batch);
    }
    return 0;
  }

  /** A second one while the first is under way is executing already. */
  private restarting(code: number, now: Now): Answer {
    if (now.mono < this.restartingUntil) return refusal(Iin.AlreadyExecuting);
    const cold = code === FunctionCode.ColdRestart;
    const ms = (cold ? this.config.coldRestartMs : this.config.warmRestartMs) ?? 0;
    this.restartingUntil = now.mono + ms;
    this.emit({ kind: 'restart', cold });
    return delayed(ms);
  }

  restarted(): void {
    this.restart = true;
    this.restartingUntil = -Infinity;
    this.clock.restarted();
    this.unsolicited.restarted();
  }
}

const SERVED: ReadonlySet<number> = new Set([
  FunctionCode.Read,
  FunctionCode.Write,
  FunctionCode.ImmediateFreeze,
  FunctionCode.ImmediateFreezeNoAck,
  FunctionCode.FreezeClear,
  FunctionCode.FreezeClearNoAck,
  FunctionCode.FreezeAtTime,
  FunctionCode.FreezeAtTimeNoAck,
  FunctionCode.AssignClass,
  FunctionCode.DelayMeasure,
  FunctionCode.RecordCurrentTime,
]);

/** A time delay: in ms where it fits (g52v2), otherwise in s (g52v1). */
function delayed(ms: number): Answer {
  const part = new WholePart((writer) =>
    ms <= MOST_DELAY ? writer.delay(2, ms) : writer.delay(1, Math.ceil(ms / 1000)),
  );
  return { iin: 0, parts: [part] };
}
