import { Readable, Writable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { TENANT } from './data';

export interface Export {
  readonly url: string;
  readonly token: string;
  readonly from: number;
  readonly to: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Rows per second of the CSV over HTTP. */
export async function exportRate({ url, token, from, to }: Export): Promise<{ rows: number; rate: number }> {
  const began = performance.now();
  const response = await fetch(`${url}/api/v1/readings/export?from=${iso(from)}&to=${iso(to)}`, {
    headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' },
  });
  if (!response.ok || !response.body)
    throw new Error(`the export answers ${response.status}: ${await response.text()}`);
  const lines = { count: 0 };
  await pipeline(Readable.fromWeb(response.body as ReadableStream), counting(lines));
  const rows = lines.count - 1; // the head
  return { rows, rate: rows / ((performance.now() - began) / 1000) };
}

/** Rows per second of a bare `COPY … TO STDOUT` of the same rows, as they are, in the same order. */
export async function copyOutRate(
  owner: Client,
  { from, to }: Export,
): Promise<{ rows: number; rate: number }> {
  const began = performance.now();
  const lines = { count: 0 };
  await pipeline(
    owner.query(
      copyTo(
        `copy (select sensor_id, time, value, quality from thermacore.readings
               where tenant_id = (select id from thermacore.tenants where key = '${TENANT}')
                 and time >= '${iso(from)}' and time < '${iso(to)}'
               order by sensor_id, time, ordinal) to stdout (format csv)`,
      ),
    ),
    counting(lines),
  );
  return { rows: lines.count, rate: lines.count / ((performance.now() - began) / 1000) };
}

const NEWLINE = 10;

const counting = (lines: { count: number }): Writable =>
  new Writable({
    write(chunk: Buffer | Uint8Array, _encoding, done) {
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines.count++;
      done();
    },
  });
