import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseIsoTime } from '../../../lib/core/iso-time';

describe('parseIsoTime', () => {
  it('gives what Date.parse gives, for every time in its usual form', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), fc.boolean(), (date, whole) => {
        const text = whole ? date.toISOString().replace(/\.\d+Z$/, 'Z') : date.toISOString();
        assert.equal(parseIsoTime(text), Date.parse(text), text);
      }),
    );
  });

  it('gives what Date.parse gives for what only looks like one', () => {
    const digits = '2026-11-25T10:15:30.125Z';
    fc.assert(
      fc.property(
        fc.nat(digits.length - 1),
        fc.oneof(fc.constantFrom(...'0123456789-:.TZz +'), fc.string({ minLength: 1, maxLength: 1 })),
        fc.boolean(),
        (at, character, short) => {
          const whole = digits.slice(0, at) + character + digits.slice(at + 1);
          const text = short ? whole.replace('.125', '') : whole;
          assert.equal(parseIsoTime(text), Date.parse(text), text);
        },
      ),
      { numRuns: 2000 },
    );
  });

  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00.000Z',
    '2026-11-25T24:00:00.000Z',
    '2026-11-25T23:59:60.000Z',
    '2026-11-25T10:15:30.1Z',
    '2026-11-25T10:15:30+01:00',
    '+02026-11-25T10:15:3Z',
    '',
    '2026-11-25',
    '2024-02-29T12:00:00Z',
  ])
    // prettier-ignore
    it(`reads "${text}" as Date.parse does`, () => assert.equal(parseIsoTime(text), Date.parse(text)));
});
