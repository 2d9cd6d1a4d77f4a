import { may, routes } from '../../lib/platform';
import { ask, defineResource, type Asked, type Operation } from '../_kit/resource';

const serviceOf = ({ platform, store }: Asked) => platform.notifications.of(store);
const registryOf = ({ platform, store }: Asked) => platform.notifications.registryOf(store);
const author = ({ tenant, principal }: Asked) => ({ tenant, user: principal?.username });
const AT_ONCE = 500;

/** All that the page draws beside the log, in one answer. */
const overview: Operation = {
  permission: 'notification:read',
  async run(asked) {
    const { tenant, principal } = asked;
    const [targets, ways, words, health] = await Promise.all([
      registryOf(asked).targets(tenant, { limit: AT_ONCE }),
      registryOf(asked).routes(tenant, { limit: AT_ONCE }),
      registryOf(asked).words(tenant),
      serviceOf(asked).health(tenant),
    ]);
    const mayUpdate = principal !== undefined && may(principal, 'notification:update');
    return { targets: targets.items, routes: ways.items, words, health, mayUpdate };
  },
};

export = defineResource({
  name: 'notifications',
  operations: {
    overview,
    routes: ask(routes.listNotificationRoutes, ({ query, ...asked }) =>
      registryOf(asked).routes(asked.tenant, query),
    ),
    'get-route': ask(routes.getNotificationRoute, ({ params, ...asked }) =>
      registryOf(asked).route(asked.tenant, params.route),
    ),
    'create-route': ask(routes.createNotificationRoute, ({ body, ...asked }) =>
      registryOf(asked).addRoute(author(asked), body),
    ),
    'update-route': ask(routes.updateNotificationRoute, ({ params, body, ...asked }) =>
      registryOf(asked).changeRoute(author(asked), params.route, body.change, body.version),
    ),
    'delete-route': ask(routes.deleteNotificationRoute, ({ params, query, ...asked }) =>
      registryOf(asked).removeRoute(author(asked), params.route, query.version),
    ),
    'validate-route': {
      ...ask(routes.validateNotificationRoute, ({ body, ...asked }) =>
        registryOf(asked).validateRoute(asked.tenant, body),
      ),
      changes: false,
    },
    targets: ask(routes.listNotificationTargets, ({ query, ...asked }) =>
      registryOf(asked).targets(asked.tenant, query),
    ),
    'get-target': ask(routes.getNotificationTarget, ({ params, ...asked }) =>
      registryOf(asked).target(asked.tenant, params.target),
    ),
    'create-target': ask(routes.createNotificationTarget, ({ body, ...asked }) =>
      registryOf(asked).addTarget(author(asked), body),
    ),
    'update-target': ask(routes.updateNotificationTarget, ({ params, body, ...asked }) =>
      registryOf(asked).changeTarget(author(asked), params.target, body.change, body.version),
    ),
    'delete-target': ask(routes.deleteNotificationTarget, ({ params, query, ...asked }) =>
      registryOf(asked).removeTarget(author(asked), params.target, query.version),
    ),
    test: ask(routes.testNotificationTarget, ({ params, ...asked }) =>
      serviceOf(asked).test(asked.tenant, params.target, asked.principal?.username),
    ),
    health: ask(routes.getNotificationHealth, (asked) => serviceOf(asked).health(asked.tenant)),
    deliveries: ask(routes.listNotificationDeliveries, ({ query, ...asked }) =>
      serviceOf(asked).deliveries(asked.tenant, query),
    ),
    'get-delivery': ask(routes.getNotificationDelivery, ({ params, ...asked }) =>
      serviceOf(asked).delivery(asked.tenant, params.delivery),
    ),
    resend: ask(routes.resendNotificationDelivery, ({ params, ...asked }) =>
      serviceOf(asked).resend(asked.tenant, params.delivery),
    ),
  },
});
