import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchesGlob } from '../../../lib/core/glob';

describe('a glob', () => {
  it('takes * for any text and ? for one character', () => {
    for (const [glob, text, is] of [
      ['*', '', true],
      ['*', 'Motor/Speed', true],
      ['Motor/*', 'Motor/Speed', true],
      ['Motor/*', 'motor/speed', false],
      ['*Speed', 'Motor/Speed', true],
      ['M?tor', 'Motor', true],
      ['M?tor', 'Mtor', false],
      ['*a*b*', 'xxaxxbxx', true],
      ['*a*b', 'xxbxxa', false],
      ['', 'x', false],
      ['a.c', 'abc', false],
      ['a*a', 'a', false],
    ] as const)
      assert.equal(matchesGlob(glob, text), is, `${glob} and ${text}`);
  });

  it('is as a pattern of the whole text would be', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
    const globs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(globs, letters, (glob, text) => {
        const whole = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        assert.equal(matchesGlob(glob, text), whole.test(text));
      }),
    );
  });

  it('does not take long for what was made to take long', () => {
    const started = process.cpuUsage();
    assert.equal(matchesGlob(`${'*a'.repeat(127)}b`, 'a'.repeat(1024)), false);
    assert.ok(process.cpuUsage(started).user < 1_000_000, 'less than a second of the processor');
  });
});
