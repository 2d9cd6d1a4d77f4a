import type { DetectorName } from './detectors/detector';

/** What people said of the anomalies of a sensor. */
export interface Feedback {
  readonly confirmed: number;
  readonly refused: number;
  /** Powers of ten of rarity that are asked for in addition, of all detectors and of single ones. */
  readonly shift: number;
  readonly shifts: Readonly<Partial<Record<DetectorName, number>>>;
}

export const NO_FEEDBACK: Feedback = { confirmed: 0, refused: 0, shift: 0, shifts: {} };

export type Judgement = 'true' | 'false';

/** A false alarm costs an operator more than a confirmed one proves. */
const FALSE_DETECTOR = 1;
const FALSE_ALL = 0.25;
const TRUE_DETECTOR = -0.25;
const TRUE_ALL = -0.1;
const LOWEST = -2;
const HIGHEST = 10;

const within = (value: number): number => Math.round(Math.min(HIGHEST, Math.max(LOWEST, value)) * 100) / 100;

/**
 * A false alarm makes the detector that raised it ask for more, and all others a little; a confirmed one the reverse. What
 * was said before of the same anomaly is taken back first, so that a change of mind leaves no trace.
 */
export function learnFeedback(
  before: Feedback,
  detector: DetectorName,
  now: Judgement | undefined,
  earlier: Judgement | undefined,
): Feedback {
  const add = (judgement: Judgement | undefined, sign: 1 | -1): readonly [all: number, one: number] =>
    judgement === undefined
      ? [0, 0]
      : judgement === 'false'
        ? [sign * FALSE_ALL, sign * FALSE_DETECTOR]
        : [sign * TRUE_ALL, sign * TRUE_DETECTOR];
  const [allBack, oneBack] = add(earlier, -1);
  const [all, one] = add(now, 1);
  const counted = (judgement: Judgement): number =>
    (now === judgement ? 1 : 0) - (earlier === judgement ? 1 : 0);
  return {
    confirmed: Math.max(0, before.confirmed + counted('true')),
    refused: Math.max(0, before.refused + counted('false')),
    shift: within(before.shift + allBack + all),
    shifts: { ...before.shifts, [detector]: within((before.shifts[detector] ?? 0) + oneBack + one) },
  };
}
