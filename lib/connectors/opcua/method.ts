import type { ArgumentDefinition, NodeId, VariantOptions } from 'node-opcua';
import type { FieldCommand, FieldOutcome } from '../../core/field-command';
import { encode, type Encoded } from './encode';
import { OpcuaFailure, failureOf } from './failure';
import type { MethodOfPoint, OpcuaPoint } from './spec';
import type { Live } from './subscription';
import type { Timed } from './tally';
import { readerOf } from './values';
import { ATTRIBUTE } from './attributes';

/**
 * Carries a command out by calling a method (OPC 10000-4 §5.12): with the value as its argument, or without one where it
 * takes none and the value is true. What the point's variable says afterwards is told, and is no verification: a method may
 * mean something else by its argument.
 */
export async function callMethod(
  { point, value, verify }: FieldCommand<OpcuaPoint>,
  method: MethodOfPoint,
  live: Live,
  timed: Timed,
): Promise<FieldOutcome> {
  const name = method.nodeId;
  let methodId: NodeId;
  let objectId: NodeId;
  let argument: Encoded | undefined;
  try {
    methodId = live.resolve(name);
    objectId = live.resolve(method.object);
    const definition = await timed(() => live.session.getArgumentDefinition(methodId));
    argument = await argumentOf(definition, { point, value }, live, timed);
  } catch (error) {
    return {
      outcome: 'failed',
      detail: `${name} was not called: ${failureOf(error, live.where).message}.`,
    };
  }
  if (argument && 'fault' in argument) return { outcome: 'rejected', detail: argument.fault };
  const inputArguments: VariantOptions[] = argument ? [argument.variant] : [];
  try {
    const { statusCode, inputArgumentResults } = await timed(() =>
      live.session.call({ objectId, methodId, inputArguments }),
    );
    if (statusCode.isNotGood() && statusCode.name !== 'GoodCompletesAsynchronously') {
      const [first] = inputArgumentResults ?? [];
      const why = first?.isNotGood() ? `${statusCode.name}, ${first.name}` : statusCode.name;
      return {
        outcome: 'rejected',
        detail: `The server refused to call ${name}: ${OpcuaFailure.of(statusCode.name).message}${first?.isNotGood() ? ` (${why})` : ''}.`,
      };
    }
  } catch (error) {
    return uncalled(failureOf(error, live.where), name);
  }
  const accepted = `The server called ${name}`;
  if (!verify) return { outcome: 'accepted', detail: `${accepted}.` };
  return shown(point, accepted, live, timed);
}

async function argumentOf(
  { inputArguments }: ArgumentDefinition,
  { point, value }: Pick<FieldCommand<OpcuaPoint>, 'point' | 'value'>,
  { opcua, session }: Live,
  timed: Timed,
): Promise<Encoded | undefined> {
  const [first, ...more] = inputArguments;
  if (more.length > 0)
    return { fault: `The method takes ${inputArguments.length} arguments, and a command has one value.` };
  if (!first)
    return value === true || value === 1
      ? undefined
      : { fault: 'The method takes no argument: it is called by true or 1.' };
  const dataType = await timed(() => opcua.findBasicDataType(session, first.dataType));
  return encode(dataType, opcua.DataType[dataType] ?? String(dataType), value, point);
}

async function shown(point: OpcuaPoint, accepted: string, live: Live, timed: Timed): Promise<FieldOutcome> {
  try {
    const nodeId = live.resolve(point.nodeId);
    const data = await timed(() => live.session.read({ nodeId, attributeId: ATTRIBUTE.Value }));
    const { value } = data.statusCode.isNotGood() ? {} : readerOf(point)(data.value);
    if (value !== undefined)
      return {
        outcome: 'accepted',
        detail: `${accepted}; ${point.nodeId} reads ${String(value)}.`,
        readBack: value,
      };
  } catch {
    // The call itself succeeded; what it led to is not known.
  }
  return { outcome: 'accepted', detail: `${accepted}; ${point.nodeId} could not be read afterwards.` };
}

const uncalled = (failure: OpcuaFailure, name: string): FieldOutcome =>
  failure.isUncertain
    ? {
        outcome: 'timed-out',
        detail: `${name} was called, and nobody answered (${failure.message}): whether it ran is unknown.`,
      }
    : { outcome: 'rejected', detail: `The server refused to call ${name}: ${failure.message}.` };
