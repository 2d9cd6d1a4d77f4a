import type { AlarmRuleInput, SensorFacts } from '../alarms';
import type { AlarmWhatIfResult } from '../alarms/what-if/shapes';
import type { ErrorCode } from '../core/errors';
import type { BlockSensor, ReadingBlock } from '../core/reading-blocks';

/** All that the thread has to know of a what-if. Plain data, so that it goes from thread to thread. */
export interface WhatIfCase {
  readonly tenant: string;
  readonly draft: AlarmRuleInput;
  readonly current: AlarmRuleInput | undefined;
  readonly ancestors: readonly AlarmRuleInput[];
  /** Epoch ms: the span of the answer, and when the history begins. */
  readonly from: number;
  readonly to: number;
  readonly begin: number;
  readonly timeZone: string;
  /** The plant as rules see it: patterns match all of it. */
  readonly plant: readonly SensorFacts[];
  readonly devices: readonly string[];
  readonly unitNames: Readonly<Record<string, string>>;
  /** What is read; blocks name them by their place. */
  readonly sensors: readonly BlockSensor[];
  /** Of each the last reading before the history. */
  readonly before: readonly ReadingBlock[];
  readonly alarms: number;
  readonly notes: readonly string[];
}

/** To the thread: a part of the history, in the order of time, and undefined behind the last. */
export interface ThreadInput {
  readonly blocks: readonly ReadingBlock[] | undefined;
}

/** From the thread. */
export type ThreadOutput =
  /** It is ready for a further part. */
  | { readonly kind: 'next' }
  | { readonly kind: 'progress'; readonly share: number; readonly readings: number }
  | { readonly kind: 'answer'; readonly result: AlarmWhatIfResult }
  /** A sentence for people; all else ends the thread. */
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly field: string | undefined;
      readonly advice: string | undefined;
    };
