import { Pool, type PoolClient } from 'pg';
import type { Logger } from '../core/logger';
import { messageOf } from '../core/errors';
import { isLost } from './errors';
import { copyOut } from './export/copy-out';
import type { SizedSource, SqlClient } from './sql-client';

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 60_000;

export interface PoolOptions {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  /** Connections at a time, at first. */
  readonly size: number;
  /** For statements outside of a transaction of ours, in ms; inside, the transaction sets its own. */
  readonly statementTimeoutMs?: number;
  readonly logger: Logger;
}

/**
 * A pool whose idle connections may die without ending the process: `pg` emits their errors on the pool *and* on the
 * client, and an unhandled one is an uncaught exception.
 */
export function openPool({
  url,
  user,
  password,
  name,
  size,
  statementTimeoutMs,
  logger,
}: PoolOptions): SizedSource {
  const target = new URL(url);
  if (user !== undefined) target.username = encodeURIComponent(user);
  if (password !== undefined) target.password = encodeURIComponent(password);
  const pool = new Pool({
    connectionString: target.toString(),
    application_name: name,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
    allowExitOnIdle: true,
  });
  const note = (error: Error): void =>
    logger.debug('A database connection was lost', { lane: name, reason: messageOf(error) });
  pool.on('error', note);
  pool.on('connect', (client) => client.on('error', note));

  return {
    async use<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        return await work(asClient(client));
      } catch (error) {
        // A connection that died, or may still be inside a transaction, must not go back to the pool.
        if (isLost(error)) broken = error as Error;
        throw error;
      } finally {
        client.release(broken);
      }
    },
    // pg-pool looks at it whenever it might connect; what is too many goes when it has been idle.
    resize: (connections) => void (pool.options.max = connections),
    close: () => pool.end(),
  };
}

const asClient = (client: PoolClient): SqlClient => ({
  query: (text, values, name) =>
    client.query({ text, ...(values ? { values: [...values] } : {}), ...(name ? { name } : {}) }),
  copyOut: (text) => copyOut(client, text),
});
