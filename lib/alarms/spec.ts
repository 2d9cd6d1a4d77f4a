import { unlessSuppressed, foreignDetector, foreignLevels, toldOf, type Told } from './foreign';
import { LIMIT_LEVELS, SINGLE_LEVEL, type Condition, type Deadband, type Level } from './condition';
import {
  deviationDetector,
  expressionDetector,
  limitDetector,
  offlineDetector,
  qualityDetector,
  rateDetector,
  staleDetector,
  stateDetector,
  type Bound,
  type Detector,
  type SpecLevel,
} from './detect';
import type { ReadingValue } from '../core/reading';
import type { AlarmPlant, AlarmSource, SensorFacts } from './ports';
import type { AlarmRuleInput, Enable } from './rule';
import { ScheduleClock } from './schedule';
import { compileAlarmExpression, instanceId, placeOf, placesOf, type Place, type Target } from './targets';

/** A rule on one source, made ready to be worked out. Times in ms. */
export interface Spec {
  readonly id: string;
  readonly rule: AlarmRuleInput;
  readonly source: AlarmSource;
  readonly facts: SensorFacts | undefined;
  /** Keys of the tracks that it looks at; the first is what it is on. */
  readonly slots: readonly string[];
  readonly levels: readonly SpecLevel[];
  readonly detect: Detector;
  readonly onDelay: number;
  readonly offDelay: number;
  /** 0: time without data means nothing. */
  readonly staleAfter: number;
  /** How far it looks back on its first track. */
  readonly lookBack: number;
  readonly enable: Detector | undefined;
  readonly enableDelay: number;
  readonly schedule: ScheduleClock | undefined;
  readonly reAlarm: number;
  /** Of a foreign condition: what its system says of it. */
  readonly told: ((value: ReadingValue | undefined) => Told | undefined) | undefined;
}

export const sensorKey = ({ unit, sensor }: Place): string => `sensor:${unit}/${sensor}`;
/** The sensor whose track it is; undefined for any other track. */
export function sensorOf(key: string): Place | undefined {
  const [, unit, sensor] = /^sensor:([^/]+)\/([^/]+)$/.exec(key) ?? [];
  return unit === undefined || sensor === undefined ? undefined : { unit, sensor };
}
export const scoreKey = ({ unit, sensor }: Place): string => `score:${unit}/${sensor}`;
export const deviceKey = (device: string): string => `device:${device}`;
export const conditionKey = (device: string, condition: string): string => `condition:${device}/${condition}`;
export const signalKey = (instance: string): string => `alarm:${instance}`;

const PER_MS = { second: 1000, minute: 60_000, hour: 3_600_000 } as const;
const ms = (seconds: number): number => Math.round(seconds * 1000);

const rankOf = (level: Level): number => (level === 'high-high' || level === 'low-low' ? 2 : 1);

/** Width of a deadband in the unit of measure; NaN where it is a share of a span that nobody knows. */
export function bandOf({ value, as }: Deadband, limit: number, facts: SensorFacts | undefined): number {
  switch (as) {
    case 'absolute':
      return value;
    case 'percent-of-limit':
      return (Math.abs(limit) * value) / 100;
    case 'percent-of-span':
      return value === 0 ? 0 : (((facts?.rangeHigh ?? NaN) - (facts?.rangeLow ?? NaN)) * value) / 100;
  }
}

export const isUpward = (level: Level): boolean => level !== 'low' && level !== 'low-low';

export function boundOf(
  level: Level,
  limit: number,
  deadband: Deadband,
  facts: SensorFacts | undefined,
): Bound {
  // Without a known span there is no band; rule-faults.ts says so before the rule is kept.
  const band = bandOf(deadband, limit, facts) || 0;
  const upward = isUpward(level);
  return { limit, upward, back: upward ? limit - band : limit + band };
}

/** The slots of a rule: each track once. */
class Slots {
  readonly keys: string[] = [];
  of(key: string): number {
    const known = this.keys.indexOf(key);
    return known < 0 ? this.keys.push(key) - 1 : known;
  }
  sensor(place: Place | undefined): number {
    return this.of(place ? sensorKey(place) : 'nothing');
  }
}

function ownKey(condition: Condition, source: AlarmSource): string {
  if (source.device !== undefined)
    return condition.kind === 'foreign'
      ? conditionKey(source.device, condition.condition)
      : deviceKey(source.device);
  return condition.kind === 'anomaly' ? scoreKey(source) : sensorKey(source);
}

