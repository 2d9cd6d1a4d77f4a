import jsep from 'jsep';
import { isKey } from './ids';
import type { ReadingValue } from './reading';

/**
 * Expressions over sensors: `sensor("boiler-1","pump-state") == 0 && value <= 80`. Parsed by jsep, which only reads; what
 * it read is held against the list here and worked out by this file. There are no names but `sensor`, `value` and the
 * functions below, no members, no calls of anything else.
 */
export interface ExpressionPlace {
  readonly unit: string;
  readonly sensor: string;
  /** What of its readings over a time is meant, where the rules allow `sensor("unit","sensor","mean")`. */
  readonly aggregate?: string;
}

/** What an expression is worked out over. */
export interface ExpressionWorld {
  /** The value of `sensors[index]`. */
  at(index: number): ReadingValue;
  /** What `value` stands for. */
  readonly value: ReadingValue;
  /** What each of the `names` of the rules stands for. */
  named?(name: string): number;
}

export interface CompiledExpression {
  readonly text: string;
  /** Every sensor it looks at, also those that an `||` might skip; each once. */
  readonly sensors: readonly ExpressionPlace[];
  /** `value` stands in it. */
  readonly usesValue: boolean;
  /** Throws an `ExpressionFault` where the values do not fit, or it comes to something else than true or false. */
  holds(world: ExpressionWorld): boolean;
  /** What it comes to as a number. Throws an `ExpressionFault` where the values do not fit, or it comes to a text. */
  amount(world: ExpressionWorld): number;
}

/** What is wrong, to be put behind "The expression": `does not know "x"`. */
export class ExpressionFault extends Error {
  constructor(
    what: string,
    /** Character of the text from 1, where it is known. */
    readonly position?: number,
  ) {
    super(what);
    this.name = 'ExpressionFault';
  }
}

export interface ExpressionRules {
  /** Longest text in characters. */
  readonly maxLength: number;
  readonly maxSensors: number;
  /** A word that may stand in place of a unit's key, e.g. `{unit}`. */
  readonly unitWord?: string;
  /** What may stand third in `sensor(…)`; the first of them is meant where nothing does. Left out: nothing may. */
  readonly aggregates?: readonly string[];
  /** Further names of numbers, such as `hours`. */
  readonly names?: readonly string[];
}

type Work = (world: ExpressionWorld) => ReadingValue;

interface Compiling extends ExpressionRules {
  readonly text: string;
  readonly sensors: ExpressionPlace[];
  usesValue: boolean;
}

const fault = (what: string, position?: number): ExpressionFault => new ExpressionFault(what, position);

/** Throws an `ExpressionFault` that says what in the text is wrong. */
export function compileExpression(text: string, rules: ExpressionRules): CompiledExpression {
  if (text.length > rules.maxLength) throw fault(`is longer than ${rules.maxLength} characters`);
  const into: Compiling = { ...rules, text, sensors: [], usesValue: false };
  const work = compile(read(text), into);
  if (into.sensors.length > rules.maxSensors) throw fault(`looks at more than ${rules.maxSensors} sensors`);
  return {
    text,
    sensors: into.sensors,
    usesValue: into.usesValue,
    holds(world) {
      const result = work(world);
      if (typeof result === 'boolean') return result;
      throw fault('comes to a value, not to true or false');
    },
    amount: (world) => amount(work(world), 'the end'),
  };
}

function read(text: string): jsep.CoreExpression {
  try {
    return jsep(text) as jsep.CoreExpression;
  } catch (error) {
    const { message, description, index } = error as {
      message: string;
      description?: string;
      index?: number;
    };
    throw fault(`cannot be read: ${description ?? message}`, index === undefined ? undefined : index + 1);
  }
}

function compile(expression: jsep.Expression, into: Compiling): Work {
  const node = expression as jsep.CoreExpression;
  const inner = (part: jsep.Expression): Work => compile(part, into);
  switch (node.type) {
    case 'Literal':
      return literal(node.value);
    case 'Identifier':
      if (into.names?.includes(node.name)) return (world) => world.named?.(node.name) ?? Number.NaN;
      if (node.name !== 'value') throw unknown(node.name, into);
      into.usesValue = true;
      return (world) => world.value;
    case 'CallExpression':
      return call(node, into);
    case 'UnaryExpression':
      return unary(node.operator, inner(node.argument));
    case 'BinaryExpression':
      return binary(node.operator, inner(node.left), inner(node.right));
    case 'ConditionalExpression': {
      const [test, yes, no] = [inner(node.test), inner(node.consequent), inner(node.alternate)];
      return (world) => (truth(test(world), '?') ? yes(world) : no(world));
    }
    case 'Compound':
      throw fault(
        node.body.length === 0 ? 'is empty' : 'has something left over; join conditions with && or ||',
      );
    default:
      throw fault(`may not have this in it: ${node.type}`);
  }
}

