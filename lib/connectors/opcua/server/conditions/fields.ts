import { DataType, LocalizedText, NodeId, ObjectTypeIds, VariantArrayType, Variant, makeNodeId } from 'node-opcua'; // prettier-ignore
import type { UAObjectType } from 'node-opcua';
import type { LimitName } from '../alarm-ports';
import { sensorId, tenantId } from '../node-ids';
import { statusOf } from '../status-codes';
import { LIMITS, LIMIT_NAMES, SEVERITIES } from './condition-types';
import type { Snapshot } from './condition-state';

/** Where a condition hangs, and the ids of the states that it can be in. */
export interface FieldContext {
  readonly tenant: string;
  readonly type: UAObjectType;
  readonly sourceName: string;
  readonly limitStates: ReadonlyMap<string, NodeId>;
  readonly shelvingStates: ReadonlyMap<string, NodeId>;
}

export type Fields = ReadonlyMap<string, Variant>;

const PROCESS = makeNodeId(ObjectTypeIds.ProcessConditionClassType);

const boolean = (value: boolean) => new Variant({ dataType: DataType.Boolean, value });
const text = (value: string) => new Variant({ dataType: DataType.LocalizedText, value: new LocalizedText({ text: value, locale: 'en' }) }); // prettier-ignore
const string = (value: string) => new Variant({ dataType: DataType.String, value });
const nodeId = (value: NodeId) => new Variant({ dataType: DataType.NodeId, value });
const time = (ms: number) => new Variant({ dataType: DataType.DateTime, value: new Date(ms) });
const double = (value: number) => new Variant({ dataType: DataType.Double, value });
const severity = (value: number) => new Variant({ dataType: DataType.UInt16, value });
const nothing = (dataType: DataType) => new Variant({ dataType, arrayType: VariantArrayType.Scalar, value: null }); // prettier-ignore

/**
 * All that a condition tells, by path (OPC 10000-9 §5.5 to §5.8): its event is made of it, and its nodes. `now`: epoch ms.
 * There is no ConfirmedState: an alarm of ours is acknowledged in one step.
 */
export function fieldsOf(snapshot: Snapshot, context: FieldContext, now: number): Fields {
  return new Map<string, Variant>([
    ...eventFields(snapshot, context),
    ...conditionFields(snapshot),
    ...alarmFields(snapshot, context),
    ...shelvingFields(snapshot, context, now),
    ...watchFields(snapshot, context),
  ]);
}

type Field = [path: string, value: Variant];

function eventFields(
  { alarm, condition, eventId, at, receivedAt }: Snapshot,
  { tenant, type, sourceName }: FieldContext,
): Field[] {
  return [
    ['EventId', new Variant({ dataType: DataType.ByteString, value: eventId })],
    ['EventType', nodeId(type.nodeId)],
    ['SourceNode', nodeId(sourceOf(condition, tenant))],
    ['SourceName', string(sourceName)],
    ['Time', time(at)],
    ['ReceiveTime', time(receivedAt)],
    ['Message', text(alarm.message)],
    ['Severity', severity(SEVERITIES[alarm.priority])],
  ];
}

function conditionFields({ alarm, condition, at, lastPriority, lastPriorityAt, remark }: Snapshot): Field[] {
  return [
    ['ConditionClassId', nodeId(PROCESS)],
    ['ConditionClassName', text('ProcessConditionClassType')],
    ['ConditionName', string(condition.name)],
    // There is one branch: the alarm itself.
    ['BranchId', nodeId(NodeId.nullNodeId)],
    ['Retain', boolean(alarm.retained)],
    ...twoState('EnabledState', true, 'Enabled', 'Disabled'),
    ['Quality', new Variant({ dataType: DataType.StatusCode, value: statusOf(alarm.quality) })],
    ['Quality.SourceTimestamp', time(at)],
    ['LastSeverity', severity(SEVERITIES[lastPriority])],
    ['LastSeverity.SourceTimestamp', time(lastPriorityAt)],
    ['Comment', text(remark?.text ?? alarm.comment ?? '')],
    ['Comment.SourceTimestamp', time(remark?.at ?? at)],
    ['ClientUserId', string(remark?.user ?? alarm.user ?? '')],
  ];
}

