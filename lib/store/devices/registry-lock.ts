import type { SqlClient } from '../sql-client';

/** First half of an advisory lock; the second is the tenant. */
const REGISTRY_LOCK = 74_382_021;

/**
 * One writer of a tenant's devices and templates at a time, until the transaction ends: what one of them reads of a
 * template or of points is so until it has written what follows from it. People write here, not readings.
 */
export const lockRegistry = (client: SqlClient): Promise<unknown> =>
  client.query('select pg_advisory_xact_lock($1, thermacore.current_tenant())', [REGISTRY_LOCK]);
