import type { Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../core/errors';
import { FairGate } from '../core/fair-gate';
import { randomId } from '../core/ids';
import type { Logger } from '../core/logger';
import type { Counter, Histogram, Meter } from '../core/meter';
import { authorise, type Permission, type Principal, type Refusal } from '../tenancy';
import type { ApiCall, ApiReply, ApiRequest, Listener, Route } from './contract';
import { Exchange, type Answer } from './exchange';
import { HttpError, PROBLEM_TYPE, problemOf } from './problem';
import type { RateLimits } from './rate-limits';
import type { RouteTable } from './route-table';
import { streamReply, type StreamSource, type StreamTarget } from './stream';
import { validate } from './validate';

/** What the router needs of tenancy: who a bearer token stands for. */
export type Authenticate = (token: string) => Promise<Principal>;

interface RouterOptions {
  readonly table: RouteTable;
  readonly listenerOf: (operationId: string) => Listener | undefined;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Called for each request of a user who may not make it. */
  readonly onRefused?: (refusal: Refusal) => void;
  /** Requests in work at a time; more wait, and tenants take turns. */
  readonly maxInFlight: number;
  /** Requests that wait; of more, those of whoever has most there are turned away with 503. */
  readonly maxWaiting: number;
  readonly limits?: RateLimits;
}

/** What is known of a request besides its route, and what its answer says whatever becomes of it. */
interface Told {
  readonly requestId: string;
  readonly headers: Record<string, string>;
}

/** How long a request waits for a place; a client that is told so can try another server meanwhile. */
const PLACE_TIMEOUT_MS = 10_000;

/** Seconds. From a cached answer to a long query. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const REQUEST_ID = /^[\w.-]{1,64}$/;
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const MAX_QUERY_PARAMETERS = 50;
/** Of a path in the audit log. */
const MAX_TARGET = 300;

/** The headers of everything that is data: not cached, not sniffed, not framed. */
const DATA_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Takes a request to its listener and the answer back. Knows no HTTP server. */
export class Router {
  private readonly requests: Counter;
  private readonly duration: Histogram;
  private readonly streamed: Counter;
  private readonly places: FairGate;
  private streams = 0;

  constructor(private readonly use: RouterOptions) {
    const { meter, clock, maxInFlight: size, maxWaiting } = use;
    this.places = new FairGate({ size, maxWaiting, timeoutMs: PLACE_TIMEOUT_MS, clock, full: noPlace });
    this.requests = meter.counter('thermacore_api_requests_total', 'API requests', ['operation', 'status']);
    this.duration = meter.histogram(
      'thermacore_api_request_duration_seconds',
      'Time from request to answer',
      DURATION_BUCKETS,
      ['operation'],
    );
    this.streamed = meter.counter('thermacore_api_streamed_bytes_total', 'Bytes of streamed answers', [
      'operation',
    ]);
    meter.gauge('thermacore_api_streams_open', 'Streamed answers under way', () => this.streams);
    meter.gauge('thermacore_api_requests_in_flight', 'API requests in work', () => this.places.inUse);
    meter.gauge(
      'thermacore_api_requests_waiting',
      'API requests that wait for a place',
      () => this.places.waiting,
    );
  }

  /** Always resolves, at the latest after the route's time-out. */
  async handle(request: ApiRequest): Promise<ApiReply> {
    const { clock } = this.use;
    const started = clock.monotonic();
    const given = request.headers['x-request-id'];
    const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomId();
    const told: Told = { requestId, headers: {} };
    let operation = 'unmatched';
    let reply: ApiReply;
    try {
      if (request.method === 'OPTIONS') reply = this.options(request.path);
      else {
        const { route, params } = this.match(request);
        operation = route.operationId;
        const answer = this.located(route, await this.run(route, params, request, told));
        reply = route.stream ? this.streaming(route, answer, request) : replyOf(answer, request.method);
      }
    } catch (error) {
      reply = this.problem(error, request, requestId, operation);
    }
    this.requests.add(1, { operation, status: String(reply.status) });
    this.duration.observe((clock.monotonic() - started) / 1000, { operation });
    return {
      ...reply,
      headers: { ...DATA_HEADERS, 'x-request-id': requestId, ...told.headers, ...reply.headers },
    };
  }

  /** The answer to what never becomes a call: a path that nobody has, or a request that cannot be read. */
  problem(
    error: unknown,
    request: ApiRequest,
    requestId: string = randomId(),
    operation = 'unmatched',
  ): ApiReply {
    const { problem, headers } = problemOf(error, { instance: request.path.slice(0, 500), requestId });
    if (problem.status >= 500)
      this.use.logger.warn('A request was answered with a server error', {
        requestId,
        operation,
        status: problem.status,
        error,
      });
    const body = request.method === 'HEAD' ? {} : { body: JSON.stringify(problem) };
    return {
      status: problem.status,
      headers: { ...DATA_HEADERS, 'x-request-id': requestId, 'content-type': PROBLEM_TYPE, ...headers },
      ...body,
    };
  }

  private options(path: string): ApiReply {
    const allow = this.use.table.allow(path);
    if (allow === undefined) throw noSuchPath();
    return { status: 204, headers: { allow } };
  }

  private match({ method, path }: ApiRequest): { route: Route; params: Readonly<Record<string, string>> } {
    const found = this.use.table.match(method, path);
    if (!found) throw noSuchPath();
    return found;
  }

  /**
   * Identity and permission come before anything of the request is looked at: whoever may not ask learns nothing from
   * error messages, and cannot make us parse a body.
   */
  private run(
    route: Route,
    params: Readonly<Record<string, string>>,
    request: ApiRequest,
    told: Told,
  ): Promise<Answer> {
    const { requestId } = told;
    const exchange = new Exchange(route, this.use.logger.with({ requestId }), this.use.clock, request.signal);
    this.call(route, params, request, told, exchange).catch((error: unknown) => exchange.fail(error));
    return exchange.answer;
  }

  private async call(
    route: Route,
    params: Readonly<Record<string, string>>,
    request: ApiRequest,
    { requestId, headers }: Told,
    exchange: Exchange,
  ): Promise<void> {
    const principal = route.permission === 'public' ? undefined : await this.known(request);
    const { limits } = this.use;
    Object.assign(
      headers,
      principal
        ? limits?.takeFor(principal, route.cost ?? 1)
        : limits?.takeFrom(request.from, route.allowance, route.cost),
    );
    if (principal && route.permission !== 'public') this.authorise(principal, route.permission, request);
    await this.place(ownerOf(route, principal), exchange);
    const listener = this.use.listenerOf(route.operationId);
    if (!listener) throw nobodyServes(route);
    const call: ApiCall = {
      operationId: route.operationId,
      principal,
      params: validate(route.params, params, 'path'),
      query: validate(route.query, parseQuery(request.query), 'query'),
      body: route.body ? validate(route.body, await bodyOf(route, request), 'body') : undefined,
      requestId,
      from: request.from,
      userAgent: request.headers['user-agent'],
      signal: exchange.signal,
      reply: (result, options) => exchange.reply(result, options),
      fail: (error) => exchange.fail(error),
    };
    if (!exchange.signal.aborted) await listener(call);
  }

  /** A refusal is somebody's to know: the home tenant's of who tried, which is not told of other tenants. */
  private authorise(principal: Principal, permission: Permission, { method, path, from }: ApiRequest): void {
    try {
      authorise(principal, permission);
    } catch (error) {
      const { homeTenant: tenant, username: actor } = principal;
      const target = `${method} ${path}`.slice(0, MAX_TARGET);
      this.use.onRefused?.({ tenant, actor, action: permission, target, from });
      throw error;
    }
  }

  private located(route: Route, answer: Answer): Answer {
    const location =
      answer.status === route.status ? this.use.table.locationOf(route, answer.result) : undefined;
    return location === undefined ? answer : { ...answer, headers: { location, ...answer.headers } };
  }

  /** The bytes follow the head; what happens to them is counted and logged here, under the operation's name. */
  private streaming(route: Route, { result, status, headers }: Answer, request: ApiRequest): ApiReply {
    const reply = streamReply(result as StreamSource, status, headers, request.headers);
    const { stream } = reply;
    if (request.method === 'HEAD') return { status: reply.status, headers: reply.headers };
    const operation = route.operationId;
    const counted = async (target: StreamTarget): Promise<void> => {
      this.streams++;
      try {
        await stream({
          ...target,
          write: (chunk) => {
            this.streamed.add(chunk.length, { operation });
            return target.write(chunk);
          },
        });
      } catch (error) {
        if (!target.signal.aborted)
          this.use.logger.warn('A streamed answer was cut short', { operation, reason: messageOf(error) });
        throw error;
      } finally {
        this.streams--;
      }
    };
    return { ...reply, stream: counted };
  }

  /** Holds a place until the exchange is over. Health checks need none: they are to answer when all are taken. */
  private async place(owner: string | undefined, { answer, signal }: Exchange): Promise<void> {
    if (owner === undefined) return;
    await this.places.enter({ owner, signal });
    const leave = (): void => this.places.leave(owner);
    void answer.then(leave, leave);
  }

  /** Whose token does not count is somebody unknown, and has to keep to what an address may. */
  private async known(request: ApiRequest): Promise<Principal> {
    try {
      return await this.principal(request);
    } catch (error) {
      if (isThermaCoreError(error) && error.code === 'unauthenticated')
        this.use.limits?.takeFrom(request.from);
      throw error;
    }
  }

  private async principal({ headers }: ApiRequest): Promise<Principal> {
    const header = headers['authorization'];
    if (header === undefined)
      throw new HttpError('unauthenticated', 'This operation needs a login.', {
        advice: 'Send "Authorization: Bearer <access_token>"; POST /api/v1/auth/login gives one.',
        // RFC 6750 §3.1: without credentials no error code.
        headers: { 'www-authenticate': 'Bearer realm="thermacore"' },
      });
    const token = BEARER.exec(header)?.[1];
    if (token === undefined)
      throw new ThermaCoreError(
        'unauthenticated',
        'The Authorization header is not "Bearer <access_token>".',
      );
    return this.use.authenticate(token);
  }
}

const bodyOf = (route: Route, request: ApiRequest): unknown =>
  route.upload ? request.upload?.(route.upload) : request.body?.((route.maxBodyMiB ?? 1) * 1024 ** 2);

/** Who takes turns: tenants, and those who are in none. A key of a tenant has no @. */
function ownerOf({ allowance }: Route, principal: Principal | undefined): string | undefined {
  if (principal) return principal.tenant ?? '@platform';
  return allowance === 'health' ? undefined : `@${allowance ?? 'public'}`;
}

const noPlace = (): ThermaCoreError =>
  new ThermaCoreError('unavailable', 'Too many requests are in work.', { advice: 'Try again soon.' });

const noSuchPath = (): ThermaCoreError =>
  new ThermaCoreError('not-found', 'There is no such path.', { advice: 'See /api/docs for the operations.' });

const nobodyServes = (route: Route): ThermaCoreError =>
  new ThermaCoreError('unavailable', `No flow serves the operation "${route.operationId}".`, {
    advice:
      'Deploy a flow that starts with an "api in" node for it; "thermacore flows diff" shows the one that is shipped.',
  });

/** One value a name; a name that comes twice becomes a list, which only a schema that wants a list takes. */
function parseQuery(text = ''): unknown {
  const result: Record<string, string | string[]> = {};
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > MAX_QUERY_PARAMETERS)
      throw new HttpError('invalid', `The query has more than ${MAX_QUERY_PARAMETERS} parameters.`);
    const before = Object.hasOwn(result, name) ? result[name] : undefined;
    const next = before === undefined ? value : [before, value].flat();
    // Not by assignment: "__proto__" has to become a plain (and then unknown) field.
    Object.defineProperty(result, name, {
      value: next,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

function replyOf({ status, headers, result }: Answer, method: string): ApiReply {
  if (result === undefined) return { status: status === 200 ? 204 : status, headers };
  const body = JSON.stringify(result);
  const all = { 'content-type': 'application/json; charset=utf-8', ...headers };
  return method === 'HEAD'
    ? { status, headers: { ...all, 'content-length': String(Buffer.byteLength(body)) } }
    : { status, headers: all, body };
}
