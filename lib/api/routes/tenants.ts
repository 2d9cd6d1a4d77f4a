import { z } from 'zod';
import { Key, pageOf } from '../../core/plant';
import {
  ErasureCertificate,
  ErasureConfirmation,
  ErasureInput,
  ErasureJob,
  ErasureRequest,
  PersonErasureInput,
  SuspensionInput,
  TenantInput,
  TenantMade,
  TenantPage,
  TenantPatch,
  TenantLimits,
  TenantQuotas,
  TenantShown,
} from '../../core/tenant';
import { route } from '../contract';
import { Cursor, limit } from '../fields';

const tags = ['Tenants'] as const;

const TenantParams = z.object({ tenant: Key }).strict();
const PageParts = z.object({ cursor: Cursor, limit: limit(50, 200) }).strict();

const input = {
  key: 'aqua',
  name: 'Aqua District Heating',
  timezone: 'Europe/Berlin',
  quotas: { units: 20, sensors: 400, storageMiB: 50_000 },
};
const example = {
  ...input,
  createdAt: '2026-11-23T09:00:00.000Z',
  state: 'active' as const,
  limits: { ...input.quotas, users: 50 },
  usage: { units: 3, sensors: 24, devices: 2, users: 4, storageMiB: 812.4 },
};
const suspended = {
  ...example,
  state: 'suspended' as const,
  suspendedAt: '2026-11-27T09:00:00.000Z',
  suspendedBy: 'admin',
  suspendedReason: 'contract ended',
};
const certificate = {
  kind: 'tenant' as const,
  subject: 'aqua',
  tenant: 'aqua',
  by: 'admin',
  at: '2026-11-28T09:00:10.000Z',
  before: { 'thermacore.readings': 690_000, 'thermacore.units': 3 },
  after: { 'thermacore.readings': 0, 'thermacore.units': 0 },
  files: 2,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

export const listTenants = route({
  operationId: 'listTenants',
  method: 'GET',
  path: '/tenants',
  permission: 'tenant:list',
  query: PageParts,
  response: TenantPage,
  summary: 'All tenants with what they have and may have (users of the platform)',
  tags,
  examples: { response: { items: [example] } },
});

export const getTenant = route({
  operationId: 'getTenant',
  method: 'GET',
  path: '/tenants/{tenant}',
  permission: 'tenant:list',
  params: TenantParams,
  response: TenantShown,
  summary: 'One tenant',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const getOwnTenant = route({
  operationId: 'getOwnTenant',
  method: 'GET',
  path: '/tenant',
  permission: 'tenant:read-own',
  response: TenantShown,
  summary: 'The tenant in which one acts: its quotas and what it uses of them',
  tags,
  examples: { response: example },
});

export const createTenant = route({
  operationId: 'createTenant',
  method: 'POST',
  path: '/tenants',
  permission: 'tenant:create',
  body: TenantInput,
  response: TenantMade,
  status: 201,
  summary: 'Add a tenant, with its first administrator if one is named',
  description:
    'The password of the administrator is in this answer and nowhere else; it is for the first login.',
  tags,
  errors: ['conflict'],
  examples: {
    body: { ...input, admin: 'admin@aqua' },
    response: { ...example, admin: { username: 'admin@aqua', temporaryPassword: 'qVJ0m3x2Rk2a7Qz1' } },
  },
});

export const updateTenant = route({
  operationId: 'updateTenant',
  method: 'PATCH',
  path: '/tenants/{tenant}',
  permission: 'tenant:update',
  params: TenantParams,
  body: TenantPatch,
  response: TenantShown,
  summary: 'Change a tenant; fields that are left out stay, `quotas` are replaced as a whole',
  description: 'A quota below what the tenant has takes nothing away; it only lets nothing more in.',
  tags,
  errors: ['not-found'],
  examples: { body: { quotas: { units: 30 } }, response: example },
});

export const suspendTenant = route({
  operationId: 'suspendTenant',
  method: 'POST',
  path: '/tenants/{tenant}/suspend',
  permission: 'tenant:suspend',
  params: TenantParams,
  body: SuspensionInput,
  response: TenantShown,
  summary: 'Suspend a tenant: nobody of it gets in, its devices stop, its data stays',
  description:
    'Logins are refused, sessions, tokens and sockets end, devices of the registry are not read, and readings that come nevertheless are refused and not confirmed to the field. Users of the platform may still act in it.',
  tags,
  errors: ['not-found'],
  examples: { body: { reason: 'contract ended' }, response: suspended },
});

export const resumeTenant = route({
  operationId: 'resumeTenant',
  method: 'POST',
  path: '/tenants/{tenant}/resume',
  permission: 'tenant:suspend',
  params: TenantParams,
  response: TenantShown,
  summary: 'Let a suspended tenant in again',
  tags,
  errors: ['not-found', 'conflict'],
  examples: { response: example },
});

export const getQuotaDefaults = route({
  operationId: 'getQuotaDefaults',
  method: 'GET',
  path: '/tenant-quotas',
  permission: 'tenant:list',
  response: TenantLimits,
  summary: 'The quotas of tenants that have none of their own',
  tags,
  examples: { response: { units: 50, sensors: 1000 } },
});

export const setQuotaDefaults = route({
  operationId: 'setQuotaDefaults',
  method: 'PUT',
  path: '/tenant-quotas',
  permission: 'tenant:update',
  body: TenantQuotas,
  response: TenantLimits,
  summary: 'Set the quotas of tenants that have none of their own',
  tags,
  examples: { body: { units: 50, sensors: 1000 }, response: { units: 50, sensors: 1000 } },
});

export const requestTenantErasure = route({
  operationId: 'requestTenantErasure',
  method: 'POST',
  path: '/tenants/{tenant}/erasure',
  permission: 'tenant:erase',
  params: TenantParams,
  body: ErasureInput,
  response: ErasureRequest,
  status: 201,
  summary: 'Request the erasure of a tenant, which suspends it',
  description:
    'The answer has a token, shown once, by which the erasure is confirmed when the time of grace is over, within a week. Until then it can be withdrawn.',
  tags,
  errors: ['not-found'],
  examples: {
    body: { graceMinutes: 1440 },
    response: {
      tenant: 'aqua',
      token: 'pW3mN0b2TqyBzvJ0k3Qx7A5kX0',
      from: '2026-11-28T09:00:00.000Z',
      until: '2026-12-05T09:00:00.000Z',
    },
  },
});

export const withdrawTenantErasure = route({
  operationId: 'withdrawTenantErasure',
  method: 'DELETE',
  path: '/tenants/{tenant}/erasure',
  permission: 'tenant:erase',
  params: TenantParams,
  response: TenantShown,
  summary: 'Withdraw the erasure of a tenant, which stays suspended',
  tags,
  errors: ['not-found'],
  examples: { response: suspended },
});

export const confirmTenantErasure = route({
  operationId: 'confirmTenantErasure',
  method: 'POST',
  path: '/tenants/{tenant}/erasure/confirm',
  permission: 'tenant:erase',
  params: TenantParams,
  body: ErasureConfirmation,
  response: ErasureJob,
  status: 202,
  location: '/tenants/{tenant}/erasure',
  summary: 'Erase a tenant: all rows, rollups, files and accounts, for good',
  description:
    'Runs in the background and ends with a certificate in the audit log of the platform: what was counted before and after.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    body: { token: 'pW3mN0b2TqyBzvJ0k3Qx7A5kX0' },
    response: { tenant: 'aqua', state: 'running', done: 0, steps: 8 },
  },
});

export const getTenantErasure = route({
  operationId: 'getTenantErasure',
  method: 'GET',
  path: '/tenants/{tenant}/erasure',
  permission: 'tenant:erase',
  params: TenantParams,
  response: ErasureJob,
  summary: 'How far the erasure of a tenant is; its certificate when it is done',
  tags,
  errors: ['not-found'],
  examples: { response: { tenant: 'aqua', state: 'done', done: 8, steps: 8, certificate } },
});

export const listErasureCertificates = route({
  operationId: 'listErasureCertificates',
  method: 'GET',
  path: '/erasure-certificates',
  permission: 'tenant:erase',
  query: PageParts,
  response: pageOf(ErasureCertificate, 'ErasureCertificatePage'),
  summary: 'Certificates of what was erased, newest first',
  tags,
  examples: { response: { items: [certificate] } },
});

export const erasePerson = route({
  operationId: 'erasePerson',
  method: 'POST',
  path: '/person-erasures',
  permission: 'person:erase',
  body: PersonErasureInput,
  response: ErasureCertificate,
  status: 201,
  summary: 'Erase a user of the tenant: the account, and the name wherever it stands',
  description:
    'In the audit log, the journal, comments, commands and deliveries a pseudonym takes the place of the name, so that what was done stays provable. It cannot be undone.',
  tags,
  timeoutMs: 120_000,
  errors: ['not-found', 'invalid'],
  examples: {
    body: { username: 'anna@aqua', confirm: true },
    response: {
      ...certificate,
      kind: 'person' as const,
      subject: 'erased-4f2a9c',
      before: { 'thermacore.audit': 12 },
      after: { 'thermacore.audit': 0 },
      files: undefined,
    },
  },
});

export const tenantRoutes = [
  listTenants,
  getTenant,
  getOwnTenant,
  createTenant,
  updateTenant,
  suspendTenant,
  resumeTenant,
  getQuotaDefaults,
  setQuotaDefaults,
  requestTenantErasure,
  withdrawTenantErasure,
  confirmTenantErasure,
  getTenantErasure,
  listErasureCertificates,
  erasePerson,
] as const;
