import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import { TokenBucket } from '../core/token-bucket';
import { authorisedTenant, sameRights, type Principal, type VerifiedToken } from '../tenancy';
import type { LiveHub } from './hub';
import { CLOSE, ClientMessage, type ServerMessage } from './messages';
import type { LiveSink } from './subscription';

export interface ConnectionLimits {
  /** How long a client may take to authenticate, in ms. */
  readonly authMs: number;
  /** Between two pings, and between two questions whether the token still counts, in ms. */
  readonly heartbeatMs: number;
  /** Bytes unsent above which a client is behind. */
  readonly bufferedBytes: number;
  readonly subscriptions: number;
  readonly messagesPerSecond: number;
}

export interface ConnectionContext {
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ConnectionLimits;
  verify(token: string): Promise<VerifiedToken>;
  /** Throws when the tenant has as many sockets as it may. */
  admit(tenant: string): void;
  /** Whether the address may still be here. */
  mayStay(): boolean;
  onClose(): void;
}

interface Login {
  readonly principal: Principal;
  readonly tenant: string;
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** What a control frame can carry (RFC 6455 §5.5), less the code. */
const MAX_REASON_BYTES = 123;
/** Messages that may come at once, in seconds' worth of the rate. */
const BURST_SECONDS = 4;

/** One client: authenticates, subscribes, and is closed when its token no longer counts. */
export class LiveConnection implements LiveSink {
  private readonly subscriptions = new Map<string, () => void>();
  private readonly openedAt: number;
  private readonly allowance: TokenBucket;
  private login: Login | undefined;
  /** Messages are handled one after the other, also while a token is being verified. */
  private work: Promise<void> = Promise.resolve();
  private answered = true;
  private beatAt: number;
  private closed = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly use: ConnectionContext,
    token: string | undefined,
  ) {
    this.openedAt = this.beatAt = use.clock.monotonic();
    this.allowance = new TokenBucket(
      use.clock,
      use.limits.messagesPerSecond,
      BURST_SECONDS * use.limits.messagesPerSecond,
    );
    socket.on('message', (data, isBinary) => this.receive(data, isBinary));
    socket.on('pong', () => (this.answered = true));
    // A frame that breaks the protocol or the size limit; ws closes with the code that says so.
    socket.on('error', (error) => use.logger.debug('Live client', { reason: error.message }));
    socket.on('close', () => this.ended());
    if (token !== undefined) this.enqueue(() => this.authenticate(token));
  }

  get tenant(): string | undefined {
    return this.login?.tenant;
  }

  get sessionId(): string | undefined {
    return this.login?.principal.sessionId;
  }

  isBehind(): boolean {
    return this.socket.bufferedAmount > this.use.limits.bufferedBytes;
  }

  send(frame: Buffer): void {
    this.socket.send(frame, { binary: false });
  }

  close(code: number, reason: string): void {
    this.endSubscriptions();
    this.socket.close(
      code,
      Buffer.from(reason)
        .subarray(0, MAX_REASON_BYTES)
        .toString()
        .replace(/\uFFFD$/, ''),
    );
  }

  /** Cuts the connection without a closing handshake. */
  terminate(): void {
    this.socket.terminate();
  }

  /** Says what is wrong, then closes. */
  refuse(code: number, error: ThermaCoreError): void {
    this.answerError(error);
    this.close(code, error.message);
  }

  /** Called every second: deadlines, heartbeat. */
  check(): void {
    const { clock, limits } = this.use;
    const now = clock.monotonic();
    if (!this.login) {
      if (now - this.openedAt >= limits.authMs) this.refuse(CLOSE.unauthenticated, tooLate());
    } else if (this.login.expiresAt <= clock.now()) {
      this.refuse(CLOSE.unauthenticated, expired());
    }
    if (now - this.beatAt < limits.heartbeatMs) return;
    this.beatAt = now;
    // Who is kept out by address is told nothing, as at the door.
    if (!this.use.mayStay()) return this.terminate();
    // A cable that was pulled says nothing (half-open connection).
    if (!this.answered) return this.terminate();
    this.answered = false;
    this.socket.ping();
    if (this.login) void this.checkLogin(this.login.token);
  }

  /** Sessions end and rights change while a token lives on; also by another process. */
  private async checkLogin(token: string): Promise<void> {
    try {
      const { principal } = await this.use.verify(token);
      const before = this.login?.token === token ? this.login.principal : undefined;
      if (!this.closed && before && !(before.role === principal.role && sameRights(before, principal)))
        this.refuse(CLOSE.unauthenticated, expired());
    } catch (error) {
      if (this.closed || this.login?.token !== token) return;
      if (isThermaCoreError(error) && error.code === 'unauthenticated')
        this.refuse(CLOSE.unauthenticated, error);
    }
  }

  private receive(data: RawData, isBinary: boolean): void {
    if (!this.allowance.take()) return this.refuse(CLOSE.policy, tooManyMessages());
    this.enqueue(() => this.handle(parseMessage(data, isBinary)));
  }

