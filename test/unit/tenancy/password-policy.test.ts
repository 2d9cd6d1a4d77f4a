import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requireGoodPassword } from '../../../lib/tenancy';

const kim = {
  username: 'kim.berg@aqua',
  tenant: 'aqua',
  displayName: 'Kim Berg',
  email: 'kimberley@example.com',
};

const refusal = (password: string, options?: { least?: number; field?: string }): string => {
  try {
    requireGoodPassword(password, kim, options);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the password policy', () => {
  for (const password of [
    'window otter seven lantern',
    'paperharbour',
    'über den Wolken 😀',
    'Tr0ub4dor&3xkcd',
    'x9!kQ2vLm7#p',
    'kim walks nine dogs at dawn',
    'password but with many other words',
  ])
    it(`takes "${password}"`, () => assert.equal(refusal(password), ''));

  for (const [password, why] of [
    ['short', /has 5 characters; it needs 12/],
    ['elevenchars', /has 11 characters; it needs 12/],
    ['😀😀😀😀😀😀', /has 6 characters/],
    ['x'.repeat(257), /more than 256 characters/],
    ['aaaaaaaaaaaaaaa', /very few different characters/],
    ['abcdabcdabcdabcd', /very few different characters/],
    ['lantern lantern lantern ', /again and again/],
    ['abcdefghijklmnop', /the alphabet, the numbers or the keyboard/],
    ['098765432109876', /the alphabet, the numbers or the keyboard/],
    ['qwertzuiopasdf', /the alphabet, the numbers or the keyboard/],
    ['kim.berg@aqua', /little more than the name "kim.berg@aqua"/],
    ['Kim.Berg2026!', /little more than the name "kim.berg"/],
    ['kimberley-2026', /little more than the name "kimberley"/],
    ['unbelievable', /tried first/],
    ['Password1234', /tried first/],
  ] as const)
    it(`refuses "${password.slice(0, 30)}" and says why`, () => assert.match(refusal(password), why));

  it('asks for as many characters as the installation says', () => {
    assert.match(refusal('window otter', { least: 16 }), /needs 16/);
    assert.equal(refusal('window otter seven', { least: 16 }), '');
  });

  it('names the field and says what to do', () => {
    assert.throws(() => requireGoodPassword('short', kim, { field: 'newPassword' }), {
      code: 'invalid',
      field: 'newPassword',
      advice: /four words/,
    });
  });

  it('takes any kind of characters: of random ones none is refused', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 20, maxLength: 60, unit: 'grapheme-ascii' }), (password) => {
        fc.pre(new Set(password.toLowerCase()).size > 12);
        assert.equal(refusal(password), '');
      }),
      { numRuns: 100 },
    );
  });
});
