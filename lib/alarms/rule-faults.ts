import { ExpressionFault } from '../core/expression';
import type { Condition, Deadband, SensorRef } from './condition';
import { unknownPlaceholders } from './message';
import type { AlarmPlant, SensorFacts } from './ports';
import type { AlarmRuleInput, RuleFault } from './rule';
import { bandOf, isUpward, sortedLimits } from './spec';
import { UNIT_WORD, compileAlarmExpression, placeOf, placesOf, sourceText, targetsOf, type Place, type Target } from './targets'; // prettier-ignore

export type { RuleFault };

type Limits = Extract<Condition, { kind: 'limit' }>;

/**
 * All that is wrong with a rule and that its schema cannot see. `others` are the tenant's rules, for parents; `targets`
 * are those of the rule that are looked at.
 */
export function ruleFaults(
  rule: AlarmRuleInput,
  plant: AlarmPlant,
  others: readonly AlarmRuleInput[] = [],
  targets: readonly Target[] = targetsOf(rule, plant),
): RuleFault[] {
  const byKey = new Map(others.map((one) => [one.key, one]));
  return [...ownFaults(rule, plant, targets), ...parentFaults(rule, byKey)];
}

/** Those that no other rule has a part in. */
export function ownFaults(
  rule: AlarmRuleInput,
  plant: AlarmPlant,
  targets: readonly Target[] = targetsOf(rule, plant),
): RuleFault[] {
  const { faults, fault } = reporting();
  const known = checkTargets(rule, targets, plant, fault);
  checkCondition(rule.condition, known, plant, fault);
  checkEnable(rule, known, plant, fault);
  checkSchedule(rule, fault);
  checkMessage(rule, fault);
  return faults;
}

/** What is wrong with its parents, among all rules by key. */
export function parentFaults(
  rule: AlarmRuleInput,
  byKey: ReadonlyMap<string, AlarmRuleInput>,
): readonly RuleFault[] {
  const { faults, fault } = reporting();
  checkParent(rule, byKey, fault);
  return faults;
}

function reporting(): { readonly faults: RuleFault[]; readonly fault: Report } {
  const faults: RuleFault[] = [];
  return { faults, fault: (field, message, advice) => void faults.push({ field, message, advice }) };
}

type Report = (field: string, message: string, advice: string) => void;

const nameOf = ({ unit, sensor }: Place): string => `${unit}/${sensor}`;

function checkTargets(
  rule: AlarmRuleInput,
  targets: readonly Target[],
  plant: AlarmPlant,
  fault: Report,
): readonly Target[] {
  const { appliesTo, condition } = rule;
  const onDevice = appliesTo.to === 'device' || appliesTo.to === 'devices';
  const ofDevice = condition.kind === 'device-offline' || condition.kind === 'foreign';
  const field = 'appliesTo';
  if (onDevice !== ofDevice) {
    if (onDevice)
      fault(field, `A device has no value for a rule of kind ${condition.kind}.`, 'Choose a sensor.');
    else if (condition.kind === 'foreign')
      fault(field, 'The alarms of a device are not those of a sensor.', 'Choose the device.');
    else
      fault(field, 'A sensor is never offline, its device is.', 'Choose a device, or a rule of kind stale.');
    return [];
  }
  if (targets.length === 0)
    fault(
      field,
      `There is no ${onDevice ? 'device' : 'sensor'} that matches the rule.`,
      'Change the pattern.',
    );
  if (appliesTo.to === 'sensor' && !targets[0]?.facts)
    fault(field, `There is no sensor ${nameOf(appliesTo)}.`, 'Choose one that there is, or add it first.');
  if (appliesTo.to === 'device' && !plant.hasDevice(appliesTo.device))
    fault(field, `There is no device ${appliesTo.device}.`, 'Choose one that there is, or add it first.');
  return targets;
}

function checkCondition(
  condition: Condition,
  targets: readonly Target[],
  plant: AlarmPlant,
  fault: Report,
): void {
  switch (condition.kind) {
    case 'limit':
      checkNumbers(targets, fault);
      checkLimits(condition, targets, fault);
      break;
    case 'rate-of-change':
      checkNumbers(targets, fault);
      checkBand(condition.deadband, condition.limit, targets, fault);
      break;
    case 'deviation':
      checkNumbers(targets, fault);
      checkBand(condition.deadband, condition.limit, targets, fault);
      if (condition.from.kind === 'sensor') {
        checkRef(condition.from, 'condition.from', targets, plant, fault);
        checkSelf(condition.from, targets, fault);
      }
      break;
    case 'anomaly':
      checkBand(condition.deadband, condition.limit, targets, fault);
      break;
    case 'digital':
      checkStates(condition.states, 'condition.states', targets, fault);
      break;
    case 'expression':
      checkExpression(condition.expression, 'condition.expression', targets, plant, fault);
      break;
    case 'foreign':
      checkSeverities(condition, fault);
      break;
    case 'stale':
    case 'bad-quality':
    case 'device-offline':
  }
}

