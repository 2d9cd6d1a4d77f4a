import { randomId } from '../../lib/core/ids';
import { ThermaCoreError } from '../../lib/core/errors';
import { authorise, routes } from '../../lib/platform';
import { ask, defineResource, type Asked } from '../_kit/resource';

/** Views belong to users: a tenant that is chosen in a form has none. */
function userOf({ principal }: Asked) {
  if (principal) return principal;
  throw new ThermaCoreError('unauthenticated', 'The message has no user, whose views these could be.', {
    field: 'principal',
    advice: 'Start the flow with "api in", or on a dashboard page.',
  });
}

/** The user, who may do what the view asks for. */
function saver(asked: Asked, shared: boolean | undefined) {
  const user = userOf(asked);
  if (shared) authorise(user, 'trend-view:share');
  return user;
}

export = defineResource({
  name: 'trend-views',
  operations: {
    list: ask(routes.listTrendViews, ({ query, ...asked }) =>
      asked.store.trendViews.list(asked.tenant, userOf(asked), query),
    ),
    get: ask(routes.getTrendView, ({ params, ...asked }) =>
      asked.store.trendViews.get(asked.tenant, userOf(asked), params.view),
    ),
    create: ask(routes.createTrendView, ({ body, ...asked }) =>
      asked.store.trendViews.add(asked.tenant, saver(asked, body.shared), randomId(), body),
    ),
    update: ask(routes.updateTrendView, ({ params, body, ...asked }) =>
      asked.store.trendViews.update(asked.tenant, saver(asked, body.shared), params.view, body),
    ),
    delete: ask(routes.deleteTrendView, ({ params, ...asked }) =>
      asked.store.trendViews.remove(asked.tenant, userOf(asked), params.view),
    ),
  },
});
