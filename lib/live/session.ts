import type { RawData, WebSocket } from 'ws';
import type { Clock, Timer } from '../core/clock';
import { isThermaCoreError, messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import { authorise, type Principal, type VerifiedToken } from '../tenancy';
import type { LiveHub } from './hub';
import { CLOSE, ClientMessage } from './protocol';

export interface SessionOptions {
  readonly hub: LiveHub;
  verify(token: string): Promise<VerifiedToken>;
  tenantIsFull(tenant: string): boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

const AUTH_WAIT_MS = 5_000;
const MAX_SUBSCRIPTIONS = 50;
const MESSAGES_PER_SECOND = 20;
/** Bytes that may wait in the socket before a frame is held back. */
const MAX_BUFFERED = 1024 * 1024;
/** setTimeout's limit; a token never lives that long. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One client: proves who it is, subscribes, is ended when its token is. */
export class Session {
  private principal: Principal | undefined;
  private readonly subscriptions = new Map<string, () => void>();
  private expiry: Timer;
  private alive = true;
  private second = -Infinity;
  private messages = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly options: SessionOptions,
  ) {
    this.expiry = options.clock.after(AUTH_WAIT_MS, () => this.close(CLOSE.unauthenticated, 'no token came'));
    socket.on('message', (data) => void this.receive(data));
    socket.on('pong', () => (this.alive = true));
    socket.on('error', (error) => options.logger.debug('Live socket error', { reason: error.message }));
  }

  get tenant(): string | undefined {
    return this.principal?.tenant ?? undefined;
  }

  get sessionId(): string | undefined {
    return this.principal?.sessionId;
  }

  /** The first token says who this is; later ones may only prolong it. */
  async authenticate(token: string): Promise<void> {
    try {
      const { principal, expiresAt } = await this.options.verify(token);
      authorise(principal, 'live:subscribe');
      const { principal: before } = this;
      if (before && (before.userId !== principal.userId || before.tenant !== principal.tenant)) {
        this.close(CLOSE.forbidden, 'the token is of another user or tenant: open another socket');
        return;
      }
      if (!before && principal.tenant !== null && this.options.tenantIsFull(principal.tenant)) {
        this.close(CLOSE.tooMany, 'too many live clients of this tenant');
        return;
      }
      this.principal = principal;
      this.expiry.stop();
      const left = Math.min(Math.max(0, expiresAt - this.options.clock.now()), MAX_TIMER_MS);
      this.expiry = this.options.clock.after(left, () =>
        this.close(CLOSE.unauthenticated, 'the token has expired'),
      );
      this.send({ type: 'ready', tenant: principal.tenant, expiresAt });
    } catch (error) {
      const forbidden = isThermaCoreError(error) && error.code === 'forbidden';
      this.close(
        forbidden ? CLOSE.forbidden : CLOSE.unauthenticated,
        isThermaCoreError(error) ? error.sentence : 'the token is not valid',
      );
    }
  }

  /** Ends a client that did not answer the last ping. */
  heartbeat(): void {
    if (!this.alive) {
      this.socket.terminate();
      return;
    }
    this.alive = false;
    this.socket.ping();
  }

  close(code: number, reason: string): void {
    // RFC 6455 §5.5: a close reason has at most 123 bytes.
    this.socket.close(code, Buffer.from(reason).subarray(0, 123).toString());
    this.end();
  }

  end(): void {
    this.expiry.stop();
    for (const unsubscribe of this.subscriptions.values()) unsubscribe();
    this.subscriptions.clear();
  }

  private async receive(data: RawData): Promise<void> {
    if (!this.withinRate()) return this.close(CLOSE.policy, 'too many messages');
    const message = parse(data);
    if (typeof message === 'string') return this.send({ type: 'error', code: 'invalid', message });
    switch (message.type) {
      case 'auth':
        return this.authenticate(message.token);
      case 'ping':
        return this.send({ type: 'pong' });
      case 'unsubscribe':
        this.subscriptions.get(message.id)?.();
        this.subscriptions.delete(message.id);
        return this.send({ type: 'unsubscribed', id: message.id });
      case 'subscribe':
        return this.subscribe(message);
    }
  }

  private subscribe({ id, units, sensors }: Extract<ClientMessage, { type: 'subscribe' }>): void {
    const { tenant } = this;
    if (tenant === undefined)
      return this.send({ type: 'error', code: 'unauthenticated', message: 'Send a token first.' });
    if (!this.subscriptions.has(id) && this.subscriptions.size >= MAX_SUBSCRIPTIONS)
      return this.send({
        type: 'error',
        code: 'too-many',
        message: `At most ${MAX_SUBSCRIPTIONS} subscriptions.`,
      });
    this.subscriptions.get(id)?.();
    const sink = {
      send: (frame: string): boolean => {
        if (this.socket.readyState !== this.socket.OPEN || this.socket.bufferedAmount > MAX_BUFFERED)
          return false;
        this.socket.send(frame);
        return true;
      },
      giveUp: (): void => this.close(CLOSE.slow, 'the client is too slow'),
    };
    this.subscriptions.set(id, this.options.hub.subscribe(tenant, id, { units, sensors }, sink));
    this.send({ type: 'subscribed', id });
  }

  private withinRate(): boolean {
    const second = Math.floor(this.options.clock.monotonic() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.messages = 0;
    }
    return ++this.messages <= MESSAGES_PER_SECOND;
  }

  private send(message: object): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

/** The message, or a sentence that says what is wrong with it. */
function parse(data: RawData): ClientMessage | string {
  try {
    const text = Buffer.isBuffer(data) ? data.toString() : Buffer.from(data as ArrayBuffer).toString();
    const parsed = ClientMessage.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    return `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not valid'}`;
  } catch (error) {
    return `The message is not JSON: ${messageOf(error)}`;
  }
}
