/** What a client got for a request with an Idempotency-Key, to be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: no content, or too large to be kept (`left` is true then). */
  readonly body?: string;
  readonly left?: boolean;
}

/** Whose key it is, and for what. The same key of another user, tenant or operation is another key. */
export interface KeyPlace {
  readonly tenant: string | null;
  readonly user: string;
  readonly operation: string;
  readonly key: string;
}

export type KeyState =
  /** Seen for the first time; whoever asked has to call `end` or `release`. */
  | { readonly state: 'new' }
  /** Answered before. */
  | { readonly state: 'done'; readonly answer: KeptAnswer }
  /** In work, or nobody knows what became of it. */
  | { readonly state: 'open' }
  /** Used before for another request. */
  | { readonly state: 'other' }
  /** The user has as many keys as may be kept. */
  | { readonly state: 'full' };

/** Remembers for a day which requests were made under which key. All reject `unavailable` while the memory is away. */
export interface IdempotencyKeys {
  /** Claims the key; of two at the same time one gets `new`. `fingerprint` tells requests apart; `now` in epoch ms. */
  begin(place: KeyPlace, fingerprint: string, now: number): Promise<KeyState>;
  /** Keeps the answer. */
  end(place: KeyPlace, answer: KeptAnswer): Promise<void>;
  /** Forgets the key: nothing was done under it. */
  release(place: KeyPlace): Promise<void>;
}

/** How long a key is remembered. */
export const KEY_LIFE_MS = 24 * 60 * 60 * 1000;
