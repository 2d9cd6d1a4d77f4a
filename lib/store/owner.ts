import { Client } from 'pg';
import type { SqlClient } from './sql-client';

const CONNECT_TIMEOUT_MS = 5_000;

/** Does something as the owner of the database, who is never connected for longer than that takes. */
export type AsOwner = <T>(work: (client: SqlClient) => Promise<T>) => Promise<T>;

/** A connection of the owner. Rejects with what `pg` says when there is none. */
export async function connectOwner(url: string): Promise<SqlClient & { end(): Promise<void> }> {
  const client = new Client({
    connectionString: url,
    application_name: 'thermacore owner',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  return {
    query: (text, values) => client.query(text, values ? [...values] : undefined),
    end: () => client.end().catch(() => undefined),
  };
}

export const asOwnerOf =
  (url: string): AsOwner =>
  async (work) => {
    const client = await connectOwner(url);
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
