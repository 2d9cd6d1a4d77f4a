import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { CopyStream } from '../sql-client';

/**
 * Streams a `COPY … TO STDOUT`. The server sends until it is done and cannot be told to stop on the same connection, so
 * a copy that is not read to its end takes its connection with it: the server notices, and the pool makes a new one.
 */
export function copyOut(client: PoolClient, text: string): CopyStream {
  const stream = client.query(copyTo(text, { highWaterMark: 256 * 1024 }));
  const { stream: socket } = (client as unknown as { connection: { stream: { destroy(): void } } })
    .connection;
  // Errors are the reader's business; the ones that come after it has left are nobody's.
  stream.on('error', () => undefined);
  stream.once('close', () => {
    if (!stream.readableEnded) socket.destroy();
  });
  return stream;
}
