import { seeded } from '../../../lib/analytics/random';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const START = Date.UTC(2026, 10, 2);

export interface Noise {
  /** Uniform, 0 to 1. */
  uniform(): number;
  /** Normal, mean 0, deviation 1 (Box-Muller). */
  normal(): number;
}

export function noise(seed: number): Noise {
  const uniform = seeded(seed);
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** `count` values an hour apart. */
export const hourly = (count: number, value: (i: number) => number) => ({
  times: Float64Array.from({ length: count }, (_, i) => START + i * HOUR_MS),
  values: Float64Array.from({ length: count }, (_, i) => value(i)),
});

export const near = (actual: number, expected: number, tolerance: number): boolean =>
  Math.abs(actual - expected) <= tolerance;

/** Annual flow of the Nile at Aswan, 1871 to 1970, 10⁸ m³ (Cobb, Biometrika 65, 1978): the usual example of a step. */
export const NILE = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
  759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
  744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]; // prettier-ignore
