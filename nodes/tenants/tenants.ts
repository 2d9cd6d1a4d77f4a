import { routes } from '../../lib/platform';
import {
  ask,
  askInstallation,
  defineResource,
  type Asked,
  type AskedOfInstallation,
  type Operation,
} from '../_kit/resource';

/** The service writes its own lines into the audit log. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });
const by = ({ principal }: AskedOfInstallation): string => principal?.username ?? 'flow';
const acting = (asked: Asked) => ({ store: asked.store, tenant: asked.tenant, by: by(asked) });

export = defineResource({
  name: 'tenants',
  operations: {
    list: askInstallation(routes.listTenants, ({ store, query }) => store.tenants.page(query)),
    get: askInstallation(routes.getTenant, ({ store, params }) => store.tenants.get(params.tenant)),
    own: ask(routes.getOwnTenant, ({ store, tenant }) => store.tenants.own(tenant)),
    create: askInstallation(routes.createTenant, ({ platform, store, body, note }) => {
      note({ quotas: body.quotas, admin: body.admin });
      return platform.tenants.create(store, body);
    }),
    update: askInstallation(routes.updateTenant, async ({ store, params, body, note }) => {
      const before = await store.tenants.get(params.tenant);
      const after = await store.tenants.update(params.tenant, body);
      note({ before: before.quotas, after: after.quotas });
      return after;
    }),
    suspend: askInstallation(routes.suspendTenant, ({ params, body, ...asked }) => {
      asked.note({ reason: body.reason });
      return asked.platform.tenants.suspend(asked.store, params.tenant, body.reason, by(asked));
    }),
    resume: askInstallation(routes.resumeTenant, ({ platform, store, params }) =>
      platform.tenants.resume(store, params.tenant),
    ),
    defaults: askInstallation(routes.getQuotaDefaults, ({ store }) => store.tenants.defaults()),
    'set-defaults': askInstallation(routes.setQuotaDefaults, async ({ store, body, note }) => {
      note({ before: await store.tenants.defaults(), after: body });
      return store.tenants.setDefaults(body);
    }),
    'request-erasure': askInstallation(routes.requestTenantErasure, ({ params, body, ...asked }) => {
      asked.note({ graceMinutes: body.graceMinutes });
      const wish = { graceMinutes: body.graceMinutes, by: by(asked) };
      return asked.platform.tenants.requestErasure(asked.store, params.tenant, wish);
    }),
    'withdraw-erasure': askInstallation(routes.withdrawTenantErasure, ({ store, params }) =>
      store.tenants.withdrawErasure(params.tenant),
    ),
    'confirm-erasure': askInstallation(routes.confirmTenantErasure, ({ params, body, ...asked }) =>
      asked.platform.tenants.confirmErasure(asked.database, params.tenant, body.token, by(asked)),
    ),
    erasure: askInstallation(routes.getTenantErasure, ({ platform, params }) =>
      Promise.resolve(platform.tenants.erasure(params.tenant)),
    ),
    certificates: askInstallation(routes.listErasureCertificates, ({ store, query }) =>
      store.erasure.certificates(query),
    ),
    'erase-person': unaudited(
      ask(routes.erasePerson, ({ body, ...asked }) =>
        asked.platform.tenants.erasePerson(
          asked.store,
          asked.tenant,
          body.username,
          by(asked),
          asked.principal,
        ),
      ),
    ),
    export: unaudited(
      ask(routes.startTenantExport, (asked) => asked.platform.tenantExports.start(acting(asked))),
    ),
    exports: ask(routes.listTenantExports, ({ platform, tenant }) =>
      Promise.resolve({ items: platform.tenantExports.list(tenant) }),
    ),
    'get-export': ask(routes.getTenantExport, ({ platform, tenant, params }) =>
      Promise.resolve(platform.tenantExports.get(tenant, params.export)),
    ),
    'cancel-export': unaudited(
      ask(routes.removeTenantExport, ({ params, ...asked }) =>
        asked.platform.tenantExports.remove(acting(asked), params.export),
      ),
    ),
    'export-file': ask(routes.getTenantExportFile, ({ params, ...asked }) =>
      asked.platform.tenantExports.file(acting(asked), params.export),
    ),
    'export-ticket': unaudited(
      ask(routes.createTenantExportTicket, ({ params, ...asked }) =>
        Promise.resolve(asked.platform.tenantExports.ticket(acting(asked), params.export)),
      ),
    ),
  },
});
