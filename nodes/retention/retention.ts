import type { RetentionChange, RetentionOfClass } from '../../lib/core/retention';
import { routes } from '../../lib/platform';
import { ask, defineResource, type Asked } from '../_kit/resource';

function noted({ note }: Asked, change: RetentionChange): RetentionOfClass {
  note(change);
  return change.after;
}

export = defineResource({
  name: 'retention',
  operations: {
    get: ask(routes.getRetention, ({ store, tenant }) => store.retention.get(tenant)),
    set: ask(routes.setRetention, async ({ params, body, ...asked }) =>
      noted(asked, await asked.store.retention.set(asked.tenant, params.class, body.days)),
    ),
    reset: ask(routes.resetRetention, async ({ params, ...asked }) =>
      noted(asked, await asked.store.retention.set(asked.tenant, params.class, null)),
    ),
  },
});
