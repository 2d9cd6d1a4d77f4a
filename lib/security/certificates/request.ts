import { createPublicKey } from 'node:crypto';
import { CertificateHost } from '../../core/certificate';
import { ThermaCoreError } from '../../core/errors';
import { altNames, nameOf } from './authority';
import { EC_ALGORITHM, keyName, signingKey, spkiOf, weaknessOf } from './keys';
import { loadX509 } from './library';

/** What somebody asks to have signed. */
export interface SigningRequest {
  readonly commonName: string;
  readonly hosts: readonly string[];
  readonly key: string;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer<ArrayBuffer>;
}

const MAX_COMMON_NAME = 64;
const SAN = '2.5.29.17';

const refused = (what: string, advice: string, cause?: unknown): ThermaCoreError =>
  new ThermaCoreError('invalid', `request: ${what}.`, { field: 'request', advice, cause });

/**
 * Reads a PKCS #10 request and checks it (RFC 2986). Taken from it are the common name, host names, addresses and the
 * key; what a certificate may be used for, and for how long, is not for the one who asks to say. Throws `invalid`.
 */
export async function readRequest(pem: string): Promise<SigningRequest> {
  const { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } = loadX509();
  let request: InstanceType<typeof Pkcs10CertificateRequest>;
  let isSigned: boolean;
  try {
    request = new Pkcs10CertificateRequest(pem);
    isSigned = await request.verify();
  } catch (cause) {
    throw refused(
      'is no certificate signing request',
      'Give the text from -----BEGIN CERTIFICATE REQUEST----- on.',
      cause,
    );
  }
  if (!isSigned)
    throw refused('is not signed with the key that it brings', 'Make it anew where the key is kept.');
  const key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
  const weakness = weaknessOf(key);
  if (weakness) throw refused(`has a key that ${weakness}`, 'Make it anew with an EC key on P-256.');
  const commonName = request.subjectName.getField('CN')[0] ?? '';
  if (commonName.length > MAX_COMMON_NAME)
    throw refused(`has a common name of more than ${MAX_COMMON_NAME} characters`, 'Shorten it.');
  const names = request.getExtension(SAN);
  const hosts = names instanceof SubjectAlternativeNameExtension ? names.names.items : [];
  return {
    commonName,
    hosts: hosts.filter(({ type }) => type === 'dns' || type === 'ip').map(({ value }) => hostOf(value)),
    key: keyName(key),
    publicKey: spkiOf(key),
  };
}

function hostOf(value: string): string {
  const { success, data } = CertificateHost.safeParse(value);
  if (success) return data;
  throw refused(
    `names the host "${value.slice(0, 100)}", which is none`,
    'Make it anew for a host name or address.',
  );
}

/** A request of our own, for another authority to sign. `key` as PKCS #8 in PEM. */
export async function makeRequest(
  { commonName, hosts }: Pick<SigningRequest, 'commonName' | 'hosts'>,
  key: string,
): Promise<string> {
  const { Pkcs10CertificateRequestGenerator, ...x509 } = loadX509();
  const publicKey = await crypto.subtle.importKey('spki', spkiOf(createPublicKey(key)), EC_ALGORITHM, true, [
    'verify',
  ]);
  const made = await Pkcs10CertificateRequestGenerator.create({
    name: nameOf(x509.Name, commonName),
    keys: { publicKey, privateKey: await signingKey(key) },
    signingAlgorithm: EC_ALGORITHM,
    extensions: hosts.length > 0 ? [new x509.SubjectAlternativeNameExtension(altNames(hosts))] : [],
  });
  return `${made.toString('pem')}\n`;
}
