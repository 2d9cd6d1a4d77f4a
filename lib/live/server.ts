import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock, Timer } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { VerifiedToken } from '../tenancy';
import type { LiveHub } from './hub';
import { CLOSE, MAX_FRAME_BYTES, SUBPROTOCOL } from './protocol';
import { Session } from './session';

export interface LiveServerOptions {
  readonly hub: LiveHub;
  verify(token: string): Promise<VerifiedToken>;
  /** Calls back with each login session that ends; returns the way to stop listening. */
  onSessionEnd?(listener: (sessionId: string) => void): () => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Sockets of one tenant at a time. Default 1,000. */
  readonly maxPerTenant?: number;
}

export interface LiveServer {
  /** Takes upgrades of `/api/v1/live` and leaves all others alone. */
  handleUpgrade(this: void, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends the sockets of a login session. */
  endSession(sessionId: string): void;
  close(): void;
}

const PATH = '/api/v1/live';
const HEARTBEAT_MS = 30_000;
const DEFAULT_PER_TENANT = 1000;
const MAX_SOCKETS = 10_000;

/** The WebSocket end of live readings. */
export function createLiveServer(options: LiveServerOptions): LiveServer {
  const sessions = new Set<Session>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  options.meter.gauge('thermacore_live_sockets', 'Open live sockets', () => sessions.size);
  const heartbeat: Timer = options.clock.every(HEARTBEAT_MS, () => {
    for (const session of sessions) session.heartbeat();
  });

  const tenantIsFull = (tenant: string): boolean =>
    [...sessions].filter((session) => session.tenant === tenant).length >
    (options.maxPerTenant ?? DEFAULT_PER_TENANT);

  function open(socket: WebSocket, request: IncomingMessage): void {
    const session = new Session(socket, { ...options, tenantIsFull });
    sessions.add(session);
    socket.on('close', () => {
      sessions.delete(session);
      session.end();
    });
    const token = tokenOf(request);
    if (token) void session.authenticate(token);
  }

  return {
    handleUpgrade(request, socket, head) {
      if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) return;
      socket.on('error', () => socket.destroy());
      if (sessions.size >= MAX_SOCKETS) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (opened) => open(opened, request));
    },
    endSession(sessionId) {
      for (const session of sessions)
        if (session.sessionId === sessionId) session.close(CLOSE.unauthenticated, 'the session has ended');
    },
    close() {
      heartbeat.stop();
      for (const session of sessions) session.close(CLOSE.going, 'the server stops');
      server.close();
    },
  };
}

/**
 * The token of the handshake: a header, or a subprotocol for browsers. Never a cookie: a page of another origin could
 * open the socket with it (cross-site WebSocket hijacking). Never the query: it would stand in logs.
 */
function tokenOf({ headers }: IncomingMessage): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer) return bearer;
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
  return offered.find((text) => text.startsWith('bearer.'))?.slice('bearer.'.length);
}
