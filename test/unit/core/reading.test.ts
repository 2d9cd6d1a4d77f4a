import assert from 'node:assert/strict';
import {
  EARLIEST_TIMESTAMP,
  MAX_CLOCK_AHEAD_MS,
  MAX_TEXT_LENGTH,
  REJECTION_REASONS,
  timestampFault,
  valueFault,
} from '../../../lib/core/reading';

const NOW = Date.UTC(2026, 10, 23, 9);

describe('the time that a field device gives', () => {
  const cases: readonly [what: string, timestamp: number, fault: string | undefined][] = [
    ['now', NOW, undefined],
    ['with a fraction of a millisecond', NOW + 0.5, undefined],
    ['as old as it may be', Date.UTC(2000, 0, 1), undefined],
    ['of a clock that was never set', Date.UTC(2000, 0, 1) - 1, 'timestamp-too-old'],
    ['of 1970', 0, 'timestamp-too-old'],
    ['in seconds instead of milliseconds', NOW / 1000, 'timestamp-too-old'],
    ['before 1970', -1, 'timestamp-too-old'],
    ['a day ahead', NOW + 24 * 60 * 60 * 1000, undefined],
    ['more than a day ahead', NOW + 24 * 60 * 60 * 1000 + 1, 'timestamp-in-future'],
    ['in microseconds instead of milliseconds', NOW * 1000, 'timestamp-in-future'],
    ['of no date', NaN, 'bad-timestamp'],
    ['without end', Infinity, 'bad-timestamp'],
    ['without beginning', -Infinity, 'bad-timestamp'],
  ];
  for (const [what, timestamp, fault] of cases)
    it(`${what} is ${fault ?? 'taken'}`, () => assert.equal(timestampFault(timestamp, NOW), fault));

  it('is bounded by what the constants say', () => {
    assert.equal(EARLIEST_TIMESTAMP, Date.UTC(2000, 0, 1));
    assert.equal(MAX_CLOCK_AHEAD_MS, 24 * 60 * 60 * 1000);
  });
});

describe('the value of a reading', () => {
  const cases: readonly [what: string, value: unknown, fault: string | undefined][] = [
    ['a number', 71.3, undefined],
    ['the largest number', Number.MAX_VALUE, undefined],
    ['minus zero', -0, undefined],
    ['a switch', false, undefined],
    ['a text', 'AUTO', undefined],
    ['an empty text', '', undefined],
    ['a text as long as may be', 'x'.repeat(MAX_TEXT_LENGTH), undefined],
    ['a longer text', 'x'.repeat(MAX_TEXT_LENGTH + 1), 'payload-too-large'],
    ['NaN', NaN, 'not-finite'],
    ['infinity', -Infinity, 'not-finite'],
    ['nothing', undefined, 'missing-value'],
    ['null', null, 'missing-value'],
    ['a list', [71.3], 'wrong-type'],
    ['an object', { value: 71.3 }, 'wrong-type'],
    ['a date', new Date(NOW), 'wrong-type'],
    ['a bigint', 71n, 'wrong-type'],
    ['a function', () => 71.3, 'wrong-type'],
  ];
  for (const [what, value, fault] of cases)
    it(`${what} is ${fault ?? 'taken'}`, () => assert.equal(valueFault(value), fault));
});

describe('the reasons for a refusal', () => {
  it('are few, distinct, and fit to be values of a label', () => {
    assert.equal(new Set(REJECTION_REASONS).size, REJECTION_REASONS.length);
    for (const reason of REJECTION_REASONS) assert.match(reason, /^[a-z]+(-[a-z]+)*$/);
  });
});
