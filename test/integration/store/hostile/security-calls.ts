import { encodeCursor } from '../../../../lib/core/cursor';
import type { Block, Incident } from '../../../../lib/security/intrusion/ports';
import type { StoreParts } from '../../../support/database';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;

const incident = (s: string, tenant: string | null = 'aqua'): Incident => ({
  id: s,
  tenant,
  detector: s,
  severity: 'high',
  title: s,
  summary: s,
  advice: s,
  account: s,
  address: s,
  protocol: s,
  done: s,
  count: 1,
  firstAt: T0,
  lastAt: T0,
});
const block = (s: string, tenant: string | null = 'aqua'): Block => ({
  id: s,
  tenant,
  kind: 'client',
  value: s,
  reason: s,
  createdBy: s,
  createdAt: T0,
  expiresAt: T0 + 1,
});

/** Incidents and blocks, with the text in every place they have for one. */
export const SECURITY_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  incidents: {
    keep: [
      (store, s) => store.incidents.keep(incident(s)),
      (store, s) => store.incidents.keep(incident('x', `no'${s}`)),
      (store, s) => store.incidents.keep({ ...incident('x'), severity: s as 'low' }),
    ],
    list: [
      (store, s) => store.incidents.list(`no'${s}`, { limit: 10 }),
      (store, s) => store.incidents.list('aqua', { limit: 10, cursor: encodeCursor([T0, s]) }),
      (store, s) => store.incidents.list('aqua', { limit: 10, cursor: s, severity: s as 'low', detector: s }),
      (store, s) => store.incidents.list('aqua', { limit: 10, severity: s as 'low', detector: s }),
    ],
    since: [],
  },
  blocks: {
    put: [
      (store, s) => store.blocks.put(block(s), 1_000_000),
      (store, s) => store.blocks.put(block('x', `no'${s}`), 1_000_000),
      (store, s) => store.blocks.put({ ...block('x'), kind: s as 'client' }, 1_000_000),
    ],
    list: [(store, s) => store.blocks.list(`no'${s}`)],
    all: [],
    remove: [
      (store, s) => store.blocks.remove('aqua', `no'${s}`),
      (store, s) => store.blocks.remove(`no'${s}`, s),
    ],
  },
};
