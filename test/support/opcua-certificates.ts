import { X509Certificate, webcrypto } from 'node:crypto';
import { crypto_utils } from 'node-opcua';

const { x509 } = crypto_utils;
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
export type Keys = Awaited<ReturnType<typeof crypto_utils.generateKeyPair>>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate with its key, as somebody out there has it. */
export interface Issued {
  readonly pem: string;
  readonly keyPem: string;
  readonly certificate: X509Certificate;
  readonly thumbprint: string;
  readonly keys: Keys;
}

export interface Wanted {
  readonly name?: string;
  readonly applicationUri?: string;
  /** Days from now; default from yesterday for a year. */
  readonly from?: number;
  readonly to?: number;
  /** Who signs; default itself. */
  readonly issuer?: Issued;
  readonly authority?: boolean;
  readonly keys?: Keys;
}

export const makeKeys = (): Promise<Keys> => crypto_utils.generateKeyPair(2048);

/** Issues a real certificate with what OPC UA wants in it (Part 6, 6.2.2). */
export async function issue({
  name = 'Stranger',
  applicationUri = `urn:test:${name}`,
  from = -1,
  to = 365,
  issuer,
  authority = false,
  keys: given,
}: Wanted = {}): Promise<Issued> {
  const keys = given ?? (await makeKeys());
  const { KeyUsageFlags: use } = x509;
  const usages = authority
    ? use.keyCertSign | use.cRLSign | use.digitalSignature
    : use.digitalSignature | use.nonRepudiation | use.keyEncipherment | use.dataEncipherment;
  const made = await x509.X509CertificateGenerator.create(
    {
      subject: `CN=${name}`,
      issuer: issuer ? `CN=${/CN=(.*)/.exec(issuer.certificate.subject)?.[1] ?? ''}` : `CN=${name}`,
      notBefore: new Date(Date.now() + from * DAY_MS),
      notAfter: new Date(Date.now() + to * DAY_MS),
      publicKey: keys.publicKey,
      signingKey: (issuer?.keys ?? keys).privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(authority, undefined, true),
        new x509.KeyUsagesExtension(usages, true),
        new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']),
        new x509.SubjectAlternativeNameExtension([
          { type: 'url', value: applicationUri },
          { type: 'dns', value: 'localhost' },
        ]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create((issuer?.keys ?? keys).publicKey),
      ],
    },
    webcrypto as Parameters<typeof x509.X509CertificateGenerator.create>[1],
  );
  const certificate = new X509Certificate(made.toString('pem'));
  return {
    pem: certificate.toString(),
    keyPem: (await crypto_utils.privateKeyToPEM(keys.privateKey)).privPem,
    certificate,
    thumbprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
    keys,
  };
}

/** A revocation list of `issuer`, as PEM. */
export async function revoke(
  issuer: Issued,
  revoked: readonly Issued[],
  thisUpdate = new Date(),
): Promise<string> {
  const { crl } = await crypto_utils.createCrl({
    issuerName: new x509.X509Certificate(issuer.pem).subjectName,
    issuerPublicKey: issuer.keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: { name: ALGORITHM.name, hash: { name: ALGORITHM.hash } },
    crlNumber: thisUpdate.getTime(),
    thisUpdate,
    entries: revoked.map(({ certificate }) => ({ serialNumber: certificate.serialNumber })),
  });
  return crl;
}
