import type { DataValue, NodeId } from 'node-opcua';
import { noValue, type FieldValue } from '../../core/field-value';
import { ATTRIBUTE } from './attributes';
import { OpcuaFailure, failureOf } from './failure';
import type { OpcuaPoint } from './spec';
import { judge } from './status';
import type { Live } from './subscription';
import type { Timed } from './tally';
import { readerOf } from './values';

interface Node {
  readonly nodeId: NodeId;
  readonly attributeId: number;
}

/** A point and what to ask for. */
interface Asked {
  readonly point: OpcuaPoint;
  readonly node: Node;
}

/** Reads all, at as many requests as the server wants. What is wrong with one of them is a fault of that one. */
export async function readPoints(
  points: readonly OpcuaPoint[],
  live: Live,
  timed: Timed,
): Promise<FieldValue[]> {
  const nodes = points.map((point) => ({ point, node: resolved(point.nodeId, live) }));
  const known = nodes.flatMap(({ point, node }) => (typeof node === 'string' ? [] : [{ point, node }]));
  const found: FieldValue[] = [];
  for (let at = 0; at < known.length; at += live.maxRead)
    found.push(...(await readPortion(known.slice(at, at + live.maxRead), live, timed)));
  const left = found.values();
  return nodes.map(({ node }) =>
    typeof node === 'string' ? noValue(node) : (left.next().value ?? noValue('it was not asked for')),
  );
}

async function readPortion(portion: readonly Asked[], live: Live, timed: Timed): Promise<FieldValue[]> {
  try {
    const found = await timed(() => live.session.read(portion.map(({ node }) => node)));
    if (portion.some(({ point }) => point.path))
      await live.opcua.promoteOpaqueStructure(live.session, found).catch(() => undefined);
    return portion.map(({ point }, i) => {
      const value = found[i];
      return value ? told(point, value) : noValue('the server told nothing of it');
    });
  } catch (error) {
    const { message } = failureOf(error, live.where);
    return portion.map(() => noValue(message));
  }
}

/** What to ask for; a text says why it cannot be asked for, such as a namespace that the server does not have. */
function resolved(name: string, live: Live): Node | string {
  try {
    return { nodeId: live.resolve(name), attributeId: ATTRIBUTE.Value };
  } catch (error) {
    return failureOf(error, live.where).message;
  }
}

function told(point: OpcuaPoint, data: DataValue): FieldValue {
  const { quality, flags = [] } = judge(data.statusCode.value >>> 0);
  if (quality === 'bad') return noValue(`${point.nodeId}: ${OpcuaFailure.of(data.statusCode.name).message}`);
  const { value, flag, fault } = readerOf(point)(data.value);
  if (value === undefined) return noValue(`${point.nodeId} ${fault ?? 'has no value'}`);
  const all = flag === undefined ? flags : [...flags, flag];
  return { value, quality, ...(all.length > 0 ? { flags: all } : {}) };
}
