import type { RequestHandler } from 'express';
import type { Server } from 'node:http';
import type { Clock } from '../core/clock';
import type { Meter } from '../core/meter';

export interface HttpLimits {
  /** From the first byte of a head to its end, in ms. Node.js looks every 30 s. */
  readonly headMs: number;
  readonly maxHeaders: number;
  readonly connections: number;
  /** Of one address, unless it is exempt. */
  readonly connectionsPerAddress: number;
  /** Of a body that is no file, from its head to its end, in ms. */
  readonly bodyMs: number;
}

const LIMITS: HttpLimits = {
  headMs: 20_000,
  maxHeaders: 100,
  connections: 10_000,
  connectionsPerAddress: 200,
  bodyMs: 60_000,
};

const LOOPBACK = /^(::1$|::ffff:127\.|127\.)/;

interface LimitsUse {
  readonly clock: Clock;
  readonly meter: Meter;
  /** Proxies that are trusted have many clients behind them. */
  readonly isProxy: (peer: string) => boolean;
  /** Whether the body of such a path may be a file, which has limits of its own. */
  readonly takesFiles: (path: string) => boolean;
  readonly limits?: Partial<HttpLimits>;
}

/**
 * Bounds what one client can hold of the server by being slow or many: heads, bodies and connections. This machine is not
 * counted. What a request says of its own length is for Node.js to check, strictly: two lengths, or a length and chunks,
 * are 400 and the end of the connection, so that no second request hides in the body of a first.
 */
export function limitServer(server: Server, use: LimitsUse): RequestHandler {
  const limits = { ...LIMITS, ...use.limits };
  server.headersTimeout = limits.headMs;
  server.maxHeadersCount = limits.maxHeaders;
  server.maxConnections = limits.connections;
  const cut = use.meter.counter('thermacore_http_cut_total', 'Connections and requests that passed a limit', [
    'reason',
  ]);
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const peer = socket.remoteAddress;
    if (peer === undefined || LOOPBACK.test(peer) || use.isProxy(peer)) return;
    const count = (open.get(peer) ?? 0) + 1;
    if (count > limits.connectionsPerAddress) {
      cut.add(1, { reason: 'connections' });
      socket.destroy();
      return;
    }
    open.set(peer, count);
    socket.once('close', () => {
      const left = (open.get(peer) ?? 1) - 1;
      if (left > 0) open.set(peer, left);
      else open.delete(peer);
    });
  });
  return (request, response, next) => {
    const { 'transfer-encoding': chunks, 'content-length': length } = request.headers;
    const hasBody = chunks !== undefined || Number(length ?? 0) > 0;
    if (!hasBody || use.takesFiles(request.path)) return next();
    const timer = use.clock.after(limits.bodyMs, () => {
      if (request.complete) return;
      cut.add(1, { reason: 'body' });
      if (!response.headersSent) response.writeHead(408, { connection: 'close' }).end();
      request.destroy();
    });
    response.once('close', () => timer.stop());
    request.once('end', () => timer.stop());
    next();
  };
}
