import type { Migration } from './migration';

/**
 * When a notification was tried last, whatever came of it: without it nobody can say since when a target fails, nor whether
 * it has worked since. The index answers for one target without reading all that was ever sent to it.
 */
export const notificationAttempts: Migration = {
  name: '0045-notification-attempts',
  sql: () => `
alter table thermacore.notification_deliveries add column tried_at timestamptz;
set local app.door = 'platform';
update thermacore.notification_deliveries set tried_at = ended_at where attempts > 0;
set local app.door = '';
create index notification_deliveries_of_target
  on thermacore.notification_deliveries (tenant_id, target, state, tried_at desc nulls last);
`,
};
