import { routes } from '../../lib/platform';
import { askInstallation, defineResource, type AskedOfInstallation, type Operation } from '../_kit/resource';

/** Reads only, for all that it is a POST. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });

/** The chain of the tenant in which the user acts; null: the installation's own. */
const chainOf = ({ principal }: AskedOfInstallation): string | null => principal?.tenant ?? null;

export = defineResource({
  name: 'audit',
  operations: {
    list: askInstallation(routes.listAudit, ({ query, ...asked }) =>
      asked.platform.audit.list(asked.store, chainOf(asked), query),
    ),
    export: askInstallation(routes.exportAudit, ({ query, ...asked }) =>
      Promise.resolve(asked.platform.audit.file(asked.store, chainOf(asked), query)),
    ),
    ticket: unaudited(
      askInstallation(routes.createAuditTicket, ({ query, ...asked }) =>
        Promise.resolve(asked.platform.audit.ticket(asked.store, chainOf(asked), query)),
      ),
    ),
    verify: unaudited(
      askInstallation(routes.verifyAudit, (asked) =>
        asked.platform.audit.verify(asked.store, chainOf(asked)),
      ),
    ),
  },
});
