import { createHash } from 'node:crypto';
import type { IdempotencyKeys, KeptAnswer, KeyPlace } from '../core/idempotency';
import { ThermaCoreError, messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import { isKeyPrincipal, type Principal } from '../tenancy';
import type { ApiReply, ApiRequest, Route } from './contract';
import type { Answer } from './exchange';
import { badHeader } from './preconditions';
import { HttpError } from './problem';

/** Larger answers are not kept; whoever asks again hears that the work is done. */
const MOST_BODY_BYTES = 64 * 1024;
const KEY = /^(?:"([\x21\x23-\x7e]{1,100})"|([\x21\x23-\x7e]{1,100}))$/;
/** Of an answer the headers that belong to it, not to the request that was answered. */
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'retry-after'] as const;
/** Not done, by what the operation itself says: the same key may try again. */
const NOT_DONE = [429, 503];

/** True where a repeated request with the same Idempotency-Key gets the same answer and does nothing. */
export const takesKeys = ({ method, permission, upload, stream, idempotencyKey }: Route): boolean =>
  (method === 'POST' || method === 'PATCH') &&
  permission !== 'public' &&
  !upload &&
  !stream &&
  idempotencyKey !== false;

/** The key of a request, if it has one and the route takes keys. */
export function keyHeader(route: Route, { headers }: ApiRequest): string | undefined {
  const given = headers['idempotency-key'];
  return given === undefined || !takesKeys(route) ? undefined : given;
}

/** One request with a key, from its claim to the answer that is kept. */
export class KeyedRequest {
  private constructor(
    private readonly keys: IdempotencyKeys,
    private readonly place: KeyPlace,
    private readonly logger: Logger,
    /** The answer of the first time. */
    readonly replay: Answer | undefined,
  ) {}

  /**
   * Claims the key (draft-ietf-httpapi-idempotency-key-header §2.6): in flight is 409, another request under the same key
   * 422, one that was answered is answered again.
   */
  static async begin(
    keys: IdempotencyKeys,
    { route, path, header, body, principal, query }: KeyedParts,
    { now, logger }: { readonly now: number; readonly logger: Logger },
  ): Promise<KeyedRequest> {
    const [, quoted, bare] = KEY.exec(header.trim()) ?? [];
    const key = quoted ?? bare;
    if (key === undefined) throw badHeader('Idempotency-Key', 'must be 1 to 100 visible ASCII characters');
    const { tenant, userId, role, grants = null, units = null } = principal;
    // A key of the API is not its owner, who may ask for more; and who may less than then is not answered as then.
    const user = isKeyPrincipal(principal) ? principal.sessionId : userId;
    const place = { tenant, user, operation: route.operationId, key };
    const known = await keys.begin(place, fingerprintOf(path, query, body, role, grants, units), now);
    switch (known.state) {
      case 'new':
        return new KeyedRequest(keys, place, logger, undefined);
      case 'done':
        return new KeyedRequest(keys, place, logger, replayed(known.answer));
      case 'open':
        throw new HttpError('conflict', 'The first request with this Idempotency-Key has no answer yet.', {
          advice:
            'Ask again in a moment; if it stays so, look at what the request did before you use a new key.',
          field: 'Idempotency-Key',
        });
      case 'other':
        throw new HttpError('invalid', 'This Idempotency-Key was used for another request.', {
          status: 422,
          title: 'Key used for another request',
          advice: 'Use a new key for each request, and the same only to repeat it unchanged.',
          errors: [{ in: 'header', field: 'Idempotency-Key', detail: 'was used for another request' }],
        });
      case 'full':
        throw new ThermaCoreError('rate-limited', 'You have used too many Idempotency-Keys within a day.', {
          advice: 'Send fewer requests with keys, or leave the key out where a repetition does no harm.',
          field: 'Idempotency-Key',
        });
    }
  }

  /** One text for the place, for operations that keep keys by themselves too: longer than a day, with what they did. */
  get digest(): string {
    const { tenant, user, operation, key } = this.place;
    return createHash('sha256')
      .update(JSON.stringify([tenant, user, operation, key]))
      .digest('base64url');
  }

  /** Nothing was done under the key. */
  release(): Promise<void> {
    return this.keys.release(this.place);
  }

  /**
   * Keeps the answer. After a time-out or an error on our side nobody knows what was done: the key stays claimed, so that a
   * repetition cannot do it twice.
   */
  async settle(reply: ApiReply): Promise<void> {
    if (this.replay) return;
    try {
      if (NOT_DONE.includes(reply.status)) await this.release();
      else if (reply.status < 500 && reply.status !== 499) await this.keys.end(this.place, kept(reply));
    } catch (error) {
      this.logger.warn('The answer to a request with an Idempotency-Key could not be kept', {
        operation: this.place.operation,
        reason: messageOf(error),
      });
    }
  }
}

interface KeyedParts {
  readonly route: Route;
  readonly path: string;
  readonly query: string;
  readonly header: string;
  /** As it came. */
  readonly body: unknown;
  readonly principal: Principal;
}

const fingerprintOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

function kept({ status, headers, body }: ApiReply): KeptAnswer {
  const own = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
  if (body === undefined) return { status, headers: own };
  const text = String(body);
  return Buffer.byteLength(text) <= MOST_BODY_BYTES
    ? { status, headers: own, body: text }
    : { status, headers: own, left: true };
}

function replayed({ status, headers, body, left }: KeptAnswer): Answer {
  if (left)
    throw new HttpError('conflict', 'This request was done; its answer was too large to be kept.', {
      advice: 'Read what it made or changed.',
      field: 'Idempotency-Key',
    });
  return {
    status,
    headers: { ...headers, 'idempotent-replayed': 'true' },
    result: body === undefined ? undefined : (JSON.parse(body) as unknown),
  };
}
