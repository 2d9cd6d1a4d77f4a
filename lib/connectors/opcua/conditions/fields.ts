import type { NodeId, SimpleAttributeOperandOptions, Variant } from 'node-opcua';
import type { ForeignLevel } from '../../../core/foreign-condition';
import { ATTRIBUTE } from '../attributes';

/** Types of OPC 10000-5 and 10000-9, by the number of their node. */
const TYPE = {
  base: 2041,
  condition: 2782,
  acknowledgeable: 2881,
  alarm: 2915,
  exclusive: 9341,
  nonExclusive: 9906,
} as const;

export const CONDITION_TYPE = TYPE.condition;
/** Above those that say how it goes with a refresh. */
export const SYSTEM_EVENT_TYPE = 2130;

const EVENT = {
  refreshStart: 2787,
  refreshEnd: 2788,
  refreshRequired: 2789,
  overflow: 3035,
} as const;
export type ServerEvent = keyof typeof EVENT;

/** What of an event is asked for: the type that has it, and its place there. */
const FIELDS = {
  eventId: [TYPE.base, 'EventId'],
  eventType: [TYPE.base, 'EventType'],
  source: [TYPE.base, 'SourceName'],
  time: [TYPE.base, 'Time'],
  receiveTime: [TYPE.base, 'ReceiveTime'],
  message: [TYPE.base, 'Message'],
  severity: [TYPE.base, 'Severity'],
  // The node itself: no path, and the attribute NodeId (OPC 10000-9 §5.5.2).
  condition: [TYPE.condition],
  name: [TYPE.condition, 'ConditionName'],
  branch: [TYPE.condition, 'BranchId'],
  retain: [TYPE.condition, 'Retain'],
  enabled: [TYPE.condition, 'EnabledState', 'Id'],
  quality: [TYPE.condition, 'Quality'],
  comment: [TYPE.condition, 'Comment'],
  user: [TYPE.condition, 'ClientUserId'],
  acknowledged: [TYPE.acknowledgeable, 'AckedState', 'Id'],
  confirmed: [TYPE.acknowledgeable, 'ConfirmedState', 'Id'],
  active: [TYPE.alarm, 'ActiveState', 'Id'],
  activeAt: [TYPE.alarm, 'ActiveState', 'TransitionTime'],
  suppressed: [TYPE.alarm, 'SuppressedState', 'Id'],
  shelving: [TYPE.alarm, 'ShelvingState', 'CurrentState', 'Id'],
  unshelveMs: [TYPE.alarm, 'ShelvingState', 'UnshelveTime'],
  limit: [TYPE.exclusive, 'LimitState', 'CurrentState', 'Id'],
  highHigh: [TYPE.nonExclusive, 'HighHighState', 'Id'],
  high: [TYPE.nonExclusive, 'HighState', 'Id'],
  low: [TYPE.nonExclusive, 'LowState', 'Id'],
  lowLow: [TYPE.nonExclusive, 'LowLowState', 'Id'],
} as const;
type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as Field[];

export const selectClauses = (): SimpleAttributeOperandOptions[] =>
  NAMES.map((name) => {
    const [type, ...path] = FIELDS[name];
    return {
      typeDefinitionId: `i=${type}`,
      browsePath: path.map((part) => ({ namespaceIndex: 0, name: part })),
      attributeId: path.length === 0 ? ATTRIBUTE.NodeId : ATTRIBUTE.Value,
    };
  });

/** States of the limits of an exclusive alarm (OPC 10000-9 §5.8.19), and of shelving (§5.8.17). */
const LIMITS: Readonly<Record<number, ForeignLevel>> = { 9329: 'high-high', 9331: 'high', 9333: 'low', 9335: 'low-low' }; // prettier-ignore
const UNSHELVED = 2930;
const ONE_SHOT_SHELVED = 2933;
/** Until it returns, which nobody can date. */
const LONGEST_SHELF_MS = 7 * 86_400_000;

/** A state of a condition, or of one of its branches, as an event says it. */
export interface ConditionEvent {
  readonly nodeId: NodeId;
  readonly eventId: Buffer;
  /** Empty: the condition as it is now; otherwise an earlier state that waits for somebody (OPC 10000-9 §5.5.2). */
  readonly branch: string;
  readonly name: string;
  readonly source: string;
  readonly at: number;
  readonly retain: boolean;
  readonly active: boolean;
  readonly activeAt: number | undefined;
  readonly acknowledged: boolean;
  readonly confirmed: boolean | undefined;
  readonly severity: number;
  readonly level: ForeignLevel | undefined;
  readonly shelves: boolean;
  readonly shelvedMs: number | undefined;
  readonly suppressed: boolean;
  /** StatusCode of the value behind it. */
  readonly code: number;
  readonly message: string;
  readonly user: string | undefined;
  readonly comment: string | undefined;
}

