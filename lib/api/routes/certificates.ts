import { z } from 'zod';
import {
  Certificate,
  CertificateAuthority,
  CertificateChain,
  CertificateCrl,
  CertificateInput,
  CertificateList,
  CertificateName,
  CertificateRequest,
  ImportInput,
  RevocationInput,
  SigningInput,
} from '../../core/certificate';
import { route } from '../contract';

const tags = ['Certificates'] as const;

const CertificateParams = z.object({ certificate: CertificateName }).strict();

const authority = {
  subject: 'CN=ThermaCore CA plant-server, O=ThermaCore',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  validFrom: '2026-11-22T09:00:00.000Z',
  validTo: '2036-11-20T09:00:00.000Z',
  pem: '-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n',
};
const https = {
  name: 'https',
  source: 'internal',
  state: 'valid',
  purpose: 'server',
  subject: 'CN=scada.example.com, O=ThermaCore',
  issuer: authority.subject,
  hosts: ['scada.example.com', '192.0.2.7'],
  serial: '5d3e4a7b9f0e2f8f5b1c7a10c5d2e1f0',
  sha256: authority.sha256,
  key: 'EC prime256v1',
  validFrom: '2026-11-22T09:00:00.000Z',
  validTo: '2027-02-21T09:00:00.000Z',
  renewsAt: '2027-01-22T01:00:00.000Z',
  usedBy: ['HTTPS'],
} as const;
const request = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB…\n-----END CERTIFICATE REQUEST-----\n';
const plan = {
  name: 'https',
  purpose: 'server',
  hosts: ['scada.example.com', '192.0.2.7'],
  days: 90,
} as const;

export const getCertificateAuthority = route({
  operationId: 'getCertificateAuthority',
  method: 'GET',
  path: '/certificate-authority',
  permission: 'certificate:read',
  response: CertificateAuthority,
  summary: 'The authority of this installation, for others to trust',
  description: 'Made when it is first asked for, for ten years.',
  tags,
  examples: { response: authority },
});

export const getCertificateCrl = route({
  operationId: 'getCertificateCrl',
  method: 'GET',
  path: '/certificate-authority/crl',
  permission: 'certificate:read',
  response: CertificateCrl,
  summary: 'What the authority of this installation has revoked',
  description: 'Good for seven days; made anew each day, and at once when something is revoked.',
  tags,
  examples: { response: { crl: '-----BEGIN X509 CRL-----\nMIIB…\n-----END X509 CRL-----\n' } },
});

export const listCertificates = route({
  operationId: 'listCertificates',
  method: 'GET',
  path: '/certificates',
  permission: 'certificate:read',
  response: CertificateList,
  summary: 'Certificates that this installation keeps, and what uses them',
  description: 'At most 1,000. The certificate of OPC UA is among them; it is looked after in its own place.',
  tags,
  examples: { response: { items: [https] } },
});

export const createCertificate = route({
  operationId: 'createCertificate',
  method: 'POST',
  path: '/certificates',
  permission: 'certificate:update',
  body: CertificateInput,
  response: Certificate,
  status: 201,
  summary: 'Make a key and a certificate of the internal authority',
  description: 'The key stays here, sealed. It is renewed at two thirds of its life.',
  tags,
  errors: ['conflict'],
  examples: { body: plan, response: https },
});

export const getCertificate = route({
  operationId: 'getCertificate',
  method: 'GET',
  path: '/certificates/{certificate}',
  permission: 'certificate:read',
  params: CertificateParams,
  response: Certificate,
  summary: 'One certificate',
  tags,
  errors: ['not-found'],
  examples: { response: https },
});

export const removeCertificate = route({
  operationId: 'removeCertificate',
  method: 'DELETE',
  path: '/certificates/{certificate}',
  permission: 'certificate:update',
  params: CertificateParams,
  summary: 'Forget a certificate and its key',
  description: 'Not while something uses it. What it certifies does not end by that: revoke it first.',
  tags,
  errors: ['not-found', 'conflict'],
});

export const getCertificateChain = route({
  operationId: 'getCertificateChain',
  method: 'GET',
  path: '/certificates/{certificate}/chain',
  permission: 'certificate:read',
  params: CertificateParams,
  response: CertificateChain,
  summary: 'A certificate with those of who signed it, without its key',
  tags,
  errors: ['not-found'],
  examples: { response: { pem: authority.pem } },
});

export const renewCertificate = route({
  operationId: 'renewCertificate',
  method: 'POST',
  path: '/certificates/{certificate}/renew',
  permission: 'certificate:update',
  params: CertificateParams,
  response: Certificate,
  summary: 'Make a certificate of the internal authority anew, with a new key',
  description: 'New connections use it; those that stand go on.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: { response: https },
});

export const revokeCertificate = route({
  operationId: 'revokeCertificate',
  method: 'POST',
  path: '/certificates/{certificate}/revoke',
  permission: 'certificate:update',
  params: CertificateParams,
  body: RevocationInput,
  response: Certificate,
  summary: 'Take back a certificate that the internal authority signed',
  tags,
  errors: ['not-found', 'conflict'],
  examples: { body: { reason: 'key-compromise' }, response: { ...https, state: 'revoked' } },
});

export const signCertificate = route({
  operationId: 'signCertificate',
  method: 'POST',
  path: '/certificate-signings',
  permission: 'certificate:update',
  body: SigningInput,
  response: Certificate,
  status: 201,
  summary: 'Sign the request of a device that keeps its key',
  description: 'Names, addresses and the key are taken from the request; use and days are said here.',
  tags,
  errors: ['conflict'],
  examples: {
    body: { name: 'boiler-plc', request, purpose: 'both', days: 365 },
    response: { ...https, name: 'boiler-plc', source: 'signed', usedBy: [] },
  },
});

export const requestCertificate = route({
  operationId: 'requestCertificate',
  method: 'POST',
  path: '/certificate-requests',
  permission: 'certificate:update',
  body: CertificateInput,
  response: CertificateRequest,
  status: 201,
  summary: 'Make a key, and a request for another authority to sign',
  description: 'Import its answer under the same name. Until then what is in use under that name stays.',
  tags,
  examples: { body: plan, response: { certificate: https, request } },
});

export const importCertificate = route({
  operationId: 'importCertificate',
  method: 'POST',
  path: '/certificate-imports',
  permission: 'certificate:update',
  body: ImportInput,
  response: Certificate,
  summary: 'Take over a certificate of another authority',
  description:
    'Also in the place of one of this name, which who uses it takes over at once. Refused where the key does not fit, the chain does not hold, something has ended or a key is weak.',
  tags,
  examples: {
    body: { name: 'https', certificate: authority.pem },
    response: { ...https, source: 'imported', issuer: 'CN=Example CA' },
  },
});

export const certificateRoutes = [
  getCertificateAuthority,
  getCertificateCrl,
  listCertificates,
  createCertificate,
  getCertificate,
  removeCertificate,
  getCertificateChain,
  renewCertificate,
  revokeCertificate,
  signCertificate,
  requestCertificate,
  importCertificate,
] as const;
