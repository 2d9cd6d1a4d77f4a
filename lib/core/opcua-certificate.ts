import { z } from 'zod';

export const CERTIFICATE_STORES = ['applications', 'users'] as const;

export const CertificateStore = z
  .enum(CERTIFICATE_STORES, { error: `must be one of ${CERTIFICATE_STORES.join(', ')}` })
  .describe('Certificates of OPC UA applications, or of users who log in with one');
export type CertificateStore = z.output<typeof CertificateStore>;

const Sha1 = z.string().describe('SHA-1 of the certificate in hex, as OPC UA tools show it');

/** As people copy it: with colons or spaces, in any case. */
export const Thumbprint = z
  .string()
  .max(100)
  .overwrite((text) => text.replace(/[:\s]/g, '').toLowerCase())
  .regex(/^[0-9a-f]{40}$/, 'must be the SHA-1 of a certificate: 40 hex digits')
  .describe('SHA-1 of the certificate, in hex');

export const CertificateShown = z
  .object({
    subject: z.string().describe('Whom it names'),
    thumbprint: Sha1,
    sha256: z.string().describe('SHA-256 of the certificate in hex: compare this one, by another way'),
    validFrom: z.iso.datetime(),
    validTo: z.iso.datetime(),
    applicationUri: z.string().optional().describe('Absent where the certificate has none'),
    hostnames: z.array(z.string()).describe('Host names and IP addresses that it is for'),
  })
  .meta({ id: 'OpcuaCertificate', description: 'The certificate by which others know this installation' });
export type CertificateShown = z.output<typeof CertificateShown>;

export const CERTIFICATE_STATES = ['trusted', 'rejected', 'issuer'] as const;

/** What stands in the way of a connection. */
export const CERTIFICATE_FAULTS = [
  'not-trusted',
  'self-signed',
  'denied',
  'expired',
  'not-yet-valid',
  'unknown-issuer',
  'revoked',
  'revocation-unknown',
  'invalid',
] as const;
export type CertificateFault = (typeof CERTIFICATE_FAULTS)[number];

export const CertificateEntry = CertificateShown.extend({
  store: CertificateStore,
  state: z
    .enum(CERTIFICATE_STATES)
    .describe('`issuer`: known to build chains with, and by itself trusts nothing'),
  issuer: z.string().describe('Who signed it'),
  authority: z.boolean().describe('It may sign others: where it is trusted, what it signed is trusted too'),
  since: z.iso.datetime().describe('When it came into this state'),
  why: z
    .enum(CERTIFICATE_FAULTS)
    .optional()
    .describe(
      'Why a connection with it is refused; absent where it is not. `self-signed`, `not-trusted`: nobody has trusted it yet; `denied`: an administrator has rejected it; `unknown-issuer`: add who signed it; `revocation-unknown`: add the revocation list of who signed it',
    ),
}).meta({ id: 'OpcuaCertificateEntry', description: 'A certificate of others' });
export type CertificateEntry = z.output<typeof CertificateEntry>;

export const CertificateList = z
  .object({ items: z.array(CertificateEntry) })
  .meta({ id: 'OpcuaCertificateList' });

/** OPC UA limits a chain to much less; what is larger only costs memory. */
export const MAX_CERTIFICATE_BYTES = 64 * 1024;
const MAX_CRL_CHARS = 512 * 1024;

export const CertificateInput = z
  .object({
    store: CertificateStore.default('applications'),
    pem: z.string().min(1).describe('One certificate as PEM, at most 64 KiB'),
    as: z
      .enum(['trusted', 'issuer'])
      .default('trusted')
      .describe('`issuer`: an authority to build chains with, which by itself trusts nothing'),
  })
  .strict()
  .meta({ id: 'OpcuaCertificateInput' });

export const CrlInput = z
  .object({
    store: CertificateStore.default('applications'),
    crl: z
      .string()
      .min(1)
      .max(MAX_CRL_CHARS, 'must be at most 512 KiB')
      .describe('A revocation list as PEM, or DER in base64'),
  })
  .strict()
  .meta({ id: 'OpcuaCrlInput' });
