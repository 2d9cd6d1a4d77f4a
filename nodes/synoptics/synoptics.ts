import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';

export = defineResource({
  name: 'synoptics',
  operations: {
    // For pages: who asks for a drawing that is not there has an error in his console.
    list: withinUnits({
      permission: 'unit:read',
      run: async ({ store, tenant }) => ({ units: await store.synoptics.list(tenant) }),
    }),
    get: withinUnits(
      ask(routes.getSynoptic, ({ store, tenant, params }) => store.synoptics.get(tenant, params.unit)),
    ),
    put: withinUnits(
      ask(routes.putSynoptic, ({ store, tenant, principal, params, body }) =>
        store.synoptics.put(tenant, params.unit, body, principal?.username ?? 'flow'),
      ),
    ),
    delete: withinUnits(
      ask(routes.deleteSynoptic, ({ store, tenant, params }) => store.synoptics.remove(tenant, params.unit)),
    ),
  },
});
