import { z } from 'zod';
import { Key } from '../../core/plant';
import { route } from '../contract';

const mfaTags = ['Second factor'] as const;
const Instant = z.iso.datetime();
const Username = z.object({ username: z.string().min(1).max(200) }).strict();
const Code = z.string().trim().min(6).max(40);

export const MfaStatus = z
  .object({
    enabled: z.boolean(),
    required: z.boolean().describe('An administrator’s rule: without it the user may do nothing else'),
    recoveryCodes: z.int().min(0).describe('How many are left'),
  })
  .meta({ id: 'MfaStatus' });

export const MfaEnrolment = z
  .object({
    secret: z.string().describe('Base 32, for typing into an authenticator app'),
    uri: z.string().describe('`otpauth://totp/…`'),
    qr: z.string().describe('The URI as a QR code: an SVG document'),
  })
  .meta({ id: 'MfaEnrolment' });

export const RecoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).describe('Each is good for one login. Shown this once.') })
  .meta({ id: 'RecoveryCodes' });

const MfaProof = z
  .object({
    password: z.string().min(1).max(256),
    code: Code.describe('Of the authenticator app, or a recovery code'),
  })
  .strict()
  .meta({ id: 'MfaProof' });

const PROOF = { password: 'correct horse battery', code: '492039' };
const CODES = { recoveryCodes: ['7c2v-9m4k-d0xr-3ptb', 'h1ke-52wq-zn8s-6gfa'] };

export const getMfa = route({
  operationId: 'getMfa',
  method: 'GET',
  path: '/me/mfa',
  permission: 'session:read',
  response: MfaStatus,
  summary: 'Whether you log in with a second factor',
  tags: mfaTags,
  examples: { response: { enabled: true, required: false, recoveryCodes: 10 } },
});

export const enrolMfa = route({
  operationId: 'enrolMfa',
  method: 'POST',
  path: '/me/mfa',
  permission: 'session:read',
  response: MfaEnrolment,
  status: 200,
  summary: 'Begin to set up a second factor: a secret for an authenticator app',
  description: 'It counts from `POST /me/mfa/confirm` on. Until then another call gives another secret.',
  tags: mfaTags,
  errors: ['conflict'],
  examples: {
    response: {
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/ThermaCore:operator%40aqua?issuer=ThermaCore&secret=JBSWY3DPEHPK3PXP',
      qr: '<svg …>',
    },
  },
});

export const confirmMfa = route({
  operationId: 'confirmMfa',
  method: 'POST',
  path: '/me/mfa/confirm',
  permission: 'session:read',
  body: z.object({ code: Code }).strict().meta({ id: 'MfaCode' }),
  response: RecoveryCodes,
  status: 200,
  summary: 'Switch the second factor on with a first code; gives the recovery codes',
  description: 'A session that was good for this only gets its rights by `POST /auth/refresh`.',
  tags: mfaTags,
  errors: ['unauthenticated', 'conflict'],
  examples: { body: { code: '492039' }, response: CODES },
});

export const renewRecoveryCodes = route({
  operationId: 'renewRecoveryCodes',
  // Nothing of a password is kept, were it a hash.
  idempotencyKey: false,
  method: 'POST',
  path: '/me/mfa/recovery-codes',
  permission: 'session:read',
  body: MfaProof,
  response: RecoveryCodes,
  status: 200,
  timeoutMs: 30_000,
  summary: 'New recovery codes in the place of all that are left',
  tags: mfaTags,
  errors: ['unauthenticated', 'conflict', 'rate-limited'],
  examples: { body: PROOF, response: CODES },
});

export const disableMfa = route({
  operationId: 'disableMfa',
  // Nothing of a password is kept, were it a hash.
  idempotencyKey: false,
  method: 'POST',
  path: '/me/mfa/disable',
  permission: 'session:read',
  body: MfaProof,
  timeoutMs: 30_000,
  summary: 'Switch the second factor off',
  tags: mfaTags,
  errors: ['unauthenticated', 'conflict', 'rate-limited'],
  examples: { body: PROOF },
});

export const resetMfa = route({
  operationId: 'resetMfa',
  method: 'DELETE',
  path: '/users/{username}/mfa',
  permission: 'user:secure',
  params: Username,
  summary: 'Take away the second factor of a user who has lost it',
  tags: mfaTags,
  errors: ['not-found', 'conflict'],
});

export const LockedUser = z
  .object({
    username: z.string(),
    tenant: Key.nullable(),
    failures: z.int().describe('Wrong passwords and codes in a row, over all addresses'),
    since: Instant,
    until: Instant.describe('Before this, logins from places that the user never came from are refused'),
  })
  .meta({ id: 'LockedUser' });

export const listLockedUsers = route({
  operationId: 'listLockedUsers',
  method: 'GET',
  path: '/locked-users',
  permission: 'user:secure',
  response: z.object({ items: z.array(LockedUser) }).meta({ id: 'LockedUserList' }),
  summary: 'Accounts that are guessed at now, as this process sees it',
  tags: ['Login'],
  examples: {
    response: {
      items: [
        {
          username: 'operator@aqua',
          tenant: 'aqua',
          failures: 31,
          since: '2026-11-27T09:00:00.000Z',
          until: '2026-11-27T09:12:00.000Z',
        },
      ],
    },
  },
});

export const unlockUser = route({
  operationId: 'unlockUser',
  method: 'DELETE',
  path: '/locked-users/{username}',
  permission: 'user:secure',
  params: Username,
  summary: 'Let an account log in from anywhere again',
  tags: ['Login'],
  errors: ['not-found'],
});

export const SigningKeyList = z
  .object({
    items: z.array(
      z.object({
        kid: z.string(),
        createdAt: Instant,
        signs: z.boolean().describe('False: it only verifies what it signed before'),
        until: Instant.describe('When it is replaced; for one that only verifies, how long it surely does'),
      }),
    ),
  })
  .meta({ id: 'SigningKeyList' });

const keys = {
  items: [
    {
      kid: '5kX0pW3mN0b2TqyBzvJ0kA',
      createdAt: '2026-11-27T09:00:00.000Z',
      signs: true,
      until: '2027-02-25T09:00:00.000Z',
    },
  ],
};

export const listSigningKeys = route({
  operationId: 'listSigningKeys',
  method: 'GET',
  path: '/operations/signing-keys',
  permission: 'signing-key:read',
  response: SigningKeyList,
  summary: 'The keys that sign access tokens, newest first',
  tags: ['Operations'],
  examples: { response: keys },
});

export const rotateSigningKeys = route({
  operationId: 'rotateSigningKeys',
  method: 'POST',
  path: '/operations/signing-keys/rotate',
  permission: 'signing-key:rotate',
  response: SigningKeyList,
  status: 200,
  summary: 'Sign access tokens with a new key from now on',
  description: 'Tokens of the old key stay valid until they expire. It happens by itself every 90 days.',
  tags: ['Operations'],
  examples: { response: keys },
});
