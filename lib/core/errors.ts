/** Marks them over copies of this package in one process (a checkout and a palette copy), where `instanceof` fails. */
const MARK = Symbol.for('thermacore.error');

/**
 * Every error that a person may see. `message` is one sentence that says what is wrong and names the field or the
 * device; `advice` is one sentence that says what to do. Neither carries secrets, SQL, paths of other tenants or a
 * stack trace; `cause` keeps those for the log.
 */
export class ThermaCoreError extends Error {
  readonly code: ErrorCode;
  readonly advice: string | undefined;
  /** The configuration or request field at fault, as its form or schema names it. */
  readonly field: string | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorDetails = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ThermaCoreError';
    this.code = code;
    this.advice = options.advice;
    this.field = options.field;
  }

  get [MARK](): true {
    return true;
  }

  /** Message and advice as one text, for status lines and the console. */
  get sentence(): string {
    return this.advice ? `${this.message} ${this.advice}` : this.message;
  }
}

export interface ErrorDetails {
  readonly advice?: string;
  readonly field?: string;
  readonly cause?: unknown;
}

/** Machine-readable kinds; lib/api maps each to one HTTP status. */
export type ErrorCode =
  | 'invalid' // the caller's input is wrong; `field` says where
  | 'unauthenticated' // no or bad credentials
  | 'mfa-required' // the password is right, and the second factor is missing
  | 'forbidden' // known, but not allowed
  | 'not-found' // absent, or another tenant's
  | 'conflict' // exists already, or changed meanwhile
  | 'too-large'
  | 'rate-limited'
  | 'over-quota'
  | 'quota-exceeded' // the tenant has as many as it may; waiting does not help
  | 'unavailable' // database, broker or device is away; try again
  | 'timeout'
  | 'configuration' // a setting of the installation is wrong
  | 'internal';

export const isThermaCoreError = (error: unknown): error is ThermaCoreError =>
  error instanceof Error && MARK in error;

/** The message of anything thrown, for logs. */
export function messageOf(error: unknown): string {
  // What a connection attempt to several addresses throws has no message of its own.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
