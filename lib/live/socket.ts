import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock, Timer } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { VerifiedToken } from '../tenancy';
import { LiveConnection, type ConnectionContext, type ConnectionLimits } from './connection';
import { bearerToken, chooseProtocol } from './credentials';
import type { LiveHub } from './hub';
import { CLOSE } from './messages';

export const LIVE_PATH = '/api/v1/live';

export interface LiveServerOptions {
  readonly hub: LiveHub;
  /** Rejects `unauthenticated` for anything but a valid access token of a session that stands. */
  verify(token: string): Promise<VerifiedToken>;
  /** Gives what tells, as long as a connection stands, whether its address may still be here. Left out: any may. */
  readonly admission?: (request: IncomingMessage) => () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly limits?: Partial<LiveLimits>;
}

export interface LiveLimits extends ConnectionLimits {
  /** Sockets at a time in this process. */
  readonly sockets: number;
  readonly socketsPerTenant: number;
  /** Sockets at a time that have not authenticated yet. */
  readonly socketsWaiting: number;
  /** Largest message of a client, in bytes. */
  readonly messageBytes: number;
}

const DEFAULTS: LiveLimits = {
  sockets: 5000,
  socketsPerTenant: 500,
  socketsWaiting: 200,
  messageBytes: 64 * 1024,
  authMs: 5000,
  heartbeatMs: 30_000,
  bufferedBytes: 1024 * 1024,
  subscriptions: 16,
  messagesPerSecond: 10,
};
const CHECK_MS = 1000;
const FAREWELL_MS = 1000;

/** `/api/v1/live`: live readings over WebSocket, for whoever brings an access token (messages.ts has the protocol). */
export class LiveServer {
  private readonly connections = new Set<LiveConnection>();
  private readonly limits: LiveLimits;
  private readonly server: WebSocketServer;
  private timer: Timer | undefined;
  private closing = false;

  constructor(private readonly use: LiveServerOptions) {
    this.limits = { ...DEFAULTS, ...use.limits };
    this.server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: this.limits.messageBytes,
      // Frames are small and many; a compressor per client costs 300 kB of memory each and most of the CPU.
      perMessageDeflate: false,
      handleProtocols: chooseProtocol,
    });
    use.meter.gauge('thermacore_live_sockets', 'Open live connections', () => this.size);
  }

  get size(): number {
    return this.connections.size;
  }

  /** Takes WebSocket upgrades of `/api/v1/live`; leaves all others alone. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url?.split('?', 1)[0] !== LIVE_PATH) return;
    if (this.closing || this.size >= this.limits.sockets || this.waiting >= this.limits.socketsWaiting)
      return refuseUpgrade(socket);
    const mayStay = this.use.admission?.(request) ?? (() => true);
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      const context: ConnectionContext = {
        hub: this.use.hub,
        clock: this.use.clock,
        logger: this.use.logger,
        limits: this.limits,
        verify: (token) => this.use.verify(token),
        admit: (tenant) => this.admit(tenant),
        mayStay,
        onClose: () => this.forget(connection),
      };
      const connection = new LiveConnection(webSocket, context, bearerToken(request.headers));
      this.connections.add(connection);
      this.timer ??= this.use.clock.every(CHECK_MS, () => this.check());
    });
  }

  /** Closes (4401) the sockets of a session that has ended or acts in another tenant now. */
  endSession(sessionId: string): void {
    for (const connection of this.connections)
      if (connection.sessionId === sessionId) connection.refuse(CLOSE.unauthenticated, sessionEnded());
  }

  /** Says goodbye to all, and cuts off who does not answer within a second. */
  close(): void {
    this.closing = true;
    for (const connection of this.connections) connection.close(CLOSE.goingAway, 'ThermaCore is stopping.');
    this.timer?.stop();
    this.timer = undefined;
    if (this.size === 0) return;
    this.use.clock.after(FAREWELL_MS, () => {
      for (const connection of this.connections) connection.terminate();
    });
  }

  private get waiting(): number {
    let count = 0;
    for (const { tenant } of this.connections) if (tenant === undefined) count++;
    return count;
  }

  private admit(tenant: string): void {
    let count = 0;
    for (const connection of this.connections) if (connection.tenant === tenant) count++;
    if (count < this.limits.socketsPerTenant) return;
    this.use.logger.warn('A tenant has as many live connections as it may', { tenant, count });
    throw new ThermaCoreError('rate-limited', 'Your tenant has as many live connections as it may.', {
      advice: 'Close one, or try again later.',
    });
  }

  private check(): void {
    for (const connection of this.connections) connection.check();
  }

  private forget(connection: LiveConnection): void {
    this.connections.delete(connection);
    if (this.size > 0) return;
    this.timer?.stop();
    this.timer = undefined;
  }
}

export const createLiveServer = (options: LiveServerOptions): LiveServer => new LiveServer(options);

const sessionEnded = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The session has ended or acts in another tenant now.', {
    advice: 'Connect with a fresh access token.',
  });

/** Before the handshake only HTTP can say no. */
function refuseUpgrade(socket: Duplex): void {
  const status = 503;
  const body = JSON.stringify({
    status,
    title: STATUS_CODES[status],
    detail: 'There are too many live connections. Try again later.',
  });
  socket.on('error', () => undefined);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Retry-After: 10',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
