import assert from 'node:assert/strict';
import { ExpressionFault, compileExpression } from '../../../lib/core/expression';

const RULES = { maxLength: 100, maxSensors: 2, unitWord: '{unit}' };
const holds = (text: string, value = 5): boolean =>
  compileExpression(text, RULES).holds({ value, at: (index) => 10 * (index + 1) });
const faultOf = (text: string): ExpressionFault => {
  try {
    holds(text);
  } catch (error) {
    if (error instanceof ExpressionFault) return error;
  }
  return assert.fail(`${text} is taken`);
};

describe('An expression over sensors', () => {
  it('has each sensor once, by its place', () => {
    const text = 'sensor("u","b") > sensor("u","a") && sensor("u","b") == 10';
    assert.deepEqual(compileExpression(text, RULES).sensors, [
      { unit: 'u', sensor: 'b' },
      { unit: 'u', sensor: 'a' },
    ]);
    assert.equal(holds(text), false);
    assert.equal(holds('sensor("{unit}","a") == 10'), true);
  });

  it('knows whether it looks at the value', () => {
    assert.equal(compileExpression('value > 1', RULES).usesValue, true);
    assert.equal(compileExpression('sensor("u","a") > 1', RULES).usesValue, false);
  });

  it('has abs, min and max', () => {
    assert.equal(holds('abs(value - 8) == 3 && min(value, 2) == 2 && max(1, value, 7) == 7'), true);
    assert.match(faultOf('abs(1, 2) > 0').message, /needs one number in abs/);
    assert.match(faultOf('min() > 0').message, /needs numbers in min/);
  });

  it('has aggregates and further names where the rules allow them, and comes to a number', () => {
    const rules = { ...RULES, aggregates: ['twa', 'max'], names: ['hours'] };
    const text = 'sensor("u","a") * hours + sensor("u","a","max")';
    const compiled = compileExpression(text, rules);
    assert.deepEqual(compiled.sensors, [
      { unit: 'u', sensor: 'a', aggregate: 'twa' },
      { unit: 'u', sensor: 'a', aggregate: 'max' },
    ]);
    const world = { value: '', at: (index: number) => 10 * (index + 1), named: () => 2 };
    assert.equal(compiled.amount(world), 40);
    assert.throws(() => compileExpression('"a" == "a" ? "b" : "c"', rules).amount(world), ExpressionFault);
    assert.throws(() => compileExpression('sensor("u","a","median")', rules), /needs one of twa, max/);
    assert.throws(() => compileExpression('sensor("u","a","max")', RULES), /keys of a unit/);
    assert.throws(() => compileExpression('days', rules), /does not know "days"/);
  });

  it('says where it cannot be read', () => {
    assert.equal(faultOf('value > (3').position, 11);
    assert.equal(faultOf('value > 1 && foo').position, 14);
    assert.equal(faultOf('$x > 1').position, 1);
  });

  it('is held to its length, its sensors and the keys of units', () => {
    assert.match(faultOf(`value > ${'1'.repeat(100)}`).message, /longer than 100/);
    assert.match(
      faultOf('sensor("u","a") + sensor("u","b") + sensor("u","c") > 1').message,
      /more than 2 sensors/,
    );
    assert.match(faultOf('sensor("{device}","a") > 1').message, /keys of a unit/);
  });
});
