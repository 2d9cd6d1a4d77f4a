import type { StoreParts } from '../../../support/database';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const place = (s: string, tenant: string | null = 'aqua') => ({ tenant, user: s, operation: s, key: s });
const box = { seal: (text: string) => text, open: (text: string) => text };

/** Keys of requests, with the text in every place they have for one. */
export const IDEMPOTENCY_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  idempotencyKeys: {
    with: [
      (store, s) =>
        store.idempotencyKeys.with(() => box).end(place(s), { status: 200, headers: {}, body: s }),
    ],
    begin: [
      (store, s) => store.idempotencyKeys.begin(place(s), s, T0, () => box),
      (store, s) => store.idempotencyKeys.begin(place('x', `no'${s}`), s, T0, () => box),
    ],
    end: [(store, s) => store.idempotencyKeys.end(place(s), s)],
    release: [(store, s) => store.idempotencyKeys.release(place(s))],
  },
};
