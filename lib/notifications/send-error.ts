import { messageOf } from '../core/errors';

/** Why a message did not arrive, in a sentence for people, and what that means for the next attempt. */
export class SendError extends Error {
  /** Another attempt would end the same way. */
  readonly isFinal: boolean;
  /** How long the receiver asks to be left alone. */
  readonly waitMs: number | undefined;

  constructor(
    message: string,
    more: { readonly isFinal?: boolean; readonly waitMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'SendError';
    this.isFinal = more.isFinal ?? false;
    this.waitMs = more.waitMs;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'there is no answer',
  ESOCKET: 'the connection broke',
  EHOSTUNREACH: 'the address cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name cannot be looked up now',
  EDNS: 'the name is not known',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody that is trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody that is trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody that is trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody that is trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** What a socket or a library says, in words. */
export function inWords(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const code = (first as { code?: unknown } | null)?.code;
  const said = messageOf(first);
  // A mail library wraps what the socket and TLS say.
  if (code === 'ESOCKET' && /certificate/i.test(said)) return 'its certificate is not trusted';
  const inside = code === 'ESOCKET' ? Object.keys(WORDS).find((known) => said.includes(known)) : undefined;
  const known = typeof code === 'string' ? WORDS[inside ?? code] : undefined;
  return known ?? said.slice(0, 200);
}
