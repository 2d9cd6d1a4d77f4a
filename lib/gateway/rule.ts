import { z } from 'zod';
import { Key } from '../core/plant';
import { UNITS_OF_MEASURE, unitConversion } from '../telemetry/units-of-measure';
import { WORD_ORDERS } from '../connectors/modbus/spec';
import { PROTOCOLS, targetType, typeNames, type Shape } from './types';

const Pattern = z
  .string()
  .regex(/^[a-z0-9._*-]{1,64}$/, 'must be a key, or a pattern such as boiler-* or *')
  .default('*');
const Template = z
  .string()
  .regex(
    /^(?:[a-z0-9._-]|\{unit\}|\{sensor\}){1,80}$/,
    'must be a key; {unit} and {sensor} stand for those of the source',
  );
const uom = z.enum(Object.keys(UNITS_OF_MEASURE) as [string, ...string[]]);
const number = z.number();

const NUMBERS: ReadonlySet<Shape['kind']> = new Set(['whole', 'single', 'double']);

/** Which sensor becomes what at the other protocol, and how its value gets there. */
export const GatewayRule = z
  .strictObject({
    unit: Pattern.describe('Unit it applies to; * stands for any characters'),
    sensor: Pattern.describe('Sensor it applies to; * stands for any characters'),
    toUnit: Template.default('{unit}').describe('Unit that the target’s point has'),
    toSensor: Template.default('{sensor}').describe('Sensor that the target’s point has'),
    protocol: z.enum(PROTOCOLS).describe('What the value is told with'),
    type: z
      .string()
      .describe('Type of the target’s point, such as int16 (modbus), Float (opcua), g30v2 (dnp3), Int32 (sparkplug), number (mqtt)'), // prettier-ignore
    scale: number
      .refine((scale) => scale !== 0 && Number.isFinite(scale), 'must not be 0')
      .default(1)
      .describe('Of the target’s point: value = number told × scale + offset'),
    offset: number.default(0).describe('Of the target’s point: value = number told × scale + offset'),
    wordOrder: z.enum(WORD_ORDERS).default('ABCD').describe('Modbus: order of the bytes'),
    length: z.int().min(1).max(125).default(8).describe('Modbus text: registers that it takes'),
    factor: number.optional().describe('Multiplies the value'),
    add: number.optional().describe('Is added after `factor`'),
    from: uom.optional().describe('Unit of measure that arrives'),
    to: uom.optional().describe('Unit of measure that leaves'),
    low: number.optional().describe('Least value that may leave'),
    high: number.optional().describe('Greatest value that may leave'),
    clamp: z
      .boolean()
      .default(false)
      .describe('A value out of range leaves as the nearest that fits, uncertain; else it is bad'),
    tolerance: number
      .min(0)
      .optional()
      .describe('Most that rounding may change a value; left out: half a step of the type'),
    status: Key.optional().describe('Modbus: sensor that tells the quality, for a register of type uint16'),
  })
  .superRefine((rule, context) => {
    const issue = (path: string, message: string): void =>
      void context.addIssue({ code: 'custom', path: [path], message });
    const type = targetType(rule.protocol, rule.type);
    if (!type) {
      issue('type', `is none of ${rule.protocol}: ${typeNames(rule.protocol).join(', ')}`);
      return;
    }
    const isNumber = NUMBERS.has(type.shape.kind);
    if (!isNumber && (rule.scale !== 1 || rule.offset !== 0))
      issue('scale', `and offset are for numbers, not for ${rule.type}`);
    if (!isNumber && rule.tolerance !== undefined) issue('tolerance', `is for numbers, not for ${rule.type}`);
    if ((rule.from === undefined) !== (rule.to === undefined)) issue('to', 'and from belong together');
    else if (rule.from !== undefined && rule.to !== undefined && !unitConversion(rule.from, rule.to))
      issue('to', 'measures something else than `from`');
    if (rule.low !== undefined && rule.high !== undefined && rule.low > rule.high)
      issue('high', 'must not be below low');
    if (rule.status !== undefined && rule.protocol !== 'modbus')
      issue('status', 'is for modbus: the others say the quality themselves');
  })
  .meta({ id: 'GatewayRule' });
export type GatewayRule = z.output<typeof GatewayRule>;

/** Rules of one gateway: it looks through them once for each sensor. */
export const MAX_RULES = 1000;
export const GatewayRules = z.array(GatewayRule).max(MAX_RULES);
