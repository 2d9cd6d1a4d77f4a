import type { Server } from 'node:http';
import type { RequestHandler } from 'express';
import type { Api, RateSettings } from '../api';
import type { ConnectorSpec, Receiver } from '../connectors/connector';
import type { Dnp3Spec } from '../connectors/dnp3';
import type { ModbusConfig, ModbusPoint } from '../connectors/modbus';
import type { OpcuaSpec } from '../connectors/opcua';
import type { EmbeddedBroker } from '../connectors/mqtt';
import type { OpcuaPki } from '../connectors/opcua/pki';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { DashboardGuard } from '../dashboard';
import type { LiveHub } from '../live';
import type { Deliveries, RejectionCounter } from '../telemetry';
import type { AuthService, OidcSettings, People, QuotaSource, Role } from '../tenancy';
import type { Alarms } from './alarms';
import type { Anomalies } from './anomalies';
import type { Analytics } from './analytics';
import type { AuditTrail } from './audit';
import type { Certificates } from './certificates/certificates';
import type { Commands } from './commands';
import type { Conditions } from './conditions';
import type { DatabaseLease, DatabaseOptions } from './databases';
import type { DeviceFiles } from './device-files';
import type { DeviceJobs } from './device-jobs';
import type { DeviceRegistry } from './device-registry';
import type { DeviceTemplates } from './device-templates';
import type { Exports } from './exports';
import type { Fleets } from './fleets';
import type { FlowNode } from './flows';
import type { Notifications } from './notifications';
import type { Operations } from './operations';
import type { Imports } from './imports';
import type { Intrusion, IntrusionSettings } from './intrusion';
import type { EditorAuth } from './editor-auth';
import type { Receiving } from './receiving';
import type { Reports } from './reports';
import type { Settings } from './settings';
import type { SparkplugProposals } from './sparkplug';
import type { TenantExports } from './tenant-exports';
import type { TopicLooks } from './topic-looks';
import type { Tenants } from './tenants';
import type { WhatIfs } from './what-ifs';

/** How a deployed `security` node tunes identity. */
export interface SecurityOptions {
  readonly accessTokenMinutes: number;
  readonly sessionDays: number;
  /** Roles, in every tenant and of the platform, whose users need a second factor. */
  readonly mfaRoles?: readonly Role[];
  /** Tenants whose users of any role need one. */
  readonly mfaTenants?: readonly string[];
  /** Left out: what the environment says. */
  readonly oidc?: OidcSettings | undefined;
  /** Characters that a new password needs; default 12. */
  readonly passwordLength?: number | undefined;
  /** Calls per minute of a tenant without a quota of its own, of one user, and of one address without a login. */
  readonly rates?: Partial<Pick<RateSettings, 'tenant' | 'user' | 'address'>>;
  /** Origins of web pages that may use the API from a browser; none unless given. */
  readonly corsOrigins?: readonly string[];
  /** Who is kept out by itself, and what counts as unusual. */
  readonly intrusion?: IntrusionSettings;
}

