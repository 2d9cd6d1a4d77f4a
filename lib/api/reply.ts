import { messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Counter } from '../core/meter';
import type { ApiReply, ApiRequest, Route } from './contract';
import { entityTagOf } from './entity-tag';
import type { Answer } from './exchange';
import { hasAlready } from './preconditions';
import { streamReply, type StreamSource, type StreamTarget } from './stream';

/** An answer as JSON; with an entity tag, and without its body for a client that has it already. */
export function jsonReply(
  { status, headers, result }: Answer,
  { method, headers: asked }: ApiRequest,
  tagged: boolean,
): ApiReply {
  if (result === undefined) return { status: status === 200 ? 204 : status, headers };
  const body = JSON.stringify(result);
  const tag = tagged ? entityTagOf(body) : undefined;
  const reading = method === 'GET' || method === 'HEAD';
  if (tag && reading && hasAlready(asked, tag)) return { status: 304, headers: { etag: tag, ...headers } };
  const all = {
    'content-type': 'application/json; charset=utf-8',
    ...(tag ? { etag: tag } : {}),
    ...headers,
  };
  return method === 'HEAD'
    ? { status, headers: { ...all, 'content-length': String(Buffer.byteLength(body)) } }
    : { status, headers: all, body };
}

/** Streamed answers: counted and logged under their operation's name while they are under way. */
export class StreamedReplies {
  private count = 0;

  constructor(
    private readonly bytes: Counter,
    private readonly logger: Logger,
  ) {}

  get open(): number {
    return this.count;
  }

  of(route: Route, { result, status, headers }: Answer, request: ApiRequest): ApiReply {
    const reply = streamReply(result as StreamSource, status, headers, request.headers);
    const { stream } = reply;
    if (request.method === 'HEAD') return { status: reply.status, headers: reply.headers };
    const operation = route.operationId;
    const counted = async (target: StreamTarget): Promise<void> => {
      this.count++;
      try {
        await stream({
          ...target,
          write: (chunk) => {
            this.bytes.add(chunk.length, { operation });
            return target.write(chunk);
          },
        });
      } catch (error) {
        if (!target.signal.aborted)
          this.logger.warn('A streamed answer was cut short', { operation, reason: messageOf(error) });
        throw error;
      } finally {
        this.count--;
      }
    };
    return { ...reply, stream: counted };
  }
}
