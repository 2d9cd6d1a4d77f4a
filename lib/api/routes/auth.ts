import { z } from 'zod';
import { Key } from '../../core/plant';
import { PERMISSIONS, ROLES, type Permission } from '../../tenancy';
import { route } from '../contract';

const tags = ['Login'] as const;

const TOKEN_EXAMPLE = 'eyJhbGciOiJFZERTQSIsImtpZCI6Ik…';
const REFRESH_EXAMPLE = 'pW3mN0b2TqyBzvJ0k3Qx7A.5kX0…';

export const TokenSet = z
  .object({
    access_token: z.string().describe('Send it as `Authorization: Bearer …`'),
    refresh_token: z.string().describe('Good for one `POST /auth/refresh`'),
    expires_in: z.int().describe('Seconds until the access token expires'),
    token_type: z.literal('Bearer'),
  })
  .meta({ id: 'TokenSet' });

export const AccessToken = TokenSet.omit({ refresh_token: true }).meta({ id: 'AccessToken' });

export const Me = z
  .object({
    id: z.string(),
    username: z.string(),
    role: z.enum(ROLES),
    homeTenant: Key.nullable().describe('Null for a user of the platform'),
    tenant: Key.nullable().describe('The tenant that requests with this token touch'),
    permissions: z.array(z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]])),
    units: z.array(z.string()).optional().describe('The units that the user is limited to'),
  })
  .meta({ id: 'Me' });

const tokens = {
  access_token: TOKEN_EXAMPLE,
  refresh_token: REFRESH_EXAMPLE,
  expires_in: 900,
  token_type: 'Bearer',
};

export const login = route({
  operationId: 'login',
  method: 'POST',
  path: '/auth/login',
  permission: 'public',
  allowance: 'login',
  body: z
    .object({
      username: z.string().trim().min(1).max(200).describe('Upper and lower case are the same'),
      password: z.string().min(1).max(256),
      code: z
        .string()
        .max(40)
        .optional()
        .describe('Of the authenticator app, or a recovery code; for users with a second factor'),
    })
    .strict()
    .meta({ id: 'LoginInput' }),
  response: TokenSet,
  summary: 'Log in with user name and password',
  description:
    'After five failed logins of a user from one address, each further one doubles the wait (429). After twenty over all addresses, new places wait up to five minutes. A user with a second factor who sends no `code` gets the problem `mfa-required`. One who has to set one up first gets tokens that are good for `/me/mfa` only; they are refreshed when it is on.',
  tags,
  timeoutMs: 30_000,
  errors: ['unauthenticated', 'mfa-required', 'rate-limited'],
  examples: { body: { username: 'operator@aqua', password: 'correct horse battery' }, response: tokens },
});

export const refresh = route({
  operationId: 'refresh',
  method: 'POST',
  path: '/auth/refresh',
  permission: 'public',
  allowance: 'login',
  body: z
    .object({ refresh_token: z.string().min(1).max(512) })
    .strict()
    .meta({ id: 'RefreshInput' }),
  response: TokenSet,
  summary: 'Exchange a refresh token for a new pair',
  description:
    'Each refresh token works once. One that comes back a second time ends the session, because either the owner or a thief holds a copy (RFC 9700 §4.14.2).',
  tags,
  errors: ['unauthenticated'],
  examples: { body: { refresh_token: REFRESH_EXAMPLE }, response: tokens },
});

export const logout = route({
  operationId: 'logout',
  method: 'POST',
  path: '/auth/logout',
  permission: 'session:read',
  summary: 'End the session: its access and refresh tokens stop working at once',
  tags,
});

export const me = route({
  operationId: 'me',
  method: 'GET',
  path: '/auth/me',
  permission: 'session:read',
  response: Me,
  summary: 'Who the token belongs to, and what it may do',
  tags,
  examples: {
    response: {
      id: '42',
      username: 'viewer@aqua',
      role: 'viewer',
      homeTenant: 'aqua',
      tenant: 'aqua',
      permissions: ['unit:read', 'sensor:read', 'reading:read', 'live:subscribe'],
    },
  },
});

export const switchTenant = route({
  operationId: 'switchTenant',
  method: 'POST',
  path: '/auth/tenant',
  permission: 'tenant:switch',
  body: z
    .object({ tenant: Key.nullable().describe('Null to act in no tenant') })
    .strict()
    .meta({ id: 'SwitchTenantInput' }),
  response: AccessToken,
  summary: 'Act in a tenant from now on (users of the platform; audited)',
  description: 'Access tokens of the session that were issued before stop working.',
  tags,
  // A token is not kept.
  idempotencyKey: false,
  errors: ['not-found'],
  examples: {
    body: { tenant: 'aqua' },
    response: { access_token: TOKEN_EXAMPLE, expires_in: 900, token_type: 'Bearer' },
  },
});

export const authRoutes = [login, refresh, logout, me, switchTenant] as const;
