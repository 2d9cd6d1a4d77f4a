import { ThermaCoreError, isThermaCoreError } from '../../lib/core/errors';
import type { RawReading } from '../../lib/core/history';
import type { HistoryPoint, Page } from '../../lib/core/plant';
import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';

/** Who asked for one sensor knows which it is, and gave it in a field of its own. */
async function ofOne(asked: Promise<Page<RawReading>>): Promise<Page<HistoryPoint>> {
  try {
    const page = await asked;
    return { ...page, items: page.items.map(({ unit: _unit, sensor: _sensor, ...point }) => point) };
  } catch (error) {
    if (!isThermaCoreError(error) || error.field !== 'sensors') throw error;
    throw new ThermaCoreError(error.code, error.message, { field: 'sensor', cause: error });
  }
}

export = defineResource({
  name: 'history',
  operations: {
    latest: withinUnits(
      ask(routes.latestReadings, async ({ store, tenant, query }) => ({
        items: await store.readings.latest(tenant, query),
      })),
    ),
    range: withinUnits(
      ask(routes.listReadings, ({ store, tenant, query, now }) => {
        const { unit = '', sensor = '', sensors, ...rest } = query;
        const span = { ...rest, to: query.to ?? now, quality: query.quality ?? 'any' };
        return sensors
          ? store.history.raw(tenant, { ...span, sensors })
          : ofOne(store.history.raw(tenant, { ...span, sensors: [{ unit, sensor }] }));
      }),
    ),
    at: withinUnits(
      ask(routes.getReadingsAt, ({ store, tenant, query, now }) =>
        store.history.at(tenant, { ...query, time: query.time ?? now }),
      ),
    ),
    series: withinUnits(
      ask(routes.getHistory, ({ store, tenant, query, now }) => {
        const { layout, ...rest } = query;
        const question = { ...rest, to: query.to ?? now };
        return layout === 'table'
          ? store.history.table(tenant, question)
          : store.history.series(tenant, question);
      }),
    ),
    statistics: withinUnits(
      ask(routes.getHistoryStatistics, ({ store, tenant, query, now }) =>
        store.history.statistics(tenant, { ...query, to: query.to ?? now }),
      ),
    ),
  },
});
