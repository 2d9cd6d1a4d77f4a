import { identity } from './0001-identity';
import { plant } from './0002-plant';
import { readings } from './0003-readings';
import { writeFunction } from './0004-write-function';
import { oneTenantPerUnit } from './0005-one-tenant-per-unit';
import { latestOfOneTime } from './0006-latest-of-one-time';
import { writeInOneStatement } from './0007-write-in-one-statement';
import { rollupAggregates } from './0008-rollup-aggregates';
import { rollups } from './0009-rollups';
import { rollupViews } from './0010-rollup-views';
import { rollupRefresh } from './0011-rollup-refresh';
import { retention } from './0012-retention';
import { lift } from './0013-lift';
import { readingsInOrder } from './0015-readings-in-order';
import { rollupHorizon } from './0016-rollup-horizon';
import { insertAtOnce } from './0017-insert-at-once';
import { devices } from './0018-devices';
import { commands } from './0019-commands';
import { retentionLockOrder } from './0020-retention-lock-order';
import { deviceTemplates } from './0021-device-templates';
import { oldCommands } from './0022-old-commands';
import { alarms } from './0023-alarms';
import { alarmJournal } from './0024-alarm-journal';
import { journalRetention } from './0025-journal-retention';
import { ownPartitions } from './0026-own-partitions';
import { notifications } from './0027-notifications';
import { notificationDeliveries } from './0028-notification-deliveries';
import { alarmsElsewhere } from './0029-alarms-elsewhere';
import { journalByUser } from './0030-journal-by-user';
import { anomalies } from './0034-anomalies';
import { accounts } from './0035-accounts';
import { unitScope } from './0036-unit-scope';
import { secondFactors } from './0038-second-factors';
import { apiKeys } from './0039-api-keys';
import { tenants } from './0040-tenants';
import { erasure } from './0041-erasure';
import { reports } from './0043-reports';
import { notificationAttempts } from './0045-notification-attempts';
import { idempotency } from './0047-idempotency';
import { security } from './0048-security';
import { auditChain } from './0050-audit-chain';
import { trendViews } from './0054-trend-views';
import { sparkplugProposals } from './0055-sparkplug-proposals';
import { synoptics } from './0057-synoptics';
import type { Migration } from './migration';

export type { Migration };

/** Forward only, in this order. A released migration is never edited: write the next one. */
export const migrations: readonly Migration[] = [
  identity,
  plant,
  readings,
  writeFunction,
  oneTenantPerUnit,
  latestOfOneTime,
  writeInOneStatement,
  rollupAggregates,
  rollups,
  rollupViews,
  rollupRefresh,
  retention,
  lift,
  readingsInOrder,
  rollupHorizon,
  insertAtOnce,
  devices,
  commands,
  retentionLockOrder,
  deviceTemplates,
  oldCommands,
  alarms,
  alarmJournal,
  journalRetention,
  ownPartitions,
  notifications,
  notificationDeliveries,
  alarmsElsewhere,
  journalByUser,
  anomalies,
  accounts,
  unitScope,
  secondFactors,
  apiKeys,
  tenants,
  erasure,
  reports,
  notificationAttempts,
  idempotency,
  security,
  auditChain,
  trendViews,
  sparkplugProposals,
  synoptics,
];
