import { join } from 'node:path';

export { METHODS, ownRoute, routes, type ApiCall, type Route } from '../api';
export {
  MqttConnector,
  Outbox,
  checkPoint,
  mqttSpec,
  topicFiller,
  type PublishOptions,
} from '../connectors/mqtt';
export { PLANT_DEFINITION, PlantModel } from '../connectors/simulator';
export { createPluginHooks } from '../dashboard';
export type { RecentSeries, Store } from '../store';
export { UNITS_OF_MEASURE } from '../telemetry/units-of-measure';
export { Convert, Deadband, DeadbandConfig, Scope, admissionFault, type Quota } from '../telemetry';
export {
  PERMISSIONS,
  ROLES,
  authorise,
  authorisedTenant,
  isPlatformUser,
  type Permission,
  type Principal,
} from '../tenancy';
export { startCredentials, type StartCredentials } from './credentials';
export { createPlatform } from './create-platform';
export { currentPlatform, ensurePlatform, setCurrentPlatform } from './current';
export type { Database, DatabaseLease, DatabaseOptions, DatabaseStatus } from './databases';
export { checkDatabase, type Finding } from './doctor';
export { composeFlows, diffFlows, type FlowDifference, type FlowNode } from './flows';
export { liftDatabase } from './lift';
export { lineLogger } from './log-lines';
export { nodeRedSettings } from './node-red-settings';
export type { BrokerAccess, Platform, SecurityOptions } from './platform';
export { readSettings, type Settings } from './settings';
export { forNodeRed, type StockSettings } from './stock-node-red';
export { lockStateFolder } from './state-lock';
export { openStateFolder, writePrivateFile } from './state-folder';

/** Where flows/, dashboards/ and package.json lie: two folders up from the compiled or the source platform. */
export const packageRoot = (): string => {
  const up = join(__dirname, '..', '..');
  return up.endsWith('dist') ? join(up, '..') : up;
};
