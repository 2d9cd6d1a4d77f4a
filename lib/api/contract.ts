import type { z } from 'zod';
import { ThermaCoreError, type ErrorCode } from '../core/errors';
import type { Permission, Principal } from '../tenancy';
import { Stream, Upload, type StreamTarget, type UploadDefinition, type UploadSource } from './stream';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** A route without that part has `undefined` there. */
type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;
/** What a handler may return: the schema fills its defaults in. */
type Written<S extends Schema> = S extends z.ZodType ? z.input<S> : void;

/**
 * One operation of the HTTP API: it routes, authorises, validates, times out and becomes a page of OpenAPI.
 */
export interface RouteDefinition<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
> {
  /** Unique, camelCase; the metrics label and the name that `api in` shows. */
  readonly operationId: string;
  readonly method: Method;
  /** Below the base path, unless `root`; parameters in braces: `/units/{unit}`. */
  readonly path: `/${string}`;
  /** True for paths outside the base path, such as /health/live. */
  readonly root?: boolean;
  /** Who may call it. `'public'` means anybody, without a token, and has to be written down. */
  readonly permission: Permission | 'public';
  /** Who has this one instead may call it too. */
  readonly orPermission?: Permission;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Of the successful answer; without it the answer is 204 without content. */
  readonly response?: R;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  /** Status of the successful answer. Default 200, or 204 without a response schema. */
  readonly status?: 200 | 201 | 202 | 204;
  /**
   * Where what it made or began can be looked at from then on, such as `/exports/{id}`: a path filled from the answer, which
   * its `Location` gives (RFC 9110 §10.2.2).
   */
  readonly location?: string;
  /** Other statuses that answer with the response schema, with what they mean: /health/ready has 503. */
  readonly statuses?: Readonly<Record<number, string>>;
  /** After this many ms without an answer the client gets 504. Default 10,000; 100 to 120,000, uploads 3,600,000. */
  readonly timeoutMs?: number;
  /** Errors that the operation itself can answer with, beside those that follow from its other fields. */
  readonly errors?: readonly ErrorCode[];
  /** Media types of an answer that is a stream of bytes; `response` is `Stream` then. */
  readonly stream?: readonly string[];
  /** How many calls of the caller's quota one call counts for: 1 if left out, up to 100. */
  readonly cost?: number;
  /** A public operation with a quota of its own per address. Health checks also find a place when all are taken. */
  readonly allowance?: 'login' | 'health';
  /** Largest JSON body in MiB; default 1, up to 16: for lists that are written as a whole. */
  readonly maxBodyMiB?: number;
  /** What a body that is a stream of bytes may be; `body` is `Upload` then. */
  readonly upload?: UploadDefinition;
  /**
   * A GET that answers with an ETag, which changes on the same path honour in If-Match. Default: where the path ends in a
   * parameter.
   */
  readonly entityTag?: boolean;
  /**
   * POST and PATCH take an Idempotency-Key; false: this one does not, because its answer must not be kept. The name of a
   * field of the body: the operation keeps keys by itself too, and finds the key there.
   */
  readonly idempotencyKey?: false | string;
  readonly examples?: { readonly body?: unknown; readonly response?: unknown };
}

export interface Route<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  R extends Schema = Schema,
> extends Omit<RouteDefinition<P, Q, B, R>, 'params' | 'query' | 'body' | 'response'> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly response: R;
  readonly status: 200 | 201 | 202 | 204;
  readonly timeoutMs: number;
}

/** Quotas of those who have not logged in, per address. */
export type Allowance = 'address' | NonNullable<RouteDefinition['allowance']>;

export const DEFAULT_TIMEOUT_MS = 10_000;
const SHORTEST_TIMEOUT_MS = 100;
const LONGEST_TIMEOUT_MS = 120_000;
/** Of a route that takes an upload: a large file over a slow line. */
const LONGEST_UPLOAD_MS = 3_600_000;

const HIGHEST_COST = 100;

/** A body is in memory as a whole, several times over while it is parsed. */
const MOST_BODY_MIB = 16;

const PATH = /^(\/([a-zA-Z0-9._~-]+|\{[a-z][a-zA-Z0-9]*\}))+$/;

