import type { Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import type { IdempotencyKeys } from '../core/idempotency';
import { randomId } from '../core/ids';
import type { Logger } from '../core/logger';
import type { Counter, Histogram, Meter } from '../core/meter';
import { authorise, type Principal } from '../tenancy';
import type { ApiCall, ApiReply, ApiRequest, Listener, Route } from './contract';
import { joinHeaders, type Cors } from './cors';
import { Entrance, type EntranceOptions } from './entrance';
import { Exchange, type Answer } from './exchange';
import { KeyedRequest, keyHeader } from './idempotency';
import {
  hasTag,
  preconditionOf,
  readerOf,
  requireCondition,
  tagOfResult,
  takenAlready,
  type Precondition,
} from './preconditions';
import { PROBLEM_TYPE, problemOf } from './problem';
import { StreamedReplies, jsonReply } from './reply';
import { bodyOf, parseQuery } from './request';
import type { RouteTable } from './route-table';
import { takeFields, withFields } from './sparse-fields';
import { SlowRefusals } from './slow-refusals';
import { Turns } from './turns';
import { validate } from './validate';

interface RouterOptions extends EntranceOptions {
  readonly table: RouteTable;
  readonly listenerOf: (operationId: string) => Listener | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly cors: Cors;
  /** Undefined: keys are not looked at. */
  readonly idempotencyKeys: IdempotencyKeys | undefined;
}

/** Seconds. From a cached answer to a long query. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The headers of everything that is data: not cached, not sniffed, not framed. */
const DATA_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** One request on its way: who asks, and what it takes to answer. */
interface Way {
  readonly route: Route;
  /** Of the path, as sent. */
  readonly raw: Readonly<Record<string, string>>;
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly exchange: Exchange;
  /** What the answer says whatever becomes of the request. */
  readonly headers: Record<string, string>;
  /** Set once the key of the request is claimed; the answer is kept under it. */
  keyed?: KeyedRequest;
  /** The items' fields that the client wants. */
  fields?: readonly string[] | undefined;
}

type Parts = Pick<ApiCall, 'params' | 'query' | 'body'>;

/** Takes a request to its listener and the answer back. Knows no HTTP server. */
export class Router {
  private readonly requests: Counter;
  private readonly duration: Histogram;
  private readonly streams: StreamedReplies;
  private readonly turns = new Turns();
  private readonly refusals: SlowRefusals;
  private readonly entrance: Entrance;

  constructor(private readonly use: RouterOptions) {
    const { meter } = use;
    this.entrance = new Entrance(use);
    this.refusals = new SlowRefusals(use.clock, meter);
    this.requests = meter.counter('thermacore_api_requests_total', 'API requests', ['operation', 'status']);
    this.duration = meter.histogram(
      'thermacore_api_request_duration_seconds',
      'Time from request to answer',
      DURATION_BUCKETS,
      ['operation'],
    );
    const bytes = meter.counter('thermacore_api_streamed_bytes_total', 'Bytes of streamed answers', [
      'operation',
    ]);
    this.streams = new StreamedReplies(bytes, use.logger);
    meter.gauge('thermacore_api_streams_open', 'Streamed answers under way', () => this.streams.open);
  }

  /** Always resolves, at the latest after the route's time-out. */
  async handle(request: ApiRequest): Promise<ApiReply> {
    const { clock, cors } = this.use;
    const started = clock.monotonic();
    const given = request.headers['x-request-id'];
    const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomId();
    const told: Record<string, string> = {};
    let operation = 'unmatched';
    let reply: ApiReply;
    try {
      if (request.method === 'OPTIONS') reply = this.options(request);
      else {
        const { route, params } = this.match(request);
        operation = route.operationId;
        reply = await this.run(route, params, request, { requestId, headers: told });
      }
    } catch (error) {
      reply = this.problem(error, request, requestId, operation);
      if (reply.status === 429) await this.refusals.hold(request.signal);
    }
    this.requests.add(1, { operation, status: String(reply.status) });
    this.duration.observe((clock.monotonic() - started) / 1000, { operation });
    const common = { ...DATA_HEADERS, 'x-request-id': requestId, ...told };
    return {
      ...reply,
      headers: joinHeaders({ ...common, ...cors.headers(request.headers) }, { ...reply.headers }),
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

  private options({ path, headers }: ApiRequest): ApiReply {
    const allow = this.use.table.allow(path);
    if (allow === undefined) throw noSuchPath();
    return { status: 204, headers: { allow, ...this.use.cors.preflight(headers, allow) } };
  }

  private match({ method, path }: ApiRequest): { route: Route; params: Readonly<Record<string, string>> } {
    const found = this.use.table.match(method, path);
    if (!found) throw noSuchPath();
    return found;
  }

  private async run(
    route: Route,
    raw: Readonly<Record<string, string>>,
    request: ApiRequest,
    told: Pick<Way, 'requestId' | 'headers'>,
  ): Promise<ApiReply> {
    const { logger, clock, table } = this.use;
    const { requestId } = told;
    // A client with a key may leave and ask again: the work goes on without it, and its answer is kept.
    const client = this.keyOf(route, request) === undefined ? request.signal : undefined;
    const exchange = new Exchange(route, logger.with({ requestId }), clock, client);
    const way: Way = { route, raw, request, exchange, ...told };
    this.begin(way).catch((error: unknown) => exchange.fail(error));
    let reply: ApiReply;
    try {
      const answer = this.located(route, await exchange.answer);
      const chosen = way.fields ? { ...answer, result: withFields(answer.result, way.fields) } : answer;
      // What a change answers with is the thing itself, where its GET answers with the same.
      const tagged = hasTag(route) || (route.response && readerOf(table, route)?.response === route.response);
      reply = route.stream
        ? this.streams.of(route, answer, request)
        : jsonReply(chosen, request, tagged === true);
    } catch (error) {
      if (!way.keyed) throw error;
      reply = this.problem(error, request, requestId, route.operationId);
    }
    await way.keyed?.settle(reply);
    return reply;
  }

  private keyOf(route: Route, request: ApiRequest): string | undefined {
    return this.use.idempotencyKeys && keyHeader(route, request);
  }

  private located(route: Route, answer: Answer): Answer {
    const location =
      answer.status === route.status ? this.use.table.locationOf(route, answer.result) : undefined;
    return location === undefined ? answer : { ...answer, headers: { location, ...answer.headers } };
  }

  private async begin(way: Way): Promise<void> {
    const { route, raw, request, exchange } = way;
    const principal = await this.entrance.admit(route, request, exchange, way.headers);
    const listener = this.listenerOf(route);
    const { fields, rest } = takeFields(route, parseQuery(request.query));
    way.fields = fields;
    const params = validate(route.params, raw, 'path');
    const query = validate(route.query, rest, 'query');
    const sent = route.body ? await bodyOf(route, request) : undefined;
    const body = validate(route.body, sent, 'body');
    const reader = readerOf(this.use.table, route);
    const condition = route.method === 'GET' ? undefined : preconditionOf(request.headers, reader);
    const header = this.keyOf(route, request);
    if (header !== undefined && principal) {
      if (exchange.signal.aborted) return;
      const keyed = await this.claim(way, header, principal, sent);
      if (keyed.replay) return void exchange.repeat(keyed.replay);
      if (exchange.signal.aborted) return keyed.release();
      way.keyed = keyed;
    }
    const parts = { params, query, body: this.withKey(way, body) } as Parts;
    const work = (): Promise<void> => this.work(way, principal, parts, { listener, reader, condition });
    await (reader ? this.turns.take(JSON.stringify([principal?.tenant, reader.path, raw]), work) : work());
  }

  private claim(way: Way, header: string, principal: Principal, body: unknown): Promise<KeyedRequest> {
    const { idempotencyKeys, clock, logger } = this.use;
    const { route, request } = way;
    const { path, query = '' } = request;
    if (!idempotencyKeys) throw new Error('there is no memory for keys');
    const parts = { route, path, query, header, body, principal };
    return KeyedRequest.begin(idempotencyKeys, parts, { now: clock.now(), logger });
  }

  /** For an operation that keeps keys by itself, unless the client has given one there. */
  private withKey({ route, keyed }: Way, body: unknown): unknown {
    const field = route.idempotencyKey;
    if (!keyed || typeof field !== 'string' || (body as Record<string, unknown>)[field] !== undefined)
      return body;
    return { ...(body as object), [field]: keyed.digest };
  }

  /** Its turn has come: what the request asks of the present state is looked at, and the listener called. */
  private async work(
    way: Way,
    principal: Principal | undefined,
    parts: Parts,
    { listener, reader, condition }: Course,
  ): Promise<void> {
    const { route, request, requestId, exchange } = way;
    if (condition && reader) requireCondition(condition, await this.tagNow(way, principal, reader));
    const creates = condition?.ifNone === true && !reader && route.status === 201;
    const call: ApiCall = {
      operationId: route.operationId,
      principal,
      ...parts,
      requestId,
      from: request.from,
      userAgent: request.headers['user-agent'],
      signal: exchange.signal,
      reply: (result, options) => exchange.reply(result, options),
      fail: (error) => exchange.fail(creates && isTaken(error) ? takenAlready(error) : error),
    };
    if (exchange.signal.aborted) return;
    try {
      await listener(call);
    } catch (error) {
      call.fail(error);
    }
    // The next one's turn comes when this one is answered.
    if (reader) await exchange.answer.catch(() => undefined);
  }

  /** The tag of what a change is about to change, asked for as the same user. Undefined where there is nothing. */
  private async tagNow(
    way: Way,
    principal: Principal | undefined,
    reader: Route,
  ): Promise<string | undefined> {
    const { raw, request, requestId, exchange } = way;
    const { logger, clock } = this.use;
    if (principal && reader.permission !== 'public') authorise(principal, reader.permission);
    const listener = this.listenerOf(reader);
    const inner = new Exchange(reader, logger.with({ requestId }), clock, exchange.signal);
    // What ends the outer one ends this one too, before anybody may wait for it.
    inner.answer.catch(() => undefined);
    const call: ApiCall = {
      operationId: reader.operationId,
      principal,
      params: validate(reader.params, raw, 'path'),
      query: validate(reader.query, {}, 'query'),
      body: undefined,
      requestId,
      from: request.from,
      userAgent: request.headers['user-agent'],
      signal: inner.signal,
      reply: (result, options) => inner.reply(result, options),
      fail: (error) => inner.fail(error),
    };
    const asking = async (): Promise<void> => listener(call);
    asking().catch((error: unknown) => inner.fail(error));
    try {
      const { result }: Answer = await inner.answer;
      return tagOfResult(result);
    } catch (error) {
      // RFC 9110 §13.2.1: what would be refused anyway is refused as ever.
      if (isThermaCoreError(error) && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  private listenerOf(route: Route): Listener {
    const listener = this.use.listenerOf(route.operationId);
    if (listener) return listener;
    throw new ThermaCoreError('unavailable', `No flow serves the operation "${route.operationId}".`, {
      advice:
        'Deploy a flow that starts with an "api in" node for it; "thermacore flows diff" shows the one that is shipped.',
    });
  }
}

interface Course {
  readonly listener: Listener;
  readonly reader: Route | undefined;
  readonly condition: Precondition | undefined;
}

const isTaken = (error: unknown): error is ThermaCoreError =>
  isThermaCoreError(error) && error.code === 'conflict' && error.field === 'key';

const noSuchPath = (): ThermaCoreError =>
  new ThermaCoreError('not-found', 'There is no such path.', { advice: 'See /api/docs for the operations.' });
