import { readFileSync, statSync } from 'node:fs';
import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer, type Server as HttpsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { canonicalHost } from '../../core/certificate';
import type { Clock } from '../../core/clock';
import { PlacesByAddress, openDoor, placesOfOne, plainAddress, type Doorkeeper } from '../../core/door';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import { checkChain, readChain, readKey } from '../../security/certificates';
import type { Settings } from '../settings';
import type { Certificates } from './certificates';
import { serverTls } from './server-tls';

/** By which the manager keeps the certificate that people reach the installation by. */
export const HTTPS_CERTIFICATE = 'https';
const LOOK_EVERY_MS = 10_000;
/** For TLS to be agreed on, in ms. */
const HANDSHAKE_MS = 10_000;

export interface WebServer {
  readonly server: Server | HttpsServer;
  readonly scheme: 'http' | 'https';
  /** Stops looking for another certificate. */
  stop(): void;
}

interface WebContext {
  readonly settings: Pick<Settings, 'tls' | 'host'>;
  readonly certificates: Certificates;
  /** Names and addresses by which this machine is reached. */
  readonly hostNames: () => readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** For TLS to be agreed on, in ms; default 10,000. */
  readonly handshakeMs?: number;
}

/**
 * The server of editor, dashboards, API and WebSockets: plain, or with the manager's certificate, or with that of two
 * files. Another certificate is for connections that begin from then on; those that stand go on.
 */
export async function createWebServer(listener: RequestListener, context: WebContext): Promise<WebServer> {
  const { mode } = context.settings.tls;
  if (mode === 'off') return { server: createPlain(listener), scheme: 'http', stop: () => undefined };
  if (mode === 'files') return fromFiles(listener, context);
  const { certificates } = context;
  await ensureServerCertificate(context);
  const lease = await certificates.use(HTTPS_CERTIFICATE, 'HTTPS', (next) =>
    server.setSecureContext(serverTls(next)),
  );
  const { handshakeMs: handshakeTimeout = HANDSHAKE_MS } = context;
  const server = createServer({ ...serverTls(lease.identity), handshakeTimeout }, listener);
  return { server, scheme: 'https', stop: () => lease.release() };
}

/** Made at the first start, and made anew where this machine has another name or address than then. */
export async function ensureServerCertificate({
  settings,
  certificates,
  hostNames,
}: Pick<WebContext, 'settings' | 'certificates' | 'hostNames'>): Promise<void> {
  const any = ['0.0.0.0', '::'].includes(settings.host);
  const known = [...settings.tls.names, ...hostNames(), ...(any ? [] : [settings.host])];
  const hosts = [...new Set(known.map(canonicalHost))];
  if (!certificates.has(HTTPS_CERTIFICATE)) {
    await certificates.create({ name: HTTPS_CERTIFICATE, purpose: 'server', hosts, days: SERVER_DAYS });
    return;
  }
  const kept = certificates.get(HTTPS_CERTIFICATE);
  const lacks = hosts.some((host) => !kept.hosts.includes(host));
  const isOurs = kept.source === 'internal' && kept.state !== 'revoked';
  if (isOurs && (lacks || kept.state === 'expired'))
    await certificates.renew(HTTPS_CERTIFICATE, [...new Set([...hosts, ...kept.hosts])]);
}

const SERVER_DAYS = 90;

/** What stands in two files is looked at again and again: who renews them by a tool of the company does nothing here. */
function fromFiles(listener: RequestListener, context: WebContext): WebServer {
  const { settings, clock, logger, handshakeMs: handshakeTimeout = HANDSHAKE_MS } = context;
  const { certFile, keyFile } = settings.tls;
  const read = (): SecureContextOptions => {
    const cert = textOf(certFile, 'THERMACORE_TLS_CERT');
    const key = textOf(keyFile, 'THERMACORE_TLS_KEY');
    checkChain(readChain(cert), readKey(key), clock.now());
    return serverTls({ cert, key });
  };
  const mark = (): string => [certFile, keyFile].map((file) => markOf(file)).join();
  let seen = mark();
  const server = createServer({ ...read(), handshakeTimeout }, listener);
  const timer = clock.every(LOOK_EVERY_MS, () => {
    try {
      const now = mark();
      if (now === seen) return;
      seen = now;
      server.setSecureContext(read());
      logger.info('HTTPS has a new certificate', { file: certFile });
    } catch (error) {
      // Half written, or the key is not there yet: the next change is looked at again.
      logger.error('The certificate of HTTPS could not be taken over, the old one stays', {
        reason: messageOf(error),
      });
    }
  });
  return { server, scheme: 'https', stop: () => timer.stop() };
}

function markOf(file: string): string {
  const { ino, size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return `${ino}-${size}-${mtimeMs}`;
}

function textOf(file: string, field: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ThermaCoreError('configuration', `${field}: the file ${file} cannot be read.`, {
      field,
      advice: 'Give the path of a PEM file that the user who runs ThermaCore may read.',
      cause,
    });
  }
}

interface RedirectUse {
  /** Where TLS is served. */
  readonly port: () => number;
  /** Who may connect; default everybody. */
  readonly door?: Pick<Doorkeeper, 'admits'>;
  /** Connections at a time; default 200. */
  readonly maxConnections?: number;
  /** From the first byte of a request to its end, in ms; default 10,000. */
  readonly requestMs?: number;
}

const REDIRECT_CONNECTIONS = 200;
const REDIRECT_MS = 10_000;

/** Sends who comes without TLS to the same page with it. What was sent already was in clear: only a GET goes on. */
export function createRedirect(use: RedirectUse): Server {
  const { port, door = openDoor, maxConnections = REDIRECT_CONNECTIONS, requestMs = REDIRECT_MS } = use;
  const limits = {
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    // Node.js looks for what is too slow so often.
    connectionsCheckingInterval: requestMs / 2,
    keepAliveTimeout: requestMs / 2,
  };
  const places = new PlacesByAddress(placesOfOne(maxConnections));
  const server = createPlain(limits, (request, response) => {
    request.resume();
    const { method, headers, url = '/' } = request;
    const host = headers.host ?? '';
    const target = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
    if (!target || !url.startsWith('/') || !['GET', 'HEAD'].includes(method ?? '')) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('Use https.\n');
      return;
    }
    const location = `https://${target.hostname}:${port()}${url}`;
    response.writeHead(308, { location, 'content-length': 0 }).end();
  });
  server.maxConnections = maxConnections;
  server.prependListener('connection', (socket) => {
    const address = plainAddress(socket.remoteAddress);
    if (door.admits(address) && places.enter(address)) socket.once('close', () => places.leave(address));
    else socket.destroy();
  });
  return server;
}
