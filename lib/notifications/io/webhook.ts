import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../../core/clock';
import type { Sender, Sending } from '../ports';
import { SendError, inWords } from '../send-error';
import { sign } from '../signature';
import type { SettingsOf } from '../target';
import { Network } from './network';

/** Of an answer no more is read; what it says is nobody's business but the receiver's. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Answers after which the same message would be refused again. */
const FINAL: ReadonlySet<number> = new Set([400, 405, 410, 413, 415, 422]);

/** In seconds or as a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

/** POSTs a message as JSON, signed. Follows no redirect: what was allowed is the address as it was given. */
export class WebhookSender implements Sender {
  constructor(
    private readonly network: Network,
    private readonly clock: Clock,
  ) {}

  async send(sending: Sending<SettingsOf<'webhook'>>, signal: AbortSignal): Promise<void> {
    const { id, settings, secrets, content } = sending;
    const url = new URL(settings.url);
    const address = await this.network.addressOf(url.hostname);
    const timestamp = Math.floor(this.clock.now() / 1000);
    const type = content.kind === 'test' ? 'notification.test' : 'notification';
    const body = JSON.stringify({ type, timestamp: content.at, data: content });
    const { secret = '', authorization } = secrets;
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'ThermaCore',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(secret, id, timestamp, body),
      ...(authorization === undefined ? {} : { authorization }),
    };
    const answer = await post(url, { headers, body, address, verify: settings.verify, signal });
    this.judge(answer, url.host);
  }

  private judge({ statusCode: status = 0, headers }: IncomingMessage, host: string): void {
    if (status >= 200 && status < 300) return;
    const waitMs = retryAfterMs(headers['retry-after'], this.clock.now());
    if (status >= 300 && status < 400)
      throw new SendError(
        `${host} sends elsewhere (${status}), which is not followed. Give the address that it sends to.`,
        { isFinal: true },
      );
    if (status === 410)
      throw new SendError(`${host} says that the address is gone (410).`, { isFinal: true });
    throw new SendError(`${host} answered ${status}.`, { isFinal: FINAL.has(status), waitMs });
  }
}

interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly address: string;
  readonly verify: boolean;
  readonly signal: AbortSignal;
}

function post(url: URL, { headers, body, address, verify, signal }: Post): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(
        new SendError(
          `${url.host} cannot be reached: ${signal.aborted ? 'there is no answer' : inWords(cause)}.`,
          { cause },
        ),
      );
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers,
        lookup: Network.pinned(address),
        rejectUnauthorized: verify,
        signal,
        agent: false,
      },
      (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          // The head says all that counts.
          if (bytes > MAX_ANSWER_BYTES) answer.destroy();
        });
        answer.once('error', () => undefined);
        resolve(answer);
      },
    );
    outgoing.once('error', fail);
    outgoing.end(body);
  });
}
