import type { Clock } from '../core/clock';
import type { Principal } from '../tenancy';
import { withoutPrivate } from './addressee';

export interface IncomingContext {
  readonly socketId: string;
  readonly address: string | undefined;
  readonly principal: Principal;
  readonly clock: Clock;
  /** True for a widget that this browser was given. */
  has(widget: unknown): boolean;
  dropped(reason: string, event: string): void;
}

export type SocketEvent = unknown[];

const MAX_MESSAGE_CHARS = 256 * 1024;
const MAX_DEPTH = 32;
/** A page asks for every widget when it loads, then is quiet. */
const BURST = 400;
const PER_SECOND = 40;

/** Who asks, as the flow gets it: written here from the verified session, whatever the browser sent. */
export interface Identity {
  readonly _client: {
    readonly socketId: string;
    readonly socketIp: string | undefined;
    readonly principal: Principal;
  };
  readonly principal: Principal;
  readonly tenant?: string;
}

export function identityOf({
  socketId,
  address,
  principal,
}: Pick<IncomingContext, 'socketId' | 'address' | 'principal'>): Identity {
  return {
    _client: { socketId, socketIp: address, principal },
    principal,
    ...(principal.tenant === null ? {} : { tenant: principal.tenant }),
  };
}

/**
 * The single way in from one browser: lets known events pass for widgets the browser was given, bounded in size and
 * rate, with the sender's identity written over whatever the message claims.
 */
export class Incoming {
  private tokens = BURST;
  private filledAt: number;

  constructor(private readonly context: IncomingContext) {
    this.filledAt = context.clock.monotonic();
  }

  /** The event to go on with, or undefined. */
  filter([name, id, value]: SocketEvent): SocketEvent | undefined {
    const event = typeof name === 'string' ? name : 'unnamed';
    if (!this.takeToken()) return this.drop('too-fast', event);
    const isEvent = event === 'ui-event';
    if (!(isEvent && id === 'all') && !this.context.has(id)) return this.drop('not-given', event);
    if (sizeOf(value) > MAX_MESSAGE_CHARS || depthOf(value) > MAX_DEPTH) return this.drop('too-large', event);
    switch (event) {
      case 'widget-load':
        return [event, id];
      case 'widget-change':
        // The value becomes the payload; an object with a payload gives that one only.
        return [event, id, value];
      case 'widget-action':
      case 'widget-send':
      case 'ui-event':
        return [event, id, this.identified(value)];
      default:
        return this.drop('unknown-event', event);
    }
  }

  private identified(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.identified(item));
    const message = typeof value === 'object' && value !== null ? value : { payload: value };
    return { ...withoutPrivate(message), ...identityOf(this.context) };
  }

  private takeToken(): boolean {
    const now = this.context.clock.monotonic();
    this.tokens = Math.min(BURST, this.tokens + ((now - this.filledAt) / 1000) * PER_SECOND);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  private drop(reason: string, event: string): undefined {
    this.context.dropped(reason, event);
    return undefined;
  }
}

/** About how many characters the value takes as JSON; binary parts count their bytes. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 2;
  const stack: object[] = [value];
  for (let item = stack.pop(); item; item = stack.pop())
    for (const [name, part] of Object.entries(item)) {
      if (size > MAX_MESSAGE_CHARS) return size;
      if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) size += part.byteLength;
      else if (typeof part === 'object' && part !== null) stack.push(part as object);
      size += name.length + (typeof part === 'string' ? part.length : 8);
    }
  return size;
}

/** Stops counting above MAX_DEPTH. */
function depthOf(value: unknown): number {
  let depth = 0;
  let level: unknown[] = [value];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    level = level.flatMap((item): unknown[] =>
      typeof item === 'object' && item !== null && !ArrayBuffer.isView(item) ? Object.values(item) : [],
    );
    depth++;
  }
  return depth;
}
