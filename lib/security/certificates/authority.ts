import { X509Certificate, createPublicKey, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { CertificatePurpose, RevocationReason } from '../../core/certificate';
import { DAY_MS } from '../../core/duration';
import { ThermaCoreError } from '../../core/errors';
import { MODBUS_ROLE, derInteger, derUtf8 } from './der';
import { EC_ALGORITHM, makeKey, signingKey, spkiOf } from './keys';
import { loadX509, type Library } from './library';

/** PEM texts of an authority. */
export interface AuthorityMaterial {
  readonly cert: string;
  readonly key: string;
}

export interface IssueRequest {
  readonly commonName: string;
  /** Host names and IP addresses. */
  readonly hosts: readonly string[];
  readonly purpose: CertificatePurpose;
  /** Of Modbus/TCP Security. */
  readonly role?: string | undefined;
  readonly days: number;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer<ArrayBuffer>;
  /** Epoch ms. */
  readonly now: number;
}

export interface Revoked {
  /** In hex. */
  readonly serial: string;
  /** Epoch ms. */
  readonly at: number;
  readonly reason: RevocationReason;
}

const AUTHORITY_DAYS = 10 * 365;
/** Field devices often have a clock that is behind; to them what is of this minute is not valid yet. */
const BACKDATED_MS = DAY_MS;
const CRL_DAYS = 7;
/** RFC 5280 §4.1.2.2 wants at most 20 bytes and no negative number; 64 bits of chance keep it from being guessed. */
const SERIAL_BYTES = 16;

/** Makes the authority of an installation: a new key and a certificate that it signs itself. */
export async function makeAuthority(label: string, now: number): Promise<AuthorityMaterial> {
  const key = await makeKey();
  const { X509CertificateGenerator, ...x509 } = loadX509();
  const publicKey = spkiOf(createPublicKey(key));
  const name = nameOf(x509.Name, `ThermaCore CA ${label}`);
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
  const made = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: name,
    issuer: name,
    notBefore: new Date(now - BACKDATED_MS),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
    publicKey,
    signingKey: await signingKey(key),
    signingAlgorithm: EC_ALGORITHM,
    extensions: [
      // It signs certificates and no further authorities.
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return { cert: `${made.toString('pem')}\n`, key };
}

/** Signs with the installation's own key (RFC 5280). */
export class Authority {
  readonly certificate: X509Certificate;

  constructor(private readonly material: AuthorityMaterial) {
    this.certificate = new X509Certificate(material.cert);
  }

  get pem(): string {
    return this.material.cert;
  }

  /** The certificate as PEM. Throws `unavailable` when the authority itself has ended. */
  async issue(request: IssueRequest): Promise<string> {
    const { X509CertificateGenerator, ...x509 } = loadX509();
    const { publicKey, now, days, purpose, hosts, role, commonName } = request;
    const ends = this.certificate.validToDate.getTime();
    if (now >= ends)
      throw new ThermaCoreError('unavailable', 'The authority of this installation has ended.', {
        advice:
          'Move the folder certificates of the state folder away and start again; others must trust the new authority.',
      });
    const { digitalSignature, keyAgreement } = x509.KeyUsageFlags;
    const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
    const uses = { server: [serverAuth], client: [clientAuth], both: [serverAuth, clientAuth] }[purpose];
    const authority = new x509.X509Certificate(this.material.cert);
    const made = await X509CertificateGenerator.create({
      serialNumber: serial(),
      subject: nameOf(x509.Name, commonName),
      issuer: authority.subjectName,
      notBefore: new Date(Math.max(now - BACKDATED_MS, this.certificate.validFromDate.getTime())),
      notAfter: new Date(Math.min(now + days * DAY_MS, ends)),
      publicKey,
      signingKey: await signingKey(this.material.key),
      signingAlgorithm: EC_ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(digitalSignature | keyAgreement, true),
        new x509.ExtendedKeyUsageExtension(uses),
        ...(hosts.length > 0 ? [new x509.SubjectAlternativeNameExtension(altNames(hosts))] : []),
        ...(role === undefined ? [] : [new x509.Extension(MODBUS_ROLE, false, derUtf8(role))]),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
      ],
    });
    return `${made.toString('pem')}\n`;
  }

  /** The revocation list as PEM, good for a week (RFC 5280 §5). */
  async crl(revoked: readonly Revoked[], now: number): Promise<string> {
    const { X509CrlGenerator, ...x509 } = loadX509();
    const authority = new x509.X509Certificate(this.material.cert);
    const { X509CrlReason: reasons } = x509;
    const reasonOf = {
      unspecified: undefined,
      'key-compromise': reasons.keyCompromise,
      superseded: reasons.superseded,
      retired: reasons.cessationOfOperation,
    } as const;
    const made = await X509CrlGenerator.create({
      issuer: authority.subjectName,
      thisUpdate: new Date(now - BACKDATED_MS),
      nextUpdate: new Date(now + CRL_DAYS * DAY_MS),
      entries: revoked.map(({ serial: serialNumber, at, reason }) => ({
        serialNumber,
        revocationDate: new Date(at),
        ...(reasonOf[reason] === undefined ? {} : { reason: reasonOf[reason] }),
      })),
      extensions: [
        await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
        // It must only grow, and the time does.
        new x509.Extension('2.5.29.20', false, derInteger(now)),
      ],
      signingKey: await signingKey(this.material.key),
      signingAlgorithm: EC_ALGORITHM,
    });
    // Under the label of RFC 7468 §6: OpenSSL takes no other.
    return `${x509.PemConverter.encode(made.rawData, 'X509 CRL')}\n`;
  }
}

export const altNames = (hosts: readonly string[]): { type: 'ip' | 'dns'; value: string }[] =>
  hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }));

/** Not as text, in which a comma of a name would begin another part. */
export const nameOf = (Name: Library['Name'], commonName: string): InstanceType<Library['Name']> =>
  new Name([{ CN: [{ utf8String: commonName }] }, { O: [{ utf8String: 'ThermaCore' }] }]);

function serial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  // Positive, and as long as it says.
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
