import type { Control } from '../app/control';
import type { Attribute, ObjectHeader } from '../app/fragment';
import type { DataClass, EventClass } from './config';

/** Objects of a group and variation (0: as the outstation likes): all, or a range of indices from 0 to 65535. */
export interface HeaderRequest {
  readonly group: number;
  readonly variation: number;
  readonly start?: number;
  readonly stop?: number;
}

/** What a user may ask an outstation for. */
export type MasterRequest =
  | { readonly kind: 'read'; readonly headers: readonly HeaderRequest[] }
  | { readonly kind: 'classes'; readonly classes: readonly DataClass[] }
  | { readonly kind: 'operate'; readonly mode: OperateMode; readonly controls: readonly Control[] }
  | FreezeRequest
  | { readonly kind: 'restart'; readonly cold: boolean }
  | { readonly kind: 'time' }
  | {
      readonly kind: 'assign-class';
      readonly class: DataClass;
      readonly headers: readonly HeaderRequest[];
    }
  | {
      readonly kind: 'deadbands';
      /** Of group 34: 16-bit, 32-bit, single-precision. */
      readonly variation: 1 | 2 | 3;
      readonly deadbands: readonly { readonly index: number; readonly value: number }[];
    }
  | { readonly kind: 'unsolicited'; readonly enable: boolean; readonly classes: readonly EventClass[] }
  | { readonly kind: 'attributes' };

export type OperateMode = 'direct' | 'direct-no-ack' | 'select-before-operate';

export interface FreezeRequest {
  readonly kind: 'freeze';
  /** The counters begin at 0 again. */
  readonly clear: boolean;
  readonly noAck: boolean;
  /** Epoch ms, UTC, of the first freeze, and ms between those that follow (0: one alone). Not together with `clear`. */
  readonly at?: { readonly time: number; readonly intervalMs: number };
  /** Indices of the counters; all of them where left out. */
  readonly start?: number;
  readonly stop?: number;
}

/** How a control ended, by `CommandStatus`, and in words. */
export interface ControlResult {
  readonly index: number;
  readonly status: number;
  readonly words: string;
}

export type FailureCause =
  | 'timeout'
  | 'offline'
  /** The outstation refused, or the request cannot be sent as it is. */
  | 'refused'
  | 'malformed'
  | 'queue-full'
  /** A control ended with a status other than success. */
  | 'status'
  /** The measurements were not stored in time, so that they are not confirmed. */
  | 'not-stored'
  | 'cancelled';

export interface Failure {
  readonly ok: false;
  readonly cause: FailureCause;
  /** One sentence for people. */
  readonly reason: string;
  /** It was sent, and does harm when it is sent again: whether the outstation carried it out is not known. */
  readonly unsure?: true;
  /** Of controls that the outstation answered for. */
  readonly controls?: readonly ControlResult[];
}

export type Success =
  | { readonly ok: true; readonly kind: 'done' }
  | {
      readonly ok: true;
      readonly kind: 'read';
      /** How many were delivered. */
      readonly measurements: number;
      /** What is no measurement: deadbands, times, indications. */
      readonly objects: readonly ObjectHeader[];
    }
  | { readonly ok: true; readonly kind: 'operate'; readonly controls: readonly ControlResult[] }
  /** Ms until the outstation answers again, as it says. */
  | { readonly ok: true; readonly kind: 'restart'; readonly delayMs: number }
  | { readonly ok: true; readonly kind: 'attributes'; readonly attributes: readonly NumberedAttribute[] };

/** An attribute, and which one it is. */
export interface NumberedAttribute extends Attribute {
  readonly variation: number;
}

export type RequestResult = Success | Failure;

export const DONE: Success = { ok: true, kind: 'done' };

export function failure(cause: FailureCause, reason: string): Failure {
  return { ok: false, cause, reason };
}
