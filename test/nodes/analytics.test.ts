import assert from 'node:assert/strict';
import { runFlow } from '../support/node-red';
import node = require('../../nodes/analytics/analytics');

describe('thermacore-analytics', () => {
  it('passes readings on', async () => {
    const flow = await runFlow(node, [{ id: 'n', type: 'thermacore-analytics', wires: [['out']] }]);
    flow.send('n', { payload: [] });
    assert.deepEqual((await flow.next('out')).payload, []);
  });
});
