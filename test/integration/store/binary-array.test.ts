import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  float8Array,
  int2Array,
  int4Array,
  textArray,
  timestampArray,
} from '../../../lib/store/binary-array';
import { onEveryRung, useDatabase } from '../../support/database';

/** Instants that PostgreSQL and a Date both hold (PostgreSQL begins in 4713 BC). */
const instant = fc.date({ noInvalidDate: true, min: new Date('-004712-01-01T00:00:00Z') });
const storableText = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));

/** How each array is made, and how the server shows an element of it as something JSON keeps. */
const KINDS = {
  int2: {
    items: fc.integer({ min: -32_768, max: 32_767 }),
    encode: (items: unknown) => int2Array(items as number[]),
    shown: 'item::int',
  },
  int4: {
    items: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    encode: (items: unknown) => int4Array(items as number[]),
    shown: 'item',
  },
  float8: {
    items: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    encode: (items: unknown) => float8Array(items as number[]),
    shown: 'item',
  },
  text: { items: storableText, encode: (items: unknown) => textArray(items as string[]), shown: 'item' },
  timestamptz: {
    items: instant.map((date) => date.getTime()),
    encode: (items: unknown) => timestampArray(items as number[]),
    shown: 'round(extract(epoch from item) * 1000)',
  },
} as const;

onEveryRung('Binary arrays', (rung) => {
  const database = useDatabase(rung);

  for (const [type, { items, encode, shown }] of Object.entries(KINDS))
    it(`of ${type} are to the server what was sent`, async function () {
      this.timeout(60_000);
      await fc.assert(
        fc.asyncProperty(fc.array<unknown>(items, { maxLength: 20 }), async (sent) => {
          const { rows } = await database().owner.query<{ got: string }>(
            `select coalesce(jsonb_agg(${shown} order by at), '[]')::text as got
             from unnest($1::${type}[]) with ordinality as element (item, at)`,
            [encode(sent)],
          );
          assert.deepEqual(JSON.parse(rows[0]?.got ?? ''), sent);
        }),
        { numRuns: 50 },
      );
    });

  it('of float8 carry what JSON cannot: NaN and the infinities', async () => {
    const { rows } = await database().owner.query('select $1::float8[]::text as got', [
      float8Array([NaN, Infinity, -Infinity, -0]),
    ]);
    assert.deepEqual(rows, [{ got: '{NaN,Infinity,-Infinity,-0}' }]);
  });

  it('of no element are empty arrays', async () => {
    const { rows } = await database().owner.query('select cardinality($1::int4[]) as length', [
      int4Array([]),
    ]);
    assert.deepEqual(rows, [{ length: 0 }]);
  });
});
