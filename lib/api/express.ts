import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Api } from './api';
import type { ApiReply, ApiRequest } from './contract';
import { DocsPage, type DocsPageOptions } from './docs-page';
import { HttpError } from './problem';
import { sendStream, uploadOf } from './transport';

export interface ApiHandlerOptions {
  /** Whose request it is, where proxies stand between. Default: whoever connects. */
  readonly addressOf?: (request: IncomingMessage) => string | undefined;
  readonly docs?: DocsPageOptions;
}

type AddressOf = NonNullable<ApiHandlerOptions['addressOf']>;

const parsers = new Map<number, RequestHandler>();

/** One for each limit, of which there are few. */
function parserOf(maxBytes: number): RequestHandler {
  const known = parsers.get(maxBytes);
  if (known) return known;
  const made = json({ limit: maxBytes, strict: false, type: () => true });
  parsers.set(maxBytes, made);
  return made;
}

/** Puts the API and its documentation page into an Express application; other paths go on to `next`. */
export function createApiHandler(api: Api, options: ApiHandlerOptions = {}): RequestHandler {
  const docs = new DocsPage(options.docs);
  const addressOf = options.addressOf ?? peerOf;
  return (request: Request, response: Response, next: NextFunction): void => {
    const { path } = request;
    const answer = api.owns(path)
      ? answerCall(api, request, response, addressOf)
      : docs.owns(path)
        ? answerDocs(docs, api, request, response, addressOf)
        : undefined;
    if (!answer) return next();
    answer.catch((error: unknown) => {
      // Express' own error page would show a stack trace.
      if (response.headersSent) response.destroy();
      else write(response, api.problem(error, toApiRequest(request, response, addressOf)), request);
    });
  };
}

async function answerCall(
  api: Api,
  request: Request,
  response: Response,
  addressOf: AddressOf,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('client gone'));
  });
  const asked = toApiRequest(request, response, addressOf, gone.signal, (accepted) =>
    uploadOf(request, api.clock, accepted),
  );
  const reply = await api.handle(asked);
  const { stream } = reply;
  if (!stream) return write(response, reply, request);
  if (response.destroyed) return;
  // Socket buffers hold the last bytes for a slow reader; from here on the client's going ends the source.
  await sendStream({ ...reply, stream }, response, api.clock, gone.signal);
}

async function answerDocs(
  docs: DocsPage,
  api: Api,
  request: Request,
  response: Response,
  addressOf: AddressOf,
): Promise<void> {
  const known = request.method === 'GET' || request.method === 'HEAD';
  const reply = known ? await docs.get(request.path) : undefined;
  write(response, reply ?? (await api.handle(toApiRequest(request, response, addressOf))), request);
}

function toApiRequest(
  request: Request,
  response: Response,
  addressOf: AddressOf,
  signal?: AbortSignal,
  upload?: ApiRequest['upload'],
): ApiRequest {
  const { url } = request;
  const question = url.indexOf('?');
  return {
    method: request.method,
    path: request.path,
    query: question < 0 ? '' : url.slice(question + 1),
    headers: plainHeaders(request),
    body: (maxBytes) => readBody(request, response, maxBytes),
    from: addressOf(request) ?? 'unknown',
    ...(upload ? { upload } : {}),
    ...(signal ? { signal } : {}),
  };
}

/** All that the API looks at; of one that comes several times Node.js has made one text. */
const PASSED_HEADERS = [
  'access-control-request-method',
  'authorization',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'if-range',
  'user-agent',
  'origin',
  'range',
  'x-request-id',
] as const;

function plainHeaders({ headers }: IncomingMessage): Record<string, string | undefined> {
  const passed = PASSED_HEADERS.map((name): [string, string | undefined] => {
    const value = headers[name];
    return [name, typeof value === 'string' ? value : undefined];
  });
  return {
    ...Object.fromEntries(passed),
    'accept-encoding': [headers['accept-encoding'] ?? ''].flat().join(),
  };
}

/** IPv4 looks the same whether the socket is of IPv4 or IPv6. */
const peerOf: AddressOf = (request) => request.socket.remoteAddress?.replace(/^::ffff:/i, '');

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** Throws 415, 413 or 400. Undefined when the request has no body. */
async function readBody(request: Request, response: Response, maxBytes: number): Promise<unknown> {
  // Somebody before us has read the stream.
  if (request.body !== undefined) return request.body as unknown;
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody) return undefined;
  if (!JSON_TYPE.test(request.headers['content-type'] ?? ''))
    throw new HttpError('invalid', 'The body is not of the type application/json.', {
      status: 415,
      title: 'Unsupported media type',
      advice: 'Send JSON with "Content-Type: application/json".',
      headers: { 'accept-post': 'application/json' },
    });
  await new Promise<void>((resolve, reject) => {
    parserOf(maxBytes)(request, response, (error?: unknown) =>
      error ? reject(bodyError(error, maxBytes)) : resolve(),
    );
  });
  return request.body as unknown;
}

/** https://github.com/expressjs/body-parser#errors: `status` and `type` say what was wrong. */
function bodyError(error: unknown, maxBytes: number): HttpError {
  const { status, type } = error as { status?: number; type?: string };
  if (status === 413)
    return new HttpError('too-large', `The body is larger than ${maxBytes / 1024} KiB.`, {
      advice: 'Send it in several requests.',
      // The rest of the body is not worth reading.
      headers: { connection: 'close' },
      cause: error,
    });
  if (status === 415)
    return new HttpError('invalid', 'The body has an encoding or character set that is not understood.', {
      status: 415,
      title: 'Unsupported media type',
      advice: 'Send JSON as UTF-8, plain or compressed with gzip, deflate or br.',
      cause: error,
    });
  const what = type === 'entity.parse.failed' ? 'The body is not valid JSON.' : 'The body could not be read.';
  return new HttpError('invalid', what, {
    errors: [{ in: 'body', field: '', detail: 'is not valid JSON' }],
    cause: error,
  });
}

function write(response: ServerResponse, reply: ApiReply, request: IncomingMessage): void {
  if (response.destroyed || response.headersSent) return;
  const { status, headers, body } = reply;
  response.removeHeader('x-powered-by');
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  // The rest of a body that nobody has read is not worth reading: it may be a large file.
  const unread = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, { ...headers, ...length, ...unread });
  response.end(request.method === 'HEAD' ? undefined : body);
}
