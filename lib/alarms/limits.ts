import { LIMIT_LEVELS, type LimitLevel, type LimitRow, type Priority } from './condition';
import type { AlarmPlant } from './ports';
import type { AlarmRuleInput } from './rule';
import { targetsOf } from './targets';

/** A limit of a rule, to be drawn beside the value; in the unit of measure of the sensor. */
export interface SensorLimit {
  readonly level: LimitLevel;
  readonly value: number;
  readonly priority: Priority;
  readonly rule: string;
}

export interface SensorLimits {
  readonly unit: string;
  readonly sensor: string;
  /** From the highest value to the lowest; each level once. */
  readonly limits: readonly SensorLimit[];
}

const isHigh = (level: LimitLevel): boolean => level === 'high' || level === 'high-high';

/** Of two limits of one level that which a value passes first. */
const first = (a: SensorLimit | undefined, b: SensorLimit): SensorLimit =>
  a && (isHigh(b.level) ? a.value <= b.value : a.value >= b.value) ? a : b;

/** The limits of the rules that are on, for each sensor of the plant that has one. */
export function limitsOf(rules: readonly AlarmRuleInput[], plant: AlarmPlant): SensorLimits[] {
  const found = new Map<string, { unit: string; sensor: string; byLevel: Map<LimitLevel, SensorLimit> }>();
  for (const rule of rules) {
    if (!rule.enabled || rule.condition.kind !== 'limit') continue;
    const limits = rule.condition.limits.map((row) => shown(rule, row));
    for (const { facts } of targetsOf(rule, plant)) {
      if (!facts) continue;
      const { unit, sensor } = facts;
      const place = `${unit}/${sensor}`;
      const known = found.get(place) ?? { unit, sensor, byLevel: new Map<LimitLevel, SensorLimit>() };
      for (const limit of limits)
        known.byLevel.set(limit.level, first(known.byLevel.get(limit.level), limit));
      found.set(place, known);
    }
  }
  return [...found.values()].map(({ unit, sensor, byLevel }) => ({
    unit,
    sensor,
    limits: LIMIT_LEVELS.flatMap((level) => byLevel.get(level) ?? []).sort((a, b) => b.value - a.value),
  }));
}

const shown = (rule: AlarmRuleInput, { level, value, priority }: LimitRow): SensorLimit => ({
  level,
  value,
  priority: priority ?? rule.priority,
  rule: rule.key,
});
