import { mergeNewest, type LiveItem } from './item';

/** Where frames go: one client. */
export interface LiveSink {
  /** Takes a frame (UTF-8 text, shared with others: not to be changed), or says false when the client is behind. */
  send(frame: Buffer): boolean;
  close(code: number, reason: string): void;
}

/** A frame of readings: `{"type":"readings","id":…,"readings":[…]}`. */
export function readingsFrame(id: string | undefined, items: Iterable<LiveItem>): Buffer {
  let body = '';
  for (const { json } of items) body += body === '' ? json : `,${json}`;
  const name = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  return Buffer.from(`{"type":"readings",${name}"readings":[${body}]}`);
}

/** One client's wish for one selection, and what it could not be sent yet. */
export class Subscription {
  /** The newest reading per sensor, while the client is behind. Bounded by the sensors of the tenant. */
  private backlog: Map<string, LiveItem> | undefined;
  private since = 0;

  constructor(
    readonly id: string | undefined,
    readonly sink: LiveSink,
  ) {}

  get isBehind(): boolean {
    return this.backlog !== undefined;
  }

  /** How long the client has taken nothing, in ms. */
  behindFor(now: number): number {
    return this.backlog ? now - this.since : 0;
  }

  /** Sends the frame of these items, or keeps the newest of each sensor for later. True when sent. */
  deliver(items: readonly LiveItem[], frame: () => Buffer, now: number): boolean {
    if (this.backlog) {
      mergeNewest(this.backlog, items);
      return this.catchUp();
    }
    if (this.sink.send(frame())) return true;
    this.backlog = new Map();
    this.since = now;
    mergeNewest(this.backlog, items);
    return false;
  }

  /** Tries to send what waits. True when nothing waits any more. */
  catchUp(): boolean {
    if (!this.backlog) return true;
    if (!this.sink.send(readingsFrame(this.id, this.backlog.values()))) return false;
    this.backlog = undefined;
    return true;
  }
}
