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

/** Of the alarm that a rule has for a sensor, or for a device (`aqua//pump-plc/offline`). */
export const conditionId = (tenant: string, { unit, sensor, device, rule }: ConditionPlace): NodeId =>
  plantId(
    device === undefined ? `${tenant}/${unit ?? ''}/${sensor ?? ''}/${rule}` : `${tenant}//${device}/${rule}`,
  );

export interface ConditionPlace {
  readonly rule: string;
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  readonly device?: string | undefined;
}

/** A part of a condition hangs on its id, by a name that begins with a capital: keys have none. */
const PART = /-[A-Z]/;

/** The condition that an id names or lies in, as text, whether it exists or not; undefined for anything else. */
export function conditionOf({ namespace, value }: NodeId): string | undefined {
  if (namespace !== PLANT_INDEX || typeof value !== 'string') return undefined;
  const whole = value.split(PART, 1)[0] ?? '';
  return whole.split('/').length === CONDITION_STEPS ? whole : undefined;
}

/** Tenant, unit, sensor, rule. */
const CONDITION_STEPS = 4;

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
