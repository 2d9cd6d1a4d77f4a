import { z } from 'zod';
import { Key } from '../core/plant';

/**
 * What a rule watches for: the schema of `condition`, one shape a kind. Times are in seconds, as people think of delays;
 * values are in the unit of measure of the sensor.
 */
export const PRIORITIES = ['critical', 'high', 'medium', 'low', 'journal'] as const;
/** `journal`: kept in the journal and announced to nobody (ISA-18.2 calls it an event). */
export type Priority = (typeof PRIORITIES)[number];

/** From the most to the least severe: where several limits are passed at once, the first of this order is shown. */
export const LIMIT_LEVELS = ['high-high', 'low-low', 'high', 'low'] as const;
export type LimitLevel = (typeof LIMIT_LEVELS)[number];
/** The level of the alarm of a rule that has only one. */
export const SINGLE_LEVEL = 'active';
export type Level = LimitLevel | typeof SINGLE_LEVEL;

/** Longest delay or window that can be written into a rule, in seconds: a day. */
export const MAX_DELAY_SECONDS = 86_400;
export const MAX_EXPRESSION_LENGTH = 1000;

/** Written out, because "Too small" helps nobody who fills in a form. */
export const NOT_NEGATIVE = 'cannot be negative; 0 means at once';
const MORE_THAN_ZERO = 'must be more than 0';

const Limit = z.number('must be a number, in the unit of measure of the sensor');
const PositiveLimit = Limit.positive(MORE_THAN_ZERO);
const WindowSeconds = z
  .number()
  .positive(MORE_THAN_ZERO)
  .max(MAX_DELAY_SECONDS, `can be ${MAX_DELAY_SECONDS} s (a day) at most`);

/** A sensor that a rule names beside the one it is on. */
export const SensorRef = z
  .object({
    unit: Key.optional().describe('Left out: the unit of the sensor that the rule is on'),
    sensor: Key,
  })
  .strict();
export type SensorRef = z.output<typeof SensorRef>;

export const Expression = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_EXPRESSION_LENGTH, `can have ${MAX_EXPRESSION_LENGTH} characters at most`)
  .describe(
    'True or false of values, e.g. sensor("boiler-1","flow") < 2 && value > 80; sensor("{unit}","flow") is one of the same unit, value the sensor that the rule is on',
  );

export const Deadband = z
  .object({
    value: z.number().min(0, NOT_NEGATIVE).default(0).describe('How far the value has to come back. 0: none'),
    as: z
      .enum(['absolute', 'percent-of-span', 'percent-of-limit'])
      .default('absolute')
      .describe(
        'absolute: in the unit of measure; percent-of-span: of rangeLow to rangeHigh of the sensor; percent-of-limit: of the limit',
      ),
  })
  .strict();
export type Deadband = z.output<typeof Deadband>;

const ownDeadband = Deadband.default({ value: 0, as: 'absolute' }).describe(
  'How far the value has to come back behind the limit before the condition is over (OPC 10000-9 B.1.5)',
);

const LimitRow = z
  .object({
    level: z.enum(LIMIT_LEVELS).describe('high and high-high are passed upwards, low and low-low downwards'),
    value: Limit.describe('The limit itself still belongs to the normal side'),
    priority: z
      .enum(PRIORITIES)
      .optional()
      .describe('Of the alarm at this limit; left out: that of the rule'),
    deadband: Deadband.optional().describe('Left out: that of the rule'),
  })
  .strict();
export type LimitRow = z.output<typeof LimitRow>;

export const LimitCondition = z
  .object({
    kind: z.literal('limit'),
    limits: z
      .array(LimitRow)
      .min(1, 'needs at least one limit')
      .max(LIMIT_LEVELS.length)
      .describe('Each level once; one alarm walks through them'),
    deadband: ownDeadband,
  })
  .strict();

export const RateCondition = z
  .object({
    kind: z.literal('rate-of-change'),
    limit: PositiveLimit.describe('Change of the value per `per`; the limit itself is still normal'),
    per: z.enum(['second', 'minute', 'hour']).default('minute'),
    direction: z.enum(['rising', 'falling', 'either']).default('either'),
    windowSeconds: WindowSeconds.default(60).describe(
      'The newest value is held against the last one that is at least this old, in seconds',
    ),
    deadband: ownDeadband,
  })
  .strict();

export const DeviationCondition = z
  .object({
    kind: z.literal('deviation'),
    from: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('fixed'), value: Limit }).strict(),
        SensorRef.extend({ kind: z.literal('sensor') })
          .strict()
          .describe('A set point or a sister that measures the same'),
      ])
      .describe('What the value should be'),
    limit: PositiveLimit.describe('Largest distance that is still normal'),
    direction: z.enum(['above', 'below', 'either']).default('either'),
    deadband: ownDeadband,
  })
  .strict();

export const StateValue = z.union([z.boolean(), z.number(), z.string().max(200)]);

export const DigitalCondition = z
  .object({
    kind: z.literal('digital'),
    states: z
      .array(StateValue)
      .min(1, 'needs at least one state')
      .max(50)
      .describe('Values that are the alarm, e.g. true, 1, "TRIPPED". true counts as 1, false as 0'),
  })
  .strict();

export const StaleCondition = z
  .object({
    kind: z.literal('stale'),
    afterSeconds: WindowSeconds.optional().describe(
      'Seconds without a reading; left out: staleAfter of the sensor. A reading marked stale or comm-lost is none',
    ),
  })
  .strict();

export const QualityCondition = z
  .object({
    kind: z.literal('bad-quality'),
    uncertain: z.boolean().default(false).describe('Uncertain readings are the alarm too'),
  })
  .strict();

export const OfflineCondition = z.object({ kind: z.literal('device-offline') }).strict();

export const AnomalyCondition = z
  .object({
    kind: z.literal('anomaly'),
    limit: z.number().min(0, 'must be 0 to 1').max(1, 'must be 0 to 1').default(0.9).describe('Score 0 to 1'),
    deadband: ownDeadband,
  })
  .strict();

export const ExpressionCondition = z
  .object({ kind: z.literal('expression'), expression: Expression })
  .strict();

const Severity = z.int().min(1, 'must be 1 to 1000').max(1001, 'must be 1 to 1000, or 1001 for none');

export const ForeignCondition = z
  .object({
    kind: z.literal('foreign'),
    condition: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(1000)
      .describe('By which the device names its condition, e.g. nsu=urn:plc;s=Boiler.TooHot'),
    severities: z
      .object({ critical: Severity, high: Severity, medium: Severity, low: Severity })
      .strict()
      .optional()
      .describe(
        'From which severity on it is of which priority; below `low` it is only kept in the journal. Left out: it always has the priority of the rule',
      ),
  })
  .strict()
  .describe('An alarm of the device’s own: the device decides, and what people do here is done there');

export const Condition = z.discriminatedUnion('kind', [
  LimitCondition,
  RateCondition,
  DeviationCondition,
  DigitalCondition,
  StaleCondition,
  QualityCondition,
  OfflineCondition,
  AnomalyCondition,
  ExpressionCondition,
  ForeignCondition,
]);
export type Condition = z.output<typeof Condition>;
export type ConditionKind = Condition['kind'];
export const CONDITION_KINDS = Condition.options.map((option) => option.shape.kind.value);
