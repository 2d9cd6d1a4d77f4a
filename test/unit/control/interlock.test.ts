import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseInterlock } from '../../../lib/control';
import { isThermaCoreError } from '../../../lib/core/errors';
import type { ReadingValue } from '../../../lib/core/reading';

const PLANT: Record<string, ReadingValue> = {
  'boiler-1/pump': true, 'boiler-1/temp': 71.5, 'boiler-1/mode': 'auto', 'valve-2/position': 0,
}; // prettier-ignore
const holds = (text: string, value: ReadingValue = 50): boolean =>
  parseInterlock(text).holds(({ unit, sensor }) => PLANT[`${unit}/${sensor}`] ?? assert.fail(), value);

describe('An interlock expression', () => {
  const answers: [text: string, holds: boolean][] = [
    ['sensor("boiler-1","pump") == true', true],
    ['sensor("boiler-1","pump") == 1', true],
    ['sensor("boiler-1","pump") != 0', true],
    ['sensor("valve-2","position") == false', true],
    ['sensor("boiler-1","temp") < 71.5', false],
    ['sensor("boiler-1","temp") <= 71.5', true],
    [`sensor('boiler-1','mode') == 'auto'`, true],
    ['sensor("boiler-1","mode") != "manual" && value < 60', true],
    ['value >= 50 && value <= 50', true],
    ['!(value > 49) || -value == -50', true],
    ['sensor("boiler-1","temp") + 8.5 == 2 * 40', true],
    ['1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && 7 / 2 == 3.5 && 1 - -1 == 2', true],
    ['sensor("boiler-1","pump") ? value < 60 : value < 10', true],
    ['false && 1 / 0 == 1', false],
  ];
  for (const [text, expected] of answers)
    it(`${text} is ${expected}`, () => assert.equal(holds(text), expected));

  it('names every sensor once, also those that || may skip', () =>
    assert.deepEqual(
      parseInterlock('true || sensor("a","x") == 1 || sensor("b","y") == sensor("a","x")').sensors,
      [{ unit: 'a', sensor: 'x' }, { unit: 'b', sensor: 'y' }],
    )); // prettier-ignore

  const refused: [text: string, why: RegExp][] = [
    ['', /empty/],
    ['   ', /empty/],
    ['value < 5 value > 3', /left over/],
    ['value <', /cannot be read/],
    ['pump == 1', /does not know "pump"/],
    ['constructor', /does not know "constructor"/],
    ['value.constructor', /MemberExpression/],
    ['sensor("a","b").length > 1', /MemberExpression/],
    ['sensor["constructor"]("return process")()', /may call sensor/],
    ['eval("1") == 1', /may call sensor/],
    ['sensor("a")', /keys of a unit and a sensor/],
    ['sensor("a","b","c")', /keys of a unit and a sensor/],
    ['sensor("A b","c")', /keys of a unit and a sensor/],
    ['sensor(value,"c")', /keys of a unit and a sensor/],
    ['[1] == 1', /ArrayExpression/],
    ['this == 1', /ThisExpression/],
    ['null == 1', /numbers, texts/],
    ['1e999 > 1', /numbers, texts/],
    ['value === 1', /may not use ===/],
    ['value & 1', /may not use &/],
    ['~value == 1', /may not use ~/],
    ['+value == 1', /may not use \+/],
    ['value in 1', /left over|cannot be read/],
    [`true${' '.repeat(1000)}`, /longer than 1000/],
  ];
  for (const [text, why] of refused)
    it(`refuses ${JSON.stringify(text.slice(0, 50))}`, () =>
      assert.throws(() => parseInterlock(text), { code: 'invalid', field: 'interlock', message: why }));

  const misfits: [text: string, why: RegExp][] = [
    ['value', /true or false/],
    ['value && true', /where true or false belongs/],
    ['sensor("boiler-1","mode") > 1', /where a number belongs/],
    ['sensor("boiler-1","mode") == 1', /where a number belongs/],
    ['value / 0 > 1', /division by zero/],
    ['value ? true : false', /where true or false belongs/],
  ];
  for (const [text, why] of misfits)
    it(`does not make something up for ${text}`, () =>
      assert.throws(() => holds(text), { code: 'invalid', message: why }));

  it('whatever is written into it comes to true, false or a refusal in words', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('sensor("boiler-1","temp")', 'value', '1', '(', ')', '&&', '||', '==', '<', '!', '-', '?', ':', '.', '[', ']', '"', 'x', '`', '=>'), // prettier-ignore
          { maxLength: 12 },
        ),
        (parts) => {
          try {
            assert.equal(typeof holds(parts.join(' ')), 'boolean');
          } catch (error) {
            assert.ok(isThermaCoreError(error), String(error));
          }
        },
      ),
      { numRuns: 2000 },
    ));
});
