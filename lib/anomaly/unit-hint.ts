import type { Band } from './detectors/detector';

interface Change {
  /** What the value came in, and what it is expected in. */
  readonly words: string;
  readonly back: (value: number) => number;
}

const times = (factor: number, one: string, other: string): readonly Change[] => [
  { words: `in ${one} rather than ${other}`, back: (value) => value / factor },
  { words: `in ${other} rather than ${one}`, back: (value) => value * factor },
];

/** Units of measure that are mistaken for each other, or changed when a transmitter is. */
const CHANGES: readonly Change[] = [
  { words: 'in °F rather than °C', back: (value) => (value - 32) / 1.8 },
  { words: 'in °C rather than °F', back: (value) => value * 1.8 + 32 },
  { words: 'in K rather than °C', back: (value) => value - 273.15 },
  { words: 'in °C rather than K', back: (value) => value + 273.15 },
  ...times(1000, 'thousandths (such as mbar or kW)', 'the whole (bar or MW)'),
  ...times(100, 'hundredths (such as kPa or %)', 'the whole (bar or a share)'),
  ...times(3.6, 'm³/h', 'l/s'),
  ...times(60, 'a rate per minute', 'one per second'),
  ...times(14.5038, 'psi', 'bar'),
];

/** Of a band that is wider than this share of its middle, almost anything would fit. */
const WIDEST = 0.5;
/** A value that is nearer than this to what was expected is a step like any other. */
const NEAREST = 1.5;

/** In words, where the value would be as expected in another unit of measure. */
export function unitHint(observed: number, { low, high }: Band): string | undefined {
  const middle = (low + high) / 2;
  // Not for bands without a limit either.
  if (!(high - low <= WIDEST * Math.abs(middle))) return undefined;
  const ratio = Math.abs(observed / middle);
  if (ratio > 1 / NEAREST && ratio < NEAREST) return undefined;
  const change = CHANGES.find(({ back }) => back(observed) >= low && back(observed) <= high);
  return change && `It would be as usual if it came ${change.words}: has its unit of measure changed?`;
}
