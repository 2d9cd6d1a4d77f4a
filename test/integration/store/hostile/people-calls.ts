import { encodeCursor } from '../../../../lib/core/cursor';
import type { StoreParts } from '../../../support/database';

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const page = { limit: 10 };

/** Those of the parts for users and roles, with the text in every place they have for one. */
export const PEOPLE_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  accounts: {
    list: [
      (store, s) => store.accounts.list('aqua', { ...page, search: s, customRole: s, role: s as 'viewer' }),
      (store, s) => store.accounts.list('aqua', { ...page, cursor: encodeCursor([s]) }),
      (store, s) => store.accounts.list('aqua', { ...page, cursor: s }),
      (store, s) => store.accounts.list(`no'${s}`, page),
    ],
    logins: [(store, s) => store.accounts.logins([s])],
    get: [(store, s) => store.accounts.get('aqua', s), (store, s) => store.accounts.get(`no'${s}`, s)],
    create: [
      (store, s) =>
        store.accounts.create('aqua', {
          username: `w${s}`,
          role: 'viewer',
          passwordHash: s,
          mustChangePassword: true,
          displayName: s,
          email: s,
        }),
      (store, s) =>
        store.accounts.create('aqua', {
          username: s,
          role: s as 'viewer',
          customRole: `no'${s}`,
          units: [s],
          passwordHash: s,
          mustChangePassword: true,
        }),
    ],
    update: [
      (store, s) => store.accounts.update('aqua', s, { displayName: s }),
      (store, s) => store.accounts.update(`no'${s}`, s, { [`display_name = '${s}'`]: s }),
    ],
    delete: [(store, s) => store.accounts.delete('aqua', s)],
    setPassword: [(store, s) => store.accounts.setPassword(s, s, true)],
  },
  customRoles: {
    list: [
      (store, s) => store.customRoles.list('aqua', { ...page, cursor: encodeCursor([s]) }),
      (store, s) => store.customRoles.list('aqua', { ...page, cursor: s }),
    ],
    get: [(store, s) => store.customRoles.get('aqua', s)],
    create: [
      (store, s) => store.customRoles.create('aqua', { key: s, name: s, description: s, permissions: [s] }),
      (store, s) => store.customRoles.create('aqua', { key: 'lead', name: s, permissions: [s] }),
    ],
    update: [
      (store, s) => store.customRoles.update('aqua', 'lead', { name: s, description: s, permissions: [s] }),
      (store, s) => store.customRoles.update('aqua', `no'${s}`, { name: s }),
    ],
    delete: [(store, s) => store.customRoles.delete('aqua', `no'${s}`)],
    usersOf: [(store, s) => store.customRoles.usersOf('aqua', s)],
  },
};
