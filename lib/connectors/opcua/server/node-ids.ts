import { NodeId, NodeIdType } from 'node-opcua';
import { isKey } from '../../../core/ids';

export const PLANT_NAMESPACE = 'urn:thermacore:plant';
/** 0 is OPC UA's, 1 the application's. It stays 2, so that ids that clients have stored stay what they are. */
export const PLANT_INDEX = 2;
/** Has capitals and is therefore no tenant's key. */
const ROOT = 'ThermaCore';

const plantId = (text: string): NodeId => new NodeId(NodeIdType.STRING, text, PLANT_INDEX);

export const rootId = (): NodeId => plantId(ROOT);
export const tenantId = (tenant: string): NodeId => plantId(tenant);
export const unitId = (tenant: string, unit: string): NodeId => plantId(`${tenant}/${unit}`);
export const sensorId = (tenant: string, unit: string, sensor: string): NodeId =>
  plantId(`${tenant}/${unit}/${sensor}`);

/** Of a namespace of ours, and never given to a node; not empty, since an empty id means none where one is optional. */
export const nowhereId = (): NodeId => plantId('/');

export interface SensorPlace {
  readonly tenant: string;
  readonly unit: string;
  readonly sensor: string;
}

/** The sensor that an id names, whether it exists or not; undefined for folders, properties and other namespaces. */
export function sensorOf(id: NodeId): SensorPlace | undefined {
  if (id.namespace !== PLANT_INDEX || typeof id.value !== 'string') return undefined;
  const [tenant, unit, sensor, more] = id.value.split('/');
  return isKey(tenant) && isKey(unit) && isKey(sensor) && more === undefined
    ? { tenant, unit, sensor }
    : undefined;
}

/**
 * Whether an id of the plant's namespace lies in the tenant's branch. Judged by its text alone, so that the answer is the
 * same for what exists and for what does not. Properties hang on their node's id (`aqua/boiler-1/flow-EURange`).
 */
export function isOfTenant(id: NodeId, tenant: string): boolean {
  const { value } = id;
  return typeof value === 'string' && (value === tenant || value.startsWith(`${tenant}/`));
}

export const isRoot = (id: NodeId): boolean => id.value === ROOT;
