/** Words for what sockets and TLS say. The place is put before them: `10.0.0.5:20000: …`. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; check host and port, and that the device is on',
  ECONNRESET:
    'the other side cut the connection; it may refuse this host or certificate, or serve another master already',
  EPIPE: 'the other side has closed the connection',
  ETIMEDOUT: 'no answer to the connection attempt; check the network and the firewall between',
  EHOSTUNREACH: 'no route to this host; check the network',
  ENETUNREACH: 'no route to this network; check the network',
  ENOTFOUND: 'the name is unknown; check the host, or the name server',
  EAI_AGAIN: 'the name server does not answer; try again, or give the address itself',
  EADDRINUSE: 'the port is taken; end what listens there, or choose another one',
  EADDRNOTAVAIL: 'this machine has no such address; check the host to listen on',
  EACCES: 'not permitted; a port below 1024 needs privileges, choose a higher one',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is self-signed and not among the trusted ones; put it, or its issuer, into the CA',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate was issued by somebody unknown; put the issuer into the CA',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate was issued by somebody unknown; put the issuer into the CA',
  UNABLE_TO_GET_ISSUER_CERT:
    'its certificate was issued by somebody unknown; put the whole chain into the CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate was issued by somebody unknown; put the issuer into the CA',
  UNABLE_TO_GET_CRL:
    'there is no revocation list of the issuer of its certificate; add it, or give none at all',
  CERT_HAS_EXPIRED: 'its certificate has expired; renew it, or check this clock',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; check the clocks',
  CERT_REVOKED: 'its certificate is revoked; issue a new one',
  CRL_HAS_EXPIRED: 'the revocation list has expired; fetch the present one',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another name; set the server name, or allow it by its common name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answers there does not speak TLS; check the port',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the other side wants a client certificate; set one',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'the other side accepts neither our TLS version nor our certificate',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the other side accepts no TLS version from 1.2 on; update it',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the other side offers no TLS version from 1.2 on; update it',
  ERR_SSL_NO_SHARED_CIPHER: 'the other side offers no cipher that is safe; update it',
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'it showed no client certificate; set one there',
};

const ALERT = /^ERR_SSL_.*ALERT/;

/** What an error means and what to do about it. */
export function faultWords(error: unknown): string {
  const { code, message, reason } = error as { code?: unknown; message?: string; reason?: unknown };
  if (typeof code === 'string') {
    const words = WORDS[code];
    if (words) return words;
    if (ALERT.test(code))
      return 'the other side refused our certificate; check that it is issued by a CA trusted there, valid and allowed';
  }
  // Verification errors of a server's clients come as the reason's text only.
  const plain = typeof reason === 'string' && reason !== '' ? reason : (message ?? String(error));
  return typeof code === 'string' && !plain.includes(code) ? `${plain} (${code})` : plain;
}
