import type { AddressSpace, NodeId, UAObjectType } from 'node-opcua';
import type { AlarmPriority, ConditionWatch, LimitName } from '../alarm-ports';

/** Severity 1 to 1000 (OPC 10000-5 §6.4.2), by the priority of the alarm. `journal` is announced to nobody. */
export const SEVERITIES: Readonly<Record<AlarmPriority, number>> = {
  critical: 900,
  high: 700,
  medium: 500,
  low: 300,
  journal: 100,
};

/**
 * One alarm of ours walks through its limits, so that one of them holds at a time: OPC UA calls that exclusive. A rule
 * that OPC UA has no type for is an alarm and nothing more.
 */
const TYPES: Readonly<Record<ConditionWatch['kind'], string>> = {
  limit: 'ExclusiveLevelAlarmType',
  deviation: 'ExclusiveDeviationAlarmType',
  rate: 'ExclusiveRateOfChangeAlarmType',
  digital: 'OffNormalAlarmType',
  other: 'AlarmConditionType',
};

export const typeNameOf = ({ kind }: ConditionWatch): string => TYPES[kind];

/** Name of the limit in OPC UA: of the state that says that it is passed, and of the property with its value. */
export const LIMITS: Readonly<Record<LimitName, string>> = {
  'high-high': 'HighHigh',
  high: 'High',
  low: 'Low',
  'low-low': 'LowLow',
};

export const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];

/** The type itself and what it inherits from, the most general first. */
export function lineageOf(type: UAObjectType): UAObjectType[] {
  const line: UAObjectType[] = [];
  for (let one: UAObjectType | null = type; one; one = one.subtypeOfObj) line.unshift(one);
  return line;
}

/** Ids of the states of a state machine's type, by name: what `CurrentState.Id` has (OPC 10000-16 §4.4.5). */
export function stateIds(addressSpace: AddressSpace, type: string): ReadonlyMap<string, NodeId> {
  const found = addressSpace.findObjectType(type)?.getComponents() ?? [];
  return new Map(found.map(({ browseName, nodeId }) => [browseName.name ?? '', nodeId]));
}
