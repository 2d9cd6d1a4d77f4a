import { z } from 'zod';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { Key } from '../core/plant';
import { QUALITY_CLASSES, QUALITY_FLAGS } from '../core/quality';
import { MAX_TEXT_LENGTH, type Reading } from '../core/reading';
import { encodeTag } from '../connectors/modbus/server/codec';
import { Gateway } from './gateway';
import { LOSS_REASONS } from './misfit';
import { qualityCode } from './quality';
import { GatewayRule } from './rule';
import { targetType } from './types';

const MOST_RULES = 100;
const MOST_READINGS = 1000;

const Value = z.union([z.number(), z.boolean(), z.string().max(MAX_TEXT_LENGTH)]);
const Time = z.iso.datetime({ offset: true }).describe('ISO 8601 date and time with offset');
const Flags = z.array(z.enum(QUALITY_FLAGS)).max(QUALITY_FLAGS.length);

export const ConvertQuestion = z
  .strictObject({
    rules: z.array(GatewayRule).min(1).max(MOST_RULES).describe('The first that matches a sensor counts'),
    readings: z
      .array(
        z.strictObject({
          unit: Key,
          sensor: Key,
          timestamp: Time.optional().describe('Left out: now'),
          value: Value,
          quality: z.enum(QUALITY_CLASSES).default('good'),
          flags: Flags.optional(),
        }),
      )
      .min(1)
      .max(MOST_READINGS)
      .describe('In the order in which they would come'),
  })
  .meta({ id: 'GatewayConvertInput' });
export type ConvertQuestion = z.output<typeof ConvertQuestion>;

const Told = z
  .object({
    protocol: z.string(),
    type: z.string(),
    quality: z
      .int()
      .describe('OPC UA StatusCode, DNP3 flags, Sparkplug Quality, exception of Modbus (0: none), packed quality of MQTT'),
    registers: z.array(z.int()).optional().describe('Modbus: what the registers say, or the bit'),
    datatype: z.int().optional().describe('Sparkplug: number of the data type'),
  })
  .meta({ id: 'GatewayTold' }); // prettier-ignore

const Outcome = z
  .object({
    readings: z
      .array(
        z.object({
          unit: Key,
          sensor: Key,
          timestamp: Time,
          value: Value,
          quality: z.enum(QUALITY_CLASSES),
          flags: Flags.optional(),
        }),
      )
      .describe('What leaves: none without a rule, two with a status register'),
    told: Told.optional().describe('How the point says it'),
    reason: z
      .enum([...LOSS_REASONS, 'no-rule'])
      .optional()
      .describe('Why it does not arrive as it was'),
    detail: z.string().optional().describe('The reason in words'),
  })
  .meta({ id: 'GatewayOutcome' });

export const ConvertAnswer = z
  .object({ items: z.array(Outcome).describe('One for each reading, in their order') })
  .meta({ id: 'GatewayConvert' });
export type ConvertAnswer = z.output<typeof ConvertAnswer>;

/** What a gateway with these rules would make of readings; nothing is sent. `now`: epoch ms. */
export function convertDry({ rules, readings }: ConvertQuestion, tenant: string, now: number): ConvertAnswer {
  const gateway = gatewayOf(rules);
  return {
    items: readings.map(({ timestamp, flags, ...rest }) => {
      const given: Reading = {
        ...rest,
        tenant,
        timestamp: timestamp === undefined ? now : Date.parse(timestamp),
        ...(flags === undefined ? {} : { flags }),
      };
      const { readings: leaving, losses } = gateway.apply([given], now);
      const rule = gateway.ruleOf(given);
      const [loss] = losses;
      const [first] = leaving;
      return {
        readings: leaving.map(shown),
        ...(rule && first ? { told: toldBy(rule, first) } : {}),
        ...(loss ? { reason: loss.reason, detail: loss.detail } : {}),
        ...(rule ? {} : { reason: 'no-rule' as const, detail: 'No rule matches the sensor.' }),
      };
    }),
  };
}

/** As the body of a request is told of: a fault in it is the caller's, not the installation's. */
function gatewayOf(rules: readonly GatewayRule[]): Gateway {
  try {
    return new Gateway(rules);
  } catch (error) {
    if (!isThermaCoreError(error)) throw error;
    throw new ThermaCoreError('invalid', error.message, {
      advice: 'Correct the rule.',
      ...(error.field === undefined ? {} : { field: error.field }),
    });
  }
}

const shown = ({ unit, sensor, timestamp, value, quality, flags }: Reading) => ({
  unit,
  sensor,
  timestamp: new Date(timestamp).toISOString(),
  value,
  quality,
  ...(flags ? { flags: [...flags] } : {}),
});

function toldBy(rule: GatewayRule, reading: Reading): z.output<typeof Told> {
  const { protocol, type } = rule;
  const { modbus, datatype } = targetType(protocol, type) ?? {};
  const registers = modbus && encodeTag({ ...rule, type: modbus }, reading.value);
  return {
    protocol,
    type,
    quality: qualityCode(protocol, type).code(reading),
    ...(registers ? { registers } : {}),
    ...(datatype === undefined ? {} : { datatype }),
  };
}
