import { constants } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ThermaCoreError, messageOf } from '../../../core/errors';
import { trustOf, type NamedIdentity } from '../../named-certificate';
import { PEM_ADVICE, pemOf } from '../../pem';

/** PEM text or files, read when the server starts. */
export interface ServerTls {
  /** Name of a certificate that is kept elsewhere, in the place of `key` and `cert`; what comes in its place is taken over. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly cert?: string | undefined;
  /** Authorities of client certificates. With them a client must show one. */
  readonly clientCa?: string | undefined;
}

/** What TLS is served with. Throws `configuration` that names the field. */
export function contextOf(tls: ServerTls, named: NamedIdentity | undefined): SecureContextOptions {
  const clientCa = tls.clientCa ? pemOf(tls.clientCa, 'clientCa') : undefined;
  if (named) return checked({ cert: named.cert, key: named.key, ...trustOf(named, clientCa) });
  const key = required(tls.key, 'key');
  return checked({ key, cert: required(tls.cert, 'cert'), ...(clientCa ? { ca: clientCa } : {}) });
}

function required(text: string | undefined, field: string): Buffer {
  if (text) return pemOf(text, field);
  throw new ThermaCoreError('configuration', `${field}: is missing.`, { field, advice: PEM_ADVICE });
}

function checked(material: SecureContextOptions): SecureContextOptions {
  // A ticket would take up an old session again, without another look at the certificate.
  const options = { ...material, minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET } as const;
  try {
    createSecureContext(options);
    return options;
  } catch (error) {
    throw new ThermaCoreError(
      'configuration',
      `The certificate or key cannot be used: ${messageOf(error)}.`,
      { field: 'cert', advice: 'Give a certificate and its key as PEM text.' },
    );
  }
}
