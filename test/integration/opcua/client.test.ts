import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { UAVariable } from 'node-opcua';
import { systemClock, type Clock } from '../../../lib/core/clock';
import { link } from '../../contract/collector';
import { ClientBench } from './client-bench';

describe('An OPC UA client', function () {
  this.timeout(60_000);
  const bench = new ClientBench();

  it('keeps the time of the source, or takes that of the server', async () => {
    const { opcua, namespace, objects } = bench.field;
    const source = new Date(Date.now() - 3_600_000);
    const served = new Date(Date.now() - 1000);
    namespace.addVariable({
      componentOf: objects,
      browseName: 'timed',
      nodeId: 's=timed',
      dataType: 'Double',
      value: {
        timestamped_get: () =>
          new opcua.DataValue({
            value: { dataType: opcua.DataType.Double, value: 5 },
            sourceTimestamp: source,
            serverTimestamp: served,
          }),
      },
    });
    const at = 'nsu=urn:test:plant;s=timed';
    const one = bench.client({
      'by-source': { nodeId: at },
      'by-server': { nodeId: at, timestamp: 'server' },
    });
    assert.equal((await one.reading('by-source')).timestamp, source.getTime());
    const { timestamp } = await one.reading('by-server');
    assert.ok(timestamp >= served.getTime() && timestamp <= Date.now(), String(timestamp));
  });

  it('refuses a value from a clock that is two days ahead, and says by how much it is dated', async () => {
    const { name, set } = bench.variable('Double', 0);
    const one = bench.client({ [name]: {} });
    await one.reading(name);
    set(5, 'Good', new Date(Date.now() + 2 * 86_400_000));
    await one.collector.until('a rejection', () => one.collector.rejections.length > 0);
    const [rejection] = one.collector.rejections;
    assert.equal(rejection?.reason, 'timestamp-in-future');
    assert.match(rejection?.detail ?? '', /is dated 20\d\d-.* and it is 20\d\d-/);
    set(6);
    assert.equal((await one.reading(name, ({ value }) => value === 6)).quality, 'good');
  });

  it('gets each of many samples between two publications, in order', async () => {
    const { name, set } = bench.variable('Double', 0);
    const one = bench.client({ [name]: { queueSize: 500 } }, { publishingIntervalMs: 300 });
    await one.reading(name);
    for (let i = 1; i <= 100; i++) {
      set(i, 'Good', new Date(Date.now()));
      await wait(1);
    }
    await one.reading(name, ({ value }) => value === 100);
    assert.deepEqual(one.of(name).map(({ value }) => value), Array.from({ length: 101 }, (_, i) => i)); // prettier-ignore
  });

  it('says where the server had to discard samples', async () => {
    const { name, set } = bench.variable('Double', 0);
    const one = bench.client({ [name]: { queueSize: 2 } }, { publishingIntervalMs: 300 });
    await one.reading(name);
    for (let i = 1; i <= 20; i++) set(i, 'Good', new Date(Date.now() + i));
    await one.reading(name, ({ value }) => value === 20);
    assert.ok(one.of(name).some(({ flags }) => flags?.includes('overflow')));
    assert.ok(one.of(name).length < 10);
  });

  it('has the server leave out what is within a deadband, absolute and in percent of the range', async () => {
    const { opcua, namespace, objects } = bench.field;
    const node = namespace.addAnalogDataItem({
      componentOf: objects,
      browseName: 'analog',
      nodeId: 's=analog',
      dataType: 'Double',
      engineeringUnitsRange: { low: 0, high: 200 },
      minimumSamplingInterval: 0,
      value: { dataType: opcua.DataType.Double, value: 100 },
    }) as UAVariable;
    const at = 'nsu=urn:test:plant;s=analog';
    const one = bench.client({
      absolute: { nodeId: at, deadband: 5 },
      percent: { nodeId: at, deadband: 10, deadbandType: 'percent' },
      any: { nodeId: at },
    });
    await one.reading('any');
    for (const value of [103, 106, 112, 123]) {
      node.setValueFromSource({ dataType: opcua.DataType.Double, value });
      await one.reading('any', (reading) => reading.value === value);
      await wait(60);
    }
    assert.deepEqual(one.of('absolute').map(({ value }) => value), [100, 106, 112, 123]); // prettier-ignore
    assert.deepEqual(one.of('percent').map(({ value }) => value), [100, 123]); // prettier-ignore
  });

  it('tells a node that is not there or refused by name, reads the others, and finds it when it comes', async () => {
    const { name } = bench.variable('Double', 3);
    const one = bench.client({
      [name]: {},
      missing: {},
      folder: { nodeId: 'nsu=urn:test:plant;s=Plant' },
      elsewhere: { nodeId: 'nsu=urn:nobody;s=x' },
    });
    assert.equal((await one.reading(name)).value, 3);
    const { text } = await link(one.connector, 'degraded');
    assert.match(
      text,
      /^nsu=urn:test:plant;s=missing: the server has no such node \(BadNodeIdUnknown\) \(and 2 more\)$/,
    );
  });

  it('tells a value that is too large to be sent, and reads the others', async () => {
    const { opcua, namespace, objects } = bench.field;
    namespace.addVariable({
      componentOf: objects,
      browseName: 'huge',
      nodeId: 's=huge',
      dataType: 'Double',
      valueRank: 1,
      arrayDimensions: [3_000_000],
      value: {
        dataType: opcua.DataType.Double,
        arrayType: opcua.VariantArrayType.Array,
        value: new Float64Array(3_000_000),
      },
    });
    const { name, set } = bench.variable('Double', 1);
    // What is looked at once a minute is looked at after half a second.
    const clock: Clock = {
      ...systemClock,
      every: (ms, run) => systemClock.every(ms >= 60_000 ? 500 : ms, run),
    };
    const points = { [name]: {}, huge: { path: '[5]' } };
    const one = bench.client(points, {}, 'at once', bench.field, clock);
    const { text } = await link(one.connector, 'degraded');
    assert.match(
      text,
      /s=huge \[5\]: (has had no value yet \(Bad\w+\)|the server took it, and has sent no value)/,
    );
    set(2);
    assert.equal((await one.reading(name, ({ value }) => value === 2)).quality, 'good');
  });

  it('keeps to the limits of the server, and spreads many items over subscriptions', async () => {
    const limited = await bench.another({
      more: {
        serverCapabilities: { operationLimits: { maxMonitoredItemsPerCall: 7, maxNodesPerRead: 6 } },
      },
    });
    const made = Array.from({ length: 30 }, (_, i) => bench.variable('Double', i, {}, limited));
    const one = bench.client(
      Object.fromEntries(made.map(({ name }) => [name, {}])),
      { maxItemsPerSubscription: 12 },
      'at once',
      limited,
    );
    await one.collector.count(30);
    assert.equal(limited.server.engine.currentSubscriptionCount, 3);
    assert.equal(one.status?.state, 'connected');
  });

  it('asks for no more while what came is not stored, and for all of it afterwards', async () => {
    const { name, set } = bench.variable('Double', 0);
    const one = bench.client({ [name]: { queueSize: 1000 } }, { publishingIntervalMs: 10 }, 'by hand');
    await one.reading(name);
    for (let i = 1; i <= 200; i++) {
      set(i, 'Good', new Date());
      await wait(15);
    }
    const open = one.collector.open.length;
    assert.ok(open >= 50 && open <= 60, `${open} messages are not stored`);
    const settling = setInterval(() => one.collector.settle(true), 5);
    await one.reading(name, ({ value }) => value === 200);
    clearInterval(settling);
    assert.deepEqual(one.of(name).map(({ value }) => value), Array.from({ length: 201 }, (_, i) => i)); // prettier-ignore
  });

  it('hands a batch on again until it is stored', async () => {
    const { name } = bench.variable('Double', 7);
    const one = bench.client({ [name]: {} }, {}, 'by hand');
    await one.reading(name);
    one.collector.settle(false);
    await one.collector.until('it again', () => one.of(name).length === 2);
    assert.deepEqual(one.of(name)[1], one.of(name)[0]);
    one.collector.settle(true);
    await wait(1200);
    assert.equal(one.of(name).length, 2);
  });

  it('goes on when the server drops its session', async () => {
    const { name, set } = bench.variable('Double', 1);
    const one = bench.client({ [name]: {} });
    await one.reading(name);
    const { engine } = bench.field.server;
    for (const session of Object.values(
      (
        engine as unknown as {
          _sessions: Record<string, { sessionName: string; authenticationToken: never }>;
        }
      )._sessions,
    ))
      engine.closeSession(session.authenticationToken, true, 'Forcing');
    await one.reading(name, ({ flags }) => flags?.includes('comm-lost') ?? false);
    await link(one.connector, 'connected');
    set(2);
    assert.equal((await one.reading(name, ({ value }) => value === 2)).quality, 'good');
  });

  it('goes on with a server that cannot transfer subscriptions', async () => {
    const { name, set } = bench.variable('Double', 1);
    const one = bench.client({ [name]: {} });
    await one.reading(name);
    const server = bench.field.server as unknown as Record<string, unknown>;
    const kept = server['_on_TransferSubscriptionsRequest'];
    try {
      server['_on_TransferSubscriptionsRequest'] = (
        message: never,
        channel: { send_response: (...args: unknown[]) => void },
      ) =>
        channel.send_response(
          'MSG',
          new bench.field.opcua.ServiceFault({
            responseHeader: { serviceResult: bench.field.opcua.StatusCodes.BadServiceUnsupported },
          }),
          message,
        );
      const { engine } = bench.field.server;
      for (const session of Object.values(
        (engine as unknown as { _sessions: Record<string, { authenticationToken: never }> })._sessions,
      ))
        engine.closeSession(session.authenticationToken, false, 'Forcing');
      await one.reading(name, ({ flags }) => flags?.includes('comm-lost') ?? false);
      await link(one.connector, 'connected');
      set(2);
      assert.equal((await one.reading(name, ({ value }) => value === 2)).quality, 'good');
    } finally {
      server['_on_TransferSubscriptionsRequest'] = kept;
    }
  });
});
