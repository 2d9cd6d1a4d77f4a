import type { DataValue, NodeId, ReferenceDescription } from 'node-opcua';
import type { BrowsedNode, NODE_CLASSES } from '../../../core/browse';
import { readerOf } from '../values';
import { ATTRIBUTE } from '../attributes';
import { REFERENCE, type AddressSpace, type Reading } from './address-space';
import type { DataTypes } from './data-types';

const CLASS_OBJECT = 1;
const CLASS_VARIABLE = 2;
const CLASS_METHOD = 4;
const CLASS_VIEW = 128;

const CAN_READ = 1;
const CAN_WRITE = 2;
/** Elements of an array that are shown. */
const ELEMENTS = 10;
const MAX_TEXT = 200;
const MAX_NAME = 200;
const PROPERTY_TYPE = 68;

const ATTRIBUTES = [
  ATTRIBUTE.DataType,
  ATTRIBUTE.ValueRank,
  ATTRIBUTE.UserAccessLevel,
  ATTRIBUTE.Historizing,
] as const;

export const isVariable = ({ nodeClass }: ReferenceDescription): boolean =>
  (nodeClass as number) === CLASS_VARIABLE;

/** A property has nothing below it (OPC 10000-3 §5.6.2). */
export const isProperty = ({ typeDefinition }: ReferenceDescription): boolean =>
  typeDefinition.namespace === 0 && typeDefinition.value === PROPERTY_TYPE;

/** Nodes as people see them, with what a server says of them in as few requests as it takes. */
export async function shown(
  space: AddressSpace,
  types: DataTypes,
  references: readonly ReferenceDescription[],
): Promise<BrowsedNode[]> {
  const variables = references.filter(isVariable);
  const [details, parents] = [await detailsOf(space, types, variables), await withChildren(space, variables)];
  const at = new Map(variables.map((reference, i) => [reference, i]));
  return references.map((reference): BrowsedNode => {
    const i = at.get(reference);
    return {
      nodeId: space.textOf(reference.nodeId),
      browseName: clipped(reference.browseName.name ?? '', MAX_NAME),
      displayName: nameOf(reference),
      nodeClass: classOf(reference.nodeClass),
      hasChildren: i === undefined ? (reference.nodeClass as number) !== CLASS_METHOD : parents.has(i),
      ...(i === undefined ? {} : details[i]),
    };
  });
}

/** Display names are for people, but not every server gives them. */
export const nameOf = ({ displayName, browseName }: ReferenceDescription): string =>
  clipped(displayName.text || browseName.name || '', MAX_NAME);

type Details = Pick<
  BrowsedNode,
  'dataType' | 'valueRank' | 'readable' | 'writable' | 'historizing' | 'value'
>;

async function detailsOf(
  space: AddressSpace,
  types: DataTypes,
  variables: readonly ReferenceDescription[],
): Promise<Details[]> {
  const attributes = await space.read(
    variables.flatMap(({ nodeId }) => ATTRIBUTES.map((attributeId) => ({ nodeId, attributeId }))),
  );
  const valuesOf = (i: number): unknown[] =>
    ATTRIBUTES.map((_, j) => valueOf(attributes[i * ATTRIBUTES.length + j]));
  const typeIds = variables.map((_, i) => valuesOf(i)[0] as NodeId | undefined);
  const known = typeIds.filter((type) => type !== undefined);
  const names = await types.namesOf(known);
  const nameOfType = new Map(known.map((type, i) => [type, names[i]]));
  const details = variables.map((_, i): Details => {
    const [type, rank, access, historizing] = valuesOf(i);
    const name = nameOfType.get(type as NodeId);
    return {
      ...(name ? { dataType: name } : {}),
      ...(typeof rank === 'number' ? { valueRank: rank } : {}),
      ...(typeof access === 'number'
        ? { readable: (access & CAN_READ) !== 0, writable: (access & CAN_WRITE) !== 0 }
        : {}),
      ...(typeof historizing === 'boolean' ? { historizing } : {}),
    };
  });
  const values = await currentValues(space, variables, details);
  return details.map((one, i) => {
    const value = values[i];
    return value === undefined ? one : { ...one, value };
  });
}

/** A server that cannot give a value, or not so much at once, does not keep people from seeing what is there. */
async function currentValues(
  space: AddressSpace,
  variables: readonly ReferenceDescription[],
  details: readonly Details[],
): Promise<(string | undefined)[]> {
  const asked = variables.flatMap(({ nodeId }, i): { i: number; reading: Reading }[] => {
    const { readable, valueRank = -1 } = details[i] ?? {};
    // Of an array only its beginning: a waveform may have a million elements.
    if (!readable || valueRank > 1 || valueRank === 0) return [];
    const part = valueRank === 1 ? { elements: ELEMENTS } : {};
    return [{ i, reading: { nodeId, attributeId: ATTRIBUTE.Value, ...part } }];
  });
  const texts: (string | undefined)[] = [];
  try {
    const values = await space.read(asked.map(({ reading }) => reading));
    asked.forEach(({ i }, at) => (texts[i] = textOf(values[at])));
  } catch (error) {
    if (!/Bad(ResponseTooLarge|EncodingLimitsExceeded|TcpMessageTooLarge|NotSupported)/.test(String(error)))
      throw error;
  }
  return texts;
}

/** Indexes of variables that have more below them than properties. */
async function withChildren(
  space: AddressSpace,
  variables: readonly ReferenceDescription[],
): Promise<Set<number>> {
  const structured = variables.flatMap((reference, i) => (isProperty(reference) ? [] : [i]));
  const nodes = structured.flatMap((i) => variables[i]?.nodeId ?? []);
  const parents = new Set<number>();
  const open: Buffer[] = [];
  for (const referenceType of [REFERENCE.HasComponent, REFERENCE.Organizes])
    (await space.references(nodes, referenceType, 1)).forEach((result, at) => {
      const { references, continuationPoint, statusCode } = result;
      if (continuationPoint?.length) open.push(continuationPoint);
      const isParent = (references?.length ?? 0) > 0 || statusCode.name === 'BadNoContinuationPoints';
      const i = structured[at];
      if (isParent && i !== undefined) parents.add(i);
    });
  await space.release(open);
  return parents;
}

const valueOf = (data: DataValue | undefined): unknown =>
  data?.statusCode.isGood() ? (data.value.value as unknown) : undefined;

/** A value as text, or the status where there is none. */
export function textOf(data: DataValue | undefined): string | undefined {
  if (!data) return undefined;
  const variant = data.value as DataValue['value'] | null;
  if (!variant?.dataType) return data.statusCode.isGood() ? undefined : data.statusCode.name;
  const one = (path: string): string => {
    const { value, fault } = readerOf({ path, scale: 1, offset: 0 })(variant);
    return value === undefined ? (fault?.includes('structure') ? '{…}' : '…') : String(value);
  };
  if (!variant.arrayType) return clipped(one(''), MAX_TEXT);
  const { length } = variant.value as ArrayLike<unknown>;
  const elements = Array.from({ length: Math.min(length, ELEMENTS) }, (_, i) => one(`[${i}]`));
  return clipped(`[${elements.join(', ')}${length >= ELEMENTS ? ', …' : ''}]`, MAX_TEXT);
}

const clipped = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

function classOf(nodeClass: number): (typeof NODE_CLASSES)[number] {
  switch (nodeClass) {
    case CLASS_OBJECT:
      return 'object';
    case CLASS_VARIABLE:
      return 'variable';
    case CLASS_METHOD:
      return 'method';
    case CLASS_VIEW:
      return 'view';
    default:
      return 'type';
  }
}
