import { StatusCodes, type StatusCode } from 'node-opcua';
import { isThermaCoreError, type ErrorCode } from '../../../core/errors';
import type { QualityClass, QualityFlag } from '../../../core/quality';
import { statusNameOf } from '../status';
import type { Refusal, ServedOutcome } from './ports';

export const statusOf = (quality: QualityClass, flags: readonly QualityFlag[] = []): StatusCode =>
  StatusCodes[statusNameOf(quality, flags)];

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
