import { constants } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ThermaCoreError, messageOf } from '../../core/errors';

/** Of TLS 1.2 only what has forward secrecy and authenticates what it encrypts (RFC 9325 §4.2); 1.3 has nothing else. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

interface ServerMaterial {
  readonly cert: string;
  readonly key: string;
}

/** What a server of ours speaks: TLS 1.3 where the other side knows it, 1.2 as the floor. Throws `configuration`. */
export function serverTls({ cert, key }: ServerMaterial): SecureContextOptions {
  const options: SecureContextOptions = {
    cert,
    key,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: CIPHERS,
    honorCipherOrder: true,
    // A ticket would take up an old session again, without another look at the certificates.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  };
  try {
    createSecureContext(options);
    return options;
  } catch (error) {
    throw new ThermaCoreError('configuration', `The certificate cannot be served (${messageOf(error)}).`, {
      field: 'certificate',
      advice: 'Import it again with its key, or have the manager make one.',
      cause: error,
    });
  }
}

/** Throws `invalid` where OpenSSL would not serve with what somebody brings: told then, and not when it is used. */
export function requireServable(material: ServerMaterial): void {
  try {
    serverTls(material);
  } catch (error) {
    const { cause } = error as ThermaCoreError;
    throw new ThermaCoreError('invalid', `certificate: cannot be used for TLS (${messageOf(cause)}).`, {
      field: 'certificate',
      advice: 'Have it made anew, with a key of EC P-256 or RSA 2048 and SHA-256.',
      cause,
    });
  }
}
