import { StatusCodes, type StatusCode } from 'node-opcua';
import { isThermaCoreError, type ErrorCode } from '../../../core/errors';
import type { QualityClass, QualityFlag } from '../../../core/quality';
import type { Refusal, ServedOutcome } from './ports';

/**
 * Status of a reading (OPC 10000-8 §6.3, OPC 10000-4 §7.39.2). Of several flags the one that stands first here decides.
 * What has no word of its own in OPC UA keeps its class.
 */
const OF_FLAG: Readonly<Record<QualityClass, readonly (readonly [QualityFlag, StatusCode])[]>> = {
  good: [
    ['stale', StatusCodes.UncertainLastUsableValue],
    ['substituted', StatusCodes.GoodLocalOverride],
  ],
  uncertain: [
    ['comm-lost', StatusCodes.UncertainNoCommunicationLastUsableValue],
    ['stale', StatusCodes.UncertainLastUsableValue],
    ['substituted', StatusCodes.UncertainSubstituteValue],
    ['over-range', StatusCodes.UncertainEngineeringUnitsExceeded],
    ['under-range', StatusCodes.UncertainEngineeringUnitsExceeded],
    ['sensor-failure', StatusCodes.UncertainSensorNotAccurate],
    ['overflow', StatusCodes.UncertainSensorNotAccurate],
    ['conversion', StatusCodes.UncertainSensorNotAccurate],
    ['restart', StatusCodes.UncertainInitialValue],
  ],
  bad: [
    ['comm-lost', StatusCodes.BadNoCommunication],
    ['sensor-failure', StatusCodes.BadSensorFailure],
    ['over-range', StatusCodes.BadOutOfRange],
    ['under-range', StatusCodes.BadOutOfRange],
    ['overflow', StatusCodes.BadOutOfRange],
    ['restart', StatusCodes.BadWaitingForInitialData],
    ['stale', StatusCodes.BadNoCommunication],
    ['conversion', StatusCodes.BadDecodingError],
  ],
};
const OF_CLASS: Readonly<Record<QualityClass, StatusCode>> = {
  good: StatusCodes.Good,
  uncertain: StatusCodes.Uncertain,
  bad: StatusCodes.Bad,
};

export function statusOf(quality: QualityClass, flags: readonly QualityFlag[] = []): StatusCode {
  const found = OF_FLAG[quality].find(([flag]) => flags.includes(flag));
  return found?.[1] ?? OF_CLASS[quality];
}

/** A value that was usable and is too old now; what was bad or uncertain for another reason stays what it was. */
export const staleStatusOf = (quality: QualityClass, flags: readonly QualityFlag[] = []): StatusCode =>
  quality === 'good' ? StatusCodes.UncertainLastUsableValue : statusOf(quality, flags);

/** Answer to a write, by what became of the command. */
const OF_OUTCOME: Readonly<Record<ServedOutcome['outcome'], StatusCode>> = {
  verified: StatusCodes.Good,
  accepted: StatusCodes.Good,
  // "The processing will complete asynchronously": another user has to confirm it.
  pending: StatusCodes.GoodCompletesAsynchronously,
  rejected: StatusCodes.BadInvalidState,
  failed: StatusCodes.BadDeviceFailure,
  'timed-out': StatusCodes.BadTimeout,
};
const OF_REFUSAL: Readonly<Record<Refusal, StatusCode>> = {
  permission: StatusCodes.BadUserAccessDenied,
  range: StatusCodes.BadOutOfRange,
  type: StatusCodes.BadTypeMismatch,
  'not-writable': StatusCodes.BadNotWritable,
  busy: StatusCodes.BadTooManyOperations,
  state: StatusCodes.BadInvalidState,
};

export const statusOfOutcome = ({ outcome, refusal }: Omit<ServedOutcome, 'detail'>): StatusCode =>
  outcome === 'rejected' && refusal ? OF_REFUSAL[refusal] : OF_OUTCOME[outcome];

const OF_ERROR: Readonly<Record<ErrorCode, StatusCode>> = {
  invalid: StatusCodes.BadInvalidArgument,
  unauthenticated: StatusCodes.BadUserAccessDenied,
  'mfa-required': StatusCodes.BadUserAccessDenied,
  forbidden: StatusCodes.BadUserAccessDenied,
  'not-found': StatusCodes.BadNodeIdUnknown,
  conflict: StatusCodes.BadInvalidState,
  'too-large': StatusCodes.BadTooManyOperations,
  'rate-limited': StatusCodes.BadTooManyOperations,
  'over-quota': StatusCodes.BadTooManyOperations,
  'quota-exceeded': StatusCodes.BadTooManyOperations,
  unavailable: StatusCodes.BadResourceUnavailable,
  timeout: StatusCodes.BadTimeout,
  configuration: StatusCodes.BadConfigurationError,
  internal: StatusCodes.BadInternalError,
};

export const statusOfError = (error: unknown): StatusCode =>
  isThermaCoreError(error) ? OF_ERROR[error.code] : StatusCodes.BadInternalError;
