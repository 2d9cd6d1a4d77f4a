import assert from 'node:assert/strict';
import { unitHint } from '../../../lib/anomaly/unit-hint';

describe('What an anomaly may be: another unit of measure', () => {
  for (const [what, observed, low, high, words] of [
    ['bar that come as kPa', 412, 3.9, 4.3, /hundredths/],
    ['kPa that come as bar', 4.1, 390, 430, /the whole/],
    ['°C that come as °F', 158, 68, 72, /°F rather than °C/],
    ['°C that come as K', 343.15, 68, 72, /K rather than °C/],
    ['m³/h that come as l/s', 10, 35, 37, /l\/s rather than m³\/h/],
    ['MW that come as kW', 2010, 1.9, 2.1, /thousandths/],
  ] as const)
    it(what, () => assert.match(unitHint(observed, { low, high }) ?? 'nothing', words));

  for (const [what, observed, low, high] of [
    ['a step like any other', 90, 68, 72],
    ['a value that fits no other unit', 200, 68, 72],
    ['a band that would fit almost anything', 4000, 10, 70],
    ['a band without a limit', 4000, -Infinity, Infinity],
    ['a course about nothing', 100, -0.1, 0.1],
  ] as const)
    it(`nothing for ${what}`, () => assert.equal(unitHint(observed, { low, high }), undefined));
});