/** Throws for an expression that cannot be read: rules are held to rule-faults.ts first. */
export function specOf(rule: AlarmRuleInput, target: Target, plant: AlarmPlant): Spec {
  const { condition, enable, schedule } = rule;
  const { source, facts } = target;
  const slots = new Slots();
  slots.of(ownKey(condition, source));
  const detect = detectorOf(rule, target, slots);
  const enabled = enable && enableOf(enable, target, slots);
  return {
    id: instanceId(rule.key, source),
    rule,
    source,
    facts,
    slots: slots.keys,
    levels: levelsOf(rule),
    detect,
    onDelay: ms(rule.onDelaySeconds),
    offDelay: ms(rule.offDelaySeconds),
    staleAfter: condition.kind === 'stale' ? ms(condition.afterSeconds ?? facts?.staleAfter ?? 60) : 0,
    lookBack: condition.kind === 'rate-of-change' ? ms(condition.windowSeconds) : 0,
    enable: condition.kind === 'foreign' ? unlessSuppressed(enabled) : enabled,
    enableDelay: ms(enable?.delaySeconds ?? 0),
    schedule: schedule && ScheduleClock.of(schedule, plant.timeZone),
    reAlarm: ms(rule.reAlarmSeconds ?? 0),
    told: condition.kind === 'foreign' ? toldOf : undefined,
  };
}

/** Limits from the most severe on, so that the lowest bit in force is what is shown. */
export const sortedLimits = (
  condition: Extract<Condition, { kind: 'limit' }>,
): (typeof condition)['limits'] =>
  [...condition.limits].sort((a, b) => LIMIT_LEVELS.indexOf(a.level) - LIMIT_LEVELS.indexOf(b.level));

function levelsOf({ condition, priority }: AlarmRuleInput): SpecLevel[] {
  if (condition.kind === 'limit')
    return sortedLimits(condition).map((limit) => ({
      level: limit.level,
      limit: limit.value,
      priority: limit.priority ?? priority,
      rank: rankOf(limit.level),
    }));
  if (condition.kind === 'foreign') return foreignLevels();
  const limit = 'limit' in condition ? condition.limit : undefined;
  return [{ level: SINGLE_LEVEL, limit, priority, rank: 1 }];
}

function detectorOf({ condition, priority }: AlarmRuleInput, target: Target, slots: Slots): Detector {
  const { facts } = target;
  switch (condition.kind) {
    case 'limit':
      return limitDetector(
        sortedLimits(condition).map(({ level, value, deadband = condition.deadband }) =>
          boundOf(level, value, deadband, facts),
        ),
      );
    case 'anomaly':
      return limitDetector([boundOf(SINGLE_LEVEL, condition.limit, condition.deadband, facts)]);
    case 'rate-of-change': {
      const { limit, deadband, windowSeconds, per, direction } = condition;
      return rateDetector(boundOf(SINGLE_LEVEL, limit, deadband, facts), ms(windowSeconds), PER_MS[per], direction); // prettier-ignore
    }
    case 'deviation': {
      const { limit, deadband, from, direction } = condition;
      const bound = boundOf(SINGLE_LEVEL, limit, deadband, facts);
      const set =
        from.kind === 'fixed' ? { value: from.value } : { slot: slots.sensor(placeOf(from, target)) };
      return deviationDetector(bound, set, direction);
    }
    case 'digital':
      return stateDetector(condition.states, 0);
    case 'stale':
      return staleDetector;
    case 'bad-quality':
      return qualityDetector(condition.uncertain);
    case 'device-offline':
      return offlineDetector;
    case 'foreign':
      return foreignDetector(condition, priority);
    case 'expression':
      return expressionOf(condition.expression, target, slots);
  }
}

function expressionOf(text: string, target: Target, slots: Slots): Detector {
  const expression = compileAlarmExpression(text);
  return expressionDetector(
    expression,
    placesOf(expression, target).map((place) => slots.sensor(place)),
  );
}

function enableOf({ when }: Enable, target: Target, slots: Slots): Detector {
  if (when.kind === 'expression') return expressionOf(when.expression, target, slots);
  return stateDetector(when.states, slots.sensor(placeOf(when, target)));
}
