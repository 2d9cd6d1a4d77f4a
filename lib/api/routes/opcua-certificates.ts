import { z } from 'zod';
import {
  CertificateEntry,
  CertificateInput,
  CertificateList,
  CertificateShown,
  CertificateStore,
  CrlInput,
  Thumbprint,
} from '../../core/opcua-certificate';
import { route } from '../contract';

const tags = ['OPC UA certificates'] as const;

const CertificateParams = z.object({ thumbprint: Thumbprint }).strict();
const StoreQuery = z.object({ store: CertificateStore.default('applications') }).strict();

const own = {
  subject: 'O=ThermaCore, CN=ThermaCore@plant-server',
  thumbprint: '3f2504e04f8911d39a0c0305e82c3301aabbccdd',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  validFrom: '2026-11-22T09:00:00.000Z',
  validTo: '2031-11-22T09:00:00.000Z',
  applicationUri: 'urn:thermacore:6f1c9a52-5d3e-4a7b-9f0e-2f8f5b1c7a10',
  hostnames: ['plant-server', '192.0.2.7'],
};
const plc = {
  ...own,
  subject: 'O=Example Automation, CN=PLC of boiler 1',
  applicationUri: 'urn:plc-boiler-1:OPCUA:Server',
  hostnames: ['plc-boiler-1'],
  store: 'applications',
  issuer: 'O=Example Automation, CN=PLC of boiler 1',
  authority: false,
  since: '2026-11-23T09:00:00.000Z',
} as const;
const trusted = { ...plc, state: 'trusted' } as const;
const rejected = { ...plc, state: 'rejected', why: 'self-signed' } as const;

export const getOpcuaCertificate = route({
  operationId: 'getOpcuaCertificate',
  method: 'GET',
  path: '/opcua/certificate',
  permission: 'certificate:read',
  response: CertificateShown,
  summary: 'The certificate by which others know this installation',
  tags,
  examples: { response: own },
});

export const renewOpcuaCertificate = route({
  operationId: 'renewOpcuaCertificate',
  method: 'POST',
  path: '/opcua/certificate/renew',
  permission: 'certificate:update',
  response: CertificateShown,
  summary: 'Make a new key and certificate for this installation',
  description:
    'Connections made later use it, and systems that trusted the old one refuse them until they trust the new one. By itself it is renewed 30 days before it ends.',
  tags,
  examples: { response: own },
});

export const listOpcuaCertificates = route({
  operationId: 'listOpcuaCertificates',
  method: 'GET',
  path: '/opcua/certificates',
  permission: 'certificate:read',
  query: StoreQuery,
  response: CertificateList,
  summary: 'Certificates of others: trusted, rejected, issuers',
  description: 'Of those that were rejected by themselves the latest 200 are kept.',
  tags,
  examples: { response: { items: [rejected] } },
});

export const addOpcuaCertificate = route({
  operationId: 'addOpcuaCertificate',
  method: 'POST',
  path: '/opcua/certificates',
  permission: 'certificate:update',
  body: CertificateInput,
  response: CertificateEntry,
  status: 201,
  summary: 'Add a certificate as trusted, or as an issuer',
  description:
    'Trusted, an authority lets in everything that it signed; as an issuer it only serves to check chains. For either, add its revocation list too.',
  tags,
  examples: {
    body: {
      store: 'applications',
      pem: '-----BEGIN CERTIFICATE-----\nMIID…\n-----END CERTIFICATE-----\n',
      as: 'trusted',
    },
    response: trusted,
  },
});

export const trustOpcuaCertificate = route({
  operationId: 'trustOpcuaCertificate',
  method: 'POST',
  path: '/opcua/certificates/{thumbprint}/trust',
  permission: 'certificate:update',
  params: CertificateParams,
  query: StoreQuery,
  response: CertificateEntry,
  summary: 'Trust a certificate that was rejected',
  description: 'Compare its SHA-256 with what the other side shows first.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: { response: trusted },
});

export const rejectOpcuaCertificate = route({
  operationId: 'rejectOpcuaCertificate',
  method: 'POST',
  path: '/opcua/certificates/{thumbprint}/reject',
  permission: 'certificate:update',
  params: CertificateParams,
  query: StoreQuery,
  response: CertificateEntry,
  summary: 'Reject a certificate, also one that a trusted authority signed',
  tags,
  errors: ['not-found'],
  examples: { response: { ...rejected, why: 'denied' } },
});

export const removeOpcuaCertificate = route({
  operationId: 'removeOpcuaCertificate',
  method: 'DELETE',
  path: '/opcua/certificates/{thumbprint}',
  permission: 'certificate:update',
  params: CertificateParams,
  query: StoreQuery,
  summary: 'Forget a certificate; when it comes again it is unknown',
  tags,
  errors: ['not-found'],
});

export const addOpcuaCrl = route({
  operationId: 'addOpcuaCrl',
  method: 'POST',
  path: '/opcua/crls',
  permission: 'certificate:update',
  body: CrlInput,
  summary: 'Take over the revocation list of an authority in place of its last one',
  description:
    'It must be signed by an authority that is known here. Without one, certificates of that authority are refused.',
  tags,
  errors: ['conflict'],
  examples: {
    body: { store: 'applications', crl: '-----BEGIN X509 CRL-----\nMIIB…\n-----END X509 CRL-----\n' },
  },
});

export const opcuaCertificateRoutes = [
  getOpcuaCertificate,
  renewOpcuaCertificate,
  listOpcuaCertificates,
  addOpcuaCertificate,
  trustOpcuaCertificate,
  rejectOpcuaCertificate,
  removeOpcuaCertificate,
  addOpcuaCrl,
] as const;
