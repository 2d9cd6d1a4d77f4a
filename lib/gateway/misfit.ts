import type { QualityFlag } from '../core/quality';
import type { ReadingValue } from '../core/reading';

/** Why a value does not arrive as it was. */
export const LOSS_REASONS = [
  'over-range',
  'under-range',
  'rounding',
  'beyond-2^53',
  'not-a-number',
  'text',
  'not-a-state',
  'too-long',
  'characters',
  'time',
  'target-taken',
  'target-key',
] as const;
export type LossReason = (typeof LOSS_REASONS)[number];

/** In words that follow “The value”. */
const WORDS: Readonly<Record<LossReason, string>> = {
  'over-range': 'is greater than fits',
  'under-range': 'is less than fits',
  rounding: 'would be changed by rounding more than is allowed',
  'beyond-2^53': 'is a whole number beyond 2^53, which is not exact any more',
  'not-a-number': 'is not a finite number',
  text: 'is a text where a number or truth value is wanted',
  'not-a-state': 'is neither true nor false, 1 nor 0',
  'too-long': 'is a text that is too long',
  characters: 'has characters that cannot be written',
  time: 'has a time that cannot be told',
  'target-taken': 'is for a point that another sensor has already',
  'target-key': 'is for a point whose name is no key',
};

export const lossInWords = (reason: LossReason): string => `The value ${WORDS[reason]}.`;

/** A value that does not fit. `clamped`: what leaves instead, where the rule says so. */
export interface Misfit {
  readonly reason: LossReason;
  readonly flag: QualityFlag;
  readonly clamped?: ReadingValue;
}

const misfit = (reason: LossReason): Misfit => ({ reason, flag: 'conversion' });

/** Made once, and told from values by being objects. */
export const MISFITS = {
  over: { reason: 'over-range', flag: 'over-range' },
  under: { reason: 'under-range', flag: 'under-range' },
  rounding: misfit('rounding'),
  inexact: misfit('beyond-2^53'),
  notFinite: misfit('not-a-number'),
  text: misfit('text'),
  notAState: misfit('not-a-state'),
  tooLong: misfit('too-long'),
  characters: misfit('characters'),
  time: misfit('time'),
} as const satisfies Readonly<Record<string, Misfit>>;

export const isMisfit = (fitted: ReadingValue | Misfit): fitted is Misfit => typeof fitted === 'object';
