import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { OpcuaConnector } from '../../../lib/connectors/opcua';
import { ClientBench, type Client } from './client-bench';

describe('An OPC UA client asks for history', function () {
  this.timeout(60_000);
  const bench = new ClientBench();

  const historian = async (count: number): Promise<{ name: string; from: number; to: number }> => {
    const { name, node, set } = bench.variable('Double', 0, {
      accessLevel: 'CurrentRead | HistoryRead',
    });
    bench.field.server.engine.addressSpace!.installHistoricalDataNode(node, { maxOnlineValues: 10_000 });
    const from = Date.UTC(2026, 10, 26);
    for (let i = 0; i < count; i++) set(i, 'Good', new Date(from + i * 1000));
    await wait(50);
    return { name, from, to: from + (count - 1) * 1000 };
  };
  const question = (one: Client, of: object) =>
    (one.connector as OpcuaConnector).history(of as never, AbortSignal.timeout(20_000));
  const historical = (one: Client, name: string) =>
    one.of(name).filter(({ flags }) => flags?.includes('historical'));

  it('raw, page by page, both ends in it, each once', async () => {
    const { name, from, to } = await historian(2500);
    const one = bench.client({ [name]: {} });
    await one.reading(name);
    assert.deepEqual(await question(one, { from: from + 1000, to }), { readings: 2499, without: [] });
    assert.deepEqual(historical(one, name).map(({ value }) => value), Array.from({ length: 2499 }, (_, i) => i + 1)); // prettier-ignore
    assert.ok(one.collector.batches.every((size) => size <= 1000));
  });

  it('processed, one value of each interval', async () => {
    bench.field.opcua.addAggregateSupport(bench.field.server.engine.addressSpace!);
    const { name, from } = await historian(100);
    const one = bench.client({ [name]: {} });
    await one.reading(name);
    const processed = { aggregate: 'maximum', intervalMs: 20_000 };
    const { readings } = await question(one, { from, to: from + 99_000, processed });
    assert.equal(readings, 5);
    assert.deepEqual(historical(one, name).map(({ value }) => value), [19, 39, 59, 79, 99]); // prettier-ignore
  });

  it('of what has none, and says so by sensor', async () => {
    const { name } = bench.variable('Double', 1);
    const { name: kept, from, to } = await historian(3);
    const one = bench.client({ [name]: {}, [kept]: {}, missing: {} });
    await one.reading(kept);
    const { readings, without } = await question(one, { from, to });
    assert.equal(readings, 3);
    assert.deepEqual(without.map(({ sensor }) => sensor).sort(), ['u/missing', `u/${name}`].sort());
    assert.ok(without.every(({ reason }) => /Bad[A-Z]/.test(reason)));
  });

  it('of the sensors that are named', async () => {
    const { name, from, to } = await historian(3);
    const one = bench.client({ [name]: {}, other: { nodeId: `nsu=urn:test:plant;s=${name}` } });
    await one.reading(name);
    await question(one, { from, to, sensors: ['u/other'] });
    assert.deepEqual([historical(one, name).length, historical(one, 'other').length], [0, 3]);
  });
});
