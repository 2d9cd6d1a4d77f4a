import { routes } from '../../lib/platform';
import { ThermaCoreError } from '../../lib/core/errors';
import { ask, defineResource, type Asked, type TenantOperation } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';

/** The service writes its own lines into the audit log, before anything goes out and after. */
const unaudited = (operation: TenantOperation): TenantOperation => ({ ...operation, changes: false });
const serviceOf = ({ platform, database }: Asked) => platform.commands.of(database.store);
/** What somebody sees who is limited to units; the service itself sees all. */
const shownTo = ({ units, store }: Asked) => (units ? ([store.commands] as const) : []);

export = defineResource({
  name: 'commands',
  operations: {
    list: withinUnits(
      ask(routes.listCommands, ({ query, ...asked }) =>
        serviceOf(asked).list(asked.tenant, query, ...shownTo(asked)),
      ),
    ),
    get: withinUnits(
      ask(routes.getCommand, ({ params, ...asked }) =>
        serviceOf(asked).get(asked.tenant, params.command, ...shownTo(asked)),
      ),
    ),
    writable: withinUnits({
      permission: 'command:read',
      run: async ({ store, tenant }) => ({ items: await store.devices.writable(tenant) }),
    }),
    create: withinUnits(
      unaudited(ask(routes.createCommand, ({ body, ...asked }) => serviceOf(asked).request(asked, body))),
    ),
    confirm: withinUnits(
      unaudited(
        ask(routes.confirmCommand, async ({ params, ...asked }) => {
          if (asked.principal) return serviceOf(asked).confirm(asked.principal, params.command);
          throw new ThermaCoreError('unauthenticated', 'A flow cannot confirm a command.', {
            field: 'msg.principal',
            advice: 'Let a user do it: start the flow with "api in" or a button of the dashboard.',
          });
        }),
      ),
    ),
    cancel: withinUnits(
      unaudited(
        ask(routes.cancelCommand, ({ params, ...asked }) => serviceOf(asked).cancel(asked, params.command)),
      ),
    ),
  },
});
