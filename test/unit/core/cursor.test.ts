import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../../lib/core/cursor';

const member = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const kindOf = (value: string | number) => typeof value as 'string' | 'number';

const REFUSED = { name: 'ThermaCoreError', code: 'invalid', field: 'cursor' };

describe('Cursor', () => {
  it('gives back the place it was made from, in characters that a URL takes as they are', () => {
    fc.assert(
      fc.property(fc.array(member), (place) => {
        const cursor = encodeCursor(place);
        assert.match(cursor, /^[\w-]*$/);
        // JSON writes -0 as 0, which is the same place.
        assert.deepEqual(
          decodeCursor(cursor, place.map(kindOf)),
          place.map((value) => (value === 0 ? 0 : value)),
        );
      }),
    );
  });

  const foreign: { title: string; cursor: string }[] = [
    { title: 'nothing', cursor: '' },
    { title: 'no base64', cursor: '***' },
    { title: 'no JSON', cursor: Buffer.from('[1').toString('base64url') },
    {
      title: 'JSON that is no list',
      cursor: Buffer.from('{"0":"a","1":1,"length":2}').toString('base64url'),
    },
    { title: 'too few members', cursor: encodeCursor(['a']) },
    { title: 'too many members', cursor: encodeCursor(['a', 1, 2]) },
    { title: 'members of another kind', cursor: encodeCursor([1, 'a']) },
    { title: 'a null', cursor: Buffer.from('["a",null]').toString('base64url') },
  ];
  for (const { title, cursor } of foreign)
    it(`refuses ${title}`, () => {
      assert.throws(() => decodeCursor(cursor, ['string', 'number']), REFUSED);
    });

  it('refuses whatever people make up, with the same sentence', () => {
    fc.assert(
      fc.property(fc.string(), (cursor) => {
        assert.throws(() => decodeCursor(cursor, ['string', 'number', 'string']), REFUSED);
      }),
    );
  });
});