/** Who may connect to the embedded broker as the platform itself. */
export interface BrokerAccess {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Express 4 (Node-RED's) or 5. */
export interface Mountable {
  use(handler: RequestHandler): unknown;
}

export interface Started {
  /** The platform user admin was created: the first start on this database. */
  readonly createdAdmin: boolean;
}

/**
 * One running ThermaCore: everything that nodes share, wired together once (create-platform.ts is the composition
 * root). Made by the launcher, or by the first node in a stock Node-RED.
 */
export interface Platform {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly deliveries: Deliveries;
  readonly live: LiveHub;
  readonly api: Api;
  readonly dashboard: DashboardGuard;
  readonly editorAuth: EditorAuth;
  /**
   * For Node-RED's `httpAdminMiddleware`: tells `editorAuth` whose request it is, and writes deploys into the audit log, with
   * what differs where the flows can be read.
   */
  editorMiddleware(flows?: () => readonly FlowNode[] | undefined): RequestHandler;
  /** The devices of the field. */
  readonly devices: DeviceRegistry;
  /** Their types. */
  readonly deviceTemplates: DeviceTemplates;
  /** The devices as CSV. */
  readonly deviceFiles: DeviceFiles;
  readonly deviceJobs: DeviceJobs;
  readonly topicLooks: TopicLooks;
  /** Those of them that flows run in this process. */
  readonly fleets: Fleets;
  /** Those that have alarms of their own. */
  readonly conditions: Conditions;
  /** Readings on their way out, to clients and into files. */
  readonly exports: Exports;
  /** History on its way in from files. */
  readonly imports: Imports;
  /** Writes to the field. */
  readonly commands: Commands;
  /** What is wrong in the plant, and what people did about it. */
  readonly alarms: Alarms;
  /** What rules that are not in force yet would have done. */
  readonly whatIfs: WhatIfs;
  /** Who is told of it. */
  readonly notifications: Notifications;
  /** What is not as usual, and what people say of it. */
  readonly anomalies: Anomalies;
  /** What the past tells about sensors, units and alarms. */
  readonly analytics: Analytics;
  /** By what this installation is known, and what of others it brought in. */
  readonly certificates: Certificates;
  /** Metrics of Sparkplug that wait to become sensors. */
  readonly proposals: SparkplugProposals;
  /** Who did what. */
  readonly audit: AuditTrail;
  /** Who tries to get in that should not. */
  readonly intrusion: Intrusion;
  /** How the installation is, and what it does in the background. */
  readonly operations: Operations;
  /** What is written down of a day, a week, a month, and for whom. */
  readonly reports: Reports;

  /** Tenants as a whole, and what holds for them now. */
  readonly tenants: Tenants;
  /** All that there is of one, in one file. */
  readonly tenantExports: TenantExports;
  /** What tenants of the installation's own database may use. */
  readonly quotas: QuotaSource;

  /** A share in the database that `options` name (default: the installation's own). */
  database(options?: DatabaseOptions): DatabaseLease;
  /** Identity, on the installation's own database. Waits for it; rejects `unavailable` after 10 s. */
  auth(): Promise<AuthService>;
  /** Users, roles and sessions, on the installation's own database. Waits as `auth` does. */
  people(): Promise<People>;
  configureSecurity(options: SecurityOptions): void;

  /** The embedded broker: started by the first who asks, on the configured port, loopback only. */
  broker(): Promise<EmbeddedBroker>;
  /** A login to the embedded broker as the device account of a tenant. */
  brokerAccess(tenant: string): Promise<BrokerAccess>;

  /** Modbus devices; those behind one address share a connection. */
  readonly modbus: ConnectorSpec<typeof ModbusConfig, typeof ModbusPoint>;

  /** DNP3 outstations; those that are reached by the same way share a connection. */
  readonly dnp3: Dnp3Spec;

  /** OPC UA servers of others. */
  readonly opcua: OpcuaSpec;

  /** The installation's OPC UA certificates: opened, and node-opcua loaded, by the first who asks. */
  opcuaPki(): Promise<OpcuaPki>;

  /** The end of a connector in a flow. */
  receiver(receiving: Receiving, rejections: RejectionCounter): Receiver;
  /** Counts refused readings per reason, with a line for the node's status. */
  rejections(): RejectionCounter;

  /**
   * Serves API, health, metrics, JWKS, the dashboard's login and the live WebSocket; every other path goes on to who
   * comes next. Only the first call counts: the launcher mounts, or the first node in a stock Node-RED.
   */
  mount(app: Mountable, server: Server): void;

  /** Opens the database, seeds the first users, starts background work. Rejects with one sentence. */
  start(): Promise<Started>;
  /** Flushes, closes, within 15 s. */
  stop(): Promise<void>;
}
