import { Router, type Request, type RequestHandler, type Response } from 'express';
import { createApiHandler, routes, Reply, type Api } from '../api';
import { may, type AuthService } from '../tenancy';
import { isHttps, type DashboardGuard, type Handler } from '../dashboard';
import type { AddressOf } from './client-address';
import type { DatabaseLease } from './databases';
import type { PrometheusMeter } from './prometheus';

const LOOPBACK = /^(::1|::ffff:127\.|127\.)/;
/** What proxies add to a request of somebody else: the address of the socket is theirs then. */
const PROXY_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'] as const;

interface HttpContext {
  readonly api: Api;
  readonly dashboard: DashboardGuard;
  readonly meter: PrometheusMeter;
  readonly auth: () => Promise<AuthService>;
  /** Whose request it is. Default: whoever connects. */
  readonly addressOf?: AddressOf;
  /** Whether browsers are told to come with TLS only from now on. */
  readonly strict: boolean;
  /** Until when an address is kept out, epoch ms. */
  readonly blockedUntil?: BlockedUntil;
}

type BlockedUntil = (address: string | undefined) => number | undefined;

/** Everything that this process answers besides Node-RED: API, docs page, health, metrics, the dashboard's login. */
export function createHttp(context: HttpContext): RequestHandler {
  const { api, dashboard, meter, auth, addressOf, strict, blockedUntil } = context;
  const router = Router();
  if (strict) router.use(tellStrict);
  if (blockedUntil) router.use(keepOut(blockedUntil, addressOf));
  router.get('/metrics', serveMetrics(meter, auth));
  router.use(dashboard.routes);
  router.use(createApiHandler(api, addressOf ? { addressOf } : {}));
  return router;
}

/** Answers whose address is blocked, before anything of the request is read. */
export const keepOut =
  (blockedUntil: BlockedUntil, addressOf: AddressOf = ({ socket }) => socket.remoteAddress): RequestHandler =>
  (request, response, next) => {
    const until = blockedUntil(addressOf(request));
    if (until === undefined) return next();
    response.set('connection', 'close').status(403).type('application/problem+json');
    response.send(JSON.stringify(blockedProblem(until)));
  };

/** RFC 6797 §6.1; it says nothing of other hosts below the name, which are not ours. */
const STRICT_TRANSPORT = 'max-age=31536000';

const tellStrict: RequestHandler = (request, response, next) => {
  if (isHttps(request)) response.setHeader('strict-transport-security', STRICT_TRANSPORT);
  next();
};

export const blockedProblem = (until: number) => ({
  status: 403,
  title: 'Forbidden',
  detail: `Your address is blocked until ${new Date(until).toISOString()}. An administrator of ThermaCore can unblock it.`,
});

/** The API as the dashboard's guard calls it: behind Express every request is one of Express' own. */
export function apiForPages(api: Api, addressOf: AddressOf): Handler {
  const handler = createApiHandler(api, { addressOf });
  return (request, response, next) => void handler(request as Request, response as Response, next);
}

/** Prometheus on the same machine needs no login; from elsewhere it takes a token with `metrics:read`. */
function serveMetrics(meter: PrometheusMeter, auth: () => Promise<AuthService>): RequestHandler {
  return (request, response, next) => {
    const answer = async (): Promise<void> => {
      const local =
        LOOPBACK.test(request.socket.remoteAddress ?? '') &&
        !PROXY_HEADERS.some((name) => name in request.headers);
      if (!local && !(await hasMetricsRight(request.headers.authorization, auth))) {
        response.status(404).end();
        return;
      }
      response.type(meter.contentType).send(await meter.text());
    };
    answer().catch(next);
  };
}

async function hasMetricsRight(
  header: string | undefined,
  auth: () => Promise<AuthService>,
): Promise<boolean> {
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (!token) return false;
  try {
    return may((await (await auth()).verify(token)).principal, 'metrics:read');
  } catch {
    return false;
  }
}

/** Readiness: the database answers. While it is away readings are kept, but questions cannot be answered. */
export function serveHealth(api: Api, database: () => DatabaseLease | undefined): void {
  api.builtin(routes.healthReady, () => {
    const status = database()?.status() ?? { state: 'starting', text: 'starting' };
    const recorder = database()?.current()?.recorder.status;
    const ok = status.state === 'ready';
    const spool = recorder && recorder.spoolBytes > 0;
    return Promise.resolve(
      new Reply(
        {
          status: ok ? (spool ? ('degraded' as const) : ('ok' as const)) : ('unavailable' as const),
          parts: [
            {
              name: 'database',
              status: ok ? ('ok' as const) : ('unavailable' as const),
              detail: status.text,
            },
            ...(spool
              ? [
                  {
                    name: 'spool',
                    status: 'degraded' as const,
                    detail: `${recorder.spoolBytes} bytes wait to be stored`,
                  },
                ]
              : []),
          ],
        },
        ok ? {} : { status: 503 },
      ),
    );
  });
}
