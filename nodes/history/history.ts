import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';

export = defineResource({
  name: 'history',
  operations: {
    latest: ask(routes.latestReadings, async ({ store, tenant, query }) => ({
      items: await store.readings.latest(tenant, query),
    })),
    range: ask(routes.listReadings, ({ store, tenant, query, now }) => {
      const { unit = '', sensor = '', sensors, ...rest } = query;
      const span = { ...rest, to: query.to ?? now, quality: query.quality ?? 'any' };
      return sensors
        ? store.history.raw(tenant, { ...span, sensors })
        : store.readings.range(tenant, { ...span, unit, sensor });
    }),
    at: ask(routes.getReadingsAt, ({ store, tenant, query, now }) =>
      store.history.at(tenant, { ...query, time: query.time ?? now }),
    ),
    series: ask(routes.getHistory, ({ store, tenant, query, now }) => {
      const { layout, ...rest } = query;
      const question = { ...rest, to: query.to ?? now };
      return layout === 'table'
        ? store.history.table(tenant, question)
        : store.history.series(tenant, question);
    }),
    statistics: ask(routes.getHistoryStatistics, ({ store, tenant, query, now }) =>
      store.history.statistics(tenant, { ...query, to: query.to ?? now }),
    ),
  },
});
