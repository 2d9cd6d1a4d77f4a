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