function alarmFields({ alarm, condition }: Snapshot, { tenant }: FieldContext): Field[] {
  const { cover } = alarm;
  return [
    ...twoState('AckedState', alarm.acknowledged, 'Acknowledged', 'Unacknowledged', alarm.acknowledgedAt),
    ...twoState('ActiveState', alarm.active, 'Active', 'Inactive', alarm.activeSince),
    ['ActiveState.EffectiveDisplayName', text(effectiveName(alarm))],
    ['InputNode', nodeId(condition.sensor === undefined ? NodeId.nullNodeId : sourceOf(condition, tenant))],
    ...twoState('SuppressedState', cover === 'suppressed', 'Suppressed', 'Unsuppressed'),
    ...twoState('OutOfServiceState', cover === 'out-of-service', 'Out of Service', 'In Service'),
    ['SuppressedOrShelved', boolean(cover !== undefined)],
    ['OnDelay', double(condition.onDelaySeconds * 1000)],
    ['OffDelay', double(condition.offDelaySeconds * 1000)],
    ...(condition.latches
      ? twoState('LatchedState', alarm.latched || alarm.active, 'Latched', 'Unlatched')
      : []),
  ];
}

const effectiveName = ({ active, level }: Snapshot['alarm']): string =>
  active ? (level === undefined ? 'Active' : LIMITS[level]) : 'Inactive';

function shelvingFields(
  { alarm: { cover, shelvedUntil }, condition }: Snapshot,
  { shelvingStates }: FieldContext,
  now: number,
): Field[] {
  const isShelved = cover === 'shelved';
  const state = isShelved ? 'TimedShelved' : 'Unshelved';
  const left = isShelved && shelvedUntil !== undefined ? Math.max(0, shelvedUntil - now) : 0;
  return [
    ['ShelvingState.CurrentState', text(isShelved ? 'Timed Shelved' : 'Unshelved')],
    ['ShelvingState.CurrentState.Id', nodeId(shelvingStates.get(state) ?? NodeId.nullNodeId)],
    ['ShelvingState.UnshelveTime', double(left)],
    ['MaxTimeShelved', double(condition.maxShelveSeconds * 1000)],
  ];
}

function watchFields({ alarm, condition: { watch } }: Snapshot, context: FieldContext): Field[] {
  if (watch.kind === 'other') return [];
  if (watch.kind === 'digital') return [['NormalState', nodeId(NodeId.nullNodeId)]];
  const limits: Readonly<Partial<Record<LimitName, number>>> = watch.limits;
  const state = alarm.active ? passed(alarm.level, limits) : undefined;
  const fields: Field[] = LIMIT_NAMES.flatMap((name): Field[] => {
    const limit = limits[name];
    return limit === undefined ? [] : [[`${LIMITS[name]}Limit`, double(limit)]];
  });
  fields.push(
    ['LimitState.CurrentState', state === undefined ? nothing(DataType.LocalizedText) : text(state)],
    ['LimitState.CurrentState.Id', nodeId(context.limitStates.get(state ?? '') ?? NodeId.nullNodeId)],
  );
  if (watch.kind === 'deviation') {
    const { setpoint } = watch;
    const id = setpoint ? sensorId(context.tenant, setpoint.unit, setpoint.sensor) : NodeId.nullNodeId;
    fields.push(['SetpointNode', nodeId(id)]);
  }
  return fields;
}

/** Of a rule that watches both sides and does not say which one it is, nobody knows. */
function passed(
  level: LimitName | undefined,
  limits: Readonly<Partial<Record<LimitName, number>>>,
): string | undefined {
  if (level !== undefined) return LIMITS[level];
  const [only, ...others] = LIMIT_NAMES.filter((name) => limits[name] !== undefined);
  return only !== undefined && others.length === 0 ? LIMITS[only] : undefined;
}

function twoState(name: string, holds: boolean, is: string, isNot: string, since?: number): Field[] {
  return [
    [name, text(holds ? is : isNot)],
    [`${name}.Id`, boolean(holds)],
    ...(since === undefined ? [] : [[`${name}.TransitionTime`, time(since)] satisfies Field]),
  ];
}

/** What an alarm is about: the sensor; of a device, which has no node of its own, the tenant. */
export const sourceOf = (
  { unit, sensor }: Pick<Snapshot['condition'], 'unit' | 'sensor'>,
  tenant: string,
): NodeId => (unit === undefined || sensor === undefined ? tenantId(tenant) : sensorId(tenant, unit, sensor));
