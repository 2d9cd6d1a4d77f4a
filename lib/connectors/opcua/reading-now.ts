import type { DataValue, NodeId } from 'node-opcua';
import { noValue, type FieldValue } from '../../core/field-value';
import { ATTRIBUTE } from './attributes';
import { OpcuaFailure, failureOf } from './failure';
import type { OpcuaPoint } from './spec';
import { judge } from './status';
import type { Live } from './subscription';
import type { Timed } from './tally';
import { readerOf } from './values';

/** Reads all at one request. What is wrong with one of them is a fault of that one. */
export async function readPoints(
  points: readonly OpcuaPoint[],
  live: Live,
  timed: Timed,
): Promise<FieldValue[]> {
  const nodes = points.map(({ nodeId }) => resolved(nodeId, live));
  const known = nodes.flatMap((node) => (typeof node === 'string' ? [] : [node]));
  try {
    const found = known.length > 0 ? await timed(() => live.session.read(known)) : [];
    if (points.some(({ path }) => path))
      await live.opcua.promoteOpaqueStructure(live.session, found).catch(() => undefined);
    const left = found.values();
    return points.map((point, i) => {
      const node = nodes[i];
      if (typeof node === 'string') return noValue(node);
      const { value } = left.next();
      return value ? told(point, value) : noValue('the server told nothing of it');
    });
  } catch (error) {
    const { message } = failureOf(error, live.where);
    return points.map(() => noValue(message));
  }
}

/** What to ask for; a text says why it cannot be asked for, such as a namespace that the server does not have. */
function resolved(name: string, live: Live): { nodeId: NodeId; attributeId: number } | string {
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
