import { X509Certificate } from 'node:crypto';
import type { Certificate, CertificateAuthority } from '../../core/certificate';
import {
  hostsOf,
  issuerOf,
  keyName,
  renewsAt,
  sha256Of,
  subjectOf,
  warningOf,
} from '../../security/certificates';
import type { KeptCertificate } from './register';

const iso = (date: Date | number): string => new Date(date).toISOString();

/** What people see of it: no key, and nothing that is sealed. */
export function shown(kept: KeptCertificate, usedBy: string[], now: number): Certificate {
  const { name, source, purpose, role, chain, revokedAt } = kept;
  const common = { name, source, purpose, ...(role ? { role } : {}), usedBy };
  if (!chain)
    return {
      ...common,
      state: 'requested',
      subject: `CN=${kept.commonName}`,
      issuer: '',
      hosts: kept.hosts,
      key: 'EC prime256v1',
    };
  const certificate = readable(chain);
  if (!certificate) return { ...common, ...UNREADABLE, subject: `CN=${kept.commonName}`, hosts: kept.hosts };
  const renews = source === 'internal' && revokedAt === undefined;
  return {
    ...common,
    ...facts(certificate, now),
    ...(revokedAt === undefined ? {} : { state: 'revoked' as const }),
    ...(renews ? { renewsAt: iso(renewsAt(certificate)) } : {}),
  };
}

/** One that is kept elsewhere. */
export function folderShown(name: string, pem: string, now: number): Certificate {
  const certificate = readable(pem);
  const what = certificate ? facts(certificate, now) : UNREADABLE;
  return { name, source: 'folder', purpose: 'both', ...what, usedBy: ['OPC UA'] };
}

/** A file that somebody wrote into must not hide all others. */
const UNREADABLE = {
  state: 'unreadable',
  subject: '',
  issuer: '',
  hosts: [],
  key: '',
} satisfies Partial<Certificate>;

function readable(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

export function authorityShown(pem: string): CertificateAuthority {
  const certificate = new X509Certificate(pem);
  return {
    subject: subjectOf(certificate),
    sha256: sha256Of(certificate),
    validFrom: iso(certificate.validFromDate),
    validTo: iso(certificate.validToDate),
    pem,
  };
}

function facts(certificate: X509Certificate, now: number) {
  const ends = certificate.validToDate.getTime();
  const warning = warningOf(ends, now);
  return {
    state:
      warning === undefined
        ? ('valid' as const)
        : warning === 0
          ? ('expired' as const)
          : ('ends-soon' as const),
    subject: subjectOf(certificate),
    issuer: issuerOf(certificate),
    hosts: hostsOf(certificate),
    serial: certificate.serialNumber.toLowerCase(),
    sha256: sha256Of(certificate),
    key: keyName(certificate.publicKey),
    validFrom: iso(certificate.validFromDate),
    validTo: iso(ends),
  };
}
