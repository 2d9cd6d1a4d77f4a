import { join } from 'node:path/posix';
import type { Handler, GuardOptions, DashboardAuth, SocketAdmission } from './ports';
import { withoutPrivate } from './addressee';
import { createApiDoor } from './api-door';
import { createGate } from './gate';
import type { Identity } from './incoming';
import { createRoutes } from './routes';
import { BrowserSessions } from './sessions';
import { SocketGuard } from './socket-guard';
import { adoptStores, isDashboardStores } from './store-adapter';
import { FirstTenantOnly } from './unguarded';
import { WidgetStore } from './widget-store';

/** What goes into `settings.dashboard` of Node-RED. */
export interface DashboardSettings {
  readonly middleware: Handler[];
  readonly ioMiddleware: SocketAdmission;
  /** Bytes of one socket message. */
  readonly maxHttpBufferSize: number;
}

export interface DashboardGuard {
  readonly settings: DashboardSettings;
  /** Login, logout, choice of tenant and the session's state under the base path; calls next() for all else. */
  readonly routes: Handler;
  /** Who sits at a socket that the guard admitted. */
  identityOf(connection: { readonly id: string }): Identity | undefined;
  /** A message from a browser with whatever it claims about its sender replaced by what is known. */
  identified(connection: { readonly id: string }, message: object): Record<string, unknown>;
  /** For a Node-RED whose settings lack the guard: false for the messages of a second tenant. */
  mayShowUnguarded(message: unknown): boolean;
  /** Puts a store per tenant in the place of Dashboard's; anything that is not its stores is left alone. */
  adoptStores(stores: readonly unknown[]): void;
  /** Ends the connections of all pages, before the flows end: their last picture stays, and says that it is not live. */
  close(): void;
}

const MAX_SOCKET_MESSAGE = 512 * 1024;

/**
 * Makes Dashboard 2.0 multi-tenant: a login in front of its pages, and a guard at each of its sockets. Nothing runs
 * until a request comes.
 */
export function createDashboardGuard(options: GuardOptions): DashboardGuard {
  const { clock, logger, meter } = options;
  const basePath = join('/', options.basePath ?? '/dashboard');
  const store = new WidgetStore();
  const watched = new WeakSet<DashboardAuth>();

  const auth = async (): Promise<DashboardAuth> => {
    const service = await options.auth();
    if (!watched.has(service)) {
      watched.add(service);
      service.onSessionEnd((sessionId) => {
        sockets.endSession(sessionId);
        void sessions.forget(sessionId);
      });
    }
    return service;
  };
  const sessions = new BrowserSessions(auth, clock, basePath, options.addressOf);
  const { passwords, api, blockedUntil } = options;
  const sockets = new SocketGuard({ sessions, store, clock, logger, meter, blockedUntil });
  const pages = createRoutes({
    auth,
    sessions,
    basePath,
    clock,
    logger,
    ...(passwords ? { passwords } : {}),
  });
  const door = api && createApiDoor({ api, sessions, basePath, logger });
  const routes: Handler = door
    ? (request, response, next) =>
        pages(request, response, (error) =>
          error === undefined ? door(request, response, next) : next(error),
        )
    : pages;
  const adopted = new WeakSet<object>();
  const firstTenantOnly = new FirstTenantOnly(logger);

  return {
    settings: {
      // Routes first: in a stock Node-RED nobody else serves them.
      middleware: [routes, createGate({ sessions, basePath, logger })],
      ioMiddleware: sockets.admit,
      maxHttpBufferSize: MAX_SOCKET_MESSAGE,
    },
    routes,
    identityOf: (connection) => sockets.identityOf(connection),
    identified: (connection, message) => ({ ...withoutPrivate(message), ...sockets.identityOf(connection) }),
    mayShowUnguarded: (message) => firstTenantOnly.lets(message),
    close: () => sockets.close(),
    adoptStores(all) {
      for (const stores of all) {
        if (!isDashboardStores(stores) || adopted.has(stores.data)) continue;
        adopted.add(stores.data);
        adoptStores(stores, store);
      }
    },
  };
}
