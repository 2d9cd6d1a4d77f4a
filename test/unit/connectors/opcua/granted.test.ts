import assert from 'node:assert/strict';
import { differences, inWords } from '../../../../lib/connectors/opcua/granted';
import { OpcuaConfig } from '../../../../lib/connectors/opcua/spec';

const config = OpcuaConfig.parse({ endpoint: 'opc.tcp://plc:4840' });
const asAsked = { id: 1, publishingIntervalMs: 500, keepAliveMs: 5000, lifetimeMs: 600_000 };
const tag = (samplingIntervalMs: number, queueSize: number, point: object = {}) => ({
  point,
  granted: { samplingIntervalMs, queueSize },
});

describe('What an OPC UA server grants otherwise', () => {
  it('is nothing where all is as it was asked for', () => {
    const tags = [
      tag(500, 100),
      tag(50, 7, { samplingIntervalMs: 50, queueSize: 7 }),
      tag(100, 100, { samplingIntervalMs: 0 }),
    ];
    const found = differences({ config, sessionTimeoutMs: 120_000, subscription: asAsked, tags });
    assert.deepEqual([found, inWords(found)], [[], '']);
  });

  it('are told with both numbers, and points by the first of them', () => {
    const found = differences({
      config,
      sessionTimeoutMs: 60_000,
      subscription: { ...asAsked, publishingIntervalMs: 1000, keepAliveMs: 10_000 },
      tags: [tag(1000, 100), tag(1000, 1), { point: {}, granted: undefined }],
    });
    assert.equal(
      inWords(found),
      'session time-out 60000 ms (asked 120000), publishing interval 1000 ms (asked 500), keep-alive 10000 ms (asked 5000), ' +
        'sampling interval of 2 points 1000 ms (asked 500), queue size of 1 point 1 samples (asked 100)',
    );
  });
});
