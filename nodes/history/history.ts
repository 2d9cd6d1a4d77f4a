import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';

export = defineResource({
  name: 'history',
  operations: {
    latest: ask(routes.latestReadings, async ({ store, tenant, query }) => ({
      items: await store.readings.latest(tenant, query),
    })),
    range: ask(routes.listReadings, ({ store, tenant, query, now }) =>
      store.readings.range(tenant, { ...query, to: query.to ?? now }),
    ),
  },
});
