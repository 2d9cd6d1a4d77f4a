import { z } from 'zod';
import { Key, pageOf } from '../../core/plant';
import { PERMISSIONS, ROLES, type Permission } from '../../tenancy';
import { route } from '../contract';
import { Cursor, limit } from '../fields';

const tags = ['Roles'] as const;

const Name = z.string().trim().min(1).max(200);
const Description = z.string().trim().max(1000);
const Permissions = z
  .array(z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]]))
  .min(1)
  .max(Object.keys(PERMISSIONS).length);

export const RoleInput = z
  .object({ key: Key, name: Name, description: Description.optional(), permissions: Permissions })
  .strict()
  .meta({ id: 'RoleInput' });
export const RolePatch = z
  .object({
    name: Name.optional(),
    description: Description.nullable().optional(),
    permissions: Permissions.optional(),
  })
  .strict()
  .refine((patch) => Object.keys(patch).length > 0, 'must have a field')
  .meta({ id: 'RolePatch', minProperties: 1 });
export const CustomRole = z
  .object({
    key: Key,
    name: z.string(),
    description: z.string().optional(),
    // What a version before has given is shown as it is.
    permissions: z.array(z.string()),
    role: z.enum(ROLES).describe('The least built-in role that has all of them'),
    users: z.int().describe('How many users have it'),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'CustomRole' });
export const CustomRoleList = pageOf(CustomRole, 'CustomRoleList');
export const PermissionList = z
  .object({
    items: z.array(
      z.object({
        permission: z.string(),
        description: z.string(),
        role: z.enum(ROLES).describe('The least built-in role that has it'),
        withinUnits: z.boolean().describe('Also for users that are limited to units, within them'),
        givable: z.boolean().describe('Whether who asks may put it into a role'),
      }),
    ),
  })
  .meta({ id: 'PermissionList' });

const RoleParams = z.object({ role: Key }).strict();

const input = {
  key: 'shift-lead',
  name: 'Shift lead',
  description: 'Sees everything, acknowledges and shelves, writes nothing to the field',
  permissions: [
    'unit:read',
    'sensor:read',
    'reading:read',
    'alarm:read',
    'alarm:acknowledge',
    'alarm:shelve',
  ] as Permission[],
};
const example = {
  ...input,
  role: 'operator' as const,
  users: 3,
  createdAt: '2026-11-27T09:00:00.000Z',
  updatedAt: '2026-11-27T09:00:00.000Z',
};

export const listPermissions = route({
  operationId: 'listPermissions',
  method: 'GET',
  path: '/permissions',
  permission: 'api-key:own',
  // No API key has that one, nor has every role that looks after roles.
  orPermission: 'role:read',
  response: PermissionList,
  summary: 'What roles and API keys can be made of',
  tags,
  examples: {
    response: {
      items: [
        {
          permission: 'alarm:acknowledge',
          description: 'Acknowledge alarms and reset latched ones',
          role: 'operator',
          withinUnits: true,
          givable: true,
        },
      ],
    },
  },
});

export const listRoles = route({
  operationId: 'listRoles',
  method: 'GET',
  path: '/roles',
  permission: 'role:read',
  query: z.object({ cursor: Cursor, limit: limit(100, 500) }).strict(),
  response: CustomRoleList,
  summary: 'The roles that the tenant has made, by key',
  tags,
  examples: { response: { items: [example] } },
});

export const getRole = route({
  operationId: 'getRole',
  method: 'GET',
  path: '/roles/{role}',
  permission: 'role:read',
  params: RoleParams,
  response: CustomRole,
  summary: 'One role',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const createRole = route({
  operationId: 'createRole',
  method: 'POST',
  path: '/roles',
  permission: 'role:update',
  body: RoleInput,
  response: CustomRole,
  status: 201,
  summary: 'Make a role of permissions that one has',
  tags,
  errors: ['conflict'],
  examples: { body: input, response: { ...example, users: 0 } },
});

export const updateRole = route({
  operationId: 'updateRole',
  method: 'PATCH',
  path: '/roles/{role}',
  permission: 'role:update',
  params: RoleParams,
  body: RolePatch,
  response: CustomRole,
  summary: 'Change a role',
  description:
    'Counts for all who have it: at once in this process, within 30 s in others. What they have open is closed and comes again with the new rights.',
  tags,
  errors: ['not-found'],
  examples: { body: { name: 'Shift leader' }, response: { ...example, name: 'Shift leader' } },
});

export const deleteRole = route({
  operationId: 'deleteRole',
  method: 'DELETE',
  path: '/roles/{role}',
  permission: 'role:update',
  params: RoleParams,
  summary: 'Delete a role that no user has',
  tags,
  errors: ['conflict', 'not-found'],
});

export const roleRoutes = [listPermissions, listRoles, getRole, createRole, updateRole, deleteRole] as const;
