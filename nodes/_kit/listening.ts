import { Backoff } from '../../lib/core/backoff';
import type { Clock, Timer } from '../../lib/core/clock';
import { isThermaCoreError } from '../../lib/core/errors';
import type { NodeContext } from './register';

export interface ListeningOptions {
  readonly clock: Clock;
  readonly fail: NodeContext<unknown>['fail'];
  /** Opens the port; tried again with growing pauses, as a port that is taken may become free. */
  readonly open: () => Promise<void>;
  readonly onListening: () => void;
}

export interface Listening {
  /** For the node's status until it listens; undefined from then on. */
  readonly pending: { readonly state: 'error' | 'busy'; readonly text: string } | undefined;
  readonly closed: boolean;
  start(): void;
  /** Tries no more. */
  stop(): void;
}

/** Keeps a server node trying until it listens; each reason why it does not is told once. */
export function listening({ clock, fail, open, onListening }: ListeningOptions): Listening {
  const backoff = new Backoff();
  let listens = false;
  let closed = false;
  let trouble = '';
  let retry: Timer | undefined;
  function start(): void {
    open().then(
      () => {
        listens = true;
        trouble = '';
        onListening();
      },
      (error: unknown) => {
        if (closed) return;
        const text = isThermaCoreError(error) ? error.message : 'cannot listen';
        if (text !== trouble) fail(error);
        trouble = text;
        retry = clock.after(backoff.next(), start);
      },
    );
  }
  return {
    get pending(): Listening['pending'] {
      if (listens) return undefined;
      return { state: trouble ? 'error' : 'busy', text: trouble || 'starting' };
    },
    get closed() {
      return closed;
    },
    start,
    stop() {
      closed = true;
      retry?.stop();
    },
  };
}
