import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isKey, randomId, toKey } from '../../../lib/core/ids';

describe('a key', () => {
  it('is 1 to 64 lower-case letters, digits, ".", "_" and "-", after a letter or digit', () => {
    for (const key of ['a', '7', 'boiler-1', 'tank_2.level', 'x'.repeat(64)]) assert.ok(isKey(key), key);
    for (const other of [
      '',
      'x'.repeat(65),
      'Boiler',
      '-a',
      '.a',
      '_a',
      'a b',
      'ä',
      'a\n',
      1,
      null,
      undefined,
      ['a'],
    ])
      assert.ok(!isKey(other), JSON.stringify(other));
  });

  it('has nothing that MQTT, URLs, SQL or a path treat specially', () => {
    fc.assert(
      fc.property(fc.string().filter(isKey), (key) => {
        assert.doesNotMatch(key, /[/+#$'"%?&:;\\\s]/);
        assert.equal(encodeURIComponent(key), key);
      }),
    );
    for (const trap of ['..', '../b', 'a/b', '+', '#', '$SYS', "a'b", 'a%2fb', 'a:b'])
      assert.ok(!isKey(trap), trap);
  });
});

describe('toKey', () => {
  it('makes a key of what a person wrote', () => {
    for (const [text, key] of [
      ['Boiler 1 (north)', 'boiler-1-north'],
      ['Kühlwasser Vorlauf', 'kuhlwasser-vorlauf'],
      ['Ångström', 'angstrom'],
      ['  --Tank № 3--  ', 'tank-no-3'],
      ['plant.tank_2', 'plant.tank_2'],
      ['H₂O', 'h2o'],
      ['锅炉', ''],
      ['', ''],
    ] as const)
      assert.equal(toKey(text), key);
  });

  it('gives a key or nothing, whatever the text, and leaves keys of its own alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const key = toKey(text);
        assert.ok(key === '' || isKey(key), `${text} → ${key}`);
        assert.equal(toKey(key), key);
      }),
      { examples: [[`${'x'.repeat(63)} and more`], ['-'.repeat(100)], ['İstanbul']] },
    );
  });
});

describe('randomId', () => {
  it('is 22 characters that are safe in a URL, with 128 bits in them', () => {
    const id = randomId();
    assert.match(id, /^[\w-]{22}$/);
    assert.equal(Buffer.from(id, 'base64url').length, 16);
  });

  it('comes once', () => {
    const count = 20_000;
    assert.equal(new Set(Array.from({ length: count }, randomId)).size, count);
  });
});
