import { applyRetention } from './0012-retention';
import type { Migration } from './migration';

/** What `apply_retention` does first with each table. */
export const WHOLE_TABLE_FIRST = `execute format('lock table only %s in row exclusive mode', v_table.chunks);
    `;

/**
 * Retention deleted from a default partition and then asked for the whole table, while the settling of late days held
 * the whole table and asked for the default partition: each waited for the other. Both take the whole table first now.
 */
export const retentionLockOrder: Migration = {
  name: '0020-retention-lock-order',
  sql: (rung) =>
    rung === 'plain'
      ? applyRetention(rung, { create: 'create or replace', before: WHOLE_TABLE_FIRST })
      : 'select 1',
};
