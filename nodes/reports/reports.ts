import { may, routes } from '../../lib/platform';
import { ThermaCoreError } from '../../lib/core/errors';
import { ask, defineResource, type Asked, type Operation } from '../_kit/resource';

const serviceOf = ({ platform, store }: Asked) => platform.reports.of(store);
const author = ({ tenant, principal }: Asked) => ({ tenant, user: principal?.username });
const AT_ONCE = 100;
/** A link is no change. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });

/** All that the page draws, in one answer. */
const overview: Operation = {
  permission: 'report:read',
  async run(asked) {
    const { tenant, principal, store } = asked;
    const service = serviceOf(asked);
    const [reports, runs, tenants] = await Promise.all([
      service.list(tenant, { limit: AT_ONCE }),
      service.runs(tenant, { limit: AT_ONCE }),
      store.tenants.list(),
    ]);
    return {
      timezone: tenants.find(({ key }) => key === tenant)?.timezone ?? 'UTC',
      reports: reports.items,
      runs: runs.items,
      mayRun: principal !== undefined && may(principal, 'report:run'),
      mayUpdate: principal !== undefined && may(principal, 'report:update'),
    };
  },
};

/** The page itself, for a reader who has no token to fetch it with. */
const view: Operation = {
  permission: 'report:read',
  async run(asked, message) {
    const { run } = (message['params'] ?? {}) as { run?: unknown };
    if (typeof run !== 'string')
      throw new ThermaCoreError('invalid', 'msg.params.run names no run.', {
        field: 'msg.params.run',
        advice: 'Send the id of a run, as "runs" lists them.',
      });
    return { run, html: await serviceOf(asked).text(asked.tenant, run, 'html') };
  },
};

export = defineResource({
  name: 'reports',
  operations: {
    overview,
    view,
    list: ask(routes.listReports, ({ query, ...asked }) => serviceOf(asked).list(asked.tenant, query)),
    get: ask(routes.getReport, ({ params, ...asked }) => serviceOf(asked).get(asked.tenant, params.report)),
    create: ask(routes.createReport, ({ body, ...asked }) => serviceOf(asked).add(author(asked), body)),
    update: ask(routes.updateReport, ({ params, body, ...asked }) =>
      serviceOf(asked).change(author(asked), params.report, body.change, body.version),
    ),
    delete: ask(routes.deleteReport, ({ params, query, ...asked }) =>
      serviceOf(asked).remove(asked.tenant, params.report, query.version),
    ),
    run: ask(routes.runReport, ({ params, ...asked }) => serviceOf(asked).run(author(asked), params.report)),
    runs: ask(routes.listReportRuns, ({ query, ...asked }) => serviceOf(asked).runs(asked.tenant, query)),
    'get-run': ask(routes.getReportRun, ({ params, ...asked }) =>
      serviceOf(asked).getRun(asked.tenant, params.run),
    ),
    'remove-run': ask(routes.removeReportRun, ({ params, ...asked }) =>
      serviceOf(asked).removeRun(asked.tenant, params.run),
    ),
    file: ask(routes.getReportFile, ({ params, query, ...asked }) =>
      serviceOf(asked).file(asked.tenant, params.run, query.format),
    ),
    ticket: unaudited(
      ask(routes.createReportTicket, ({ params, body, ...asked }) =>
        serviceOf(asked).ticket(asked.tenant, params.run, body.format),
      ),
    ),
  },
});
