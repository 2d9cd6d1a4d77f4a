import { encodeCursor } from '../../../../lib/core/cursor';
import type { StoreParts } from '../../../support/database';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;

const key = (s: string) => ({
  id: s,
  userId: s,
  tenant: 'aqua',
  name: s,
  hash: s,
  permissions: [s],
  units: [s],
  createdAt: T0,
  expiresAt: T0 + 1,
});
const userOf = async (store: StoreParts): Promise<string> =>
  (await store.users.findByUsername('admin@aqua'))?.id ?? '';
const person = (s: string) => ({ issuer: s, subject: s });
const place = (s: string) => ({
  username: `p${s}`,
  role: 'viewer' as const,
  tenant: 'aqua',
  passwordHash: s,
});

/** Those of the parts for ways to log in, with the text in every place they have for one. */
export const LOGIN_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  mfa: {
    find: [(store, s) => store.mfa.find(s)],
    begin: [(store, s) => store.mfa.begin(s, s), async (store, s) => store.mfa.begin(await userOf(store), s)],
    confirm: [
      (store, s) => store.mfa.confirm(s, 1, [s], T0),
      async (store, s) => store.mfa.confirm(await userOf(store), 1, [s], T0),
    ],
    useStep: [(store, s) => store.mfa.useStep(s, 2)],
    useRecoveryCode: [
      (store, s) => store.mfa.useRecoveryCode(s, s),
      async (store, s) => store.mfa.useRecoveryCode(await userOf(store), s),
    ],
    setRecoveryCodes: [
      (store, s) => store.mfa.setRecoveryCodes(s, [s]),
      async (store, s) => store.mfa.setRecoveryCodes(await userOf(store), [s]),
    ],
    remove: [(store, s) => store.mfa.remove(s)],
  },
  apiKeys: {
    create: [
      (store, s) => store.apiKeys.create(key(s), 100_000),
      async (store, s) => store.apiKeys.create({ ...key(s), userId: await userOf(store) }, 100_000),
      async (store, s) =>
        store.apiKeys.create({ ...key(`t${s}`), tenant: `no'${s}`, userId: await userOf(store) }, 100_000),
    ],
    find: [(store, s) => store.apiKeys.find(`no'${s}`)],
    ofUser: [(store, s) => store.apiKeys.ofUser(s)],
    ofTenant: [
      (store, s) => store.apiKeys.ofTenant(`no'${s}`, { limit: 10 }),
      (store, s) => store.apiKeys.ofTenant('aqua', { limit: 10, cursor: encodeCursor([T0, s]) }),
      (store, s) => store.apiKeys.ofTenant('aqua', { limit: 10, cursor: s }),
    ],
    rotate: [(store, s) => store.apiKeys.rotate(`no'${s}`, s, T0)],
    used: [(store, s) => store.apiKeys.used(`no'${s}`, T0)],
    remove: [(store, s) => store.apiKeys.remove(`no'${s}`)],
  },
  identities: {
    findUser: [(store, s) => store.identities.findUser(person(`no'${s}`))],
    create: [
      (store, s) => store.identities.create(person(s), place(s)),
      (store, s) => store.identities.create(person(`x${s}`), { ...place(`x${s}`), role: s as 'viewer' }),
      (store, s) => store.identities.create(person(`y${s}`), { ...place(`y${s}`), tenant: `no'${s}` }),
    ],
    setPlace: [
      (store, s) => store.identities.setPlace(s, { role: s as 'viewer', tenant: 'aqua' }),
      (store, s) => store.identities.setPlace(s, { role: 'viewer', tenant: `no'${s}` }),
    ],
  },
};
