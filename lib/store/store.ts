import type { Ownership } from '../core/claiming';
import type { Clock, Timer } from '../core/clock';
import { messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { ReadingSink } from '../telemetry/ports';
import { StoredAnomalies } from './anomalies/anomaly-repository';
import { StoredAnomalyModels } from './anomalies/model-repository';
import { StoredAnomalySettings } from './anomalies/settings-repository';
import { StoredAudit } from './audit/audit-log';
import { StoredAlarms } from './alarms/instances';
import { AlarmKeepers } from './alarms/keepers';
import { StoredAlarmJournal } from './alarms/journal';
import { StoredAlarmRequests } from './alarms/requests';
import { StoredAlarmRules } from './alarms/rule-repository';
import type { ApplicationRole } from './application-role';
import { StoredOutbox } from './notifications/outbox';
import { StoredRoutes, StoredTargets } from './notifications/repositories';
import { DeviceImport } from './devices/device-import';
import { DeviceRepository } from './devices/device-repository';
import { TemplateRepository } from './devices/template-repository';
import { StoredCommands } from './commands/command-repository';
import { StoredInterlockReadings } from './commands/interlock-readings';
import { HistoryQuery } from './history/history-query';
import { PastReadings } from './history/past-readings';
import { StoredAccounts } from './identity/accounts';
import { StoredCustomRoles } from './identity/custom-roles';
import { StoredApiKeys } from './identity/api-keys';
import { StoredIdentities } from './identity/identities';
import { StoredMfa } from './identity/mfa';
import { Erasure } from './identity/erasure';
import { StoredSessions } from './identity/sessions';
import { StoredTenants } from './identity/tenant-repository';
import { StoredUsers } from './identity/users';
import { ReadingsExport } from './export/readings-export';
import { TenantData } from './export/tenant-data';
import { limitedParts } from './limited';
import { LANES, fitSizes, openLanes, type LaneName, type Lanes } from './lanes';
import { StoredIdempotencyKeys } from './idempotency-repository';
import { Maintenance } from './maintenance';
import { maintenanceTasks, makePartitions } from './maintenance-tasks';
import { asOwnerOf } from './owner';
import { Changes, type Channel } from './changes';
import { Claims } from './claims';
import { PlantRepository } from './plant-repository';
import { prepare } from './prepare';
import { ReadingsQuery } from './readings-query';
import { ReadingsWriter } from './readings-writer';
import { Retention } from './rollups/retention';
import { StoredReports } from './reports/report-repository';
import { StoredReportRuns } from './reports/run-repository';
import { StoredProposals } from './sparkplug/proposal-repository';
import { StoredProposalRules } from './sparkplug/rule-repository';
import { StoredSynoptics } from './synoptics/synoptic-repository';
import { StoredTrendViews } from './trends/view-repository';
import type { Rung } from './rung';
import { StoredBlocks } from './security/blocks';
import { StoredIncidents } from './security/incidents';
import { CachedDirectory } from './sensor-directory';
import { StatementWatch } from './statement-watch';
import { Transactions } from './tenant-transaction';

export interface StoreOptions {
  /** Connection string of the owner, who migrates; the application itself logs in as a lesser role. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Connections for questions; the other lanes (lib/store/lanes.ts) are sized after it. Default 10. */
  readonly poolSize?: number;
  /** Where alarms wait on disk while the database is away. Left out: whoever keeps them waits. */
  readonly spoolFolder?: string;
}

export const DEFAULT_POOL_SIZE = 10;
const PROBE_MS = 1000;

interface Connections {
  readonly lanes: Lanes;
  /** How many the server had for us at the start. */
  readonly room: number;
}

/** Everything that is kept: one database, opened, migrated, reached as the application role. */
export class Store {
  readonly users: StoredUsers;
  readonly accounts: StoredAccounts;
  readonly customRoles: StoredCustomRoles;
  readonly sessions: StoredSessions;
  readonly tenants: StoredTenants;
  readonly erasure: Erasure;
  readonly tenantData: TenantData;
  readonly audit: StoredAudit;
  readonly mfa: StoredMfa;
  readonly apiKeys: StoredApiKeys;
  readonly identities: StoredIdentities;
  readonly plant: PlantRepository;
  readonly devices: DeviceRepository;
  readonly deviceImport: DeviceImport;
  readonly templates: TemplateRepository;
  readonly readings: ReadingsQuery;
  readonly history: HistoryQuery;
  readonly past: PastReadings;
  readonly exports: ReadingsExport;
  readonly sink: ReadingSink;
  readonly directory: CachedDirectory;
  readonly retention: Retention;
  readonly commands: StoredCommands;
  readonly interlocks: StoredInterlockReadings;
  readonly alarmRules: StoredAlarmRules;
  readonly alarms: StoredAlarms;
  readonly alarmJournal: StoredAlarmJournal;
  readonly alarmRequests: StoredAlarmRequests;
  /** Which process evaluates the alarm rules of a tenant, and which one scores its readings. */
  readonly alarmClaims: Ownership;
  readonly anomalyClaims: Ownership;
  readonly notificationRoutes: StoredRoutes;
  readonly notificationTargets: StoredTargets;
  readonly outbox: StoredOutbox;
  readonly anomalies: StoredAnomalies;
  readonly anomalySettings: StoredAnomalySettings;
  readonly anomalyModels: StoredAnomalyModels;
  readonly reports: StoredReports;
  readonly reportRuns: StoredReportRuns;
  readonly trendViews: StoredTrendViews;
  readonly proposals: StoredProposals;
  readonly proposalRules: StoredProposalRules;
  readonly synoptics: StoredSynoptics;
  readonly idempotencyKeys: StoredIdempotencyKeys;
  readonly incidents: StoredIncidents;
  readonly blocks: StoredBlocks;
  readonly maintenance: Maintenance;
  private readonly listeners = new Set<(up: boolean) => void>();
  private readonly changeListeners: Readonly<Record<Channel, Set<() => void>>> = {
    thermacore_plant: new Set(),
    thermacore_devices: new Set(),
    thermacore_alarm_rules: new Set(),
    thermacore_alarms: new Set(),
    thermacore_alarm_requests: new Set(),
    thermacore_notifications: new Set(),
    thermacore_anomaly_settings: new Set(),
    thermacore_tenants: new Set(),
    thermacore_security: new Set(),
  };
  private readonly keepers: AlarmKeepers | undefined;
  private readonly claims: Claims;
  private readonly timers: Timer[] = [];
  private readonly changes: Changes;
  private up = true;
  private poolSize: number;

  private constructor(
    readonly rung: Rung,
    private readonly lanes: Readonly<Record<LaneName, Transactions>>,
    private readonly connections: Connections,
    role: ApplicationRole,
    private readonly options: StoreOptions,
  ) {
    const { url, clock, logger, meter } = options;
    this.poolSize = options.poolSize ?? DEFAULT_POOL_SIZE;
    const { read, write, bulk, upkeep } = lanes;
    this.users = new StoredUsers(read);
    this.accounts = new StoredAccounts(read);
    this.customRoles = new StoredCustomRoles(read);
    this.sessions = new StoredSessions(read);
    this.tenants = new StoredTenants(read);
    this.audit = new StoredAudit(read, bulk);
    this.mfa = new StoredMfa(read);
    this.apiKeys = new StoredApiKeys(read);
    this.identities = new StoredIdentities(read);
    this.erasure = new Erasure(read, asOwnerOf(url));
    this.tenantData = new TenantData(bulk);
    this.devices = new DeviceRepository(read);
    this.deviceImport = new DeviceImport(read);
    this.templates = new TemplateRepository(read);
    this.readings = new ReadingsQuery(read, clock);
    this.plant = new PlantRepository(read, (tenant) => this.readings.newest.forget(tenant));
    this.history = new HistoryQuery(read, clock);
    this.past = new PastReadings(bulk, clock);
    this.exports = new ReadingsExport(bulk);
    this.commands = new StoredCommands(read);
    this.interlocks = new StoredInterlockReadings(read);
    this.alarmRules = new StoredAlarmRules(read);
    const { spoolFolder: folder } = options;
    this.keepers = folder === undefined ? undefined : new AlarmKeepers({ folder, clock, logger, meter });
    this.alarms = new StoredAlarms(read, write, this.keepers);
    this.alarmJournal = new StoredAlarmJournal(read, bulk);
    this.alarmRequests = new StoredAlarmRequests(read);
    this.claims = new Claims(url, role);
    this.alarmClaims = this.claims.of('alarms');
    this.anomalyClaims = this.claims.of('anomalies');
    this.notificationRoutes = new StoredRoutes(read);
    this.notificationTargets = new StoredTargets(read);
    this.outbox = new StoredOutbox(read, write);
    this.anomalies = new StoredAnomalies(read);
    this.anomalySettings = new StoredAnomalySettings(read);
    this.anomalyModels = new StoredAnomalyModels(bulk);
    this.reports = new StoredReports(read);
    this.reportRuns = new StoredReportRuns(read);
    this.idempotencyKeys = new StoredIdempotencyKeys(read);
    this.incidents = new StoredIncidents(read);
    this.blocks = new StoredBlocks(read);
    this.trendViews = new StoredTrendViews(read);
    this.proposals = new StoredProposals(read);
    this.proposalRules = new StoredProposalRules(read);
    this.synoptics = new StoredSynoptics(read);
    this.directory = new CachedDirectory(read);
    this.sink = new ReadingsWriter(write, this.directory, this.readings.newest);
    const refresh = (): void => {
      this.directory
        .refresh()
        .catch((error: unknown) =>
          logger.warn('The sensor directory could not be refreshed', { reason: messageOf(error) }),
        );
    };
    this.changes = new Changes({
      url,
      role,
      clock,
      logger,
      onChange: (channel) => {
        if (channel === 'thermacore_plant') {
          this.readings.newest.forget();
          refresh();
        }
        if (channel === 'thermacore_tenants') for (const lane of LANES) lanes[lane].forgetTenants();
        for (const listener of [...this.changeListeners[channel]]) listener();
      },
    });
    this.timers.push(clock.every(PROBE_MS, () => void this.probe()));
    this.retention = new Retention(read, upkeep);
    this.maintenance = new Maintenance({
      clock,
      logger,
      meter,
      tasks: maintenanceTasks({
        rung: rung.name,
        transactions: upkeep,
        retention: this.retention,
        asOwner: asOwnerOf(url),
        clock,
      }),
    });
  }

  /** Connects as the owner, migrates, and comes back as the application role. Rejects with one sentence. */
  static async open(options: StoreOptions): Promise<Store> {
    const { url, clock, logger, meter, poolSize = DEFAULT_POOL_SIZE } = options;
    const { rung, role, room } = await prepare(url, { clock, logger });
    const sizes = fitSizes(poolSize, room, logger);
    const lanes = openLanes({ url, role, sizes, clock, logger, meter });
    const watch = new StatementWatch({ clock, logger, meter });
    const through = (lane: LaneName): Transactions => new Transactions(lanes[lane], clock, watch);
    const store = new Store(
      rung,
      {
        write: through('write'),
        read: through('read'),
        bulk: through('bulk'),
        upkeep: through('upkeep'),
      },
      { lanes, room },
      role,
      options,
    );
    await makePartitions(store.lanes.upkeep);
    await store.directory.refresh();
    await store.changes.start();
    store.maintenance.start();
    return store;
  }

  /** The same as somebody sees it who is limited to these units of a tenant. */
  limitedTo(units: readonly string[]): Store {
    const parts = limitedParts(this.lanes, this.options.clock, units);
    return Object.assign(Object.create(this) as Store, parts);
  }

  /** Connections for questions; the other lanes follow it. As many as the server had room for at the start. */
  resize(poolSize: number): void {
    if (poolSize === this.poolSize) return;
    this.poolSize = poolSize;
    const { lanes, room } = this.connections;
    const sizes = fitSizes(poolSize, room, this.options.logger);
    for (const lane of LANES) if (lanes[lane].size !== sizes[lane]) lanes[lane].resize(sizes[lane]);
  }

  get available(): boolean {
    return this.up;
  }

  /** Called with the present state at once and with each change. */
  onAvailability(listener: (up: boolean) => void): () => void {
    this.listeners.add(listener);
    listener(this.up);
    return () => void this.listeners.delete(listener);
  }

  /** Called soon after any device changed, also by another process. */
  onDevices(listener: () => void): () => void {
    return this.onChange('thermacore_devices', listener);
  }

  /** Called soon after any unit or sensor changed, also by another process. */
  onPlant(listener: () => void): () => void {
    return this.onChange('thermacore_plant', listener);
  }

  /** Called soon after any alarm rule changed, also by another process. */
  onAlarmRules(listener: () => void): () => void {
    return this.onChange('thermacore_alarm_rules', listener);
  }

  /** Called soon after any alarm was kept, also by another process. */
  onAlarms(listener: () => void): () => void {
    return this.onChange('thermacore_alarms', listener);
  }

  /** Called soon after an action on an alarm was asked for or answered, also by another process. */
  onAlarmRequests(listener: () => void): () => void {
    return this.onChange('thermacore_alarm_requests', listener);
  }

  /** Called soon after any route or target of notifications changed, also by another process. */
  onNotifications(listener: () => void): () => void {
    return this.onChange('thermacore_notifications', listener);
  }

  /** Called soon after settings or feedback of anomalies changed, also by another process. */
  onAnomalySettings(listener: () => void): () => void {
    return this.onChange('thermacore_anomaly_settings', listener);
  }

  /** Called soon after any tenant, its quotas or what it uses changed, also by another process. */
  onTenants(listener: () => void): () => void {
    return this.onChange('thermacore_tenants', listener);
  }

  /** Called soon after anybody was blocked or let in again, also by another process. */
  onBlocks(listener: () => void): () => void {
    return this.onChange('thermacore_security', listener);
  }

  private onChange(channel: Channel, listener: () => void): () => void {
    this.changeListeners[channel].add(listener);
    return () => void this.changeListeners[channel].delete(listener);
  }

  /** Removes what lies on disk of an erased tenant, beside the database. Gives how many folders there were. */
  async forgetTenant(tenant: string): Promise<number> {
    for (const lane of LANES) this.lanes[lane].forgetTenants();
    await this.directory.refresh();
    return (await this.keepers?.forget(tenant)) ?? 0;
  }

  /** Rejects `unavailable` when the database does not answer. */
  async ping(): Promise<void> {
    await this.lanes.write.forPlatform('lookup', (client) => client.query('select 1'));
  }

  /** Connections by purpose: how many there are, are busy, are waited for. */
  get pools(): { lane: LaneName; size: number; inUse: number; waiting: number }[] {
    return LANES.map((lane) => {
      const { size, inUse, waiting } = this.connections.lanes[lane];
      return { lane, size, inUse, waiting };
    });
  }

  async close(): Promise<void> {
    for (const timer of this.timers.splice(0)) timer.stop();
    this.listeners.clear();
    for (const listeners of Object.values(this.changeListeners)) listeners.clear();
    await this.keepers?.close();
    await this.maintenance.stop();
    await this.changes.stop();
    await this.claims.close();
    await Promise.all(LANES.map((lane) => this.connections.lanes[lane].close()));
  }

  private probing = false;

  private async probe(): Promise<void> {
    if (this.probing) return;
    this.probing = true;
    const up = await this.ping().then(
      () => true,
      () => false,
    );
    this.probing = false;
    if (up === this.up) return;
    this.up = up;
    if (up) await this.directory.refresh().catch(() => undefined);
    for (const listener of this.listeners) listener(up);
  }
}

export const openStore = (options: StoreOptions): Promise<Store> => Store.open(options);
