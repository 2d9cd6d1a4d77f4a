import { encodeCursor } from '../../../../lib/core/cursor';
import { TrendViewInput } from '../../../../lib/core/trend-view';
import type { StoreParts } from '../../../support/database';
import { SYNOPTIC_CALLS } from './synoptic-calls';

type Call = (store: StoreParts, s: string) => Promise<unknown>;

const user = (s: string) => ({ userId: s, username: s });
const view = (s: string): TrendViewInput => ({
  ...TrendViewInput.parse({ name: 'x', sensors: [{ unit: 'u', sensor: 's' }], span: { kind: 'last', ms: 60_000 } }),
  name: s,
}); // prettier-ignore
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** The part for views of trends, and that for drawings of units, with the text in every place it has for one. */
export const TREND_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  ...SYNOPTIC_CALLS,
  trendViews: {
    list: [
      (store, s) => store.trendViews.list('aqua', user(s), { limit: 10 }),
      (store, s) => store.trendViews.list('aqua', user(NOBODY), { limit: 10, cursor: encodeCursor([s, s]) }),
      (store, s) => store.trendViews.list('aqua', user(NOBODY), { limit: 10, cursor: s }),
      (store, s) => store.trendViews.list(`no'${s}`, user(NOBODY), { limit: 10 }),
    ],
    get: [
      (store, s) => store.trendViews.get('aqua', user(s), s),
      (store, s) => store.trendViews.get('aqua', user(NOBODY), s),
    ],
    add: [
      (store, s) => store.trendViews.add('aqua', { userId: NOBODY, username: s }, s, view(s)),
      (store, s) => store.trendViews.add('aqua', user(s), 'x', view(s)),
    ],
    update: [(store, s) => store.trendViews.update('aqua', user(s), s, { name: s })],
    remove: [(store, s) => store.trendViews.remove('aqua', user(s), s)],
  },
};