  private enqueue(step: () => Promise<void> | void): void {
    this.work = this.work.then(async () => {
      if (this.closed || this.socket.readyState !== this.socket.OPEN) return;
      try {
        await step();
      } catch (error) {
        this.answerError(error);
      }
    });
  }

  private async handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'auth':
        return this.authenticate(message.token);
      case 'ping':
        return this.answer({ type: 'pong' });
      case 'subscribe':
        return this.subscribe(message);
      case 'unsubscribe':
        this.subscriptions.get(message.id)?.();
        this.subscriptions.delete(message.id);
        return this.answer({ type: 'unsubscribed', id: message.id });
    }
  }

  private async authenticate(token: string): Promise<void> {
    try {
      const { principal, expiresAt } = await this.use.verify(token);
      if (this.closed) return;
      const tenant = authorisedTenant(principal, 'live:subscribe');
      if (!this.login) this.use.admit(tenant);
      else if (this.login.principal.userId !== principal.userId || this.login.tenant !== tenant)
        throw otherUser();
      this.login = { principal, tenant, token, expiresAt };
      this.answer({ type: 'ready', user: principal.username, tenant, expiresAt });
    } catch (error) {
      // A second token that is refused leaves the first in force until it expires.
      if (this.login) throw error;
      const reason = isThermaCoreError(error) ? error : internal(error);
      if (reason.code === 'internal') this.logFault(error);
      this.refuse(closeCodeOf(reason), reason);
    }
  }

  private subscribe({ id, topic, units, sensors }: Extract<ClientMessage, { type: 'subscribe' }>): void {
    const { hub, limits } = this.use;
    if (!this.login) return this.refuse(CLOSE.unauthenticated, notYet());
    if (!this.subscriptions.has(id) && this.subscriptions.size >= limits.subscriptions)
      throw tooManySubscriptions(limits.subscriptions);
    const end = hub.subscribe(this.login.principal, { topic, units, sensors }, this, id);
    this.subscriptions.get(id)?.();
    this.subscriptions.set(id, end);
    this.answer({ type: 'subscribed', id });
  }

  private answer(message: ServerMessage): void {
    // Who asks without ever reading the answers is cut off rather than buffered for.
    if (this.isBehind()) this.terminate();
    else this.socket.send(JSON.stringify(message));
  }

  private answerError(error: unknown): void {
    if (!isThermaCoreError(error)) this.logFault(error);
    const { code, message, advice } = isThermaCoreError(error) ? error : internal(error);
    this.answer({ type: 'error', code, message, ...(advice === undefined ? {} : { advice }) });
  }

  private logFault(error: unknown): void {
    this.use.logger.error('A live message could not be handled', { reason: messageOf(error), error });
  }

  private endSubscriptions(): void {
    for (const end of this.subscriptions.values()) end();
    this.subscriptions.clear();
  }

  private ended(): void {
    if (this.closed) return;
    this.closed = true;
    this.endSubscriptions();
    this.use.onClose();
  }
}

function parseMessage(data: RawData, isBinary: boolean): ClientMessage {
  const json = isBinary ? undefined : parseJson((data as Buffer).toString());
  const parsed = ClientMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const what =
    typeof json === 'object' ? `${field || 'message'}: ${issue?.message}.` : 'This is not a message.';
  throw new ThermaCoreError('invalid', what, {
    ...(field ? { field } : {}),
    advice: 'Send one JSON object per text frame: auth, subscribe, unsubscribe or ping.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function closeCodeOf({ code }: ThermaCoreError): number {
  if (code === 'unauthenticated') return CLOSE.unauthenticated;
  if (code === 'forbidden') return CLOSE.forbidden;
  return CLOSE.tryAgainLater;
}

const tooLate = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'No access token came in time.', {
    advice: 'Send {"type":"auth","token":…} as the first message.',
  });
const notYet = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'Subscribing needs an access token.', {
    advice: 'Send {"type":"auth","token":…} first.',
  });
const expired = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The access token has expired.', {
    advice: 'Connect with a fresh one; next time send it with an auth message before the old one expires.',
  });
const otherUser = (): ThermaCoreError =>
  new ThermaCoreError('forbidden', 'The token is of another user or tenant.', {
    advice: 'Open a connection of its own for it.',
  });
const tooManyMessages = (): ThermaCoreError =>
  new ThermaCoreError('rate-limited', 'Too many messages.', { advice: 'Connect again and send fewer.' });
const tooManySubscriptions = (limit: number): ThermaCoreError =>
  new ThermaCoreError('rate-limited', `A connection has at most ${limit} subscriptions.`, {
    advice: 'Name more units and sensors in one of them.',
  });
const internal = (cause: unknown): ThermaCoreError =>
  new ThermaCoreError('internal', 'Something went wrong here.', { advice: 'Connect again.', cause });
