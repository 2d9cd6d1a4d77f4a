import { convertDry, routes } from '../../lib/platform';
import { ask, defineResource, type Operation } from '../_kit/resource';

/** A question with a body: nothing changes that an audit log would have to tell. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });

export = defineResource({
  name: 'gateway-check',
  operations: {
    convert: unaudited({
      ...ask(routes.convertForGateway, ({ body, tenant, now }) =>
        Promise.resolve(convertDry(body, tenant, now)),
      ),
      // It looks at nothing but the question itself.
      withinUnits: true,
    }),
  },
});
