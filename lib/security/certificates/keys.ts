import {
  createPrivateKey,
  generateKeyPair,
  webcrypto,
  type KeyObject,
  type X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import { ThermaCoreError } from '../../core/errors';

const generate = promisify(generateKeyPair);

/** NIST SP 800-57 part 1, table 2: 112 bits of security, which is the least for today. */
const LEAST_RSA_BITS = 2048;
/** More makes each handshake slower, and one that is much too large is an attack. */
const MOST_RSA_BITS = 8192;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'] as const;

export const EC_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A new EC key on P-256, as PKCS #8 in PEM. */
export async function makeKey(): Promise<string> {
  const { privateKey } = await generate('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return privateKey;
}

/** For signing with a key of `makeKey`. */
export async function signingKey(pem: string): Promise<CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  const key = await webcrypto.subtle.importKey('pkcs8', der, EC_ALGORITHM, false, ['sign']);
  return key as CryptoKey;
}

/** A key of somebody, as PKCS #8 without a passphrase. Throws `invalid` that names the field. */
export function readKey(pem: string, passphrase?: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase ? { passphrase } : {}) });
  } catch (cause) {
    const encrypted = /ENCRYPTED/.test(pem);
    throw new ThermaCoreError(
      'invalid',
      encrypted ? 'passphrase: does not open the key.' : 'key: is not a private key as PEM.',
      {
        field: encrypted ? 'passphrase' : 'key',
        advice: encrypted
          ? 'Give the passphrase with which the key was encrypted.'
          : 'Give the text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.',
        cause,
      },
    );
  }
}

/** As people call it: `RSA 2048`, `EC prime256v1`, `ED25519`. */
export function keyName(key: KeyObject): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ec') return `EC ${details?.namedCurve ?? 'of its own'}`;
  const bits = details?.modulusLength;
  return [(type ?? 'unknown').toUpperCase(), bits].filter(Boolean).join(' ');
}

/** Why a key is too weak, or is none that TLS takes; undefined: it is neither. */
export function weaknessOf(key: KeyObject): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ed25519') return undefined;
  if (type === 'ec')
    return CURVES.some((curve) => curve === details?.namedCurve)
      ? undefined
      : `lies on the curve ${details?.namedCurve ?? 'of its own'}, which is not one of ${CURVES.join(', ')}`;
  if (type !== 'rsa') return `is of the kind ${type ?? 'unknown'}, which TLS does not take here`;
  const bits = details?.modulusLength ?? 0;
  return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS
    ? undefined
    : `has ${bits} bits, and RSA needs ${LEAST_RSA_BITS} to ${MOST_RSA_BITS}`;
}

export const spkiOf = (key: KeyObject): Buffer<ArrayBuffer> =>
  Buffer.from(key.export({ type: 'spki', format: 'der' }));

/** With the `-----BEGIN` and `-----END` lines, and a line break at the end. */
export const pemOfKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

export const sha256Of = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(':', '').toLowerCase();
