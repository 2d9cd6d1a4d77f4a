import type { StoreParts } from '../../../support/database';
import { encodeCursor } from '../../../../lib/core/cursor';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const page = { limit: 10 };
const pending = (s: string) => ({ tokenHash: s, from: T0, until: T0, by: s });
const copy = (store: StoreParts, tenant: string, table: { name: string; columns: string }) =>
  store.tenantData.copy(tenant, table, { write: () => undefined, signal: new AbortController().signal });

/** Those of the parts for tenants, with the text in every place they have for one. Nothing that is there is changed. */
export const TENANT_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  tenants: {
    list: [],
    states: [],
    defaults: [],
    // One that is changed back: quotas are JSON, and what is none limits nothing.
    setDefaults: [
      async (store, s) => {
        await store.tenants.setDefaults({ [s]: s });
        await store.tenants.setDefaults({});
      },
    ],
    exists: [(store, s) => store.tenants.exists(`no'${s}`)],
    suspended: [(store, s) => store.tenants.suspended(`no'${s}`)],
    ensure: [(store, s) => store.tenants.ensure(`no'${s}`, s, s)],
    page: [
      (store, s) => store.tenants.page({ limit: 1, cursor: encodeCursor([`zz${s}`]) }),
      (store, s) => store.tenants.page({ limit: 1, cursor: s }),
    ],
    get: [(store, s) => store.tenants.get(`no'${s}`)],
    own: [(store, s) => store.tenants.own(`no'${s}`)],
    create: [
      (store, s) =>
        store.tenants.create(
          { key: `no'${s}`, name: s, timezone: s, quotas: { [s]: s } },
          { username: s, passwordHash: s },
        ),
    ],
    update: [(store, s) => store.tenants.update(`no'${s}`, { name: s, timezone: s, quotas: { [s]: s } })],
    suspend: [(store, s) => store.tenants.suspend(`no'${s}`, s, s)],
    resume: [(store, s) => store.tenants.resume(`no'${s}`)],
    requestErasure: [(store, s) => store.tenants.requestErasure(`no'${s}`, pending(s))],
    pendingErasure: [(store, s) => store.tenants.pendingErasure(`no'${s}`)],
    withdrawErasure: [(store, s) => store.tenants.withdrawErasure(`no'${s}`)],
  },
  erasure: {
    tenant: [(store, s) => store.erasure.tenant(`no'${s}`, s)],
    person: [
      (store, s) => store.erasure.person(`no'${s}`, s, s),
      (store, s) => store.erasure.person('aqua', `no'${s}`, s),
    ],
    sessionsOf: [(store, s) => store.erasure.sessionsOf(s, `no'${s}`)],
    certificates: [(store, s) => store.erasure.certificates({ ...page, cursor: s })],
  },
  tenantData: {
    tables: [(store, s) => store.tenantData.tables(`no'${s}`)],
    copy: [
      (store, s) => copy(store, 'aqua', { name: s, columns: s }),
      (store, s) => copy(store, 'aqua', { name: 'units', columns: `key, ${s}` }),
      (store, s) => copy(store, `no'${s}`, { name: 'units', columns: 'key' }),
    ],
  },
};
