import { ExpressionFault, type CompiledExpression } from '../core/expression';
import type { ReadingValue } from '../core/reading';
import type { Level, Priority } from './condition';
import { BAD, type Track } from './track';

/** The value is not known: bad, missing, or of a type that the rule cannot use. */
export const UNKNOWN = -1;

/** One of the levels of a rule, by the bit of the same number. */
export interface SpecLevel {
  readonly level: Level;
  readonly limit: number | undefined;
  readonly priority: Priority;
  /** One of a higher rank is worse. */
  readonly rank: number;
}

/** The latest values that a rule looks at, at one moment of the field's time. Slot 0 is what the rule is on. */
export interface Sight {
  readonly time: number;
  readonly values: readonly (ReadingValue | undefined)[];
  /** Class of quality by slot (track.ts). */
  readonly quality: readonly number[];
  /** Limits beyond which the value is already. */
  readonly raw: number;
  /** At the last look the value was not known. */
  readonly doubt: boolean;
  /** Slot 0 has a reading of this very moment. */
  readonly own: boolean;
  readonly track: Track;
  /** When slot 0 had data last. */
  readonly lastNews: number;
}

/** Which limits the value is beyond, a bit each, or UNKNOWN. */
export type Detector = (sight: Sight) => number;

/** A limit as numbers: passed beyond `limit`, over when back at `back`. */
export interface Bound {
  readonly limit: number;
  readonly back: number;
  readonly upward: boolean;
}

/** A switch counts as 0 or 1. NaN: no number. */
function numberIn({ values, quality }: Sight, slot: number): number {
  if ((quality[slot] as number) >= BAD) return NaN;
  const value = values[slot];
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : NaN;
}

function beyond(x: number, bounds: readonly Bound[], raw: number): number {
  if (x !== x) return UNKNOWN;
  let bits = 0;
  for (let i = 0; i < bounds.length; i++) {
    const { limit, back, upward } = bounds[i] as Bound;
    const bit = 1 << i;
    const passed = upward
      ? x > limit || ((raw & bit) !== 0 && x > back)
      : x < limit || ((raw & bit) !== 0 && x < back);
    if (passed) bits |= bit;
  }
  return bits;
}

/** The value against limits: also scores of anomalies. */
export const limitDetector =
  (bounds: readonly Bound[]): Detector =>
  (sight) =>
    beyond(numberIn(sight, 0), bounds, sight.raw);

const SIGNS = { rising: 1, above: 1, falling: -1, below: -1, either: 0 } as const;
type Direction = keyof typeof SIGNS;

const directed = (x: number, sign: number): number => (sign === 0 ? Math.abs(x) : x * sign);

/**
 * Change per `perMs` from the last known value that is at least `windowMs` older, over the time between the two. Before
 * there is one, the rate is not known.
 */
export function rateDetector(bound: Bound, windowMs: number, perMs: number, direction: Direction): Detector {
  const sign = SIGNS[direction];
  const bounds = [bound];
  return (sight) => {
    const { track, time, raw, doubt, own } = sight;
    // A moment of another sensor: what the last value of this one said still holds.
    if (!own) return doubt ? UNKNOWN : raw;
    const x = numberIn(sight, 0);
    if (x !== x) return UNKNOWN;
    const from = track.knownUntil(time - windowMs);
    if (!from) return UNKNOWN;
    return beyond(directed(((x - from.value) / (time - from.time)) * perMs, sign), bounds, raw);
  };
}

/** Distance from a fixed value, or from the sensor in `slot`. */
export function deviationDetector(
  bound: Bound,
  from: { readonly value: number } | { readonly slot: number },
  direction: Direction,
): Detector {
  const sign = SIGNS[direction];
  const bounds = [bound];
  return (sight) => {
    const set = 'slot' in from ? numberIn(sight, from.slot) : from.value;
    return beyond(directed(numberIn(sight, 0) - set, sign), bounds, sight.raw);
  };
}

const asState = (value: ReadingValue): number | string => (typeof value === 'string' ? value : Number(value));

/** Whether the sensor in `slot` is in one of the states; UNKNOWN where nobody knows. */
export function stateDetector(states: readonly ReadingValue[], slot: number): Detector {
  const known = new Set(states.map(asState));
  return ({ values, quality }) => {
    const value = values[slot];
    if (value === undefined || (quality[slot] as number) >= BAD) return UNKNOWN;
    return known.has(asState(value)) ? 1 : 0;
  };
}

/** Bad is the alarm, and uncertain where the rule says so. */
export function qualityDetector(uncertain: boolean): Detector {
  const least = uncertain ? BAD - 1 : BAD;
  return ({ values, quality }) =>
    values[0] === undefined ? UNKNOWN : Number((quality[0] as number) >= least);
}

/** A device's point is true while it is online. */
export const offlineDetector: Detector = ({ values }) =>
  values[0] === undefined ? UNKNOWN : Number(values[0] !== true);

/** No data: what a point says is that there is some; only time says that there is none. */
export const staleDetector: Detector = ({ raw, lastNews, time }) => (lastNews === time ? 0 : raw);

/** `slots[i]` is where the i-th sensor of the expression is; `value` is slot 0. */
export function expressionDetector(expression: CompiledExpression, slots: readonly number[]): Detector {
  let seen: Sight | undefined;
  const world = {
    at: (index: number): ReadingValue => seen?.values[slots[index] ?? 0] ?? 0,
    get value(): ReadingValue {
      return seen?.values[0] ?? 0;
    },
  };
  const looked = expression.usesValue ? [0, ...slots] : slots;
  return (sight) => {
    for (const slot of looked)
      if (sight.values[slot] === undefined || (sight.quality[slot] as number) >= BAD) return UNKNOWN;
    seen = sight;
    try {
      return Number(expression.holds(world));
    } catch (error) {
      // Values that do not fit, such as a division by zero: nobody knows.
      if (error instanceof ExpressionFault) return UNKNOWN;
      throw error;
    }
  };
}
