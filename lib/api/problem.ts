import { isThermaCoreError, ThermaCoreError, type ErrorCode, type ErrorDetails } from '../core/errors';
import { z } from 'zod';
import { QuotaExceeded } from '../tenancy';

/** Each kind of error has one status (RFC 9110 §15) and one title. */
const KINDS: Readonly<Record<ErrorCode, { readonly status: number; readonly title: string }>> = {
  invalid: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Login needed' },
  'mfa-required': { status: 401, title: 'Second factor needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict' },
  'too-large': { status: 413, title: 'Too large' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'over-quota': { status: 429, title: 'Over quota' },
  'quota-exceeded': { status: 409, title: 'Quota exceeded' },
  internal: { status: 500, title: 'Internal error' },
  configuration: { status: 500, title: 'The installation is not set up right' },
  unavailable: { status: 503, title: 'Not available now' },
  timeout: { status: 504, title: 'No answer in time' },
};

export const statusOf = (code: ErrorCode): number => KINDS[code].status;
export const titleOf = (code: ErrorCode): string => KINDS[code].title;
const typeOf = (kind: string): string => `/api/v1/problems/${kind}`;
export const PROBLEM_TYPE = 'application/problem+json';

export const FieldError = z
  .object({
    in: z
      .enum(['path', 'query', 'body', 'header'])
      .optional()
      .describe('Where the field is, if that is known'),
    field: z.string().describe('Path of the field, e.g. items.0.name; empty for the whole'),
    detail: z.string(),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.output<typeof FieldError>;

const QuotaProblem = z
  .object({ name: z.string(), used: z.number(), limit: z.number() })
  .meta({ id: 'QuotaProblem', description: 'The quota that is used up' });

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string().describe('URI reference of the kind of problem'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What went wrong this time'),
    advice: z.string().optional().describe('What to do'),
    instance: z.string().describe('The path of the request'),
    requestId: z.string().describe('Find it in the log, or quote it to support'),
    errors: z.array(FieldError).optional(),
    quota: QuotaProblem.optional(),
    'violated-policies': z
      .array(z.string())
      .optional()
      .describe('Of too many calls: the quotas that are used up, as the header RateLimit-Policy names them'),
  })
  .meta({ id: 'Problem', description: 'A problem as RFC 9457 describes it' });
export type Problem = z.output<typeof Problem>;

/** An error that HTTP knows more about than the rest of the product: a status of its own, headers, several fields. */
export class HttpError extends ThermaCoreError {
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorDetails & {
      readonly status?: number;
      readonly title?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly errors?: readonly FieldError[];
    } = {},
  ) {
    super(code, message, options);
    this.status = options.status ?? statusOf(code);
    this.title = options.title ?? titleOf(code);
    this.headers = options.headers ?? {};
    this.errors = options.errors ?? [];
  }
}

export interface ProblemContext {
  readonly instance: string;
  readonly requestId: string;
}

/**
 * What the client may know of an error. Only a ThermaCoreError's own sentences go out; of anything else the client
 * gets the request id, and the log gets the rest.
 */
export function problemOf(
  error: unknown,
  { instance, requestId }: ProblemContext,
): { problem: Problem; headers: Record<string, string> } {
  const known = isThermaCoreError(error) && error.code !== 'internal' ? error : undefined;
  const code = known?.code ?? 'internal';
  const http = known instanceof HttpError ? known : undefined;
  const errors = http?.errors ?? [];
  const headers: Record<string, string> = { ...http?.headers };
  const wait = retryAfterOf(known);
  if (wait !== undefined) headers['retry-after'] = String(wait);
  if (statusOf(code) === 401)
    // RFC 6750 §3: every 401 says which scheme is asked for.
    headers['www-authenticate'] ??= 'Bearer realm="thermacore", error="invalid_token"';
  const problem: Problem = {
    type: typeOf(code),
    title: http?.title ?? titleOf(code),
    status: http?.status ?? statusOf(code),
    detail: known?.message ?? 'The request could not be answered because of an error on our side.',
    ...(known?.advice ? { advice: known.advice } : {}),
    ...(known ? {} : { advice: `Tell your administrator the request id ${requestId}.` }),
    instance,
    requestId,
    ...(errors.length > 0
      ? { errors: [...errors] }
      : known?.field
        ? { errors: [{ field: known.field, detail: known.message }] }
        : {}),
    ...quotaOf(known),
    ...policiesOf(known),
  };
  return { problem, headers };
}

function quotaOf(error: ThermaCoreError | undefined): Pick<Problem, 'quota'> {
  if (!(error instanceof QuotaExceeded)) return {};
  const { quota, used, limit } = error.state;
  return { quota: { name: quota, used, limit } };
}

/** From the error of a rate limit; the member is that of draft-ietf-httpapi-ratelimit-headers-10. */
const policiesOf = (error: object | undefined): Pick<Problem, 'violated-policies'> =>
  error && 'policies' in error && Array.isArray(error.policies)
    ? { 'violated-policies': error.policies.map(String) }
    : {};

/** Seconds, from errors that know when to come back (tenancy's ThrottledError). */
function retryAfterOf(error: ThermaCoreError | undefined): number | undefined {
  if (!error) return undefined;
  if ('retryAfter' in error && typeof error.retryAfter === 'number')
    return Math.max(1, Math.ceil(error.retryAfter));
  return error.code === 'unavailable' || error.code === 'rate-limited' ? 5 : undefined;
}

/** What `type` of a problem points to. Throws `not-found`. */
export function problemKind(name: string): { type: string; title: string; status: number } {
  if (!Object.hasOwn(KINDS, name))
    throw new ThermaCoreError('not-found', 'There is no such kind of problem.', { field: 'problem' });
  return { type: typeOf(name), ...KINDS[name as ErrorCode] };
}

/** RFC 9110 §15.5.22: the answer to a plain GET of a WebSocket. */
export const upgradeRequired = (): HttpError =>
  new HttpError('invalid', 'This path speaks WebSocket.', {
    status: 426,
    title: 'WebSocket needed',
    advice: 'Open it as ws:// or wss://.',
    headers: { upgrade: 'websocket', connection: 'upgrade' },
  });
