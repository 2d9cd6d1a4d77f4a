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
  try {
    const wanted = points.map(({ nodeId }) => ({
      nodeId: live.resolve(nodeId),
      attributeId: ATTRIBUTE.Value,
    }));
    const found = await timed(() => live.session.read(wanted));
    if (points.some(({ path }) => path))
      await live.opcua.promoteOpaqueStructure(live.session, found).catch(() => undefined);
    return points.map((point, i) => {
      const data = found[i];
      if (!data) return noValue('the server told nothing of it');
      const { quality, flags } = judge(data.statusCode.value >>> 0);
      const { value, flag, fault } = readerOf(point)(data.value);
      const words = quality === 'bad' ? OpcuaFailure.of(data.statusCode.name).message : fault;
      if (value === undefined || words !== undefined)
        return noValue(`${point.nodeId}: ${words ?? 'has no value'}`);
      const all = [...(flags ?? []), ...(flag === undefined ? [] : [flag])];
      return { value, quality, ...(all.length > 0 ? { flags: all } : {}) };
    });
  } catch (error) {
    const { message } = failureOf(error, live.where);
    return points.map(() => noValue(message));
  }
}
