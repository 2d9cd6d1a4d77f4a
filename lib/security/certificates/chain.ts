import { X509Certificate, type KeyObject } from 'node:crypto';
import { canonicalHost } from '../../core/certificate';
import { ThermaCoreError } from '../../core/errors';
import { weaknessOf } from './keys';

const MAX_CHAIN = 10;
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const refused = (field: string, what: string, advice: string, cause?: unknown): ThermaCoreError =>
  new ThermaCoreError('invalid', `${field}: ${what}.`, { field, advice, cause });

/** The certificates of a PEM text in their order. Throws `invalid` that names the field. */
export function readChain(pem: string, field = 'certificate'): [X509Certificate, ...X509Certificate[]] {
  const blocks = pem.match(BLOCK) ?? [];
  const advice = 'Give the text from -----BEGIN CERTIFICATE----- on, the certificate itself first.';
  if (blocks.length > MAX_CHAIN) throw refused(field, `has more than ${MAX_CHAIN} certificates`, advice);
  try {
    const [leaf, ...others] = blocks.map((block) => new X509Certificate(block));
    if (leaf) return [leaf, ...others];
  } catch (cause) {
    throw refused(field, 'has a certificate that cannot be read', advice, cause);
  }
  throw refused(field, 'is no certificate as PEM', advice);
}

/**
 * Holds a chain that somebody brought to what clients will hold it to: the key fits, each is signed by the next, none has
 * ended, none is weak. Throws `invalid` that names the field.
 */
export function checkChain(
  chain: readonly [X509Certificate, ...X509Certificate[]],
  key: KeyObject,
  now: number,
): void {
  const [leaf] = chain;
  if (leaf.ca)
    throw refused(
      'certificate',
      'is that of an authority',
      'Put the certificate itself first, its authorities after it.',
    );
  if (!leaf.checkPrivateKey(key))
    throw refused(
      'key',
      'does not belong to the certificate',
      'Give the key with which the certificate was requested.',
    );
  for (const [place, certificate] of chain.entries()) {
    const which = place === 0 ? 'is one that' : `has "${subjectOf(certificate)}", which`;
    const weakness = weaknessOf(certificate.publicKey);
    if (weakness)
      throw refused(
        'certificate',
        `${which} has a key that ${weakness}`,
        'Have one made with a stronger key.',
      );
    if (now >= certificate.validToDate.getTime())
      throw refused(
        'certificate',
        `${which} ended on ${certificate.validToDate.toISOString()}`,
        'Bring the renewed one.',
      );
    if (now < certificate.validFromDate.getTime())
      throw refused(
        'certificate',
        `${which} begins on ${certificate.validFromDate.toISOString()} only`,
        'Set the clock of this machine, or bring it then.',
      );
    const issuer = chain[place + 1];
    if (issuer && !(issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)))
      throw refused(
        'certificate',
        `has "${subjectOf(certificate)}" before "${subjectOf(issuer)}", which did not sign it`,
        'Put each authority after what it signed.',
      );
  }
}

export const pemOfChain = (chain: readonly X509Certificate[]): string =>
  chain.map((certificate) => certificate.toString()).join('');

/** In one line, as `CN=…, O=…`. */
export const subjectOf = ({ subject }: Pick<X509Certificate, 'subject'>): string =>
  (subject ?? '').split('\n').reverse().join(', ');

export const issuerOf = ({ issuer }: X509Certificate): string => subjectOf({ subject: issuer });

/** Host names and addresses that a certificate is for (RFC 6125 §6.4). */
export function hostsOf({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? '')
    .split(', ')
    .flatMap((name) => /^(?:DNS|IP Address):([^"]+)$/.exec(name)?.[1] ?? [])
    .map(canonicalHost);
}
