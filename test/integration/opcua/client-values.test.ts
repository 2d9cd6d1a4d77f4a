import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { link } from '../../contract/collector';
import { ClientBench } from './client-bench';

describe('An OPC UA client takes values', function () {
  this.timeout(60_000);
  const bench = new ClientBench();

  const cases: [type: string, value: unknown, becomes: unknown, more?: { path?: string; scale?: number; offset?: number }][] = [
    ['Boolean', true, true],
    ['SByte', -128, -128],
    ['Byte', 255, 255],
    ['Int16', -300, -300],
    ['UInt32', 4_294_967_295, 4_294_967_295],
    ['Int64', [0xffffffff, 0xfffffffe], -2],
    ['UInt64', [1, 5], 4_294_967_301],
    ['Float', 21.5, 21.5],
    ['Double', 0.1, 0.1],
    ['Double', 300, 30.5, { scale: 0.1, offset: 0.5 }],
    ['String', 'open', 'open'],
    ['LocalizedText', { text: 'auf', locale: 'de' }, 'auf'],
    ['DateTime', new Date(1_790_000_000_000), '2026-09-21T14:13:20.000Z'],
    ['ByteString', Buffer.from('cafe', 'hex'), '0xcafe'],
    ['Guid', '72962B91-FA75-4AE6-8D28-B404DC7DAF63', '72962B91-FA75-4AE6-8D28-B404DC7DAF63'],
  ]; // prettier-ignore
  for (const [type, value, becomes, more = {}] of cases)
    it(`of ${type}${more.scale ? ', scaled' : ''} as ${JSON.stringify(becomes)}`, async () => {
      const { name } = bench.variable(type, value);
      const reading = await bench.client({ [name]: more }).reading(name);
      assert.equal(reading.value, becomes);
      assert.equal(reading.quality, 'good');
    });

  it('of a 64-bit integer that a number cannot hold, and says that it was rounded', async () => {
    const { name } = bench.variable('UInt64', [0x00200000, 1]);
    const reading = await bench.client({ [name]: {} }).reading(name);
    assert.deepEqual([reading.value, reading.quality, reading.flags], [2 ** 53, 'uncertain', ['conversion']]);
  });

  it('of an array by index, and of a structure by field', async () => {
    const { opcua, namespace, objects } = bench.field;
    namespace.addVariable({
      componentOf: objects,
      browseName: 'list',
      nodeId: 's=list',
      dataType: 'Double',
      valueRank: 1,
      arrayDimensions: [3],
      value: { dataType: opcua.DataType.Double, arrayType: opcua.VariantArrayType.Array, value: new Float64Array([1.5, 2.5, 3.5]) },
    }); // prettier-ignore
    const one = bench.client({
      second: { nodeId: 'nsu=urn:test:plant;s=list', path: '[1]' },
      beyond: { nodeId: 'nsu=urn:test:plant;s=list', path: '[7]' },
      whole: { nodeId: 'nsu=urn:test:plant;s=list' },
      year: { nodeId: 'i=2256', path: 'buildInfo.productName' },
    });
    assert.equal((await one.reading('second')).value, 2.5);
    assert.equal((await one.reading('year')).value, 'Controller');
    const { text } = await link(one.connector, 'degraded');
    assert.match(text, /s=list \[7\]: has no part \[7\] \(and 1 more\)$/);
    assert.deepEqual([one.of('beyond'), one.of('whole')], [[], []]);
  });

  it('that are not finite as bad, with the last that was known', async () => {
    const { name, set } = bench.variable('Double', 5);
    const one = bench.client({ [name]: {} });
    await one.reading(name);
    set(NaN);
    const reading = await one.reading(name, ({ quality }) => quality === 'bad');
    assert.deepEqual([reading.value, reading.flags], [5, ['sensor-failure']]);
  });

  it('with what the server says of them', async () => {
    const { name, set } = bench.variable('Double', 1);
    const one = bench.client({ [name]: {} });
    await one.reading(name);
    const said: [status: string, quality: string, flags: string[] | undefined][] = [
      ['GoodLocalOverride', 'good', ['substituted']],
      ['UncertainLastUsableValue', 'uncertain', ['stale']],
      ['UncertainEngineeringUnitsExceeded', 'uncertain', ['over-range']],
      ['BadSensorFailure', 'bad', ['sensor-failure']],
      ['BadNoCommunication', 'bad', ['comm-lost']],
      ['BadInvalidState', 'bad', undefined],
    ];
    for (const [i, [status]] of said.entries()) {
      set(10 + i, status);
      await wait(80);
    }
    set(99);
    await one.reading(name, ({ value }) => value === 99);
    assert.deepEqual(
      one.of(name).slice(1, -1).map(({ quality, flags }) => [quality, flags]),
      said.map(([, quality, flags]) => [quality, flags]),
    ); // prettier-ignore
  });
});
