import { routes } from '../../lib/platform';
import { ask, defineResource, type Asked, type Operation } from '../_kit/resource';

/** A question with a body: nothing changes that an audit log would have to tell. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });
const acting = ({ store, tenant, principal }: Asked) => ({
  store,
  tenant,
  by: principal?.username ?? 'flow',
});

export = defineResource({
  name: 'alarm-what-if',
  operations: {
    start: unaudited(
      ask(routes.startAlarmWhatIf, (asked) => asked.platform.whatIfs.start(acting(asked), asked.body)),
    ),
    /** The same for flows that go on with the answer. */
    run: unaudited(
      ask(routes.startAlarmWhatIf, (asked) => asked.platform.whatIfs.answered(acting(asked), asked.body)),
    ),
    list: ask(routes.listAlarmWhatIfs, ({ platform, tenant }) =>
      Promise.resolve({ items: platform.whatIfs.list(tenant) }),
    ),
    get: ask(routes.getAlarmWhatIf, ({ platform, tenant, params }) =>
      Promise.resolve(platform.whatIfs.get(tenant, params.whatIf)),
    ),
    cancel: unaudited(
      ask(routes.removeAlarmWhatIf, ({ platform, tenant, params }) =>
        platform.whatIfs.remove(tenant, params.whatIf),
      ),
    ),
  },
});