/** Checks the definition and fills its defaults. Throws `configuration` that names the field at fault. */
export function route<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
>(definition: RouteDefinition<P, Q, B, R>): Route<P, Q, B, R> {
  const { operationId, path, body, method, timeoutMs = DEFAULT_TIMEOUT_MS } = definition;
  const wrong = (field: string, what: string, advice: string): never => {
    throw new ThermaCoreError('configuration', `Route "${operationId}": ${what}.`, { field, advice });
  };
  if (!/^[a-z][a-zA-Z0-9]{0,63}$/.test(operationId))
    wrong('operationId', 'the operation id is not a camelCase name', 'Use letters and digits, e.g. getUnit.');
  if (!PATH.test(path))
    wrong(
      'path',
      `the path "${path}" is malformed`,
      'Write it like /units/{unit}, without a trailing slash.',
    );
  const names = pathParams(path);
  if (new Set(names).size !== names.length)
    wrong('path', `the path "${path}" names a parameter twice`, 'Give each parameter its own name.');
  if (names.length > 0 && !definition.params)
    wrong('params', `the parameters of "${path}" have no schema`, 'Describe each of them in params.');
  if (body !== undefined && (method === 'GET' || method === 'DELETE'))
    wrong('body', `${method} has no body (RFC 9110 §9.3)`, 'Use a query parameter, or POST.');
  if ((definition.stream !== undefined) !== ((definition.response as unknown) === Stream))
    wrong(
      'stream',
      'a streamed answer needs its media types',
      'Give `stream` together with `response: Stream`.',
    );
  if ((definition.upload !== undefined) !== ((body as unknown) === Upload))
    wrong('upload', 'an upload needs its limits', 'Give `upload` together with `body: Upload`.');
  const { maxBodyMiB = 1 } = definition;
  if (!(maxBodyMiB >= 1 && maxBodyMiB <= MOST_BODY_MIB))
    wrong('maxBodyMiB', `a body of ${maxBodyMiB} MiB is out of range`, `Choose 1 to ${MOST_BODY_MIB} MiB.`);
  const { cost = 1, allowance, permission } = definition;
  if (!(Number.isInteger(cost) && cost >= 1 && cost <= HIGHEST_COST))
    wrong('cost', `a cost of ${cost} calls is out of range`, `Choose a whole number, 1 to ${HIGHEST_COST}.`);
  if (allowance !== undefined && permission !== 'public')
    wrong('allowance', 'a quota per address is for public operations', 'Leave `allowance` out.');
  const longest = definition.upload ? LONGEST_UPLOAD_MS : LONGEST_TIMEOUT_MS;
  if (!(timeoutMs >= SHORTEST_TIMEOUT_MS && timeoutMs <= longest))
    wrong(
      'timeoutMs',
      `a time-out of ${timeoutMs} ms is out of range`,
      `Choose ${SHORTEST_TIMEOUT_MS} to ${longest} ms.`,
    );
  return {
    ...definition,
    // Left out means undefined, which is what the type parameter then is.
    params: definition.params as P,
    query: definition.query as Q,
    body: body as B,
    response: definition.response as R,
    timeoutMs,
    status: definition.status ?? (definition.response ? 200 : 204),
  };
}

/** The parameter names of a path, in order: `/units/{unit}` → `['unit']`. */
export const pathParams = (path: string): string[] =>
  Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);

export interface ReplyOptions {
  /** One of the route's `statuses`, or its own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request as its listener sees it: authorised and validated. */
export interface ApiCall<R extends Route = Route> {
  readonly operationId: string;
  /** Undefined only on public routes. */
  readonly principal: Principal | undefined;
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
  readonly requestId: string;
  /** The client's address. */
  readonly from: string;
  /** What the client calls itself. */
  readonly userAgent?: string | undefined;
  /** Aborted when the client has gone or the time is up. */
  readonly signal: AbortSignal;
  /**
   * Answers. False when the answer was not given: the call was answered already, has timed out, the client has gone,
   * or the result does not fit the route (500; the log names the field).
   */
  reply(result: Written<R['response']>, options?: ReplyOptions): boolean;
  /** Answers with a problem; anything but a ThermaCoreError becomes a 500 without detail, and is logged. */
  fail(error: unknown): boolean;
}

/** The flow (or code) behind a route. What it throws is answered as `fail` would. */
export type Listener<R extends Route = Route> = (call: ApiCall<R>) => void | Promise<void>;

/** The handler of a route that the platform serves by itself: returns the result, throws the error. */
export type Handler<R extends Route = Route> = (
  call: Omit<ApiCall<R>, 'reply' | 'fail'>,
) => Promise<Written<R['response']> | Reply<Written<R['response']>>>;

/** Takes a route and its handler: `Api.builtin`, as those see it who only serve. */
export type Serve = <R extends Route>(route: R, handler: Handler<R>) => void;

/** A handler's result with another status or headers than the route's usual ones. */
export class Reply<T> {
  constructor(
    readonly result: T,
    readonly options: ReplyOptions,
  ) {}
}

/** A request as the transport hands it over. Header names are in lower case. */
export interface ApiRequest {
  readonly method: string;
  /** The path as sent: still percent-encoded, without the query. */
  readonly path: string;
  readonly query?: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Called once, and only for an authorised request whose route has a body. Undefined when there is none. */
  readonly body?: (maxBytes: number) => Promise<unknown>;
  /** The same for a route that takes an upload. */
  readonly upload?: (accepted: UploadDefinition) => UploadSource;
  readonly from: string;
  readonly signal?: AbortSignal;
}

export interface ApiReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Instead of a body: writes the bytes. Rejects when they do not all come. */
  readonly stream?: (target: StreamTarget) => Promise<void>;
}
