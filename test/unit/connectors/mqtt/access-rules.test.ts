import assert from 'node:assert/strict';
import {
  mayPublishTo,
  mayReceive,
  maySubscribeTo,
} from '../../../../lib/connectors/mqtt/broker/access-rules';

describe('the access rules of the embedded broker', () => {
  const aqua = { tenant: 'aqua', mayPublish: true };
  const foreign = [
    '#', '+/#', 'plant/#', 'plant/+/x', '+/aqua/x', 'plant/borealis/x', 'plant/aqua', 'plant/aquarium/x',
    'Plant/aqua/x', '/plant/aqua/x', '$SYS/#', '$share/g/plant/aqua/#', '', 'spBv1.0/#', 'spBv1.0/+/NDATA/n', 'spBv1.0/borealis/#', 'spBv1.0/aquarium/NDATA/n',
    'spBv1.0/STATE/#', 'spBv1.0/STATE/+', 'spBv1.0/STATE/borealis', 'spBv1.0/STATE/aquarium', 'spBv1.0/aqua',
  ]; // prettier-ignore

  for (const topic of foreign)
    it(`keep a tenant out of "${topic}"`, () => {
      assert.deepEqual(
        [maySubscribeTo(aqua, topic), mayPublishTo(aqua, topic), mayReceive(aqua, topic)],
        [false, false, false],
      );
    });

  it('give a tenant all that is its own, wildcards below its root included', () => {
    for (const filter of [
      'plant/aqua/#',
      'plant/aqua/+/t',
      'plant/aqua/b1/t',
      'spBv1.0/aqua/#',
      'spBv1.0/STATE/aqua',
    ])
      assert.ok(maySubscribeTo(aqua, filter));
    assert.ok(mayPublishTo(aqua, 'plant/aqua/b1/t') && mayReceive(aqua, 'plant/aqua/b1/t'));
  });

  it('let a login that may only read publish nowhere', () => {
    assert.equal(mayPublishTo({ tenant: 'aqua', mayPublish: false }, 'plant/aqua/b1/t'), false);
  });
});
