import { z } from 'zod';
import { ThermaCoreError, isThermaCoreError, type ErrorCode } from '../../lib/core/errors';
import { QuotaExceeded, QUOTA_NAMES } from '../../lib/platform';

const CODES = {
  invalid: true,
  unauthenticated: true,
  'mfa-required': true,
  forbidden: true,
  'not-found': true,
  conflict: true,
  'too-large': true,
  'rate-limited': true,
  'over-quota': true,
  'quota-exceeded': true,
  unavailable: true,
  timeout: true,
  configuration: true,
  internal: true,
} as const satisfies Record<ErrorCode, true>;

/** A ThermaCoreError as plain JSON, so that it survives cloning onto several wires. */
const WireError = z.object({
  code: z.enum(Object.keys(CODES) as ErrorCode[]),
  message: z.string(),
  advice: z.string().optional(),
  field: z.string().optional(),
  quota: z.object({ quota: z.enum(QUOTA_NAMES), used: z.number(), limit: z.number() }).optional(),
});
export type WireError = z.output<typeof WireError>;

/** What may be told to a client; anything unexpected stays in the log. */
export function wireErrorOf(error: unknown): WireError {
  if (!isThermaCoreError(error)) return { code: 'internal', message: 'The request could not be answered.' };
  const { code, message, advice, field } = error;
  return {
    code,
    message,
    ...(advice ? { advice } : {}),
    ...(field ? { field } : {}),
    ...(error instanceof QuotaExceeded ? { quota: error.state } : {}),
  };
}

/** The error of a message: ours, an engineer's own, or what a catch node put there (which stays inside). */
export function errorFromWire(value: unknown): ThermaCoreError {
  const parsed = WireError.safeParse(value);
  if (!parsed.success) return new ThermaCoreError('internal', 'The flow behind this operation failed.');
  const { code, message, advice, field, quota } = parsed.data;
  if (quota) return new QuotaExceeded(quota);
  return new ThermaCoreError(code, message, { ...(advice ? { advice } : {}), ...(field ? { field } : {}) });
}
