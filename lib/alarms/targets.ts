import { UNIT_OF_DEVICE } from '../core/device-template';
import { compileExpression, type CompiledExpression } from '../core/expression';
import { MAX_EXPRESSION_LENGTH, type SensorRef } from './condition';
import type { AlarmPlant, AlarmSource, SensorFacts } from './ports';
import type { AlarmRuleInput } from './rule';

/** One thing that a rule is on. */
export interface Target {
  readonly source: AlarmSource;
  /** Absent for devices, and for a sensor that is not there. */
  readonly facts: SensorFacts | undefined;
}

/** One expression looks at no more sensors. */
const MAX_SENSORS = 50;

/** Stands in an expression for the unit of the sensor that the rule is on. */
export const UNIT_WORD = UNIT_OF_DEVICE;

export const compileAlarmExpression = (text: string): CompiledExpression =>
  compileExpression(text, {
    maxLength: MAX_EXPRESSION_LENGTH,
    maxSensors: MAX_SENSORS,
    unitWord: UNIT_WORD,
  });

/** Looks at each character a few times at most, whatever the pattern is: a regular expression may take for ever. */
export const keyMatcher = (pattern: string): ((key: string) => boolean) => {
  const [first = '', ...parts] = pattern.split(/\*+/);
  const last = parts.pop();
  if (last === undefined) return (key) => key === pattern;
  return (key) => {
    const end = key.length - last.length;
    if (first.length > end || !key.startsWith(first) || !key.endsWith(last)) return false;
    let at = first.length;
    for (const part of parts) {
      const found = key.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= end;
  };
};

const ofSensor = (facts: SensorFacts): Target => ({
  source: { unit: facts.unit, sensor: facts.sensor },
  facts,
});

/** All that the rule is on, in the order of the plant. */
export function targetsOf({ appliesTo }: AlarmRuleInput, plant: AlarmPlant): Target[] {
  switch (appliesTo.to) {
    case 'sensor': {
      const { unit, sensor } = appliesTo;
      return [{ source: { unit, sensor }, facts: plant.sensor(unit, sensor) }];
    }
    case 'sensors': {
      const [isUnit, isSensor] = [keyMatcher(appliesTo.unit), keyMatcher(appliesTo.sensor)];
      return [...plant.sensors()]
        .filter(
          ({ unit, sensor, unitKind }) =>
            isUnit(unit) && isSensor(sensor) && (appliesTo.unitKind ?? unitKind) === unitKind,
        )
        .map(ofSensor);
    }
    case 'device':
      return [{ source: { device: appliesTo.device }, facts: undefined }];
    case 'devices':
      return [...plant.devices()]
        .filter(keyMatcher(appliesTo.device))
        .map((device) => ({ source: { device }, facts: undefined }));
  }
}

export interface Place {
  readonly unit: string;
  readonly sensor: string;
}

/** Where a reference of the rule points to for this target; undefined: a device has no unit of its own. */
export function placeOf({ unit, sensor }: SensorRef, { source }: Target): Place | undefined {
  const own = unit ?? source.unit;
  return own === undefined ? undefined : { unit: own, sensor };
}

/** The sensors of an expression for this target, in its order. */
export const placesOf = ({ sensors }: CompiledExpression, target: Target): (Place | undefined)[] =>
  sensors.map(({ unit, sensor }) => placeOf({ unit: unit === UNIT_WORD ? undefined : unit, sensor }, target));

/** Name of the one instance that a rule has for a source. */
export const instanceId = (rule: string, source: AlarmSource): string => `${rule}:${sourceText(source)}`;

export const sourceText = (source: AlarmSource): string => source.device ?? `${source.unit}/${source.sensor}`;
