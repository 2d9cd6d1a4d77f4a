export {
  METHODS,
  ownRoute,
  routes,
  type ApiCall,
  type Route,
  type StreamSource,
  type UploadSource,
} from '../api';
export {
  MqttConnector,
  Outbox,
  checkPoint,
  mqttSpec,
  topicFiller,
  unsTemplate,
  type PublishOptions,
  type TopicListener,
  type Will,
} from '../connectors/mqtt';
export {
  EdgeRunner as SparkplugEdge,
  HostRunner as SparkplugHost,
  placing as sparkplugPlacing,
  type EdgeCommand as SparkplugCommand,
  type SparkplugTransport,
} from '../connectors/sparkplug';
export { changeOfProposals } from './sparkplug';
export {
  Image as ModbusImage,
  ModbusServer,
  ServerConfig as ModbusServerConfig,
  addressList,
  type ServedCommand as ModbusCommand,
} from '../connectors/modbus/server';
export {
  OpcuaServer,
  ServerConfig as OpcuaServerConfig,
  UserCertificate,
  type ServerPki as OpcuaServerPki,
} from '../connectors/opcua/server';
export {
  OutstationConfig as Dnp3OutstationConfig,
  ServedOutstation as Dnp3Outstation,
  statusOf as dnp3StatusOf,
} from '../connectors/dnp3/outstation';
export { PLANT_DEFINITION, PlantModel } from '../connectors/simulator';
export { createPluginHooks } from '../dashboard';
export type { RecentSeries, Store } from '../store';
export { UNITS_OF_MEASURE } from '../telemetry/units-of-measure';
export { Gateway, PROTOCOLS as GATEWAY_PROTOCOLS, convertDry, typeNames as gatewayTypes } from '../gateway';
export { Convert, Deadband, DeadbandConfig, Scope, admissionFault, type Quota } from '../telemetry';
export {
  LEAST_PASSWORD_LENGTH,
  MOST_PASSWORD_MINIMUM,
  OidcSettings,
  PERMISSIONS,
  QUOTA_NAMES,
  QuotaExceeded,
  ROLES,
  authorise,
  authorisedTenant,
  givablePermissions,
  permissionThatCounts,
  isPlatformUser,
  may,
  shownRole,
  shownInList,
  shownUser,
  type People,
  type Permission,
  type Principal,
} from '../tenancy';
export { ACTION_PERMISSIONS as ALARM_ACTION_PERMISSIONS, type AlarmActionRequest } from '../alarms/actions';
export { PRIORITIES } from '../alarms/condition';
export type {
  NotificationLease,
  NotificationStatus,
  ToldChange,
} from '../notifications/service/notification-service';
export { AlarmRuleInput } from '../alarms/rule';
export { ALARM_STATES } from '../alarms/state-machine';
export type { Alarm } from '../alarms/service/shown';
export type { AlarmAction } from '../alarms/state-machine';
export type { AlarmFeedLease, FeedStatus } from '../alarms/service/feeds';
export type { AnomalyFeedLease, AnomalyFeedStatus } from '../anomaly/service/anomaly-service';
export { shownAnomaly } from '../anomaly/service/shown';
export { changesOf, type AlarmChange } from './alarms';
export { zoneOf } from './analytics/grid';
export { KpiRunner, ensureVirtualSensor } from './analytics/kpi-runner';
export { Certificates } from './certificates/certificates';
export type { TlsIdentity } from './certificates/in-use';
export { createRedirect, createWebServer } from './certificates/https';
export { serverTls } from './certificates/server-tls';
export { hostNames } from '../core/host-names';
export { openSecretBox } from './secret-key';
export { startCredentials, type StartCredentials } from './credentials';
export { createPlatform } from './create-platform';
export { checkAudit, type AuditCheck } from './audit/check';
export { changeOf } from '../tenancy/audit-change';
export { currentPlatform, ensurePlatform, setCurrentPlatform } from './current';
export type { Database, DatabaseLease, DatabaseOptions, DatabaseStatus } from './databases';
export { checkDatabase, type Finding } from './doctor';
export { composeFlows, diffFlows, type FlowDifference, type FlowNode } from './flows';
export { Exports } from './exports';
export type { FleetLease, FleetRequest } from './fleets';
export { hardenServer } from './harden';
export { openSigningKeys } from './identity';
export { WorkingHours, isNetwork } from '../security/intrusion';
export { shownBlock, shownIncident, shownSecurityEvent } from './intrusion/shown';
export { liftDatabase } from './lift';
export { rotateSecrets, type SecretRotation } from './rotate-secrets';
export { lineLogger } from './log-lines';
export { nodeRedSettings } from './node-red-settings';
export type { BrokerAccess, Platform, SecurityOptions } from './platform';
export { readSettings, type Settings } from './settings';
export { forNodeRed, type StockSettings } from './stock-node-red';
export { lockStateFolder } from './state-lock';
export { opcuaServerPorts } from './opcua-server';
export { openStateFolder, writePrivateFile } from './state-folder';

export { packageRoot, packageVersion } from './package';
