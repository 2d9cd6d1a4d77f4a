import assert from 'node:assert/strict';
import { attributeName } from '../../../../../lib/dnp3/app/objects/attribute-names';

describe('Names of device attributes', () => {
  it('go from g0v196 to g0v255, without those that the standard leaves free', () => {
    const named = Array.from({ length: 256 }, (_, variation) => variation).filter((v) => attributeName(v));
    assert.deepEqual([named[0], named.at(-1), named.length], [196, 255, 58]);
    assert.deepEqual(
      [attributeName(251), attributeName(253), attributeName(1)],
      [undefined, undefined, undefined],
    );
  });
});
