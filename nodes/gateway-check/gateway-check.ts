import { convertDry, routes } from '../../lib/platform';
import { ask, defineResource, type Operation } from '../_kit/resource';
import { requireUnit, withinUnits } from '../_kit/within-units';

/** A question with a body: nothing changes that an audit log would have to tell. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });

export = defineResource({
  name: 'gateway-check',
  operations: {
    convert: unaudited(
      withinUnits(
        // The units of a rule's points are names at the other side, and none of the plant's.
        ask(routes.convertForGateway, async ({ body, tenant, now, units }) => {
          for (const { unit } of body.readings) requireUnit({ units }, unit, 'unit');
          return Promise.resolve(convertDry(body, tenant, now));
        }),
      ),
    ),
  },
});
