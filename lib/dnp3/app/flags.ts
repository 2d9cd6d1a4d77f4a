import type { PointType } from './objects/variation';

/**
 * Quality flags of points (IEEE 1815-2012, 11.6). The states of binary and double-bit points, which share the octet on
 * the wire, are not flags here: they are the value.
 */
export const Flag = {
  /** The point is scanned; cleared: the value is not current. */
  Online: 0x01,
  /** Not updated from the field since the device restarted. */
  Restart: 0x02,
  /** The device that reports lost its connection to the one that measures. */
  CommLost: 0x04,
  /** Overridden in a device further down. */
  RemoteForced: 0x08,
  /** Overridden in the device that reports. */
  LocalForced: 0x10,
  /** Binary and double-bit points: changes too often. */
  ChatterFilter: 0x20,
  /** Counters (obsolete): went through its end. */
  Rollover: 0x20,
  /** Analog points: beyond what is measured, or what the variation can say. */
  OverRange: 0x20,
  /** Counters: not comparable with the value before. */
  Discontinuity: 0x40,
  /** Analog points: the reference of the converter is off. */
  ReferenceError: 0x40,
} as const;

/** States of a double-bit point (11.6: bits 6 and 7). */
export const DoubleBit = { Intermediate: 0, Off: 1, On: 2, Indeterminate: 3 } as const;

const COMMON: readonly (readonly [bit: number, name: string])[] = [
  [Flag.Online, 'ONLINE'],
  [Flag.Restart, 'RESTART'],
  [Flag.CommLost, 'COMM_LOST'],
  [Flag.RemoteForced, 'REMOTE_FORCED'],
  [Flag.LocalForced, 'LOCAL_FORCED'],
];

function ownFlags(type: PointType): readonly (readonly [bit: number, name: string])[] {
  switch (type) {
    case 'binary-input':
    case 'double-bit-input':
      return [[Flag.ChatterFilter, 'CHATTER_FILTER']];
    case 'counter':
    case 'frozen-counter':
      return [
        [Flag.Rollover, 'ROLLOVER'],
        [Flag.Discontinuity, 'DISCONTINUITY'],
      ];
    case 'analog-input':
    case 'frozen-analog-input':
    case 'analog-output':
      return [
        [Flag.OverRange, 'OVER_RANGE'],
        [Flag.ReferenceError, 'REFERENCE_ERR'],
      ];
    case 'binary-output':
    case 'octet-string':
      return [];
  }
}

/** The set flags of a point by their names in the standard; a bit that a type does not know is left out. */
export function flagNames(flags: number, type: PointType): string[] {
  return [...COMMON, ...ownFlags(type)].filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
}
