import { FIND_OWN_PARTITIONS, applyRetention } from './0012-retention';
import { WHOLE_TABLE_FIRST } from './0020-retention-lock-order';
import { FIND_OWN_JOURNALS, applyJournalRetention } from './0025-journal-retention';
import type { Migration } from './migration';

/**
 * Retention looked for the date in the names of all tables of the database where the server found that cheaper, and failed
 * for those that have none ("rollup_1m_202611" is no day). It looks at the partitions of its table only.
 */
export const ownPartitions: Migration = {
  name: '0026-own-partitions',
  sql: (rung) =>
    rung === 'plain'
      ? applyRetention(rung, {
          create: 'create or replace',
          before: WHOLE_TABLE_FIRST,
          find: FIND_OWN_PARTITIONS,
        }) + applyJournalRetention(rung, { create: 'create or replace', find: FIND_OWN_JOURNALS })
      : 'select 1',
};
