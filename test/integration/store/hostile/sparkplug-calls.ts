import { encodeCursor } from '../../../../lib/core/cursor';
import type { OfferedMetric } from '../../../../lib/store/sparkplug/proposal-repository';
import type { StoreParts } from '../../../support/database';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;

const metric = (s: string, id = s): OfferedMetric => ({
  id, group: s, node: s, device: s, metric: s, datatype: s, uom: s, value: s, unit: s, sensor: s, place: 0,
}); // prettier-ignore
const rule = (s: string) => ({ name: s, group: s, node: s, device: s, metric: s });

/** The part for proposals of Sparkplug, with the text in every place it has for one. */
export const SPARKPLUG_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  proposals: {
    offer: [
      (store, s) => store.proposals.offer('aqua', [metric(s)], T0),
      (store, s) => store.proposals.offer('aqua', [metric(s, 'x')], T0),
      (store, s) => store.proposals.offer(`no'${s}`, [metric(s, 'x')], T0),
    ],
    list: [
      (store, s) => store.proposals.list('aqua', { limit: 10, state: s as 'pending', group: s, node: s }),
      (store, s) => store.proposals.list('aqua', { limit: 10, cursor: encodeCursor([T0, 0, s]) }),
      (store, s) => store.proposals.list('aqua', { limit: 10, cursor: s }),
      (store, s) => store.proposals.list(`no'${s}`, { limit: 10 }),
    ],
    get: [(store, s) => store.proposals.get('aqua', s)],
    find: [(store, s) => store.proposals.find('aqua', [s, 'x'])],
    decide: [
      (store, s) =>
        store.proposals.decide('aqua', [{ id: s, unit: s, sensor: s }], {
          state: 'approved',
          by: s,
          now: T0,
        }),
      (store, s) => store.proposals.decide('aqua', [{ id: 'x' }], { state: s as 'approved', by: s, now: T0 }),
    ],
    approvedAt: [(store, s) => store.proposals.approvedAt('aqua', [{ unit: s, sensor: s }])],
    chosen: [(store, s) => store.proposals.chosen(`no'${s}`)],
  },
  proposalRules: {
    list: [(store, s) => store.proposalRules.list(`no'${s}`)],
    get: [(store, s) => store.proposalRules.get('aqua', s)],
    add: [
      (store, s) => store.proposalRules.add('aqua', s, rule(s), s),
      (store, s) => store.proposalRules.add(`no'${s}`, 'x', rule(s), s),
    ],
    remove: [(store, s) => store.proposalRules.remove('aqua', s)],
  },
};
