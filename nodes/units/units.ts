import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';
import { chooseTenant, overview } from './overview';

export = defineResource({
  name: 'units',
  operations: {
    list: withinUnits(
      ask(routes.listUnits, ({ store, tenant, query }) => store.plant.listUnits(tenant, query)),
    ),
    get: withinUnits(
      ask(routes.getUnit, ({ store, tenant, params }) => store.plant.getUnit(tenant, params.unit)),
    ),
    create: ask(routes.createUnit, ({ store, tenant, body }) => store.plant.createUnit(tenant, body)),
    update: withinUnits(
      ask(routes.updateUnit, ({ store, tenant, params, body }) =>
        store.plant.updateUnit(tenant, params.unit, body),
      ),
    ),
    delete: ask(routes.deleteUnit, ({ store, tenant, params }) =>
      store.plant.deleteUnit(tenant, params.unit),
    ),
    overview: withinUnits({ permission: 'unit:read', run: overview, withoutTenant: chooseTenant }),
  },
});
