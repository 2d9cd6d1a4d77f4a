import { Client } from 'pg';
import { connectFault } from './errors';
import type { SqlClient } from './sql-client';

const CONNECT_TIMEOUT_MS = 5_000;

/** Does something as the owner of a database, who is never connected for longer than that takes. */
export type AsOwner = <T>(work: (client: SqlClient) => Promise<T>) => Promise<T>;

/** Rejects with one sentence when the owner cannot connect. */
export async function asOwner<T>(url: string, work: (client: SqlClient) => Promise<T>): Promise<T> {
  const owner = new Client({
    connectionString: url,
    application_name: 'thermacore owner',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  owner.on('error', () => undefined);
  try {
    await owner.connect();
  } catch (error) {
    throw connectFault(error, url);
  }
  try {
    return await work({ query: (text, values) => owner.query(text, values ? [...values] : undefined) });
  } finally {
    await owner.end().catch(() => undefined);
  }
}

export const asOwnerOf =
  (url: string): AsOwner =>
  (work) =>
    asOwner(url, work);
