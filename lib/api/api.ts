import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { IdempotencyKeys } from '../core/idempotency';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { AuthService, People, Refusal } from '../tenancy';
import { serveAccount } from './account-handlers';
import { serveAuth } from './auth-handlers';
import { Cors } from './cors';
import { servePasswords } from './people-handlers';
import { Reply, type ApiReply, type ApiRequest, type Handler, type Listener, type Route } from './contract';
import { buildOpenApi, type OpenApiDocument } from './openapi';
import { readerOf } from './preconditions';
import { problemKind, upgradeRequired } from './problem';
import type { RateLimits } from './rate-limits';
import { RouteTable } from './route-table';
import { Router } from './router';
import * as routes from './routes';

export interface ApiOptions {
  /** Identity, or where to get it once the database is there; then requests before answer 503. */
  readonly auth: AuthService | (() => Promise<AuthService>);
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Users and roles; left out: there is nobody. */
  readonly people?: () => Promise<People>;
  /** Default `/api/v1`. */
  readonly basePath?: `/${string}`;
  /** Shown in OpenAPI. */
  readonly version?: string;
  /** Where keys of repeated requests are remembered. Left out: they are not looked at. */
  readonly idempotencyKeys?: IdempotencyKeys;
  /** Called for each request of a user who may not make it. */
  readonly onRefused?: (refusal: Refusal) => void;
  /** Called for each request of a user for what is not there. */
  readonly onMissing?: (missing: Refusal) => void;
  /** Requests in work at a time, shared fairly between tenants. Default 1000. */
  readonly maxInFlight?: number;
  /** Requests that wait for a place. Default 2000. */
  readonly maxWaiting?: number;
  /** How many calls everybody may make; left out: as many as they like. */
  readonly limits?: RateLimits;
}

const DEFAULT_MAX_IN_FLIGHT = 1000;
const DEFAULT_MAX_WAITING = 2000;

/**
 * The HTTP API: which routes there are, who serves each, and the way of a request through them. Some routes are
 * served by the platform itself (`builtin`); the others wait for a flow (`attach`).
 */
export class Api {
  readonly basePath: string;
  private readonly table: RouteTable;
  private readonly router: Router;
  private readonly listeners = new Map<string, Listener>();
  /** Operations that no flow may take. */
  private readonly builtins = new Set<string>();
  private document: OpenApiDocument | undefined;
  private readonly cors = new Cors();

  constructor(private readonly options: ApiOptions) {
    this.basePath = options.basePath ?? '/api/v1';
    this.table = new RouteTable(this.basePath);
    const auth = async (): Promise<AuthService> =>
      typeof options.auth === 'function' ? options.auth() : options.auth;
    this.router = new Router({
      table: this.table,
      listenerOf: (operationId) => this.listeners.get(operationId),
      authenticate: async (token) => (await (await auth()).verify(token)).principal,
      clock: options.clock,
      logger: options.logger,
      meter: options.meter,
      ...(options.onRefused ? { onRefused: options.onRefused } : {}),
      ...(options.onMissing ? { onMissing: options.onMissing } : {}),
      cors: this.cors,
      idempotencyKeys: options.idempotencyKeys,
      maxInFlight: options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
      maxWaiting: options.maxWaiting ?? DEFAULT_MAX_WAITING,
      ...(options.limits ? { limits: options.limits } : {}),
    });
    for (const known of [...routes.flowRoutes, routes.healthReady]) this.table.add(known);
    serveAuth((route, handler) => this.builtin(route, handler), auth);
    serveAccount((route, handler) => this.builtin(route, handler), auth);
    servePasswords((route, handler) => this.builtin(route, handler), options.people ?? noPeople);
    this.builtin(routes.healthLive, () => Promise.resolve({ status: 'ok' as const }));
    this.builtin(routes.jwks, async () => (await auth()).jwks);
    this.builtin(routes.openapiDocument, () => Promise.resolve({ ...this.openapi() }));
    this.builtin(routes.getProblem, ({ params }) => Promise.resolve(problemKind(params.problem)));
    this.builtin(routes.live, () => Promise.reject(upgradeRequired()));
  }

