import { routes } from '../../lib/platform';
import { ask, defineResource, type Asked, type Operation } from '../_kit/resource';

/** The service writes its own lines into the audit log, with the id of the import. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });
const acting = ({ database, store, tenant, principal }: Asked) => ({
  database,
  store,
  tenant,
  by: principal?.username ?? 'flow',
});

export = defineResource({
  name: 'imports',
  operations: {
    start: unaudited(
      ask(routes.startImport, (asked) =>
        asked.platform.imports.start(acting(asked), asked.query, asked.body),
      ),
    ),
    list: ask(routes.listImports, ({ platform, tenant }) =>
      Promise.resolve({ items: platform.imports.list(tenant) }),
    ),
    get: ask(routes.getImport, ({ platform, tenant, params }) =>
      Promise.resolve(platform.imports.get(tenant, params.import)),
    ),
    cancel: unaudited(
      ask(routes.removeImport, (asked) => asked.platform.imports.remove(acting(asked), asked.params.import)),
    ),
    ticket: unaudited(
      ask(routes.createImportTicket, (asked) =>
        Promise.resolve(asked.platform.imports.ticket(acting(asked), asked.body)),
      ),
    ),
    page: {
      permission: 'reading:import',
      run: async ({ store, platform, tenant }) => {
        const tenants = await store.tenants.list();
        const { timezone = 'UTC' } = tenants.find(({ key }) => key === tenant) ?? {};
        return { type: 'import-page', timezone, items: platform.imports.list(tenant) };
      },
    },
    errors: ask(routes.getImportErrors, ({ platform, tenant, params }) =>
      Promise.resolve(platform.imports.errors(tenant, params.import)),
    ),
  },
});
