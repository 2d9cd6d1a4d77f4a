import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';
import { chooseTenant, overview } from './overview';

export = defineResource({
  name: 'units',
  operations: {
    list: ask(routes.listUnits, ({ store, tenant, query }) => store.plant.listUnits(tenant, query)),
    get: ask(routes.getUnit, ({ store, tenant, params }) => store.plant.getUnit(tenant, params.unit)),
    create: ask(routes.createUnit, ({ store, tenant, body }) => store.plant.createUnit(tenant, body)),
    update: ask(routes.updateUnit, ({ store, tenant, params, body }) =>
      store.plant.updateUnit(tenant, params.unit, body),
    ),
    delete: ask(routes.deleteUnit, ({ store, tenant, params }) =>
      store.plant.deleteUnit(tenant, params.unit),
    ),
    overview: { permission: 'unit:read', run: overview, withoutTenant: chooseTenant },
  },
});
