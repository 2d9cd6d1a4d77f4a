import { z } from 'zod';
import { Key, pageOf } from '../../core/plant';
import { ROLES } from '../../tenancy';
import { route } from '../contract';
import { Cursor, limit } from '../fields';

const tags = ['Users'] as const;

const Username = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // What separates fields elsewhere, such as in topics, and what looks like nothing.
  .regex(/^[^\p{Cc}\p{Cf}\s/#+:]+$/u, 'must have no spaces and none of / # + :')
  .describe('One in the whole installation; upper and lower case are the same');
const DisplayName = z.string().trim().min(1).max(200);
const Email = z.email().max(254);
const Password = z.string().min(1).max(256);
const Units = z
  .array(Key)
  .min(1)
  .max(1000)
  .describe('Keys of the units that the user is limited to; left out: all of the tenant');
const Role = z.enum(ROLES);

export const User = z
  .object({
    id: z.string(),
    username: z.string(),
    displayName: z.string().optional(),
    email: z.string().optional(),
    role: Role.describe('With a role of the tenant: the least built-in one that includes it'),
    customRole: Key.optional().describe('Key of the role of the tenant'),
    tenant: Key.nullable().describe('Null for a user of the platform'),
    units: z.array(z.string()).optional(),
    disabled: z.boolean(),
    mustChangePassword: z.boolean().describe('Until then nothing else is allowed'),
    createdAt: z.string(),
  })
  .meta({ id: 'User' });
export const ListedUser = User.extend({
  secondFactor: z.boolean().describe('Logs in with a code beside the password'),
  lastLoginAt: z
    .string()
    .optional()
    .describe('Left out where no session is kept any more: ended ones are for a week'),
}).meta({ id: 'ListedUser' });
export const UserList = pageOf(ListedUser, 'UserList');

const oneRole = { message: 'must not be given together with role', path: ['customRole'] };
const hasOneRole = ({ role, customRole }: { role?: unknown; customRole?: unknown }): boolean =>
  role === undefined || customRole === undefined || customRole === null;

export const UserInput = z
  .object({
    username: Username,
    displayName: DisplayName.optional(),
    email: Email.optional(),
    role: Role.optional(),
    customRole: Key.optional(),
    units: Units.optional(),
    password: Password.describe('For the first login, after which it has to be changed'),
  })
  .strict()
  .refine(hasOneRole, oneRole)
  .meta({ id: 'UserInput' });

export const UserPatch = z
  .object({
    displayName: DisplayName.nullable().optional(),
    email: Email.nullable().optional(),
    role: Role.optional(),
    customRole: Key.nullable().optional(),
    units: Units.nullable().optional(),
    disabled: z.boolean().optional(),
  })
  .strict()
  .refine(hasOneRole, oneRole)
  .refine((patch) => Object.keys(patch).length > 0, 'must have a field')
  .meta({ id: 'UserPatch', minProperties: 1 });

export const ProfilePatch = z
  .object({ displayName: DisplayName.nullable().optional(), email: Email.nullable().optional() })
  .strict()
  .refine((patch) => Object.keys(patch).length > 0, 'must have a field')
  .meta({ id: 'ProfilePatch', minProperties: 1 });

const UserParams = z.object({ user: z.string().min(1).max(100) }).strict();

const example = {
  id: '0b6e7a52-5a0c-4c6b-9a53-0d6a2b3c9f10',
  username: 'kim@aqua',
  displayName: 'Kim Berg',
  email: 'kim@example.com',
  role: 'operator' as const,
  tenant: 'aqua',
  units: ['boiler-1'],
  disabled: false,
  mustChangePassword: true,
  createdAt: '2026-11-27T09:00:00.000Z',
};
const PASSWORD_RULES =
  'At least 12 characters, or as many as the installation asks for; no rules about kinds of characters. Refused are common passwords, names of the user and the tenant, repetitions and runs of keys (NIST SP 800-63B).';

export const listUsers = route({
  operationId: 'listUsers',
  method: 'GET',
  path: '/users',
  permission: 'user:read',
  query: z
    .object({
      search: z.string().min(1).max(200).optional().describe('Part of user name, name or e-mail address'),
      role: Role.optional(),
      customRole: Key.optional(),
      disabled: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional()
        .describe('Only users that are (true) or are not (false) disabled'),
      cursor: Cursor,
      limit: limit(100, 500),
    })
    .strict(),
  response: UserList,
  summary: 'The users of the tenant, by user name',
  description: 'A user of the platform that acts in no tenant gets those of the platform.',
  tags,
  examples: {
    response: { items: [{ ...example, secondFactor: true, lastLoginAt: '2026-11-27T06:00:00.000Z' }] },
  },
});

export const getUser = route({
  operationId: 'getUser',
  method: 'GET',
  path: '/users/{user}',
  permission: 'user:read',
  params: UserParams,
  response: User,
  summary: 'One user',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const createUser = route({
  operationId: 'createUser',
  // Nothing of a password is kept, were it a hash.
  idempotencyKey: false,
  method: 'POST',
  path: '/users',
  permission: 'user:create',
  body: UserInput,
  response: User,
  status: 201,
  timeoutMs: 30_000,
  summary: 'Add a user, with a role and a temporary password',
  description: `${PASSWORD_RULES} Nobody gives more than he has. No flow serves this: passwords travel along no wire.`,
  tags,
  errors: ['conflict', 'not-found', 'over-quota'],
  examples: {
    body: {
      username: 'kim@aqua',
      displayName: 'Kim Berg',
      email: 'kim@example.com',
      role: 'operator',
      units: ['boiler-1'],
      password: 'window otter seven lantern',
    },
    response: example,
  },
});

export const updateUser = route({
  operationId: 'updateUser',
  method: 'PATCH',
  path: '/users/{user}',
  permission: 'user:update',
  params: UserParams,
  body: UserPatch,
  response: User,
  summary: 'Change a user',
  description:
    'Fields that are left out stay, `null` takes away. Nobody changes his own rights, gives more than he has, or changes a user who has more; one administrator always remains. It counts at once: sessions of a disabled user end.',
  tags,
  errors: ['conflict', 'not-found'],
  examples: {
    body: { role: 'viewer', units: null },
    response: { ...example, role: 'viewer' as const, units: undefined },
  },
});

export const deleteUser = route({
  operationId: 'deleteUser',
  method: 'DELETE',
  path: '/users/{user}',
  permission: 'user:delete',
  params: UserParams,
  summary: 'Delete a user; what it has done stays in audit log and journals',
  tags,
  errors: ['conflict', 'not-found'],
});

export const setUserPassword = route({
  operationId: 'setUserPassword',
  // Nothing of a password is kept, were it a hash.
  idempotencyKey: false,
  method: 'POST',
  path: '/users/{user}/password',
  permission: 'user:update',
  params: UserParams,
  body: z.object({ password: Password }).strict().meta({ id: 'TemporaryPassword' }),
  summary: 'Give a user a temporary password; all of its sessions end',
  description: `It has to be changed after the next login. ${PASSWORD_RULES}`,
  tags,
  timeoutMs: 30_000,
  errors: ['conflict', 'not-found'],
  examples: { body: { password: 'window otter seven lantern' } },
});

export const getProfile = route({
  operationId: 'getProfile',
  method: 'GET',
  path: '/me',
  permission: 'session:read',
  response: User,
  summary: 'The user that asks',
  tags,
  examples: { response: example },
});

export const updateProfile = route({
  operationId: 'updateProfile',
  method: 'PATCH',
  path: '/me',
  permission: 'profile:update',
  body: ProfilePatch,
  response: User,
  summary: 'Change one’s own name and e-mail address',
  tags,
  examples: { body: { displayName: 'Kim Berg' }, response: example },
});

export const changePassword = route({
  operationId: 'changePassword',
  // Nothing of a password is kept, were it a hash.
  idempotencyKey: false,
  method: 'POST',
  path: '/me/password',
  permission: 'profile:update',
  body: z.object({ oldPassword: Password, newPassword: Password }).strict().meta({ id: 'PasswordChange' }),
  summary: 'Change one’s own password; all other sessions end',
  description: PASSWORD_RULES,
  tags,
  timeoutMs: 30_000,
  examples: {
    body: { oldPassword: 'window otter seven lantern', newPassword: 'paper harbour nineteen moss' },
  },
});

export const userRoutes = [listUsers, getUser, updateUser, deleteUser, getProfile, updateProfile] as const;

/** Served by the platform itself: they carry passwords. */
export const passwordRoutes = [createUser, setUserPassword, changePassword] as const;
