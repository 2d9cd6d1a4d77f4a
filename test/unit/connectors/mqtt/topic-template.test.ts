import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TopicTemplate, topicFiller } from '../../../../lib/connectors/mqtt/topic-template';

const key = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);

describe('a topic template', () => {
  it('is subscribed to with a wildcard for each named level', () => {
    const filters = {
      'plant/aqua/{unit}/{sensor}': 'plant/aqua/+/+',
      'a/+/{unit}/#': 'a/+/+/#',
      'a/b': 'a/b',
    };
    for (const [template, filter] of Object.entries(filters))
      assert.equal(new TopicTemplate(template).filter, filter);
  });

  it('finds unit and sensor in the topics that it makes, whatever they are called', () => {
    const template = 'plant/{tenant}/{unit}/x/{sensor}';
    const fill = topicFiller(template);
    fc.assert(
      fc.property(key, key, (unit, sensor) => {
        const topic = fill({ tenant: 'aqua', unit, sensor });
        assert.deepEqual(new TopicTemplate('plant/aqua/{unit}/x/{sensor}').match(topic), { unit, sensor });
      }),
    );
  });

  const aqua = new TopicTemplate('plant/aqua/{unit}/{sensor}');
  for (const topic of [
    'plant/aqua/b1',
    'plant/aqua/b1/t/x',
    'plant/borealis/b1/t',
    'plant/aqua//t',
    'plant/aqua/B 1/t',
    'plant/aqua/../t',
    '',
  ])
    it(`finds nothing in "${topic}", also when asked again`, () => {
      assert.equal(aqua.match(topic), undefined);
      assert.equal(aqua.match(topic), undefined);
    });

  it('leaves open what it does not name: then the payload has to', () => {
    assert.deepEqual(new TopicTemplate('plant/aqua/{unit}/#').match('plant/aqua/b1/x/y'), {
      unit: 'b1',
      sensor: undefined,
    });
  });

  for (const template of ['', 'a/{plant}/b', 'a/x{unit}', 'a/b+', 'a/#/b', '{unit}/{unit}'])
    it(`refuses "${template}" by the name of the field`, () => {
      assert.throws(() => new TopicTemplate(template), { code: 'configuration', field: 'topic' });
    });

  for (const template of ['', 'plant/{plant}', 'plant/+/x', 'plant/#'])
    it(`does not publish to "${template}"`, () => {
      assert.throws(() => topicFiller(template), { code: 'configuration', field: 'topic' });
    });
});
