import type { Migration } from './migration';

/** What a person did, over years: most lines are nobody's, so they are left out. */
export const journalByUser: Migration = {
  name: '0030-journal-by-user',
  sql: () =>
    `create index alarm_journal_of_user on thermacore.alarm_journal (tenant_id, "user", time) where "user" is not null;`,
};
