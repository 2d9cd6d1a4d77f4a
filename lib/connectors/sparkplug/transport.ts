import type { LinkStatus } from '../connector';
import type { Publish } from './topics';

/** Takes what comes for a filter. Gives how many readings it made; `settle` says that they are stored. */
export interface TopicListener {
  message(topic: string, payload: Buffer, settle: (stored: boolean) => void): number;
  /** What came together has come. */
  flush?(): void;
}

/** A connection to a broker that somebody else opens, with a will of its own. The platform gives it. */
export interface SparkplugTransport {
  onLink(listener: (status: LinkStatus) => void): () => void;
  /** Subscribes now and on each connection, before `onLink` tells of it. */
  listen(filter: string, listener: TopicListener): () => void;
  /** Now or never: false when there is no connection. What belongs to a session must not come in the next. */
  send(publish: Publish): boolean;
  /** Resolves when the broker has dealt with all that was sent before; rejects when the connection is lost. */
  echo(): Promise<void>;
  /** Says goodbye and connects again. */
  reconnect(): void;
}
