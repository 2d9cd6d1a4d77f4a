import { routes, shownInList, shownUser } from '../../lib/platform';
import { askAsUser, defineResource } from '../_kit/resource';

export = defineResource({
  name: 'users',
  operations: {
    list: askAsUser(routes.listUsers, async ({ people, principal, query }) => {
      const page = await people.accounts.list(principal, query);
      return { ...page, items: page.items.map(shownInList) };
    }),
    get: askAsUser(routes.getUser, async ({ people, principal, params }) =>
      shownUser(await people.accounts.get(principal, params.user)),
    ),
    update: askAsUser(routes.updateUser, async ({ people, principal, params, body }) =>
      shownUser(await people.accounts.update(principal, params.user, body)),
    ),
    delete: askAsUser(routes.deleteUser, ({ people, principal, params }) =>
      people.accounts.delete(principal, params.user),
    ),
    profile: askAsUser(routes.getProfile, async ({ people, principal }) =>
      shownUser(await people.profiles.get(principal)),
    ),
    'update-profile': askAsUser(routes.updateProfile, async ({ people, principal, body }) =>
      shownUser(await people.profiles.update(principal, body)),
    ),
  },
});
