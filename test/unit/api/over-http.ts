import { createServer, request as httpRequest, type Server } from 'node:http';
import { duplexPair } from 'node:stream';
import express from 'express';
import { createApiHandler, type Api } from '../../../lib/api';

export interface Got {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** The API as an Express application serves it, beside others. */
export function serverOf(api: Api): Server {
  const app = express();
  app.use(createApiHandler(api));
  app.use((_request, response) => void response.status(418).send('not ours'));
  return createServer(app);
}

/** HTTP over a pipe in memory: the real parser and server, no port. */
export function sendTo(
  server: Server,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const [ours, theirs] = duplexPair();
    server.emit('connection', theirs);
    const request = httpRequest(
      { method, path, headers: { host: 'test', ...headers }, createConnection: () => ours },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
