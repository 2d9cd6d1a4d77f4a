import type { DataValue, NodeId } from 'node-opcua';
import type { NodeDescription, NodeFault, NodeWanted } from '../../../core/browse';
import { parsePath } from '../path';
import { TYPE, readerOf } from '../values';
import { ATTRIBUTE } from '../attributes';
import type { AddressSpace, Reading } from './address-space';
import type { DataTypes } from './data-types';
import { quantityOf, unitOf, type EngineeringUnits } from './engineering-units';

const CLASS_VARIABLE = 2;
const CAN_READ = 1;
const MAX_NAME = 200;
const MAX_DESCRIPTION = 2000;
const MAX_DECIMALS = 6;

const ATTRIBUTES = [
  ATTRIBUTE.NodeClass,
  ATTRIBUTE.DisplayName,
  ATTRIBUTE.Description,
  ATTRIBUTE.DataType,
  ATTRIBUTE.ValueRank,
  ATTRIBUTE.UserAccessLevel,
] as const;
/** Of analog items (OPC 10000-8 §5.3.2). */
const PROPERTIES = ['EURange', 'EngineeringUnits', 'ValuePrecision'] as const;

const STRUCTURE = 22;
const ANY = 24;
const ENUMERATION = 29;
const WHOLE: ReadonlySet<number> = new Set([
  TYPE.SByte, TYPE.Byte, TYPE.Int16, TYPE.UInt16, TYPE.Int32, TYPE.UInt32, TYPE.Int64, TYPE.UInt64, 27, 28,
  ENUMERATION,
]); // prettier-ignore
/** Float, Double, StatusCode, Number: a status is read as its code. */
const NUMBERS: ReadonlySet<number> = new Set([...WHOLE, TYPE.Float, TYPE.Double, 19, 26]);
/** String, DateTime, Guid, ByteString, XmlElement, QualifiedName, LocalizedText. */
const TEXTS: ReadonlySet<number> = new Set([TYPE.String, TYPE.DateTime, TYPE.Guid, TYPE.ByteString, 16, 20, TYPE.LocalizedText]); // prettier-ignore

/** What a server says of a variable. */
interface Said {
  readonly node: NodeId;
  readonly nodeClass: unknown;
  readonly name: string;
  readonly description: string;
  readonly dataType: NodeId | undefined;
  readonly rank: number;
  readonly access: unknown;
  readonly range: { readonly low?: unknown; readonly high?: unknown } | undefined;
  readonly units: EngineeringUnits | undefined;
  readonly precision: unknown;
}

type Kind =
  { readonly type: NodeDescription['type']; readonly isWhole: boolean } | { readonly fault: string };

/** What sensors of these variables would be: in the order asked for, each with its own fault. */
export async function describe(
  space: AddressSpace,
  types: DataTypes,
  wanted: readonly NodeWanted[],
): Promise<(NodeDescription | NodeFault)[]> {
  const nodes = wanted.map(({ nodeId }) => space.find(nodeId));
  const known = new Map(
    nodes.flatMap((found) => ('node' in found ? [[found.node.toString(), found.node] as const] : [])),
  );
  const all = await saidOf(space, [...known.values()]);
  const said = new Map(all.map((one) => [one.node.toString(), one]));
  const described: (NodeDescription | NodeFault)[] = [];
  for (const [i, one] of wanted.entries()) {
    const found = nodes[i];
    const of = found && 'node' in found ? said.get(found.node.toString()) : undefined;
    if (of) described.push(await describeOne(space, types, one, of));
    else
      described.push({ nodeId: one.nodeId, fault: found && 'fault' in found ? found.fault : 'is not there' });
  }
  return described;
}

async function saidOf(space: AddressSpace, nodes: readonly NodeId[]): Promise<Said[]> {
  const attributes = await space.read(
    nodes.flatMap((nodeId) => ATTRIBUTES.map((attributeId) => ({ nodeId, attributeId }))),
  );
  const properties = await space.properties(nodes, PROPERTIES);
  const present = properties.flatMap((nodeId, at) => (nodeId ? [{ nodeId, at }] : []));
  const values = await space.read(
    present.map(({ nodeId }): Reading => ({ nodeId, attributeId: ATTRIBUTE.Value })),
  );
  const valueAt = new Map(present.map(({ at }, i) => [at, valueOf(values[i])]));
  return nodes.map((node, i): Said => {
    const [nodeClass, name, description, dataType, rank, access] = ATTRIBUTES.map((_, j) =>
      valueOf(attributes[i * ATTRIBUTES.length + j]),
    );
    const [range, units, precision] = PROPERTIES.map((_, j) => valueAt.get(i * PROPERTIES.length + j));
    return {
      node,
      nodeClass,
      name: plainText(name),
      description: plainText(description),
      dataType: dataType as NodeId | undefined,
      rank: typeof rank === 'number' ? rank : -1,
      access,
      range: typeof range === 'object' && range !== null ? range : undefined,
      units: isUnits(units) ? units : undefined,
      precision,
    };
  });
}

