import type { StoreParts } from '../../../support/database';

type Call = (store: StoreParts, s: string) => Promise<unknown>;

const svg = '<svg viewBox="0 0 1 1"><text id="t"/></svg>';

/** The part for drawings of units, with the text in every place it has for one. */
export const SYNOPTIC_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  synoptics: {
    get: [(store, s) => store.synoptics.get('aqua', s), (store, s) => store.synoptics.get(`no'${s}`, 'u')],
    list: [(store, s) => store.synoptics.list(`no'${s}`)],
    put: [
      (store, s) => store.synoptics.put('aqua', s, { svg, bindings: [] }, 'x'),
      (store, s) => store.synoptics.put('aqua', 'u', { svg, bindings: [] }, s),
      (store, s) =>
        store.synoptics.put(
          'aqua',
          'u',
          { svg, bindings: [{ element: 't', sensor: s, shows: 'text' }] },
          'x',
        ),
      (store, s) => store.synoptics.put('aqua', 'u', { svg: s, bindings: [] }, 'x'),
    ],
    remove: [(store, s) => store.synoptics.remove('aqua', s)],
  },
};
