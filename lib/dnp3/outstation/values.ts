import { Flag } from '../app/flags';
import type { PointObject } from '../app/fragment';
import { clamped, fits } from '../app/objects/numbers';
import { knownVariation } from '../app/objects/table';
import type { NumberCode } from '../app/objects/numbers';
import type { Variation } from '../app/objects/variation';
import { flaggedVariation } from './point-kind';

const MODULUS = { u16: 0x1_0000, u32: 0x1_0000_0000 } as const;

/**
 * The point as the variation can say it. An analog value that does not fit becomes the nearest one that does, and is
 * over range (IEEE 1815-2012, 11.6.7); a counter of 16 bits has gone round. The point itself where it fits as it is.
 */
export function fitted(variation: Variation, point: PointObject): PointObject {
  const { layout } = variation;
  const number = layout.form === 'point' || layout.form === 'commanded-number' ? layout.number : undefined;
  if (number === undefined) return point;
  const { index, value, flags, time } = point;
  if (number === 'u16' || number === 'u32') {
    const modulus = MODULUS[number];
    return value < modulus ? point : { index, value: value % modulus, flags, time };
  }
  const whole = number !== 'f32' && number !== 'f64';
  if (fits(number, value)) {
    return whole && !Number.isInteger(value) ? { index, value: Math.round(value), flags, time } : point;
  }
  if (!whole && Number.isNaN(value)) return point;
  return { index, value: clamped(number, value), flags: overRange(variation, flags), time };
}

/** Events of commands have a status where other points have flags. */
function overRange({ layout }: Variation, flags: number): number {
  return layout.form === 'point' ? flags | Flag.OverRange : flags;
}

/**
 * The variation by which a static point is reported when this one is wanted. One without flags says that all is well:
 * it is used only while the flags are exactly ONLINE (IEEE 1815-2012, A.2.1 for g1v1).
 */
export function promoted(variation: Variation, point: PointObject): Variation {
  const { layout, group, variation: number } = variation;
  if (layout.form === 'point' && layout.flags) return variation;
  const well =
    point.flags === Flag.Online && (layout.form !== 'point' || inRange(layout.number, point.value));
  if (well) return variation;
  const flagged = flaggedVariation(group, number);
  return flagged === number ? variation : knownVariation(group, flagged);
}

/** Counters go round, and are never out of range. */
function inRange(number: NumberCode | undefined, value: number): boolean {
  return number === undefined || number === 'u16' || number === 'u32' || fits(number, value);
}

/** As many as the number can say, for a deadband: it has no flags to tell that it was cut. */
export function fittedDeadband(variation: Variation, index: number, deadband: number): PointObject {
  const { layout } = variation;
  const number = (layout.form === 'point' && layout.number) || 'f32';
  return { index, value: clamped(number, deadband), flags: Flag.Online, time: undefined };
}