async function describeOne(
  space: AddressSpace,
  types: DataTypes,
  { nodeId, path = '' }: NodeWanted,
  said: Said,
): Promise<NodeDescription | NodeFault> {
  const kind = await kindOf(space, types, said, path);
  if ('fault' in kind) return { nodeId, fault: kind.fault };
  const uom = kind.type === 'number' && said.units ? unitOf(said.units) : '';
  const range = kind.type === 'number' ? rangeOf(said.range) : {};
  const last = nameOfPart(path);
  const name = [said.name, last].filter(Boolean).join(' ').slice(0, MAX_NAME);
  const description = said.description.slice(0, MAX_DESCRIPTION);
  return {
    nodeId,
    name,
    ...(description && description !== name ? { description } : {}),
    type: kind.type,
    quantity: kind.type === 'number' ? quantityOf(uom) : kind.type === 'boolean' ? 'state' : 'other',
    uom,
    decimals: decimalsOf(kind.isWhole, said.precision, range),
    ...range,
    settings: { nodeId: space.textOf(said.node), ...(path ? { path } : {}) },
  };
}

/** What its values are, by its data type, or where that leaves it open by the value that it has. */
async function kindOf(space: AddressSpace, types: DataTypes, said: Said, path: string): Promise<Kind> {
  if (said.nodeClass === undefined) return { fault: 'the server has no such node' };
  if (said.nodeClass !== CLASS_VARIABLE) return { fault: 'is no variable' };
  if (typeof said.access === 'number' && (said.access & CAN_READ) === 0)
    return { fault: 'cannot be read by the user of the settings' };
  const parsed = parsePath(path);
  if ('fault' in parsed) return { fault: `path ${parsed.fault}` };
  const isElement = parsed.steps.length > 0 && parsed.steps.every((step) => 'index' in step);
  if (said.rank >= 0 && parsed.steps.length === 0)
    return { fault: 'is an array: give the element in path, e.g. [0]' };
  const type = said.dataType && (await types.builtInOf(said.dataType));
  if (type !== undefined && (parsed.steps.length === 0 || isElement)) {
    if (type === TYPE.Boolean) return { type: 'boolean', isWhole: true };
    if (NUMBERS.has(type)) return { type: 'number', isWhole: WHOLE.has(type) };
    if (TEXTS.has(type)) return { type: 'text', isWhole: false };
    if (type !== STRUCTURE && type !== ANY) return { fault: 'has a type that is no value of a sensor' };
  }
  const [data] = await space.read([{ nodeId: said.node, attributeId: ATTRIBUTE.Value }]);
  const variant = data?.value as DataValue['value'] | null | undefined;
  if (!variant?.dataType) return { fault: 'has no value at present that would tell its type' };
  const { value, fault = 'has no value' } = readerOf({ path, scale: 1, offset: 0 })(variant);
  if (value === undefined) return { fault };
  return {
    type: typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number',
    isWhole: false,
  };
}

/** Only one that is a range: servers that know none often say 0 to 0. */
function rangeOf(range: Said['range']): { rangeLow?: number; rangeHigh?: number } {
  const { low, high } = range ?? {};
  if (typeof low !== 'number' || typeof high !== 'number') return {};
  return Number.isFinite(low) && Number.isFinite(high) && low < high
    ? { rangeLow: low, rangeHigh: high }
    : {};
}

/** As precise as the server says, else so that a thousandth of the range can be seen. */
function decimalsOf(
  isWhole: boolean,
  precision: unknown,
  { rangeLow, rangeHigh }: { rangeLow?: number; rangeHigh?: number },
): number {
  if (isWhole) return 0;
  if (typeof precision === 'number' && Number.isFinite(precision))
    return Math.min(MAX_DECIMALS, Math.max(0, Math.ceil(precision)));
  if (rangeLow === undefined || rangeHigh === undefined) return 1;
  const span = rangeHigh - rangeLow;
  return span > 1000 ? 0 : span > 20 ? 1 : span > 2 ? 2 : 3;
}

/** `Position.X` → `X`; `[3]` stays. */
const nameOfPart = (path: string): string => path.split('.').at(-1) ?? '';

const valueOf = (data: DataValue | undefined): unknown =>
  data?.statusCode.isGood() ? (data.value.value as unknown) : undefined;

const plainText = (value: unknown): string => {
  const text = typeof value === 'object' && value !== null && 'text' in value ? value.text : undefined;
  return typeof text === 'string' ? text.trim() : '';
};

const isUnits = (value: unknown): value is EngineeringUnits =>
  typeof value === 'object' && value !== null && 'unitId' in value && 'displayName' in value;
