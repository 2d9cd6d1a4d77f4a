import type { Crob, SetPoint } from './fragment';

/** What a master wants an output to do; `setPoint.index` and `crob.index` say which. */
export type Control =
  | { readonly kind: 'crob'; readonly crob: Crob }
  /** The variation of group 41, 1 to 4. */
  | { readonly kind: 'set-point'; readonly variation: number; readonly setPoint: SetPoint };
