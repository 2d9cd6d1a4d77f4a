import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NICE_WIDTHS, parseBucketWidth, shortestLength, usualLength } from '../../../lib/core/duration';

describe('parseBucketWidth', () => {
  const good = [
    ['250ms', 'ms', 250],
    ['10s', 'ms', 10_000],
    ['15m', 'ms', 900_000],
    ['24h', 'ms', 86_400_000],
    ['1d', 'day', 1],
    ['2w', 'day', 14],
    ['3mo', 'month', 3],
    ['1y', 'month', 12],
    ['007s', 'ms', 7000],
  ] as const;
  for (const [text, unit, count] of good)
    it(`reads ${text}`, () => assert.deepEqual(parseBucketWidth(text), { text, unit, count }));

  for (const text of ['', '0s', '00d', '-1h', '1', 'h', '1 h', '1H', '1.5h', '1e3s', '1h30m', '١h', '1h\n', '101y', '999999999999y', '9999999999999s'])
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseBucketWidth(text), undefined)); // prettier-ignore

  it('never gives a width of zero or less, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.-]{1,14}(ms|s|m|h|d|w|mo|y)$/)), (text) => {
        const width = parseBucketWidth(text);
        assert.ok(width === undefined || (Number.isInteger(width.count) && width.count > 0));
      }),
    );
  });
});

describe('NICE_WIDTHS', () => {
  it('ascend, and none is lost in reading', () => {
    assert.equal(NICE_WIDTHS.length, 41);
    for (const [i, width] of NICE_WIDTHS.entries()) {
      const next = NICE_WIDTHS[i + 1];
      assert.ok(!next || usualLength(width) < usualLength(next), width.text);
      assert.ok(shortestLength(width) <= usualLength(width) && shortestLength(width) > 0, width.text);
    }
  });
});
