import { once } from 'node:events';
import { constants, createGzip } from 'node:zlib';
import { z } from 'zod';
import { HttpError } from './problem';
import { showAs } from './json-schema';

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StreamTarget {
  /** Resolves when the receiver can take more. Rejects when it is gone. */
  readonly write: (chunk: Buffer) => Promise<void> | void;
  /** Aborted when the receiver has gone. */
  readonly signal: AbortSignal;
  /** Of a source with a `file`: only these bytes. */
  readonly range?: ByteRange;
}

/**
 * An answer of bytes that come one after another. It holds nothing until `pipe` is called, so that one which nobody
 * fetches costs nothing.
 */
export interface StreamSource {
  /** One of those that the route lists. */
  readonly contentType: string;
  /** Offered to browsers as the name of the download. */
  readonly fileName?: string;
  /** Compressed with gzip for a client that accepts it. */
  readonly compressible?: boolean;
  /** Of bytes that stand still: parts of them may be asked for (RFC 9110 §14). */
  readonly file?: { readonly size: number; readonly entityTag: string };
  /** Writes the bytes. A rejection before the first of them becomes a problem; later it cuts the connection. */
  pipe(target: StreamTarget): Promise<void>;
}

/** A request's body of bytes, read once, at the pace of who reads it. */
export interface UploadSource {
  readonly contentType: string;
  /** In bytes, if the client has said it. */
  readonly size: number | undefined;
  /** Throws `too-large`, or `timeout` when the client sends nothing for a minute. */
  read(): AsyncIterable<Buffer>;
}

export interface UploadDefinition {
  readonly contentTypes: readonly string[];
  readonly maxBytes: number;
}

const BINARY = { type: 'string', format: 'binary' };
const has = (value: unknown, member: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Record<string, unknown>)[member] === 'function';

/** The response schema of a route with `stream`. */
export const Stream = showAs(
  z.custom<StreamSource>((value) => has(value, 'pipe'), 'is not a stream'),
  BINARY,
);
/** The body schema of a route with `upload`. */
export const Upload = showAs(
  z.custom<UploadSource>((value) => has(value, 'read'), 'is not an upload'),
  BINARY,
);

/** The part of an `ApiReply` that is made here. */
interface StreamedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: (target: StreamTarget) => Promise<void>;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** Head and body of a streamed answer, as the request's headers want it. Throws 416 for a range outside the file. */
export function streamReply(
  source: StreamSource,
  status: number,
  own: Headers,
  asked: Headers,
): StreamedReply {
  const { contentType, fileName, file } = source;
  const gzip = source.compressible === true && acceptsGzip(asked['accept-encoding']);
  const range = file && wantedRange(file, asked);
  const headers: Record<string, string> = {
    'content-type': contentType,
    ...(fileName ? { 'content-disposition': `attachment; filename="${fileName}"` } : {}),
    ...(source.compressible ? { vary: 'accept-encoding' } : {}),
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    ...(file ? { 'accept-ranges': 'bytes', etag: file.entityTag } : {}),
    ...(file ? { 'content-length': String(range ? range.end - range.start + 1 : file.size) } : {}),
    ...(file && range ? { 'content-range': `bytes ${range.start}-${range.end}/${file.size}` } : {}),
    ...(own as Record<string, string>),
  };
  const stream = (target: StreamTarget): Promise<void> =>
    gzip ? gzipped(source, target) : source.pipe(range ? { ...target, range } : target);
  return { status: range ? 206 : status, headers, stream };
}

/** RFC 9110 §12.5.3, as far as gzip goes. */
function acceptsGzip(header = ''): boolean {
  for (const item of header.split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    if (coding === 'gzip' || coding === '*') return !parameters.some((part) => /^q=0(\.0*)?$/.test(part));
  }
  return false;
}

/** One range, as all clients that resume ask; of several the whole is a valid answer (RFC 9110 §14.2). */
function wantedRange(
  { size, entityTag }: NonNullable<StreamSource['file']>,
  asked: Headers,
): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(asked['range']?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  // Another version of the file than the one the client has a part of.
  if (asked['if-range'] !== undefined && asked['if-range'] !== entityTag) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start < size && start <= end) return { start, end };
  throw new HttpError('invalid', `The file has ${size} bytes, and none where you ask.`, {
    status: 416,
    title: 'Range not satisfiable',
    headers: { 'content-range': `bytes */${size}` },
  });
}

/** Fast rather than small: a level more costs twice the time for a tenth less. */
const GZIP = { level: 1, memLevel: 9, chunkSize: 64 * 1024, flush: constants.Z_NO_FLUSH };

/** Writes the source's bytes compressed, at the pace of the target. */
export async function gzipped(source: Pick<StreamSource, 'pipe'>, target: StreamTarget): Promise<void> {
  const gzip = createGzip(GZIP);
  const failed = new AbortController();
  const reading = (async () => {
    for await (const chunk of gzip) await target.write(chunk as Buffer);
  })().catch((error: unknown) => {
    failed.abort(error);
    throw error;
  });
  // Awaited below; a source that fails first must not leave it without a listener.
  reading.catch(() => undefined);
  try {
    await source.pipe({
      signal: target.signal,
      write: async (chunk) => {
        failed.signal.throwIfAborted();
        if (!gzip.write(chunk))
          await once(gzip, 'drain', { signal: AbortSignal.any([failed.signal, target.signal]) });
      },
    });
    gzip.end();
    await reading;
  } finally {
    gzip.destroy();
  }
}
