import { mergeNewest, type LiveItem, type Topic } from './item';

/** Where frames go: one client. */
export interface LiveSink {
  /** True while the client has not taken what it was sent; nothing more is sent then. */
  isBehind(): boolean;
  /** Sends one text frame (UTF-8). The buffer is shared with other clients: not to be changed. */
  send(frame: Buffer): void;
  close(code: number, reason: string): void;
}

/** A frame of readings, `{"type":"readings","id":…,"readings":[…]}`, or of alarms in the same form. */
export function frameOf(topic: Topic, id: string | undefined, items: Iterable<LiveItem>): Buffer {
  let body = '';
  for (const { json } of items) body += body === '' ? json : `,${json}`;
  const name = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  return Buffer.from(`{"type":"${topic}",${name}"${topic}":[${body}]}`);
}

/** One client's wish for one selection, and what it could not be sent yet. */
export class Subscription {
  /** The newest per sensor or alarm, while the client is behind. Bounded by the sensors or alarms of the tenant. */
  private backlog: Map<string, LiveItem> | undefined;
  private since = 0;

  constructor(
    readonly id: string | undefined,
    readonly sink: LiveSink,
    readonly topic: Topic = 'readings',
  ) {}

  get isBehind(): boolean {
    return this.backlog !== undefined;
  }

  /** How long the client has taken nothing, in ms. */
  behindFor(now: number): number {
    return this.backlog ? now - this.since : 0;
  }

  /** Sends the frame of these items, or keeps the newest of each address for later. True when sent. */
  deliver(items: readonly LiveItem[], frame: () => Buffer, now: number): boolean {
    if (!this.backlog && !this.sink.isBehind()) {
      this.sink.send(frame());
      return true;
    }
    if (!this.backlog) {
      this.backlog = new Map();
      this.since = now;
    }
    mergeNewest(this.backlog, items);
    return this.catchUp();
  }

  /** Sends what waits, if the client can take it. True when nothing waits any more. */
  catchUp(): boolean {
    if (!this.backlog) return true;
    if (this.sink.isBehind()) return false;
    const { backlog } = this;
    this.backlog = undefined;
    this.sink.send(frameOf(this.topic, this.id, backlog.values()));
    return true;
  }
}