function checkSeverities({ severities }: Extract<Condition, { kind: 'foreign' }>, fault: Report): void {
  if (!severities) return;
  const { critical, high, medium, low } = severities;
  if (critical < high || high < medium || medium < low)
    fault(
      'condition.severities',
      `A severity of ${Math.min(critical, high, medium)} would be of two priorities.`,
      'Put them in the order critical, high, medium, low, the greatest first.',
    );
}

function checkNumbers(targets: readonly Target[], fault: Report): void {
  const text = targets.find(({ facts }) => facts?.type === 'text');
  if (text)
    fault(
      'appliesTo',
      `${sourceText(text.source)} has texts, and a limit needs numbers.`,
      'Use a rule of kind digital.',
    );
}

function checkStates(
  states: readonly unknown[],
  field: string,
  targets: readonly Target[],
  fault: Report,
): void {
  for (const { facts, source } of targets) {
    if (!facts) continue;
    const wrong = states.find((state) => (typeof state === 'string') !== (facts.type === 'text'));
    if (wrong === undefined) continue;
    const has = facts.type === 'text' ? 'texts' : 'numbers, true or false';
    return fault(
      field,
      `${sourceText(source)} has ${has}, so it is never ${JSON.stringify(wrong)}.`,
      `Give ${has}.`,
    );
  }
}

function checkLimits(condition: Limits, targets: readonly Target[], fault: Report): void {
  const field = 'condition.limits';
  const { limits } = condition;
  const twice = limits.find(({ level }, i) => limits.findIndex((one) => one.level === level) !== i);
  if (twice) return fault(field, `The limit ${twice.level} is there twice.`, 'Give each level once.');
  // From the bottom to the top.
  const order = ['low-low', 'low', 'high', 'high-high'] as const;
  const sorted = sortedLimits(condition).sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  for (const [i, upper] of sorted.entries()) {
    const lower = sorted[i - 1];
    if (lower && lower.value >= upper.value)
      return fault(
        field,
        `The limit ${lower.level} (${lower.value}) has to be below ${upper.level} (${upper.value}).`,
        'Put the limits in the order low-low, low, high, high-high.',
      );
  }
  for (const [i, { level, value, deadband = condition.deadband }] of sorted.entries()) {
    const neighbour = isUpward(level) ? sorted[i - 1] : sorted[i + 1];
    for (const target of targets)
      if (!checkRoom({ level, value, deadband }, neighbour?.value, target, fault)) return;
  }
}

/** A value that is back has to be somewhere between the limit and the next one, or the end of the range. */
function checkRoom(
  { level, value, deadband }: { level: Limits['limits'][number]['level']; value: number; deadband: Deadband },
  neighbour: number | undefined,
  { facts, source }: Target,
  fault: Report,
): boolean {
  const field = 'condition.deadband';
  const band = bandOf(deadband, value, facts);
  if (Number.isNaN(band)) return checkSpan(field, facts, sourceText(source), fault);
  const end = neighbour ?? (isUpward(level) ? facts?.rangeLow : facts?.rangeHigh);
  if (band === 0 || end === undefined || band < Math.abs(value - end)) return true;
  const to = neighbour === undefined ? `the end of the range of ${sourceText(source)}` : 'the next limit';
  fault(
    field,
    `The deadband of ${level} is ${band} wide, and from ${value} to ${to} (${end}) there is only ${Math.abs(value - end)}: the alarm could never return.`,
    'Make the deadband narrower, or the limits wider.',
  );
  return false;
}

function checkSpan(field: string, facts: SensorFacts | undefined, name: string, fault: Report): boolean {
  const has =
    facts && facts.rangeLow === undefined && facts.rangeHigh === undefined ? 'no range' : 'half a range';
  fault(
    field,
    `The deadband is a share of the span, and ${name} has ${has}.`,
    'Give the sensor rangeLow and rangeHigh, or the deadband as absolute.',
  );
  return false;
}

