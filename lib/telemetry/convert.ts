import { z } from 'zod';
import { ThermaCoreError } from '../core/errors';
import { Key } from '../core/plant';
import type { QualityFlag } from '../core/quality';
import type { Reading, ReadingValue } from '../core/reading';
import { UNITS_OF_MEASURE, unitConversion } from './units-of-measure';

const Pattern = z.union([z.literal('*'), Key]);
const uom = z.enum(Object.keys(UNITS_OF_MEASURE) as [string, ...string[]]);

export const ConvertRule = z
  .object({
    unit: Pattern.default('*').describe('Unit it applies to; * for all'),
    sensor: Pattern.default('*').describe('Sensor it applies to; * for all'),
    rawLow: z.number().optional().describe('Raw value that means `low`'),
    rawHigh: z.number().optional().describe('Raw value that means `high`'),
    low: z.number().optional().describe('Engineering value at `rawLow`'),
    high: z.number().optional().describe('Engineering value at `rawHigh`'),
    factor: z.number().optional().describe('Multiplies the value'),
    offset: z.number().optional().describe('Is added after `factor`'),
    from: uom.optional().describe('Unit of measure that arrives'),
    to: uom.optional().describe('Unit of measure that leaves'),
    clamp: z.boolean().default(false).describe('Keep the scaled value between `low` and `high`'),
    invert: z.boolean().default(false).describe('true becomes false and the reverse'),
    type: z.enum(['number', 'boolean', 'text']).optional().describe('Type that leaves'),
    rename: Key.optional().describe('Sensor that the reading becomes'),
  })
  .strict()
  .refine(
    (rule) =>
      [rule.rawLow, rule.rawHigh, rule.low, rule.high].filter((v) => v !== undefined).length % 4 === 0,
    {
      message: 'a linear scale needs all of rawLow, rawHigh, low and high',
      path: ['rawLow'],
    },
  )
  .refine((rule) => !rule.clamp || rule.low !== undefined, {
    message: 'needs a linear scale: rawLow, rawHigh, low and high',
    path: ['clamp'],
  })
  .refine((rule) => rule.rawLow === undefined || rule.rawLow !== rule.rawHigh, {
    message: 'must differ from rawLow',
    path: ['rawHigh'],
  })
  .refine((rule) => (rule.from === undefined) === (rule.to === undefined), {
    message: 'from and to belong together',
    path: ['to'],
  })
  .refine(
    (rule) =>
      rule.from === undefined || rule.to === undefined || unitConversion(rule.from, rule.to) !== undefined,
    {
      message: 'measures something else than `from`',
      path: ['to'],
    },
  );
export type ConvertRule = z.output<typeof ConvertRule>;
export const ConvertRules = z.array(ConvertRule).max(1000);

type Step = (value: number) => number;

interface Compiled {
  readonly rule: ConvertRule;
  readonly steps: readonly Step[];
}

/** Thrown inside a rule only; becomes bad quality with the flag `conversion`. */
class Inconvertible extends Error {}

/**
 * Scales, converts and renames. The first rule that matches applies; a reading without a rule passes as it is. A value
 * that cannot be converted keeps its raw form and becomes bad quality with the flag `conversion`: never dropped, never
 * a wrong number.
 */
export class Convert {
  private readonly rules: readonly Compiled[];
  private readonly found = new Map<string, Compiled | undefined>();

  /** Throws `configuration` naming rule and field. */
  constructor(rules: unknown) {
    const parsed = ConvertRules.safeParse(rules);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const [index, ...field] = issue?.path ?? [];
      throw new ThermaCoreError(
        'configuration',
        `Rule ${Number(index ?? 0) + 1}, ${field.join('.') || 'rule'}: ${issue?.message ?? 'is not valid'}.`,
        {
          field: `rules.${issue?.path.join('.') ?? ''}`,
          advice: 'Correct the rule and deploy.',
        },
      );
    }
    this.rules = parsed.data.map((rule) => ({ rule, steps: compile(rule) }));
  }

  apply(readings: Reading[]): Reading[] {
    if (this.rules.length === 0) return readings;
    return readings.map((reading) => {
      const compiled = this.ruleFor(reading);
      return compiled ? converted(reading, compiled) : reading;
    });
  }

  private ruleFor({ unit, sensor }: Reading): Compiled | undefined {
    const key = `${unit}/${sensor}`;
    if (this.found.has(key)) return this.found.get(key);
    const match = this.rules.find(
      ({ rule }) =>
        (rule.unit === '*' || rule.unit === unit) && (rule.sensor === '*' || rule.sensor === sensor),
    );
    if (this.found.size > 100_000) this.found.clear();
    this.found.set(key, match);
    return match;
  }
}

function compile(rule: ConvertRule): Step[] {
  const steps: Step[] = [];
  const { rawLow, rawHigh, low, high, factor, offset, from, to } = rule;
  if (rawLow !== undefined && rawHigh !== undefined && low !== undefined && high !== undefined) {
    const slope = (high - low) / (rawHigh - rawLow);
    steps.push((value) => low + (value - rawLow) * slope);
    const [least, most] = low < high ? [low, high] : [high, low];
    if (rule.clamp) steps.push((value) => Math.min(Math.max(value, least), most));
  }
  if (factor !== undefined || offset !== undefined)
    steps.push((value) => value * (factor ?? 1) + (offset ?? 0));
  const conversion = from !== undefined && to !== undefined ? unitConversion(from, to) : undefined;
  if (conversion) steps.push(conversion);
  return steps;
}

function converted(reading: Reading, { rule, steps }: Compiled): Reading {
  const sensor = rule.rename ?? reading.sensor;
  try {
    return { ...reading, sensor, value: convertValue(reading.value, rule, steps) };
  } catch (error) {
    if (!(error instanceof Inconvertible)) throw error;
    const flags: QualityFlag[] = [...(reading.flags ?? []), 'conversion'];
    return { ...reading, sensor, quality: 'bad', flags };
  }
}

function convertValue(value: ReadingValue, rule: ConvertRule, steps: readonly Step[]): ReadingValue {
  let result = value;
  if (steps.length > 0) {
    const number = typeof value === 'string' ? toNumber(value) : Number(value);
    result = steps.reduce((current, step) => step(current), number);
    if (!Number.isFinite(result)) throw new Inconvertible();
  }
  if (rule.invert) result = !toBoolean(result);
  switch (rule.type) {
    case 'number':
      return typeof result === 'string' ? toNumber(result) : Number(result);
    case 'boolean':
      return toBoolean(result);
    case 'text':
      return String(result);
    case undefined:
      return result;
  }
}

function toNumber(text: string): number {
  const number = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(number)) throw new Inconvertible();
  return number;
}

const WORDS = new Map([
  ['true', true], ['on', true], ['1', true], ['yes', true],
  ['false', false], ['off', false], ['0', false], ['no', false],
]); // prettier-ignore

function toBoolean(value: ReadingValue): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const word = WORDS.get(value.trim().toLowerCase());
  if (word === undefined) throw new Inconvertible();
  return word;
}
