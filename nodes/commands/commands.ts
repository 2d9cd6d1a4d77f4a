import { routes } from '../../lib/platform';
import { ThermaCoreError } from '../../lib/core/errors';
import { ask, defineResource, type Asked, type Operation } from '../_kit/resource';

/** The service writes its own lines into the audit log, before anything goes out and after. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });
const serviceOf = ({ platform, store }: Asked) => platform.commands.of(store);

export = defineResource({
  name: 'commands',
  operations: {
    list: ask(routes.listCommands, ({ query, ...asked }) => serviceOf(asked).list(asked.tenant, query)),
    get: ask(routes.getCommand, ({ params, ...asked }) => serviceOf(asked).get(asked.tenant, params.command)),
    create: unaudited(
      ask(routes.createCommand, ({ body, ...asked }) => serviceOf(asked).request(asked, body)),
    ),
    confirm: unaudited(
      ask(routes.confirmCommand, async ({ params, ...asked }) => {
        if (asked.principal) return serviceOf(asked).confirm(asked.principal, params.command);
        throw new ThermaCoreError('unauthenticated', 'A flow cannot confirm a command.', {
          field: 'msg.principal',
          advice: 'Let a user do it: start the flow with "api in" or a button of the dashboard.',
        });
      }),
    ),
    cancel: unaudited(
      ask(routes.cancelCommand, ({ params, ...asked }) => serviceOf(asked).cancel(asked, params.command)),
    ),
  },
});
