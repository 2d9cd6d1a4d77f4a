import {
  AttributeIds,
  DataType,
  StatusCodes,
  VariantArrayType,
  type StatusCode,
  type WriteValue,
} from 'node-opcua';
import type { Logger } from '../../../core/logger';
import { messageOf } from '../../../core/errors';
import { valueFault, type ReadingValue } from '../../../core/reading';
import { sensorOf } from './node-ids';
import type { PlantNodes } from './plant-nodes';
import type { ServedCommands, ServedSensor, ServedUser } from './ports';
import { statusOfError, statusOfOutcome } from './status-codes';

/** The request has the plain number. */
const VALUE: number = AttributeIds.Value;
const DATA_TYPE = { number: DataType.Double, boolean: DataType.Boolean, text: DataType.String } as const;

/** Writes become commands: the outcome of the command is the answer. */
export class Writes {
  constructor(
    private readonly nodes: PlantNodes,
    private readonly commands: ServedCommands,
    private readonly logger: Logger,
  ) {}

  /** The node is one that the session sees. */
  async write(user: ServedUser | undefined, write: WriteValue): Promise<StatusCode> {
    if (!user || !this.nodes.exists(write.nodeId)) return StatusCodes.BadNodeIdUnknown;
    const place = sensorOf(write.nodeId);
    const sensor = place && this.nodes.find(place.tenant, place.unit, place.sensor)?.served;
    if (!place || write.attributeId !== VALUE || !sensor?.writable) return StatusCodes.BadNotWritable;
    // Others are refused by the command path, which writes it down under their name.
    if (user.anonymous) return StatusCodes.BadUserAccessDenied;
    const value = valueOf(sensor, write);
    if (typeof value === 'object') return value;
    const { unit } = place;
    try {
      const result = await this.commands.command(user, { unit, sensor: sensor.key, value });
      this.logger.debug('OPC UA write', { user: user.name, unit, sensor: sensor.key, ...result });
      return statusOfOutcome(result);
    } catch (error) {
      this.logger.info('An OPC UA write could not become a command', {
        user: user.name,
        unit,
        sensor: sensor.key,
        reason: messageOf(error),
      });
      return statusOfError(error);
    }
  }
}

/** The value to command, or why it is none. */
function valueOf(
  { type }: ServedSensor,
  { value: written, indexRange }: WriteValue,
): ReadingValue | StatusCode {
  if (indexRange.isDefined()) return StatusCodes.BadWriteNotSupported;
  // OPC 10000-4 §5.11.4.2: what a command cannot carry must be refused, not dropped.
  const carries =
    written.statusCode.isGood() && written.sourceTimestamp === null && written.serverTimestamp === null;
  if (!carries) return StatusCodes.BadWriteNotSupported;
  const { dataType, arrayType } = written.value;
  const value = written.value.value as unknown;
  if (dataType !== DATA_TYPE[type] || arrayType !== VariantArrayType.Scalar || value === null)
    return StatusCodes.BadTypeMismatch;
  return valueFault(value) ? StatusCodes.BadOutOfRange : (value as ReadingValue);
}
