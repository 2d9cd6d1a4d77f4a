import { givablePermissions, routes, shownRole } from '../../lib/platform';
import { askAsUser, defineResource } from '../_kit/resource';

export = defineResource({
  name: 'roles',
  operations: {
    list: askAsUser(routes.listRoles, async ({ people, principal, query }) => {
      const page = await people.roles.list(principal, query);
      return { ...page, items: page.items.map(shownRole) };
    }),
    get: askAsUser(routes.getRole, async ({ people, principal, params }) =>
      shownRole(await people.roles.get(principal, params.role)),
    ),
    create: askAsUser(routes.createRole, async ({ people, principal, body }) =>
      shownRole(await people.roles.create(principal, body)),
    ),
    update: askAsUser(routes.updateRole, async ({ people, principal, params, body }) =>
      shownRole(await people.roles.update(principal, params.role, body)),
    ),
    delete: askAsUser(routes.deleteRole, ({ people, principal, params }) =>
      people.roles.delete(principal, params.role),
    ),
    permissions: askAsUser(routes.listPermissions, ({ principal }) =>
      Promise.resolve({ items: givablePermissions(principal) }),
    ),
  },
});
