import type { StoreParts } from '../../../support/database';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const page = { limit: 10 };

async function gathered(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Those of the parts for users, sessions and the audit log, with the text in every place they have for one. */
export const IDENTITY_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  users: {
    findByUsername: [(store, s) => store.users.findByUsername(`admin@aqua${s}`)],
    findById: [(store, s) => store.users.findById(s)],
    create: [
      (store, s) =>
        store.users.create({ username: `u${s}`, role: 'viewer', tenant: 'aqua', passwordHash: s }),
      (store, s) => store.users.create({ username: s, role: s as 'viewer', tenant: 'aqua', passwordHash: s }),
      (store, s) =>
        store.users.create({ username: `v${s}`, role: 'viewer', tenant: `t'${s}`, passwordHash: s }),
    ],
    setPassword: [(store, s) => store.users.setPassword(s, s)],
    count: [],
  },
  sessions: {
    create: [
      (store, s) => store.sessions.create({ id: s, userId: s, actingTenant: s, refreshHash: s, createdAt: T0, expiresAt: T0 }), // prettier-ignore
    ],
    find: [(store, s) => store.sessions.find(`x${s}`)],
    rotate: [(store, s) => store.sessions.rotate(`x${s}`, s, s, T0, T0)],
    setActingTenant: [(store, s) => store.sessions.setActingTenant(`x${s}`, s)],
    revoke: [(store, s) => store.sessions.revoke(`x${s}`, T0)],
    ofUser: [(store, s) => store.sessions.ofUser(s, T0)],
  },
  audit: {
    record: [
      (store, s) => store.audit.record({ tenant: 'aqua', actor: s, action: s, target: s, outcome: 'ok', from: s, detail: { [s]: s } }), // prettier-ignore
      (store, s) => store.audit.record({ tenant: `no'${s}`, actor: s, action: s, outcome: s as 'ok' }),
    ],
    list: [
      (store, s) => store.audit.list(`no'${s}`, page),
      (store, s) => store.audit.list('aqua', { ...page, actor: s, action: s, target: s, outcome: s as 'ok' }),
      (store, s) => store.audit.list('aqua', { ...page, cursor: s }),
    ],
    read: [(store, s) => gathered(store.audit.read('aqua', { actor: s, action: s, target: s }))],
    chain: [(store, s) => gathered(store.audit.chain(`no'${s}`))],
    heads: [],
  },
};