function unknown(name: string, { text }: Compiling): ExpressionFault {
  const at = text.search(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`));
  return fault(`does not know "${name}"; there are sensor(…) and value`, at < 0 ? undefined : at + 1);
}

function literal(value: unknown): Work {
  if (typeof value === 'number' && Number.isFinite(value)) return () => value;
  if (typeof value === 'boolean' || typeof value === 'string') return () => value;
  throw fault('may have numbers, texts, true and false only');
}

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
};

function call(node: jsep.CallExpression, into: Compiling): Work {
  const callee = node.callee as jsep.CoreExpression;
  const name = callee.type === 'Identifier' ? callee.name : '';
  if (name === 'sensor') return sensorCall(node, into);
  const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!run) throw fault('may call sensor(…), abs, min and max only');
  const values = node.arguments.map((argument) => compile(argument, into));
  if (values.length === 0 || (name === 'abs' && values.length > 1))
    throw fault(`needs ${name === 'abs' ? 'one number' : 'numbers'} in ${name}(…)`);
  return (world) => run(...values.map((value) => amount(value(world), name)));
}

function sensorCall(node: jsep.CallExpression, { sensors, unitWord, aggregates }: Compiling): Work {
  const isUnit = (key: unknown): key is string => isKey(key) || (typeof key === 'string' && key === unitWord);
  const keys = node.arguments.map((argument): unknown => (argument as jsep.CoreExpression).value);
  const [unit, sensor, third = aggregates?.[0]] = keys;
  if (keys.length < 2 || keys.length > (aggregates ? 3 : 2) || !isUnit(unit) || !isKey(sensor))
    throw fault('needs the keys of a unit and a sensor as two texts in sensor("unit","sensor")');
  const aggregate = aggregates?.find((name) => name === third);
  if (aggregates && aggregate === undefined)
    throw fault(`needs one of ${aggregates.join(', ')} as the third text in sensor(…)`);
  const known = sensors.findIndex(
    (place) => place.unit === unit && place.sensor === sensor && place.aggregate === aggregate,
  );
  const place = { unit, sensor, ...(aggregate === undefined ? {} : { aggregate }) };
  const index = known < 0 ? sensors.push(place) - 1 : known;
  return (world) => world.at(index);
}

function unary(operator: string, argument: Work): Work {
  switch (operator) {
    case '!':
      return (world) => !truth(argument(world), '!');
    case '-':
      return (world) => -amount(argument(world), '-');
    default:
      throw fault(`may not use ${operator}`);
  }
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};
const ORDER: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function binary(operator: string, left: Work, right: Work): Work {
  const calculate = Object.hasOwn(ARITHMETIC, operator) ? ARITHMETIC[operator] : undefined;
  if (calculate)
    return (world) => {
      const result = calculate(amount(left(world), operator), amount(right(world), operator));
      if (Number.isFinite(result)) return result;
      throw fault('comes to a number that does not exist, such as a division by zero');
    };
  const order = Object.hasOwn(ORDER, operator) ? ORDER[operator] : undefined;
  if (order) return (world) => order(amount(left(world), operator), amount(right(world), operator));
  switch (operator) {
    case '&&':
      return (world) => truth(left(world), '&&') && truth(right(world), '&&');
    case '||':
      return (world) => truth(left(world), '||') || truth(right(world), '||');
    case '==':
      return (world) => same(left(world), right(world));
    case '!=':
      return (world) => !same(left(world), right(world));
    default:
      throw fault(`may not use ${operator}`);
  }
}

function truth(value: ReadingValue, operator: string): boolean {
  if (typeof value === 'boolean') return value;
  throw fault(`has ${JSON.stringify(value)} beside ${operator}, where true or false belongs`);
}

/** A switch counts as 0 or 1, as most devices report it. */
function amount(value: ReadingValue, operator: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  throw fault(`has the text ${JSON.stringify(value)} beside ${operator}, where a number belongs`);
}

function same(a: ReadingValue, b: ReadingValue): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  return amount(a, '==') === amount(b, '==');
}