  get clock(): Clock {
    return this.options.clock;
  }

  get routes(): readonly Route[] {
    return this.table.routes;
  }

  /** The path under which a route is served. */
  pathOf(route: Route): string {
    return this.table.fullPath(route);
  }

  /** Serves a route by code of the platform; no flow can attach to it. Throws `conflict` when it is served already. */
  builtin<R extends Route>(route: R, handler: Handler<R>): void {
    const { operationId } = route;
    if (!this.table.find(operationId)) this.table.add(route);
    if (this.listeners.has(operationId)) throw servedAlready(operationId);
    this.builtins.add(operationId);
    const listener: Listener<R> = async (call) => {
      const outcome = await handler(call);
      if (outcome instanceof Reply) call.reply(outcome.result, outcome.options);
      else call.reply(outcome);
    };
    this.listeners.set(operationId, listener);
    this.document = undefined;
  }

  /**
   * Serves a known operation by its id, or an own route, until the returned function is called. Throws `conflict`
   * when the operation or path is taken, `not-found` when there is no such operation.
   */
  attach(target: string, listener: Listener): () => void;
  attach<R extends Route>(target: R, listener: Listener<R>): () => void;
  attach(target: Route | string, listener: Listener): () => void {
    const operationId = typeof target === 'string' ? target : target.operationId;
    if (this.listeners.has(operationId)) throw servedAlready(operationId);
    const known = this.table.find(operationId);
    if (!known && typeof target === 'string')
      throw new ThermaCoreError('not-found', `There is no operation "${operationId}".`, {
        field: 'operationId',
        advice: 'Choose one of the list, or define an own route.',
      });
    const own = typeof target === 'string' || target === known ? undefined : target;
    if (own) {
      this.table.add(own);
      this.document = undefined;
    }
    this.listeners.set(operationId, listener);
    return () => {
      // A later listener of the same operation is not ours to remove.
      if (this.listeners.get(operationId) !== listener) return;
      this.listeners.delete(operationId);
      if (!own) return;
      this.table.remove(operationId);
      this.document = undefined;
    };
  }

  /** The operations that wait for a flow. */
  get unserved(): readonly string[] {
    return this.routes.map(({ operationId }) => operationId).filter((id) => !this.listeners.has(id));
  }

  /** OpenAPI 3.1 of all routes, own ones included. */
  openapi(): OpenApiDocument {
    this.document ??= buildOpenApi(this.routes, {
      pathOf: (route) => this.pathOf(route),
      readerOf: (route) => readerOf(this.table, route),
      version: this.options.version ?? '1',
    });
    return this.document;
  }

  /**
   * Lets pages of these origins use the API from a browser; none is the default. Throws `configuration` that names the one
   * that is no origin.
   */
  allowOrigins(origins: readonly string[]): void {
    this.cors.allow(origins);
  }

  /** True for a web page of another origin that may use the API. */
  allowsOrigin(origin: string): boolean {
    return this.cors.allows(origin);
  }

  /** True for the paths that are answered here; all others belong to somebody else. */
  owns(path: string): boolean {
    return (
      path === this.basePath ||
      path.startsWith(`${this.basePath}/`) ||
      (!path.startsWith(this.basePath) && this.table.allow(path) !== undefined)
    );
  }

  /** The answer to what failed before it became a call. */
  problem(error: unknown, request: ApiRequest): ApiReply {
    return this.router.problem(error, request);
  }

  /** Always resolves, at the latest after the route's time-out. */
  handle(request: ApiRequest): Promise<ApiReply> {
    return this.router.handle(request);
  }
}

const noPeople = (): Promise<never> =>
  Promise.reject(new ThermaCoreError('unavailable', 'Users are not served here.'));

const servedAlready = (operationId: string): ThermaCoreError =>
  new ThermaCoreError('conflict', `The operation "${operationId}" is served already.`, {
    field: 'operationId',
    advice: 'Remove one of the two "api in" nodes, or choose another operation for it.',
  });
