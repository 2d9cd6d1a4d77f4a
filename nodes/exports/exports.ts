import { readPlace } from '../../lib/core/transfer';
import { routes } from '../../lib/platform';
import { exportPage } from './page';
import { ask, defineResource, type Asked, type Operation } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';

/** The service writes its own lines into the audit log: a start is not a change, and a download is worth one. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });
const acting = ({ store, tenant, principal }: Asked) => ({
  store,
  tenant,
  by: principal?.username ?? 'flow',
});

export = defineResource({
  name: 'exports',
  operations: {
    stream: withinUnits(
      ask(routes.exportReadings, (asked) => {
        const { platform, query, now } = asked;
        const after = query.after === undefined ? undefined : readPlace(query.after);
        return platform.exports.stream(acting(asked), { ...query, to: query.to ?? now, after });
      }),
    ),
    start: unaudited(
      ask(routes.startExport, (asked) =>
        asked.platform.exports.start(acting(asked), { ...asked.body, to: asked.body.to ?? asked.now }),
      ),
    ),
    list: ask(routes.listExports, ({ platform, tenant }) =>
      Promise.resolve({ items: platform.exports.list(tenant) }),
    ),
    get: ask(routes.getExport, ({ platform, tenant, params }) =>
      Promise.resolve(platform.exports.get(tenant, params.export)),
    ),
    cancel: unaudited(
      ask(routes.removeExport, (asked) => asked.platform.exports.remove(acting(asked), asked.params.export)),
    ),
    file: ask(routes.getExportFile, (asked) =>
      asked.platform.exports.file(acting(asked), asked.params.export),
    ),
    ticket: unaudited(
      ask(routes.createExportTicket, ({ platform, params, ...asked }) =>
        Promise.resolve(platform.exports.ticket(acting({ platform, ...asked }), params.export)),
      ),
    ),
    page: { permission: 'reading:read', run: exportPage },
  },
});
