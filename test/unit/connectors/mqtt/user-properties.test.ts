import assert from 'node:assert/strict';
import { userProperties } from '../../../../lib/connectors/mqtt/user-properties';

const of = (given: Record<string, string | string[]>) =>
  userProperties({ properties: { userProperties: given } });

describe('the user properties of an MQTT message', () => {
  it('are texts by name; a name that comes twice has both', () => {
    assert.deepEqual(of({ site: 'north', tag: ['a', 'b'] }), { site: 'north', tag: 'a, b' });
  });

  it('are absent when there are none', () => {
    assert.equal(userProperties({}), undefined);
    assert.equal(userProperties({ properties: {} }), undefined);
  });

  it('are bounded in number and length', () => {
    const many = of(Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`p${i}`, 'x'.repeat(5000)])));
    assert.equal(Object.keys(many ?? {}).length, 50);
    assert.ok(Object.values(many ?? {}).every((value) => value.length === 1000));
  });
});
