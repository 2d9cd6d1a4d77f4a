import assert from 'node:assert/strict';
import { once, type EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  AttributeIds,
  ClientMonitoredItem,
  ObjectTypeIds,
  TimestampsToReturn,
  constructEventFilter,
  makeNodeId,
  ofType,
  type ClientSession,
  type Variant,
} from 'node-opcua';
import { condition, raised, until } from '../../support/opcua-alarms';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, PUBLISHING, TestPlant, asUser, sensor, serve } from '../../support/opcua-server';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

const UNITS = 100;
const SENSORS = 20;
const RULES = 5;
const CONDITIONS = UNITS * SENSORS * RULES;
const MEGABYTE = 1024 ** 2;
const FLOOD_PER_SECOND = 1000;
const FLOOD_SECONDS = 3;
const SESSIONS = 5;

describe('Ten thousand alarms of an OPC UA server', function () {
  this.timeout(180_000);
  let pki: TestPki;
  const clients = new Clients(() => pki);
  before(async () => {
    pki = await openTestPki();
  });
  afterEach(() => clients.close());
  after(() => pki.close());

  const heap = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed / MEGABYTE;
  };

  it('cost little, and nobody waits for them at the start', async () => {
    const plant = new TestPlant();
    const units = Array.from({ length: UNITS }, (_, u) => ({
      key: `u${u}`,
      name: `Unit ${u}`,
      sensors: Array.from({ length: SENSORS }, (__, s) => sensor(`s${s}`)),
    }));
    plant.tenants = [{ key: 'aqua', name: 'aqua', units }];
    const rules = units.flatMap(({ key: unit, sensors }) =>
      sensors.flatMap(({ key }) =>
        Array.from({ length: RULES }, (_, r) =>
          condition(`r${r}`, key, { id: `r${r}:${unit}/${key}`, unit }),
        ),
      ),
    );
    const server = await serve(pki, { ports: plant.ports });
    const before = heap();
    plant.alarms.conditions.set('aqua', rules);
    const cpu = process.cpuUsage();
    let longest = 0;
    let turn = performance.now();
    const lookout = setInterval(() => {
      longest = Math.max(longest, performance.now() - turn);
      turn = performance.now();
    }, 1);
    plant.alarms.rulesChanged();
    await until(() => server.counts.conditions === CONDITIONS);
    const took = process.cpuUsage(cpu).user / 1000;
    clearInterval(lookout);
    const memory = heap() - before;
    process.stdout.write(
      `      ${CONDITIONS} conditions: ${Math.round(memory)} MB, made in ${Math.round(took)} ms of CPU time, at most ${Math.round(longest)} ms at a stretch\n`,
    );
    assert.ok(memory < 100, `${memory} MB`);

    // A client that reads every part of every condition does not fill the memory either.
    const session = await clients.session(server.port, asUser('operator@aqua'));
    const many = (from: number, to: number) =>
      session.read(
        rules.slice(from, to).map(({ unit, sensor: key, rule }) => ({
          nodeId: `ns=2;s=aqua/${unit}/${key}/${rule}-Retain`,
          attributeId: AttributeIds.Value,
        })),
      );
    for (let i = 0; i < 400; i += 100)
      assert.ok((await many(i, i + 100)).every(({ value }) => value.value === false));
    // Nor does one that asks for many at once keep the others waiting.
    await assert.rejects(many(600, 701), /BadTooManyOperations/);
    const statusOf = async (nodeId: string): Promise<string> => {
      const { statusCode } = await session.call({
        objectId: nodeId,
        methodId: 'ns=0;i=2947',
        inputArguments: [],
      });
      return statusCode.name;
    };
    // Those whose parts are no nodes any more took nothing with them that others have, too.
    assert.equal(await statusOf('ns=2;s=aqua/u0/s0/r0'), 'BadConditionNotShelved');
    const { references } = await session.browse({
      nodeId: 'ns=2;s=aqua/u0/s0/r0-ShelvingState',
      referenceTypeId: 'HasComponent',
      resultMask: 63,
    });
    assert.ok(references?.some(({ browseName }) => browseName.name === 'TimedShelve'));
    const shown = heap() - before - memory;
    process.stdout.write(`      400 of them looked at: ${Math.round(shown)} MB more\n`);
    assert.ok(shown < 100, `${shown} MB`);
    await server.stop();
  });

  interface Told {
    readonly types: string[];
  }
  async function listen(session: ClientSession, queueSize: number, interval = 250): Promise<Told> {
    const subscription = await session.createSubscription2({
      ...PUBLISHING,
      requestedPublishingInterval: interval,
      requestedMaxKeepAliveCount: 5,
    });
    const filter = constructEventFilter(
      ['EventType', 'EventId', 'SourceNode', 'SourceName', 'Time', 'Message', 'Severity', 'Retain', 'ActiveState.Id', 'AckedState.Id'],
      ofType('AlarmConditionType'),
    ); // prettier-ignore
    const item = ClientMonitoredItem.create(
      subscription,
      { nodeId: 'i=2253', attributeId: AttributeIds.EventNotifier },
      { filter, queueSize, samplingInterval: 0, discardOldest: true },
      TimestampsToReturn.Both,
    );
    const types: string[] = [];
    item.on('changed', (fields: unknown) => types.push(String((fields as Variant[])[0]?.value)));
    await once(item as unknown as EventEmitter, 'initialized');
    return { types };
  }
  const nameOf = (type: 'EventQueueOverflowEventType' | 'RefreshRequiredEventType'): string =>
    String(makeNodeId(ObjectTypeIds[type]));

  it('in a flood of 1,000 a second leave the server at work, and clients get all events or know that some were lost', async () => {
    const plant = new TestPlant();
    const rules = Array.from({ length: 500 }, (_, i) =>
      condition(`r${i}`, 'flow', { id: `r${i}:boiler-1/flow` }),
    );
    plant.alarms.conditions.set('aqua', rules);
    const server = await serve(pki, { ports: plant.ports });
    await until(() => server.counts.conditions === rules.length);
    const told: Told[] = [];
    for (let i = 0; i < SESSIONS; i++)
      told.push(await listen(await clients.session(server.port, asUser('operator@aqua')), 100));
    const other = await clients.session(server.port, asUser('operator@borealis'));
    const quiet = await listen(other, 100);

    let slowest = 0;
    let moment = 1_800_000_000_000;
    for (let second = 0; second < FLOOD_SECONDS; second++) {
      const end = performance.now() + 1000;
      for (let i = 0; i < FLOOD_PER_SECOND; i++) {
        const rule = rules[i % rules.length];
        plant.alarms.put('aqua', raised(rule?.id ?? '', { since: moment++ }));
      }
      do {
        const asked = performance.now();
        await other.read({ nodeId: 'i=2258' });
        slowest = Math.max(slowest, performance.now() - asked);
        await new Promise((resolve) => setTimeout(resolve, 20));
      } while (performance.now() < end);
    }
    const isWhole = ({ types }: Told): boolean =>
      types.length >= FLOOD_PER_SECOND * FLOOD_SECONDS ||
      types.includes(nameOf('EventQueueOverflowEventType')) ||
      types.includes(nameOf('RefreshRequiredEventType'));
    await until(() => told.every(isWhole));
    process.stdout.write(
      `      ${FLOOD_PER_SECOND} alarms a second for ${FLOOD_SECONDS} s, ${SESSIONS} sessions: slowest answer to another session ${Math.round(slowest)} ms\n`,
    );
    assert.ok(slowest < 10_000, `${slowest} ms`);
    assert.deepEqual(quiet.types, []);
    const session = await clients.session(server.port, asUser('operator@aqua'));
    assert.equal((await session.read({ nodeId: 'ns=2;s=aqua/boiler-1/flow/r0-Retain' })).value.value, true);
    await server.stop();
  });

  it('of which more come than an item can hold: the newest stay, and one event says that others are lost', async () => {
    const plant = new TestPlant();
    plant.alarms.conditions.set('aqua', [condition('hot', 'flow', { id: 'hot:boiler-1/flow' })]);
    const server = await serve(pki, { ports: plant.ports });
    await until(() => server.counts.conditions === 1);
    const told = await listen(await clients.session(server.port, asUser('operator@aqua')), 100, 4000);
    for (let i = 0; i < 300; i++)
      plant.alarms.put('aqua', raised('hot:boiler-1/flow', { since: 1_800_000_000_000 + i }));
    await until(() => told.types.length >= 101);
    assert.deepEqual(
      [...new Set(told.types)],
      [nameOf('EventQueueOverflowEventType'), String(makeNodeId(ObjectTypeIds.ExclusiveLevelAlarmType))],
    );
    assert.equal(told.types.length, 101);
    await server.stop();
  });

  it('that come faster than anybody can be told ask clients to refresh, whatever they filter', async () => {
    const plant = new TestPlant();
    plant.alarms.conditions.set('aqua', [condition('hot', 'flow', { id: 'hot:boiler-1/flow' })]);
    const server = await serve(pki, { ports: plant.ports });
    await until(() => server.counts.conditions === 1);
    const told = await listen(await clients.session(server.port, asUser('operator@aqua')), 5000);
    const quiet = await listen(await clients.session(server.port, asUser('operator@borealis')), 5000);
    for (let i = 0; i < 5001; i++)
      plant.alarms.put('aqua', raised('hot:boiler-1/flow', { since: 1_800_000_000_000 + i }));
    await until(() => told.types.includes(nameOf('RefreshRequiredEventType')));
    assert.deepEqual(quiet.types, []);
    await server.stop();
  });
});
