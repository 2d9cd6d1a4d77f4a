import { ThermaCoreError, isThermaCoreError, messageOf } from '../core/errors';
import { QuotaExceeded, type QuotaState } from '../tenancy/quotas';

interface DatabaseFault {
  readonly code?: string;
  readonly constraint?: string;
  readonly detail?: string;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, and what the socket says before PostgreSQL does. */
const AWAY =
  /^(08\w{3}|57P0[1-5]|53\w{3}|58\w{3}|25006|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|ENOENT|EHOSTUNREACH|ENETUNREACH)$/;
const AWAY_TEXT =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|client was closed|socket hang up|timeout expired/i;
/** What the trigger keep_quota raises; its detail is JSON (migration 0040). */
const QUOTA = 'TC001';
const RETRY = new Set(['40001', '40P01', '55P03']);

export const isRetryable = (error: unknown): boolean => RETRY.has((error as DatabaseFault).code ?? '');

/** True when the database is away, as opposed to the statement being wrong. */
export function isAway(error: unknown): boolean {
  const { code } = error as DatabaseFault;
  return (code !== undefined && AWAY.test(code)) || AWAY_TEXT.test(messageOf(error));
}

/** Whether the connection is of no use any more, also where the error has been put into words. */
export const isLost = (error: unknown): boolean =>
  isAway(error) || (error instanceof Error && error.cause !== undefined && isAway(error.cause));

/** Turns what `pg` throws into an error for people: no SQL, no values, no server names. */
export function translate(error: unknown): ThermaCoreError {
  if (isThermaCoreError(error)) return error;
  if (isAway(error))
    return new ThermaCoreError('unavailable', 'The database does not answer.', {
      advice: 'Readings are kept on disk meanwhile; try again in a moment.',
      cause: error,
    });
  const { code = '', detail = '{}' } = error as DatabaseFault;
  if (code === QUOTA) return new QuotaExceeded(JSON.parse(detail) as QuotaState, error);
  if (code === '23505') return new ThermaCoreError('conflict', 'It exists already.', { cause: error });
  if (code === '23503')
    return new ThermaCoreError('conflict', 'Something it needs is missing, or still needs it.', {
      cause: error,
    });
  if (code === '57014')
    return new ThermaCoreError('timeout', 'The database took too long.', {
      advice: 'Ask for less at once.',
      cause: error,
    });
  if (code.startsWith('22') || code.startsWith('23'))
    return new ThermaCoreError('invalid', 'The database refused a value.', { cause: error });
  return new ThermaCoreError('internal', 'The database reported an error.', { cause: error });
}

/** Why the first connection failed, for whoever set the URL. Never shows the password. */
export function connectFault(
  error: unknown,
  url: string,
  setting = 'THERMACORE_DATABASE_URL',
): ThermaCoreError {
  const { hostname, port, pathname, username } = new URL(url);
  const where = `${decodeURIComponent(hostname) || 'localhost'}:${port || '5432'}`;
  const name = decodeURIComponent(pathname.slice(1)) || decodeURIComponent(username);
  const { code = '' } = error as DatabaseFault;
  const wrong = (message: string, advice: string): ThermaCoreError =>
    new ThermaCoreError('configuration', message, { field: setting, advice, cause: error });
  switch (code) {
    case '28P01':
    case '28000':
      return wrong(
        `The database at ${where} refuses the user "${decodeURIComponent(username)}".`,
        `Check user and password in ${setting}.`,
      );
    case '3D000':
      return wrong(
        `There is no database "${name}" at ${where}.`,
        `Create it (createdb ${name}) or correct ${setting}.`,
      );
    case 'ENOTFOUND':
      return wrong(
        `The host "${decodeURIComponent(hostname)}" is unknown.`,
        `Correct the host in ${setting}.`,
      );
    default:
  }
  if (isAway(error))
    return new ThermaCoreError('unavailable', `No database answers at ${where}.`, {
      field: setting,
      advice: `Start it, or correct ${setting}.`,
      cause: error,
    });
  return wrong(`The database at ${where} cannot be used: ${messageOf(error)}.`, `Check ${setting}.`);
}