function checkBand(deadband: Deadband, limit: number, targets: readonly Target[], fault: Report): void {
  for (const { facts, source } of targets) {
    const band = bandOf(deadband, limit, facts);
    if (Number.isNaN(band)) return void checkSpan('condition.deadband', facts, sourceText(source), fault);
    if (band > 0 && band >= limit)
      return fault(
        'condition.deadband',
        `The deadband is ${band} wide and the limit is ${limit}: the alarm could never return.`,
        'Make the deadband narrower than the limit.',
      );
  }
}

function checkRef(
  ref: SensorRef,
  field: string,
  targets: readonly Target[],
  plant: AlarmPlant,
  fault: Report,
): void {
  for (const target of targets) {
    const place = placeOf(ref, target);
    if (!place)
      return fault(
        field,
        `A device has no unit in which ${ref.sensor} could be.`,
        'Name the unit of the sensor.',
      );
    if (!plant.sensor(place.unit, place.sensor))
      return fault(
        field,
        `There is no sensor ${nameOf(place)}.`,
        'Choose one that there is, or add it first.',
      );
  }
}

function checkSelf(ref: SensorRef, targets: readonly Target[], fault: Report): void {
  const self = targets.find((target) => {
    const place = placeOf(ref, target);
    return place?.unit === target.source.unit && place?.sensor === target.source.sensor;
  });
  if (self)
    fault(
      'condition.from',
      `${sourceText(self.source)} would be held against itself.`,
      'Choose another sensor.',
    );
}

function checkExpression(
  text: string,
  field: string,
  targets: readonly Target[],
  plant: AlarmPlant,
  fault: Report,
): void {
  const advice = `Write it like sensor("${UNIT_WORD}","flow") < 2 && value > 80.`;
  try {
    const expression = compileAlarmExpression(text);
    for (const target of targets)
      for (const place of placesOf(expression, target)) {
        if (!place)
          return fault(
            field,
            `The expression says ${UNIT_WORD}, and a device has no unit.`,
            'Name the unit.',
          );
        if (!plant.sensor(place.unit, place.sensor))
          return fault(
            field,
            `The expression looks at ${nameOf(place)}, which is not there.`,
            'Choose a sensor that there is.',
          );
      }
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    const where = error.position === undefined ? '' : ` at character ${error.position}`;
    fault(field, `The expression ${error.message}${where}.`, advice);
  }
}

function checkEnable(
  { enable }: AlarmRuleInput,
  targets: readonly Target[],
  plant: AlarmPlant,
  fault: Report,
): void {
  if (!enable) return;
  if (enable.when.kind === 'expression')
    return checkExpression(enable.when.expression, 'enable.when.expression', targets, plant, fault);
  const { when } = enable;
  checkRef(when, 'enable.when', targets, plant, fault);
  const places = targets.flatMap((target) => placeOf(when, target) ?? []);
  const seen = places.map((place) => ({ source: place, facts: plant.sensor(place.unit, place.sensor) }));
  checkStates(when.states, 'enable.when.states', seen, fault);
}

function checkSchedule({ schedule }: AlarmRuleInput, fault: Report): void {
  if (!schedule) return;
  if (schedule.from === schedule.to)
    fault(
      'schedule.to',
      `The schedule ends when it begins, at ${schedule.to}.`,
      'Leave it out, or give it a length.',
    );
  if (new Set(schedule.days).size !== schedule.days.length)
    fault('schedule.days', 'The schedule has a day twice.', 'Give each day once.');
}

function checkMessage({ message }: AlarmRuleInput, fault: Report): void {
  const [unknown] = unknownPlaceholders(message);
  if (unknown !== undefined)
    fault(
      'message',
      `Nobody fills in {${unknown}}.`,
      'Use {sensor}, {unit}, {device}, {value}, {limit}, {uom}, {level}, {priority}, {text} and {name}.',
    );
}

function checkParent(rule: AlarmRuleInput, byKey: ReadonlyMap<string, AlarmRuleInput>, fault: Report): void {
  const seen = [rule.key];
  for (let parent = rule.parent; parent !== undefined; parent = byKey.get(parent)?.parent) {
    if (parent !== rule.key && !byKey.has(parent))
      return fault('parent', `There is no rule ${parent}.`, 'Choose one that there is, or leave it out.');
    seen.push(parent);
    if (parent === rule.key)
      return fault(
        'parent',
        `The parents go round in a circle: ${seen.join(', ')}.`,
        'Leave one of them out.',
      );
    if (seen.indexOf(parent) !== seen.length - 1) return;
  }
}
