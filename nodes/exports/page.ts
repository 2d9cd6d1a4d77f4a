import { everyPage } from '../../lib/core/pages';
import type { ExportJob } from '../../lib/core/transfer';
import type { Asked } from '../_kit/resource';

const PAGE = 500;

export interface ExportPage {
  type: 'export-page';
  tenant: { key: string; name: string; timezone: string };
  units: { key: string; name: string; sensors: { key: string; name: string }[] }[];
  items: ExportJob[];
}

/** All that the export page shows, in one answer: what can be chosen, and the exports there are. */
export async function exportPage({ store, tenant, platform }: Asked): Promise<ExportPage> {
  const [tenants, units, sensors] = await Promise.all([
    store.tenants.list(),
    everyPage((cursor) => store.plant.listUnits(tenant, { limit: PAGE, cursor })),
    everyPage((cursor) => store.plant.listSensors(tenant, { limit: PAGE, cursor })),
  ]);
  const { name = tenant, timezone = 'UTC' } = tenants.find(({ key }) => key === tenant) ?? {};
  const sensorsOf = Map.groupBy(sensors, ({ unit }) => unit);
  return {
    type: 'export-page',
    tenant: { key: tenant, name, timezone },
    units: units
      .map(({ key, name: title }) => ({
        key,
        name: title,
        sensors: (sensorsOf.get(key) ?? []).map((sensor) => ({ key: sensor.key, name: sensor.name })),
      }))
      .filter((unit) => unit.sensors.length > 0),
    items: platform.exports.list(tenant),
  };
}
