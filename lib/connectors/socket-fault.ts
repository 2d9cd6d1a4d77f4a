import { messageOf } from '../core/errors';

/**
 * What the network or TLS says, in words for a status line; undefined for what neither says. `where` is the address and
 * `who` names the other side in a sentence.
 */
function knownFault(code: string, where: string, who: string): string | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return `nothing answers at ${where}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host in ${where} is unknown`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${where} cannot be reached`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${who} ended the connection`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `the certificate of ${who} is not trusted: give its certificate authority`;
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${who} has expired`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of ${who} is for another name: give the name expected in it`;
    default:
      // TLS 1.3, RFC 8446 §6.2: the other side wants a certificate, or another one.
      return /ALERT_(CERTIFICATE_(REQUIRED|EXPIRED|REVOKED|UNKNOWN)|BAD_CERTIFICATE|UNKNOWN_CA)$/.test(code)
        ? `${who} does not accept our client certificate: give one that it trusts, with its key`
        : undefined;
  }
}

/** Why there is no connection, in words for a status line. */
export const socketFault = (error: unknown, where: string, who = where): string =>
  knownFault(String((error as NodeJS.ErrnoException).code), where, who) ?? messageOf(error);
