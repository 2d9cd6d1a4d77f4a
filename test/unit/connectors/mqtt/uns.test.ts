import assert from 'node:assert/strict';
import fc from 'fast-check';
import { topicFiller } from '../../../../lib/connectors/mqtt/topic-template';
import { unsTemplate } from '../../../../lib/connectors/mqtt/uns';

const place = { tenant: 'aqua', unit: 'boiler-1', sensor: 'supply-temperature' };
const topicOf = (location: string, contract = '_historian'): string =>
  topicFiller(unsTemplate({ location, contract }))(place);

/** What it gives; undefined where it is refused. */
function attempt(make: () => string): string | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

describe('the topic of a unified namespace', () => {
  it('has location, contract and sensor', () => {
    assert.equal(topicOf('acme/{tenant}/{unit}'), 'umh/v1/acme/aqua/boiler-1/_historian/supply-temperature');
  });

  it('has the unit behind the contract where the location does not name it', () => {
    assert.equal(topicOf('acme/vienna', '_raw'), 'umh/v1/acme/vienna/_raw/boiler-1/supply-temperature');
  });

  for (const location of [
    '',
    'a//b',
    '_a/b',
    'a b',
    'a/+',
    'a/#',
    '{sensor}',
    'x{unit}',
    'a/b/c/d/e/f/g/h/i',
    '/a',
  ])
    it(`refuses the location "${location}"`, () => {
      assert.throws(() => topicOf(location), { code: 'configuration', field: 'location' });
    });

  for (const contract of ['', 'historian', '_', '_a/b', '_a.b'])
    it(`refuses the contract "${contract}"`, () => {
      assert.throws(() => topicOf('acme', contract), { code: 'configuration', field: 'contract' });
    });

  it('has no character that a consumer would have to escape', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (location, contract) => {
        const topic = attempt(() => topicOf(location, contract));
        if (topic === undefined) return;
        assert.match(topic, /^[A-Za-z0-9._/-]+$/);
      }),
    );
  });
});
