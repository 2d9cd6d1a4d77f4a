import assert from 'node:assert/strict';
import { encodePayload } from '../../../../lib/connectors/sparkplug/payload/encode';
import type { Metric } from '../../../../lib/connectors/sparkplug/payload/payload';
import { NOW, bornEdge, double, typeOf } from './fixture';

const ask: Metric = { name: 'Node Control/Rebirth', datatype: 11, field: 'boolean', value: true };

describe('a Sparkplug edge node that is told to do too much', () => {
  it('is born once for one message, however often that asks for it', () => {
    const payload = encodePayload({ timestamp: NOW, metrics: Array.from({ length: 5000 }, () => ask) });
    const { publishes } = bornEdge().edge.message('spBv1.0/g/NCMD/n', payload, NOW);
    assert.deepEqual(publishes.map(typeOf), ['NBIRTH', 'DBIRTH']);
  });

  it('tells of ten commands that it refuses, and how many more there were', () => {
    const metrics = Array.from({ length: 1500 }, (_, i) => double(`nowhere-${i}`, 1));
    const payload = encodePayload({ timestamp: NOW, metrics });
    const { refused } = bornEdge().edge.message('spBv1.0/g/DCMD/n/boiler-1', payload, NOW);
    assert.equal(refused.length, 11);
    assert.equal(refused.at(-1), '1,490 more commands of the message are refused.');
  });
});
