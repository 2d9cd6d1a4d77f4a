import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { ApiReply } from './contract';
import { HttpError } from './problem';
import type { UploadDefinition, UploadSource } from './stream';

/** A client that neither reads nor sends for so long is cut: it holds a connection to the database. */
export const STALL_MS = 60_000;

/**
 * Sends a streamed answer at the client's pace. The head goes out with the first bytes, so that what fails before them
 * is still answered with a problem (then this rejects); what fails after them cuts the connection, which is how a client
 * learns that the download is not whole (RFC 9112 §8).
 */
export async function sendStream(
  reply: Required<Pick<ApiReply, 'stream'>> & ApiReply,
  response: ServerResponse,
  clock: Clock,
  client: AbortSignal,
): Promise<void> {
  const { status, headers, stream } = reply;
  const begin = (): void => {
    if (response.headersSent) return;
    response.removeHeader('x-powered-by');
    response.writeHead(status, { ...headers });
  };
  try {
    await stream({
      signal: client,
      write: async (chunk) => {
        client.throwIfAborted();
        begin();
        if (!response.write(chunk)) await drained(response, clock, client);
      },
    });
    begin();
    response.end();
  } catch (error) {
    if (!response.headersSent && !response.destroyed) throw error;
    response.destroy();
  }
}

async function drained(response: ServerResponse, clock: Clock, client: AbortSignal): Promise<void> {
  const timer = clock.after(STALL_MS, () => void response.destroy());
  try {
    await once(response, 'drain', { signal: client });
  } finally {
    timer.stop();
  }
}

/** The body of a request as it comes. Throws 415 and `too-large` at once if the head says so. */
export function uploadOf(
  request: IncomingMessage,
  clock: Clock,
  { contentTypes, maxBytes }: UploadDefinition,
): UploadSource {
  const [contentType = ''] = (request.headers['content-type'] ?? '').split(';');
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!contentTypes.includes(contentType.trim().toLowerCase()) || encoding !== 'identity')
    throw new HttpError('invalid', `The body is not of the type ${contentTypes.join(' or ')}.`, {
      status: 415,
      title: 'Unsupported media type',
      advice: `Send it uncompressed with "Content-Type: ${contentTypes[0]}".`,
      headers: { 'accept-post': contentTypes.join(', '), connection: 'close' },
    });
  const length = request.headers['content-length'];
  const size = length === undefined ? undefined : Number(length);
  if (size !== undefined && size > maxBytes) throw tooLarge(maxBytes);
  return { contentType, size, read: () => chunksOf(request, clock, maxBytes) };
}

async function* chunksOf(request: IncomingMessage, clock: Clock, maxBytes: number): AsyncGenerator<Buffer> {
  if (request.readableEnded || request.destroyed)
    throw new ThermaCoreError('invalid', 'The body was read by somebody else before.', {
      advice: 'Take the body parser before ThermaCore out of settings.js.',
    });
  const stalled = new ThermaCoreError('timeout', `Nothing came for ${STALL_MS / 1000} s.`, {
    advice: 'Send the file again.',
  });
  let bytes = 0;
  const watch = () => clock.after(STALL_MS, () => void request.destroy(stalled));
  let timer = watch();
  try {
    for await (const chunk of request) {
      timer.stop();
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      yield chunk as Buffer;
      timer = watch();
    }
  } finally {
    timer.stop();
  }
}

const tooLarge = (maxBytes: number): HttpError =>
  new HttpError('too-large', `The body is larger than ${Math.floor(maxBytes / 1024 ** 2)} MiB.`, {
    advice: 'Send it in several files.',
    headers: { connection: 'close' },
  });