type Values = ReadonlyMap<Field, unknown>;

/** What an event is: of a condition, of the server’s own, or none of our affair. */
export function decodeEvent(fields: readonly Variant[]): ConditionEvent | ServerEvent | undefined {
  const values: Values = new Map(NAMES.map((name, i) => [name, fields[i]?.value as unknown]));
  const type = numberOf(values.get('eventType'));
  const own = (Object.keys(EVENT) as ServerEvent[]).find((name) => EVENT[name] === type);
  if (own) return own;
  const nodeId = values.get('condition');
  const eventId = values.get('eventId');
  return isNodeId(nodeId) && Buffer.isBuffer(eventId) ? conditionOf(values, nodeId, eventId) : undefined;
}

function conditionOf(values: Values, nodeId: NodeId, eventId: Buffer): ConditionEvent {
  // One that is disabled is of interest to nobody, whatever else it says.
  const isEnabled = values.get('enabled') !== false;
  const retain = isEnabled && values.get('retain') === true;
  const active = values.get('active');
  const shelving = numberOf(values.get('shelving'));
  return {
    nodeId,
    eventId,
    branch: branchOf(values.get('branch')),
    name: textOf(values.get('name')) ?? '',
    // As some write the name of a node: with the number of its namespace.
    source: textOf(values.get('source'))?.replace(/^\d+:(?=\S)/, '') ?? '',
    at: timeOf(values.get('time')) ?? timeOf(values.get('receiveTime')) ?? Date.UTC(1970, 0, 1),
    retain,
    // What is no alarm holds for as long as it is of interest.
    active: isEnabled && typeof active === 'boolean' ? active : retain,
    activeAt: timeOf(values.get('activeAt')),
    acknowledged: values.get('acknowledged') !== false,
    confirmed: booleanOf(values.get('confirmed')),
    severity: Math.min(1000, Math.max(1, Number(values.get('severity')) || 1)),
    level: levelOf(values),
    // One that was never shelved may be in no state yet.
    shelves: isNodeId(values.get('shelving')),
    shelvedMs: shelving === undefined || shelving === UNSHELVED ? undefined : shelfOf(shelving, values),
    suppressed: values.get('suppressed') === true,
    code: codeOf(values.get('quality')),
    message: textOf(values.get('message')) ?? '',
    user: textOf(values.get('user')),
    comment: textOf(values.get('comment')),
  };
}

function levelOf(values: Values): ForeignLevel | undefined {
  const limit = numberOf(values.get('limit'));
  if (limit !== undefined) return LIMITS[limit];
  if (values.get('highHigh') === true) return 'high-high';
  if (values.get('lowLow') === true) return 'low-low';
  if (values.get('high') === true) return 'high';
  return values.get('low') === true ? 'low' : undefined;
}

function shelfOf(state: number, values: Values): number {
  const ms = values.get('unshelveMs');
  const isTimed = state !== ONE_SHOT_SHELVED && typeof ms === 'number' && ms > 0;
  return isTimed ? Math.min(ms, LONGEST_SHELF_MS) : LONGEST_SHELF_MS;
}

const isNodeId = (value: unknown): value is NodeId =>
  typeof value === 'object' && value !== null && 'identifierType' in value && 'namespace' in value;

/** Number of a node of the standard. */
const numberOf = (value: unknown): number | undefined =>
  isNodeId(value) && value.namespace === 0 && typeof value.value === 'number' && value.value !== 0
    ? value.value
    : undefined;

const branchOf = (value: unknown): string =>
  isNodeId(value) && !(value.namespace === 0 && value.value === 0) ? value.toString() : '';

const timeOf = (value: unknown): number | undefined => {
  const time = value instanceof Date ? value.getTime() : NaN;
  // Servers say 1601 for none.
  return time > 0 ? time : undefined;
};

const booleanOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

const codeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'number'
    ? value.value >>> 0
    : 0;

/** Of a string or a LocalizedText; empty is none. */
function textOf(value: unknown): string | undefined {
  const text = typeof value === 'object' && value !== null && 'text' in value ? value.text : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}
