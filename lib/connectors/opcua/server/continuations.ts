import { randomBytes } from 'node:crypto';

const POINT_BYTES = 12;

/** Continuation points of HistoryRead: known to their session, for their node, once, and gone with the session. */
export class Continuations<T> {
  private readonly bySession = new WeakMap<
    object,
    Map<string, { readonly node: string; readonly state: T }>
  >();

  constructor(readonly maxPerSession: number) {}

  /** Undefined when the session has too many open ones. */
  keep(session: object, node: string, state: T): Buffer | undefined {
    let kept = this.bySession.get(session);
    if (!kept)
      this.bySession.set(session, (kept = new Map<string, { readonly node: string; readonly state: T }>()));
    if (kept.size >= this.maxPerSession) return undefined;
    const point = randomBytes(POINT_BYTES);
    kept.set(point.toString('hex'), { node, state });
    return point;
  }

  /** Where to go on. Undefined for a point that is unknown, used, or another node's. */
  take(session: object, node: string, point: Buffer): T | undefined {
    const kept = this.bySession.get(session);
    const key = point.toString('hex');
    const found = kept?.get(key);
    if (found?.node !== node) return undefined;
    kept?.delete(key);
    return found.state;
  }
}
