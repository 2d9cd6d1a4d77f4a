import type { Server } from 'node:http';
import type { Express } from 'express';
import type { Counter } from '../core/meter';
import { isSameOrigin } from '../dashboard';
import { LIVE_PATH } from '../live';
import { isProxy } from './client-address';
import { limitServer } from './http-limits';
import { pageHeaders } from './page-headers';
import type { Platform } from './platform';

/** The editor's socket: what nodes say and do, for whoever sends a token of the editor. */
const EDITOR_SOCKET = '/comms';
const UPLOADS = /^\/api\/v\d+\/uploads\//;

type Hardened = Pick<Platform, 'settings' | 'clock' | 'meter' | 'api'>;

/**
 * What the launcher's own server is held to, before anything else answers: security headers, limits, and sockets that
 * only our own pages open. A stock Node-RED has its owner's server, and its owner's choice of these.
 */
export function hardenServer(app: Express, server: Server, platform: Hardened): void {
  const { settings, clock, meter, api } = platform;
  app.use(pageHeaders());
  app.use(
    limitServer(server, {
      clock,
      meter,
      isProxy: isProxy(settings.trustProxy),
      takesFiles: (path) => UPLOADS.test(path),
    }),
  );
  const refused = meter.counter(
    'thermacore_http_sockets_refused_total',
    'Sockets that a page of another site tried to open',
  );
  guardSockets(server, (origin) => api.allowsOrigin(origin), refused);
}

/**
 * Refuses sockets that a page of another site opens (CWE-1385); the dashboards' are refused by their own guard. Whoever
 * sends no `Origin` is no browser, and has to bring a token in any case.
 */
function guardSockets(server: Server, allows: (origin: string) => boolean, refused: Counter): void {
  server.on('upgrade', ({ url = '', headers }, socket) => {
    const path = url.split('?', 1)[0];
    if (path !== LIVE_PATH && path !== EDITOR_SOCKET) return;
    if (isSameOrigin(headers)) return;
    if (path === LIVE_PATH && headers.origin !== undefined && allows(headers.origin)) return;
    refused.add();
    socket.on('error', () => undefined);
    // Whoever comes next finds a socket that cannot be written to, and leaves it alone.
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}
