import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { matchesGlob } from '../core/glob';
import { KEY_PATTERN } from '../core/ids';
import type { Reading, ReadingValue } from '../core/reading';
import { lossInWords, type LossReason } from './misfit';
import { Point, compileRule, type CompiledRule } from './point';
import { statusWord } from './quality';
import { GatewayRules, type GatewayRule } from './rule';

/** A reading that did not arrive as it was. */
export interface Loss {
  readonly tenant: string;
  readonly unit: string;
  readonly sensor: string;
  readonly timestamp: number;
  /** What came. */
  readonly value: ReadingValue;
  readonly reason: LossReason;
  readonly detail: string;
}

/** Sensors that are remembered; beyond it the ones known are forgotten, with their last good values. */
const MAX_POINTS = 100_000;
const LONGEST_SAMPLE = 200;

/** Where the readings of a sensor go: to a point, or nowhere, for want of a rule or because a point cannot be had. */
type Way = Point | Extract<LossReason, 'target-taken' | 'target-key'> | undefined;

/** Sensors of a unit, units of a tenant: found without making a text of the three for every reading. */
class Ways {
  private readonly tenants = new Map<string, Map<string, Map<string, Way>>>();
  private count = 0;

  sensors(tenant: string, unit: string): Map<string, Way> | undefined {
    return this.tenants.get(tenant)?.get(unit);
  }

  get isFull(): boolean {
    return this.count >= MAX_POINTS;
  }

  set({ tenant, unit, sensor }: Reading, way: Way): void {
    const units = this.tenants.get(tenant) ?? new Map<string, Map<string, Way>>();
    this.tenants.set(tenant, units);
    const sensors = units.get(unit) ?? new Map<string, Way>();
    units.set(unit, sensors);
    sensors.set(sensor, way);
    this.count++;
  }
}

/**
 * Readings of one protocol as readings that points of another can say. The first rule that matches a sensor counts; what no
 * rule names does not go through. What a point cannot say is never wrapped, cut off or rounded away in silence.
 */
export class Gateway {
  private readonly rules: readonly CompiledRule[];
  private ways = new Ways();
  /** Points by tenant and name, and whose they are: two sensors on one point would take turns. */
  private readonly owners = new Map<string, string>();
  private without = 0;

  /** Throws `configuration` naming rule and field. */
  constructor(rules: unknown) {
    const parsed = GatewayRules.safeParse(rules);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw ruleFault(issue?.path ?? [], issue?.message ?? 'is not valid');
    }
    this.rules = parsed.data.map((rule, i) => {
      try {
        return compileRule(rule);
      } catch (error) {
        if (!isThermaCoreError(error)) throw error;
        throw ruleFault([i, error.field ?? 'rule'], `does not fit ${rule.type} itself`);
      }
    });
  }

  /** Readings that no rule named, since the start. */
  get unnamed(): number {
    return this.without;
  }

  /** `now`: epoch ms. */
  apply(readings: readonly Reading[], now: number): { readings: Reading[]; losses: Loss[] } {
    const leaving: Reading[] = [];
    const losses: Loss[] = [];
    for (const reading of readings) {
      const way = this.wayOf(reading);
      if (way === undefined) this.without++;
      else if (typeof way === 'string') losses.push(lossOf(reading, way));
      else {
        const converted = way.convert(reading, now);
        leaving.push(converted);
        if (way.status !== undefined) leaving.push(statusReading(converted, way.status));
        if (way.loss !== undefined) losses.push(lossOf(reading, way.loss));
      }
    }
    return { readings: leaving, losses };
  }

  /** The rule that counts for a sensor. */
  ruleOf(reading: Pick<Reading, 'unit' | 'sensor'>): GatewayRule | undefined {
    return this.compiledFor(reading)?.rule;
  }

  private wayOf(reading: Reading): Way {
    const { tenant, unit, sensor } = reading;
    const sensors = this.ways.sensors(tenant, unit);
    const known = sensors?.get(sensor);
    if (known !== undefined || sensors?.has(sensor) === true) return known;
    if (this.ways.isFull) {
      this.ways = new Ways();
      this.owners.clear();
    }
    const way = this.newWay(reading);
    this.ways.set(reading, way);
    return way;
  }

  private compiledFor({ unit, sensor }: Pick<Reading, 'unit' | 'sensor'>): CompiledRule | undefined {
    return this.rules.find(({ rule }) => matchesGlob(rule.unit, unit) && matchesGlob(rule.sensor, sensor));
  }

  private newWay(reading: Reading): Way {
    const { tenant, unit, sensor } = reading;
    const compiled = this.compiledFor(reading);
    if (!compiled) return undefined;
    const filled = (template: string): string =>
      template.replaceAll('{unit}', unit).replaceAll('{sensor}', sensor);
    const toUnit = filled(compiled.rule.toUnit);
    const toSensor = filled(compiled.rule.toSensor);
    if (!KEY_PATTERN.test(toUnit) || !KEY_PATTERN.test(toSensor)) return 'target-key';
    const source = `${unit}/${sensor}`;
    const { status } = compiled.rule;
    const targets = [toSensor, ...(status === undefined ? [] : [status])].map(
      (key) => `${tenant}/${toUnit}/${key}`,
    );
    if (toSensor === status || targets.some((target) => (this.owners.get(target) ?? source) !== source))
      return 'target-taken';
    for (const target of targets) this.owners.set(target, source);
    return new Point(compiled, toUnit, toSensor);
  }
}

function ruleFault([index, ...field]: readonly PropertyKey[], message: string): ThermaCoreError {
  const where = field.map(String).join('.');
  return new ThermaCoreError(
    'configuration',
    `Rule ${Number(index ?? 0) + 1}, ${where || 'rule'}: ${message}.`,
    {
      field: ['rules', String(index ?? 0), where].filter(Boolean).join('.'),
      advice: 'Correct the rule and deploy.',
    },
  );
}

function statusReading(converted: Reading, sensor: string): Reading {
  const { tenant, unit, timestamp, ordinal } = converted;
  return {
    tenant,
    unit,
    sensor,
    timestamp,
    value: statusWord(converted),
    quality: 'good',
    ...(ordinal === undefined ? {} : { ordinal }),
  };
}

const lossOf = ({ tenant, unit, sensor, timestamp, value }: Reading, reason: LossReason): Loss => ({
  tenant,
  unit,
  sensor,
  timestamp,
  value: typeof value === 'string' ? value.slice(0, LONGEST_SAMPLE) : value,
  reason,
  detail: lossInWords(reason),
});
