import assert from 'node:assert/strict';
import { once, type EventEmitter } from 'node:events';
import { ClientMonitoredItemGroup, AttributeIds, TimestampsToReturn, type DataValue } from 'node-opcua';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, PUBLISHING, TestPlant, asUser, sensor, serve } from '../../support/opcua-server';

const SESSIONS = 100;
const ITEMS = 12;
const SECONDS = 5;
const MEGABYTE = 1024 ** 2;

describe('A hundred sessions of an OPC UA server', function () {
  this.timeout(120_000);
  let pki: TestPki;
  const clients = new Clients(() => pki);
  before(async () => {
    pki = await openTestPki();
  });
  after(() => pki.close());

  it('each get every change of twelve sensors, each their tenant’s', async () => {
    const plant = new TestPlant();
    const sensors = Array.from({ length: ITEMS }, (_, i) => sensor(`s${i}`));
    plant.tenants = ['aqua', 'borealis'].map((key) => ({
      key,
      name: key,
      units: [{ key: 'u', name: 'u', sensors }],
    }));
    const server = await serve(pki, { ports: plant.ports });
    const before = process.memoryUsage().rss;
    const newest = Array.from({ length: SESSIONS }, () => new Map<number, number>());
    let notifications = 0;
    let foreign = 0;
    const started = Date.now();
    for (let i = 0; i < SESSIONS; i++) {
      const tenant = i % 2 ? 'borealis' : 'aqua';
      const session = await clients.session(server.port, asUser(`viewer@${tenant}`));
      const subscription = await session.createSubscription2({
        ...PUBLISHING,
        requestedPublishingInterval: 500,
      });
      const group = ClientMonitoredItemGroup.create(
        subscription,
        sensors.map(({ key }) => ({ nodeId: `ns=2;s=${tenant}/u/${key}`, attributeId: AttributeIds.Value })),
        { samplingInterval: 0, queueSize: 10 },
        TimestampsToReturn.Both,
      );
      group.on('changed', (_item: unknown, { value }: DataValue, index: number) => {
        if (value.value === null) return;
        notifications++;
        // Values of aqua are even, those of borealis odd.
        if ((value.value as number) % 2 !== i % 2) foreign++;
        newest[i]?.set(index, value.value as number);
      });
      await once(group as unknown as EventEmitter, 'initialized');
    }
    const connected = Date.now() - started;
    assert.equal(server.counts.sessions, SESSIONS);
    assert.equal(server.counts.items, SESSIONS * ITEMS);
    const cpu = process.cpuUsage();
    for (let second = 0; second < SECONDS; second++) {
      for (const [tenant, odd] of [
        ['aqua', 0],
        ['borealis', 1],
      ] as const)
        server.update(
          tenant,
          sensors.map(({ key }) => ({
            tenant,
            unit: 'u',
            sensor: key,
            timestamp: Date.now(),
            value: second * 2 + odd,
            quality: 'good',
          })),
        );
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const { user, system } = process.cpuUsage(cpu);
    const memory = process.memoryUsage().rss - before;
    const expected = SESSIONS * ITEMS * SECONDS;
    const deadline = Date.now() + 40_000;
    while (notifications < expected && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
    process.stdout.write(
      `${[
        `      ${SESSIONS} sessions with ${SESSIONS * ITEMS} items opened in ${connected} ms`,
        `${notifications} notifications in ${SECONDS} s`,
        `${Math.round((user + system) / 1e4 / SECONDS)} % of a core, server and clients together`,
        `${Math.round(memory / MEGABYTE)} MB more, server and clients together`,
      ].join('; ')}\n`,
    );
    assert.equal(notifications, expected);
    assert.equal(foreign, 0);
    for (const [i, values] of newest.entries())
      assert.deepEqual([...values.values()], new Array<number>(ITEMS).fill((SECONDS - 1) * 2 + (i % 2)));
    await clients.close();
    await server.stop();
  });
});
