import assert from 'node:assert/strict';
import { OpcuaConfig, opcuaSpec } from '../../../lib/connectors/opcua';
import { link } from '../../contract/collector';
import { testPki } from '../../support/opcua-pki';
import { ClientBench, context } from './client-bench';

describe('What an OPC UA server grants otherwise than it was asked for', function () {
  this.timeout(60_000);
  const bench = new ClientBench();

  it('stand in the connection test, in the status and in the figures of the device', async () => {
    const { name } = bench.variable('Double', 1, { minimumSamplingInterval: 2000 });
    const config = {
      publishingIntervalMs: 500,
      samplingIntervalMs: 250,
      lifetimeMs: 86_400_000,
      keepAliveMs: 1000,
    };
    const one = bench.client({ [name]: {} }, config);
    await one.reading(name);
    const { text } = await link(one.connector, 'connected');
    assert.match(text, /; granted: .*sampling interval of 1 point 2000 ms \(asked 250\)/);
    const granted = one.connector.diagnostics?.().granted?.() ?? [];
    assert.deepEqual(
      granted.find((found) => found.name === 'sampling interval'),
      { name: 'sampling interval', unit: 'ms', asked: 250, granted: 2000, points: 1 },
    );
    const pki = await testPki('granted', true);
    const { answer } = await opcuaSpec(() => Promise.resolve(pki)).test(
      OpcuaConfig.parse({ endpoint: bench.field.url, ...config, sessionTimeoutMs: 86_400_000 }),
      context,
    );
    await pki.remove();
    assert.match(answer, / It grants .*\d+ ms \(asked \d+\)/);
  });
});
