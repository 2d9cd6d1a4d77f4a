import type { DataValue, NodeId, VariantOptions } from 'node-opcua';
import type { FieldCommand, FieldOutcome } from '../../core/field-command';
import { encode, type Encoded } from './encode';
import { OpcuaFailure, failureOf } from './failure';
import { callMethod } from './method';
import type { OpcuaPoint } from './spec';
import type { Live } from './subscription';
import type { Timed } from './tally';
import { TYPE, readerOf } from './values';
import { ATTRIBUTE } from './attributes';

/**
 * Writes, and reads back if so wanted. The outcome is what is known, and says so where nothing is.
 */
export async function carryOut(
  command: FieldCommand<OpcuaPoint>,
  live: Live,
  timed: Timed,
): Promise<FieldOutcome> {
  const { point, value, verify } = command;
  const name = point.nodeId;
  const { methodId, methodObjectId } = point;
  if (methodId !== undefined && methodObjectId !== undefined)
    return callMethod(command, { nodeId: methodId, object: methodObjectId }, live, timed);
  if (point.path)
    return { outcome: 'rejected', detail: `A part of ${name} cannot be written, only the whole value.` };
  let nodeId: NodeId;
  let encoded: Encoded;
  try {
    nodeId = live.resolve(name);
    const dataType = await timed(() => live.session.getBuiltInDataType(nodeId));
    encoded = encode(dataType, live.opcua.DataType[dataType] ?? String(dataType), value, point);
  } catch (error) {
    return {
      outcome: 'failed',
      detail: `Nothing was written to ${name}: ${failureOf(error, live.where).message}.`,
    };
  }
  if ('fault' in encoded) return { outcome: 'rejected', detail: encoded.fault };
  const { variant } = encoded;
  try {
    const status = await timed(() =>
      live.session.write({ nodeId, attributeId: ATTRIBUTE.Value, value: { value: variant } }),
    );
    if (status.isNotGood() && status.name !== 'GoodCompletesAsynchronously')
      return {
        outcome: 'rejected',
        detail: `The server refused the write to ${name}: ${OpcuaFailure.of(status.name).message}.`,
      };
    if (!verify || status.name === 'GoodCompletesAsynchronously')
      return { outcome: 'accepted', detail: `The server confirmed the write to ${name}.` };
  } catch (error) {
    return unwritten(failureOf(error, live.where), name);
  }
  return readBack(point, variant, live, timed);
}

function unwritten(failure: OpcuaFailure, name: string): FieldOutcome {
  return failure.isUncertain
    ? {
        outcome: 'timed-out',
        detail: `The write to ${name} was sent, and nobody confirmed it (${failure.message}): whether the server has it is unknown.`,
      }
    : { outcome: 'rejected', detail: `The server refused the write to ${name}: ${failure.message}.` };
}

async function readBack(
  point: OpcuaPoint,
  written: VariantOptions,
  live: Live,
  timed: Timed,
): Promise<FieldOutcome> {
  const { nodeId: name } = point;
  let data: DataValue;
  try {
    const nodeId = live.resolve(name);
    data = await timed(() => live.session.read({ nodeId, attributeId: ATTRIBUTE.Value }));
    if (data.statusCode.isNotGood()) throw OpcuaFailure.of(data.statusCode.name);
  } catch (error) {
    return {
      outcome: 'accepted',
      detail: `The server confirmed the write to ${name}, and it could not be read back: ${failureOf(error, live.where).message}.`,
    };
  }
  const found = readerOf(point)(data.value).value;
  const shown = found === undefined ? {} : { readBack: found };
  return stands(written, data.value.value as unknown)
    ? { outcome: 'verified', detail: `${name} was written and read back.`, ...shown }
    : {
        outcome: 'failed',
        detail: `${name} was written, and reads ${String(found ?? 'no value')} afterwards.`,
        ...shown,
      };
}

/** Compared as it stands in the server: no rounding of scales comes between. */
function stands({ dataType, value }: VariantOptions, found: unknown): boolean {
  if (typeof value === 'number')
    return found === ((dataType as number) === TYPE.Float ? Math.fround(value) : value);
  if (Array.isArray(value) && found !== null && typeof found === 'object')
    return value.every((half, i) => half === (found as ArrayLike<number>)[i]);
  if (typeof found === 'object' && found !== null && 'text' in found)
    return found.text === (value as { text: string }).text;
  return value === found;
}
