import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import type { Rung } from '../../lib/store';
import { StoredAlarms } from '../../lib/store/alarms/instances';
import { StoredAnomalies } from '../../lib/store/anomalies/anomaly-repository';
import { StoredAnomalyModels } from '../../lib/store/anomalies/model-repository';
import { StoredAnomalySettings } from '../../lib/store/anomalies/settings-repository';
import { StoredAlarmJournal } from '../../lib/store/alarms/journal';
import { StoredAlarmRequests } from '../../lib/store/alarms/requests';
import { StoredAlarmRules } from '../../lib/store/alarms/rule-repository';
import { StoredCommands } from '../../lib/store/commands/command-repository';
import { StoredInterlockReadings } from '../../lib/store/commands/interlock-readings';
import { StoredOutbox } from '../../lib/store/notifications/outbox';
import { StoredReports } from '../../lib/store/reports/report-repository';
import { StoredReportRuns } from '../../lib/store/reports/run-repository';
import { StoredProposals } from '../../lib/store/sparkplug/proposal-repository';
import { StoredProposalRules } from '../../lib/store/sparkplug/rule-repository';
import { StoredSynoptics } from '../../lib/store/synoptics/synoptic-repository';
import { StoredTrendViews } from '../../lib/store/trends/view-repository';
import { StoredRoutes, StoredTargets } from '../../lib/store/notifications/repositories';
import { ReadingsExport } from '../../lib/store/export/readings-export';
import { HistoryQuery } from '../../lib/store/history/history-query';
import { PastReadings } from '../../lib/store/history/past-readings';
import { StoredAccounts } from '../../lib/store/identity/accounts';
import { StoredCustomRoles } from '../../lib/store/identity/custom-roles';
import { StoredAudit } from '../../lib/store/audit/audit-log';
import { StoredSessions } from '../../lib/store/identity/sessions';
import { StoredUsers } from '../../lib/store/identity/users';
import { StoredApiKeys } from '../../lib/store/identity/api-keys';
import { StoredIdentities } from '../../lib/store/identity/identities';
import { StoredMfa } from '../../lib/store/identity/mfa';
import { TenantData } from '../../lib/store/export/tenant-data';
import { Erasure } from '../../lib/store/identity/erasure';
import { StoredTenants } from '../../lib/store/identity/tenant-repository';
import { StoredBlocks } from '../../lib/store/security/blocks';
import { StoredIncidents } from '../../lib/store/security/incidents';
import { StoredIdempotencyKeys } from '../../lib/store/idempotency-repository';
import { Maintenance } from '../../lib/store/maintenance';
import { maintenanceTasks } from '../../lib/store/maintenance-tasks';
import type { AsOwner } from '../../lib/store/owner';
import { DeviceRepository } from '../../lib/store/devices/device-repository';
import { TemplateRepository } from '../../lib/store/devices/template-repository';
import { PlantRepository } from '../../lib/store/plant-repository';
import { prepareWith } from '../../lib/store/prepare';
import { ReadingsQuery } from '../../lib/store/readings-query';
import { ReadingsWriter } from '../../lib/store/readings-writer';
import { Retention } from '../../lib/store/rollups/retention';
import { CachedDirectory } from '../../lib/store/sensor-directory';
import { Transactions } from '../../lib/store/tenant-transaction';
import type { StoreParts, TestDatabase } from './database';
import type { WasmTimescale } from './wasm-timescale';

/** A ThermaCore database in an engine of TimescaleDB (TSL) in this process. */
export function databaseInWasm(engine: WasmTimescale): TestDatabase {
  const { owner } = engine;
  const as = engine.as.bind(engine);
  // The password is of no account where there is no login.
  const prepare = () =>
    prepareWith(owner, 'postgresql://postgres@wasm/', { clock: systemClock, logger: silentLogger });

  return {
    owner,
    prepare,
    async open() {
      const { rung, role } = await prepare();
      const store = partsOf(rung, new Transactions(as(role.user)), (work) => work(owner));
      await store.directory.refresh();
      return store;
    },
    async application() {
      return as((await prepare()).role.user);
    },
    async close() {
      await owner.query('drop schema if exists thermacore cascade');
    },
  };
}

function partsOf(rung: Rung, transactions: Transactions, asOwner: AsOwner): StoreParts {
  const directory = new CachedDirectory(transactions);
  const readings = new ReadingsQuery(transactions);
  const retention = new Retention(transactions);
  const tasks = maintenanceTasks({ rung: rung.name, transactions, retention, asOwner, clock: systemClock });
  return {
    rung,
    directory,
    users: new StoredUsers(transactions),
    accounts: new StoredAccounts(transactions),
    customRoles: new StoredCustomRoles(transactions),
    sessions: new StoredSessions(transactions),
    tenants: new StoredTenants(transactions),
    audit: new StoredAudit(transactions, transactions),
    mfa: new StoredMfa(transactions),
    apiKeys: new StoredApiKeys(transactions),
    identities: new StoredIdentities(transactions),
    erasure: new Erasure(transactions, asOwner),
    tenantData: new TenantData(transactions),
    plant: new PlantRepository(transactions, (tenant) => readings.newest.forget(tenant)),
    devices: new DeviceRepository(transactions),
    templates: new TemplateRepository(transactions),
    readings,
    history: new HistoryQuery(transactions),
    past: new PastReadings(transactions),
    exports: new ReadingsExport(transactions),
    sink: new ReadingsWriter(transactions, directory, readings.newest),
    retention,
    commands: new StoredCommands(transactions),
    interlocks: new StoredInterlockReadings(transactions),
    alarmRules: new StoredAlarmRules(transactions),
    alarms: new StoredAlarms(transactions),
    alarmJournal: new StoredAlarmJournal(transactions),
    alarmRequests: new StoredAlarmRequests(transactions),
    notificationRoutes: new StoredRoutes(transactions),
    notificationTargets: new StoredTargets(transactions),
    outbox: new StoredOutbox(transactions),
    anomalies: new StoredAnomalies(transactions),
    anomalySettings: new StoredAnomalySettings(transactions),
    anomalyModels: new StoredAnomalyModels(transactions),
    reports: new StoredReports(transactions),
    reportRuns: new StoredReportRuns(transactions),
    idempotencyKeys: new StoredIdempotencyKeys(transactions),
    incidents: new StoredIncidents(transactions),
    blocks: new StoredBlocks(transactions),
    trendViews: new StoredTrendViews(transactions),
    proposals: new StoredProposals(transactions),
    proposalRules: new StoredProposalRules(transactions),
    synoptics: new StoredSynoptics(transactions),
    // Not started: its tests run the tasks.
    maintenance: new Maintenance({ tasks, clock: systemClock, logger: silentLogger, meter: nullMeter }),
  };
}
