import { X509Certificate } from 'node:crypto';
import { ThermaCoreError } from '../../../core/errors';
import { MAX_CERTIFICATE_BYTES, type CertificateShown } from '../../../core/opcua-certificate';

const MAX_NAME_CHARS = 300;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----/g;
/** As Node.js writes them (since CVE-2021-44532): a value with a comma or a quote stands in quotes, as JSON. */
const ALTERNATIVE_NAME = /(?:^|, )(URI|DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g;

/** Hex without colons, in lower case. */
const hex = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();

export const thumbprintOf = (certificate: X509Certificate): string => hex(certificate.fingerprint);

/** One line instead of one a part; bounded, since others write it. */
export const nameOf = (name: string | undefined): string =>
  (name ?? '').split('\n').join(', ').slice(0, MAX_NAME_CHARS);

function alternativeNames(certificate: X509Certificate): { kind: string; value: string }[] {
  const text = certificate.subjectAltName ?? '';
  return Array.from(text.matchAll(ALTERNATIVE_NAME), ([, kind = '', value = '']) => ({
    kind,
    value: value.startsWith('"') ? (JSON.parse(value) as string) : value,
  }));
}

export function showCertificate(certificate: X509Certificate): CertificateShown {
  const names = alternativeNames(certificate);
  const applicationUri = names.find(({ kind }) => kind === 'URI')?.value;
  return {
    subject: nameOf(certificate.subject),
    thumbprint: thumbprintOf(certificate),
    sha256: hex(certificate.fingerprint256),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    ...(applicationUri === undefined ? {} : { applicationUri }),
    hostnames: names.filter(({ kind }) => kind !== 'URI').map(({ value }) => value),
  };
}

/** The certificate in a file or a message, PEM or DER; of several the first. Undefined where there is none. */
export function parseCertificate(bytes: Buffer): X509Certificate | undefined {
  if (bytes.length > MAX_CERTIFICATE_BYTES) return undefined;
  try {
    const certificate = new X509Certificate(bytes);
    // Reads all that is shown, so that what cannot be shown is not kept either.
    showCertificate(certificate);
    return certificate;
  } catch {
    return undefined;
  }
}

const refuse = (code: 'invalid' | 'too-large', message: string, advice: string): never => {
  throw new ThermaCoreError(code, message, { field: 'pem', advice });
};

/** The one certificate that somebody hands in. Throws what is wrong with it. */
export function certificateFrom(pem: string): X509Certificate {
  if (pem.length > MAX_CERTIFICATE_BYTES)
    return refuse('too-large', 'The certificate has more than 64 KiB.', 'Give a single certificate as PEM.');
  const parts = Array.from(pem.matchAll(PEM), ([, kind = '']) => kind);
  if (parts.some((kind) => kind.endsWith('PRIVATE KEY')))
    return refuse(
      'invalid',
      'pem has a private key in it.',
      'Give the certificate only; the key stays with its owner.',
    );
  if (parts.length !== 1 || parts[0] !== 'CERTIFICATE')
    return refuse(
      'invalid',
      'pem is not one certificate in PEM format.',
      'Give the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----; add those of a chain one by one.',
    );
  return (
    parseCertificate(Buffer.from(pem)) ??
    refuse('invalid', 'The certificate cannot be read.', 'Export it again as PEM (base64 X.509).')
  );
}

/** True if it vouches for itself. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}
