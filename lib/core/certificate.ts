import { isIP } from 'node:net';
import { z } from 'zod';

/** By which settings, forms and paths name a certificate. */
export const CertificateName = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 of a-z, 0-9 and -, and begin and end with a letter or digit',
  )
  .describe('Name of the certificate, such as https or boiler-plc');

/** RFC 1123 §2.1, with a star for the first label (RFC 6125 §6.4.3). */
const HOST = /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const MAX_HOST = 253;
const MAX_HOSTS = 50;

/** An IPv6 address has many spellings (RFC 5952): in one, so that they can be compared. */
export function canonicalHost(text: string): string {
  const host = text.trim().toLowerCase();
  return isIP(host) === 6 && URL.canParse(`http://[${host}]`)
    ? new URL(`http://[${host}]`).hostname.slice(1, -1)
    : host;
}

export const CertificateHost = z
  .string()
  .max(MAX_HOST)
  .overwrite(canonicalHost)
  .refine((text) => isIP(text) !== 0 || HOST.test(text), 'must be a host name or an IP address');

const Hosts = z
  .array(CertificateHost)
  .max(MAX_HOSTS)
  .overwrite((hosts) => [...new Set(hosts)]);

export const CERTIFICATE_PURPOSES = ['server', 'client', 'both'] as const;
const Purpose = z
  .enum(CERTIFICATE_PURPOSES, { error: `must be one of ${CERTIFICATE_PURPOSES.join(', ')}` })
  .describe('What it may be used for: to be dialled, to dial, or both');
export type CertificatePurpose = z.output<typeof Purpose>;

export const MAX_CERTIFICATE_DAYS = 5 * 365;
const Days = z
  .int()
  .min(1)
  .max(MAX_CERTIFICATE_DAYS)
  .describe('For how many days it is valid, 1 to 1825; ours are renewed at two thirds of that');

/** X.520 allows 64 characters in a common name. */
const CommonName = z.string().trim().min(1).max(64).describe('Whom it names');

const Role = z
  .string()
  .regex(/^[\x20-\x7e]{1,64}$/, 'must be 1 to 64 printable characters of ASCII')
  .describe('Role for Modbus/TCP Security, which a device looks at to decide what is permitted');

const MAX_PEM_CHARS = 64 * 1024;
const Pem = z.string().min(1).max(MAX_PEM_CHARS, 'must be at most 64 KiB');

export const CERTIFICATE_SOURCES = ['internal', 'imported', 'signed', 'requested', 'folder'] as const;

export const CERTIFICATE_STATES = [
  'valid',
  'ends-soon',
  'expired',
  'revoked',
  'requested',
  'unreadable',
] as const;

export const Certificate = z
  .object({
    name: CertificateName,
    source: z
      .enum(CERTIFICATE_SOURCES)
      .describe(
        '`internal`: made here with its key; `imported`: brought here with its key; `signed`: our signature under the request of somebody who keeps the key; `requested`: waits for the signature of another authority; `folder`: kept elsewhere, as that of OPC UA',
      ),
    state: z
      .enum(CERTIFICATE_STATES)
      .describe('`ends-soon`: within 30 days; `unreadable`: what is kept is no certificate'),
    purpose: Purpose,
    subject: z.string().describe('Whom it names'),
    issuer: z.string().describe('Who signed it; empty while it is requested'),
    hosts: z.array(z.string()).describe('Host names and IP addresses that it is for'),
    role: z.string().optional(),
    serial: z.string().optional().describe('Serial number, in hex'),
    sha256: z.string().optional().describe('SHA-256 of the certificate, in hex'),
    key: z.string().describe('Algorithm and size of the key, such as EC prime256v1 or RSA 2048'),
    validFrom: z.iso.datetime().optional(),
    validTo: z.iso.datetime().optional(),
    renewsAt: z.iso.datetime().optional().describe('When it is renewed by itself; absent where it is not'),
    usedBy: z.array(z.string()).describe('What serves or dials with it in this process'),
  })
  .meta({ id: 'Certificate', description: 'A certificate that the installation keeps' });
export type Certificate = z.output<typeof Certificate>;

export const CertificateAuthority = z
  .object({
    subject: z.string(),
    sha256: z.string().describe('SHA-256 of the certificate, in hex'),
    validFrom: z.iso.datetime(),
    validTo: z.iso.datetime(),
    pem: z.string().describe('What others are to trust, as PEM'),
  })
  .meta({ id: 'CertificateAuthority', description: 'The authority of the installation' });
export type CertificateAuthority = z.output<typeof CertificateAuthority>;

export const CertificateList = z
  .object({ items: z.array(Certificate) })
  .meta({ id: 'CertificateList', description: 'By name' });

export const CertificateInput = z
  .object({
    name: CertificateName,
    purpose: Purpose.default('server'),
    commonName: CommonName.optional().describe('Whom it names; default: the first host, or the name'),
    hosts: Hosts.default([]).describe('Host names and IP addresses that it is for; a server needs one'),
    days: Days.default(90),
    role: Role.optional(),
  })
  .strict()
  .refine(({ purpose, hosts }) => purpose === 'client' || hosts.length > 0, {
    path: ['hosts'],
    message: 'must name a host: clients compare what they dialled with it',
  })
  .meta({ id: 'CertificateInput' });
export type CertificateInput = z.output<typeof CertificateInput>;

export const SigningInput = z
  .object({
    name: CertificateName,
    request: Pem.describe('A certificate signing request (PKCS #10) as PEM'),
    purpose: Purpose.default('client'),
    days: Days.default(365),
    role: Role.optional(),
  })
  .strict()
  .meta({ id: 'CertificateSigningInput' });
export type SigningInput = z.output<typeof SigningInput>;

export const ImportInput = z
  .object({
    name: CertificateName,
    certificate: Pem.describe('The certificate as PEM, then those of who signed it'),
    key: Pem.optional().describe(
      'Its key as PEM; left out: the key of the request that was made under this name',
    ),
    passphrase: z.string().max(1024).optional().describe('Of the key, where it is encrypted'),
  })
  .strict()
  .meta({ id: 'CertificateImportInput' });
export type ImportInput = z.output<typeof ImportInput>;

export const REVOCATION_REASONS = ['unspecified', 'key-compromise', 'superseded', 'retired'] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

export const RevocationInput = z
  .object({ reason: z.enum(REVOCATION_REASONS).default('unspecified') })
  .strict()
  .meta({ id: 'CertificateRevocationInput' });

export const CertificateRequest = z
  .object({ certificate: Certificate, request: z.string().describe('What to have signed, as PEM') })
  .meta({ id: 'CertificateRequest' });
export type CertificateRequest = z.output<typeof CertificateRequest>;

export const CertificateChain = z
  .object({ pem: z.string().describe('The certificate, then those of who signed it, as PEM') })
  .meta({ id: 'CertificateChain' });

export const CertificateCrl = z
  .object({ crl: z.string().describe('What the authority of the installation has revoked, as PEM') })
  .meta({ id: 'CertificateCrl' });
