import type { Reading, ReadingValue, RejectionReason } from '../../../core/reading';
import type { Publish } from '../topics';

/** A metric as its birth described it. */
export interface BornMetric {
  readonly name: string;
  /** `Double`, `Boolean`, … */
  readonly type: string;
  /** Where its readings go; undefined: no key can be made of its name, or another one has it. */
  readonly place: { readonly unit: string; readonly sensor: string } | undefined;
  /** From the property `engUnit`. */
  readonly unitOfMeasure?: string;
  /** From the properties `engLow` and `engHigh`. */
  readonly low?: number;
  readonly high?: number;
  /** Absent where the birth has none, or one that is no reading. */
  readonly value?: ReadingValue;
}

/** What happened that people or flows may want to know. */
export type HostEvent =
  | {
      readonly kind: 'birth';
      readonly group: string;
      readonly node: string;
      readonly device?: string;
      readonly metrics: BornMetric[];
    }
  | { readonly kind: 'death'; readonly group: string; readonly node: string; readonly device?: string }
  /** A rebirth was asked for. */
  | { readonly kind: 'rebirth'; readonly group: string; readonly node: string; readonly why: RebirthReason }
  /** A data set, an array, bytes: no reading, and not thrown away. */
  | {
      readonly kind: 'structure';
      readonly group: string;
      readonly node: string;
      readonly device?: string;
      readonly metric: string;
      readonly type: string;
      readonly timestamp: number;
      readonly value: unknown;
    };

export type RebirthReason =
  | 'data-before-birth'
  | 'sequence-gap'
  | 'unknown-alias'
  | 'unknown-metric'
  | 'wrong-type'
  | 'reconnected'
  | 'approved';

/** A message or a metric that is not used. */
export interface Refused {
  readonly reason: RejectionReason;
  readonly detail: string;
  readonly topic: string;
}

/** What is to be done, in this order. */
export interface HostEffects {
  readonly readings: Reading[];
  readonly publishes: Publish[];
  readonly events: HostEvent[];
  readonly refused: Refused[];
  /** The connection is to be ended, and another one begun: with a newer will. */
  reconnect?: true;
}

export const noEffects = (): HostEffects => ({ readings: [], publishes: [], events: [], refused: [] });
