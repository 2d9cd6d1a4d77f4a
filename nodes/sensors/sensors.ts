import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';

export = defineResource({
  name: 'sensors',
  operations: {
    list: withinUnits(
      ask(routes.listSensors, ({ store, tenant, query }) => store.plant.listSensors(tenant, query)),
    ),
    get: withinUnits(
      ask(routes.getSensor, ({ store, tenant, params }) =>
        store.plant.getSensor(tenant, params.unit, params.sensor),
      ),
    ),
    create: ask(routes.createSensor, ({ store, tenant, params, body }) =>
      store.plant.createSensor(tenant, params.unit, body),
    ),
    update: withinUnits(
      ask(routes.updateSensor, ({ store, tenant, params, body }) =>
        store.plant.updateSensor(tenant, params.unit, params.sensor, body),
      ),
    ),
    delete: ask(routes.deleteSensor, ({ store, tenant, params }) =>
      store.plant.deleteSensor(tenant, params.unit, params.sensor),
    ),
  },
});
