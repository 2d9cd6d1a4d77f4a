import { routes } from '../../lib/platform';
import { askAsUser, defineResource } from '../_kit/resource';

export = defineResource({
  name: 'sessions',
  operations: {
    list: askAsUser(routes.listOwnSessions, async ({ people, principal }) => ({
      items: await people.sessions.own(principal),
    })),
    end: askAsUser(routes.endOwnSession, ({ people, principal, params }) =>
      people.sessions.endOwn(principal, params.session),
    ),
    'end-others': askAsUser(routes.endOtherSessions, async ({ people, principal }) => ({
      ended: await people.sessions.endOthers(principal),
    })),
    'of-user': askAsUser(routes.listUserSessions, async ({ people, principal, params }) => ({
      items: await people.sessions.ofUser(principal, params.user),
    })),
    'end-of-user': askAsUser(routes.endUserSession, ({ people, principal, params }) =>
      people.sessions.endOfUser(principal, params.user, params.session),
    ),
    'end-all-of-user': askAsUser(routes.endUserSessions, async ({ people, principal, params }) => ({
      ended: await people.sessions.endAllOfUser(principal, params.user),
    })),
  },
});
