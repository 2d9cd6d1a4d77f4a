import assert from 'node:assert/strict';
import { matchesRule } from '../../../lib/core/sparkplug-proposal';

describe('a rule for metrics of Sparkplug', () => {
  it('names group, edge node, device and metric; a metric of the node has no device', () => {
    const rule = { group: 'g', node: 'line-?', device: '*', metric: 'Motor/*' };
    const address = { group: 'g', node: 'line-1', metric: 'Motor/Speed' };
    assert.equal(matchesRule(rule, address), true);
    assert.equal(matchesRule(rule, { ...address, device: 'mixer' }), true);
    assert.equal(matchesRule({ ...rule, device: 'mixer' }, address), false);
    assert.equal(matchesRule(rule, { ...address, group: 'other' }), false);
    assert.equal(matchesRule(rule, { ...address, node: 'line-10' }), false);
  });
});
