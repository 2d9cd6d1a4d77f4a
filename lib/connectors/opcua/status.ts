import type { QualityClass, QualityFlag } from '../../core/quality';

/** What a StatusCode says of a value, in our words. */
export interface Judged {
  readonly quality: QualityClass;
  readonly flags?: readonly QualityFlag[];
}

const GOOD: Judged = { quality: 'good' };

/** Codes that say why (OPC 10000-4 §7.39, OPC 10000-8 §6.3); all others are told by their class alone. */
const FLAGS: Readonly<Record<number, QualityFlag>> = {
  0x00960000: 'substituted', // GoodLocalOverride
  0x00300000: 'substituted', // GoodClamped
  0x408f0000: 'comm-lost', // UncertainNoCommunicationLastUsableValue
  0x40900000: 'stale', // UncertainLastUsableValue
  0x40910000: 'substituted', // UncertainSubstituteValue
  0x40920000: 'restart', // UncertainInitialValue
  0x40930000: 'sensor-failure', // UncertainSensorNotAccurate
  0x40940000: 'over-range', // UncertainEngineeringUnitsExceeded
  0x80050000: 'comm-lost', // BadCommunicationError
  0x80310000: 'comm-lost', // BadNoCommunication
  0x808a0000: 'comm-lost', // BadNotConnected
  0x80890000: 'sensor-failure', // BadConfigurationError
  0x808b0000: 'sensor-failure', // BadDeviceFailure
  0x808c0000: 'sensor-failure', // BadSensorFailure
  0x808d0000: 'stale', // BadOutOfService
  0x803c0000: 'over-range', // BadOutOfRange
};

/** Bits 10 and 11: the lower bits speak of a data value (OPC 10000-4 Table 177). */
const INFO_TYPE_MASK = 0x0c00;
const DATA_VALUE = 0x0400;
const OVERFLOW = 0x0080;
const LIMIT_MASK = 0x0300;
const LIMIT_LOW = 0x0100;
const LIMIT_HIGH = 0x0200;

/** BadWaitingForInitialData: the server has not asked its device yet; there is nothing to say. */
export const WAITING = 0x80320000;

export const isOverflow = (code: number): boolean =>
  (code & INFO_TYPE_MASK) === DATA_VALUE && (code & OVERFLOW) !== 0;

/** Class and flags of a StatusCode (unsigned 32 bit). */
export function judge(code: number): Judged {
  if (code === 0) return GOOD;
  const quality = qualityOf(code);
  const flags: QualityFlag[] = [];
  const flag = FLAGS[(code & 0xffff0000) >>> 0];
  if (flag) flags.push(flag);
  if ((code & INFO_TYPE_MASK) === DATA_VALUE) {
    const limit = code & LIMIT_MASK;
    if (limit === LIMIT_LOW && !flags.includes('under-range')) flags.push('under-range');
    if (limit === LIMIT_HIGH && !flags.includes('over-range')) flags.push('over-range');
    if ((code & OVERFLOW) !== 0) flags.push('overflow');
  }
  return flags.length > 0 ? { quality, flags } : { quality };
}

/** The two highest bits: good, uncertain, bad; 3 is not used and as bad. */
const qualityOf = (code: number): QualityClass =>
  code >>> 30 === 0 ? 'good' : code >>> 30 === 1 ? 'uncertain' : 'bad';

/** The codes that we answer with (OPC 10000-6 annex A.2). */
export const CODES = {
  Good: 0x00000000,
  GoodLocalOverride: 0x00960000,
  Uncertain: 0x40000000,
  UncertainNoCommunicationLastUsableValue: 0x408f0000,
  UncertainLastUsableValue: 0x40900000,
  UncertainSubstituteValue: 0x40910000,
  UncertainInitialValue: 0x40920000,
  UncertainSensorNotAccurate: 0x40930000,
  UncertainEngineeringUnitsExceeded: 0x40940000,
  Bad: 0x80000000,
  BadDecodingError: 0x80070000,
  BadNoCommunication: 0x80310000,
  BadWaitingForInitialData: WAITING,
  BadOutOfRange: 0x803c0000,
  BadSensorFailure: 0x808c0000,
} as const;
export type StatusName = keyof typeof CODES;

/**
 * Status of a reading (OPC 10000-8 §6.3, OPC 10000-4 §7.39.2). Of several flags the one that stands first here decides.
 * What has no word of its own in OPC UA keeps its class.
 */
const OF_FLAG: Readonly<Record<QualityClass, readonly (readonly [QualityFlag, StatusName])[]>> = {
  good: [
    ['stale', 'UncertainLastUsableValue'],
    ['substituted', 'GoodLocalOverride'],
  ],
  uncertain: [
    ['comm-lost', 'UncertainNoCommunicationLastUsableValue'],
    ['stale', 'UncertainLastUsableValue'],
    ['substituted', 'UncertainSubstituteValue'],
    ['over-range', 'UncertainEngineeringUnitsExceeded'],
    ['under-range', 'UncertainEngineeringUnitsExceeded'],
    ['sensor-failure', 'UncertainSensorNotAccurate'],
    ['overflow', 'UncertainSensorNotAccurate'],
    ['conversion', 'UncertainSensorNotAccurate'],
    ['restart', 'UncertainInitialValue'],
  ],
  bad: [
    ['comm-lost', 'BadNoCommunication'],
    ['sensor-failure', 'BadSensorFailure'],
    ['over-range', 'BadOutOfRange'],
    ['under-range', 'BadOutOfRange'],
    ['overflow', 'BadOutOfRange'],
    ['restart', 'BadWaitingForInitialData'],
    ['stale', 'BadNoCommunication'],
    ['conversion', 'BadDecodingError'],
  ],
};
const OF_CLASS: Readonly<Record<QualityClass, StatusName>> = {
  good: 'Good',
  uncertain: 'Uncertain',
  bad: 'Bad',
};

/** The code for a reading of ours, by its name. */
export function statusNameOf(quality: QualityClass, flags: readonly QualityFlag[] = []): StatusName {
  const found = OF_FLAG[quality].find(([flag]) => flags.includes(flag));
  return found?.[1] ?? OF_CLASS[quality];
}
