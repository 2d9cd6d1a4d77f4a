import { ThermaCoreError } from '../../lib/core/errors';
import { randomId } from '../../lib/core/ids';
import type { ApiCall, Platform } from '../../lib/platform';

/**
 * The API calls that flows are working on. A message carries only the call's id, for a function to answer with would
 * not survive cloning. Bounded by the API's own limit of calls in work: each leaves at its time-out at the latest.
 */
export class PendingCalls {
  private readonly calls = new Map<string, { call: ApiCall; owner: object }>();

  /** Keeps a call for the `api in` node `owner`; returns the id under which `api out` finds it. */
  add(call: ApiCall, owner: object): string {
    const id = randomId();
    this.calls.set(id, { call, owner });
    call.signal.addEventListener('abort', () => this.calls.delete(id), { once: true });
    return id;
  }

  /** The call, once; undefined when it was answered, ran into its time-out, or its client has gone. */
  take(id: string): ApiCall | undefined {
    const found = this.calls.get(id);
    this.calls.delete(id);
    return found?.call;
  }

  /** Refuses what still waits behind a node that closes, so that clients need not wait for the time-out. */
  abandon(owner: object): void {
    for (const [id, entry] of [...this.calls]) {
      if (entry.owner !== owner) continue;
      this.calls.delete(id);
      entry.call.fail(
        new ThermaCoreError('unavailable', 'The flow behind this operation was deployed anew.', {
          advice: 'Try again.',
        }),
      );
    }
  }

  get size(): number {
    return this.calls.size;
  }
}

const ofPlatform = new WeakMap<Platform, PendingCalls>();

/** One for all `api in` and `api out` nodes of a platform. */
export function pendingCalls(platform: Platform): PendingCalls {
  let pending = ofPlatform.get(platform);
  if (!pending) ofPlatform.set(platform, (pending = new PendingCalls()));
  return pending;
}
