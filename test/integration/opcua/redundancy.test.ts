import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { UAVariable, VariantOptions } from 'node-opcua';
import { OpcuaConfig, OpcuaPoint, opcuaSpec, type OpcuaConnector } from '../../../lib/connectors/opcua';
import type { LinkStatus } from '../../../lib/connectors/connector';
import { Collector } from '../../contract/collector';
import { OpcuaField } from '../../support/opcua-field';
import { testPki, type TestPki } from '../../support/opcua-pki';
import { freePort } from '../../support/product';
import { until } from '../../support/until';
import { context } from './client-bench';

const STEP_MS = 100;
const BEGAN = Math.floor(Date.now() / 1000) * 1000 - 60_000;

/** One of two controllers that read the same ramp. */
class Plant {
  private child: ChildProcess | undefined;
  private constructor(readonly port: number) {}

  static async start(): Promise<Plant> {
    const plant = new Plant(await freePort());
    await plant.start();
    return plant;
  }
  async start(): Promise<void> {
    const program = join(__dirname, '../../support/opcua-plant-process.ts');
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', program, String(this.port), String(BEGAN), String(STEP_MS)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.child = child;
    await once(child.stdout, 'data');
  }
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  get url(): string {
    return `opc.tcp://127.0.0.1:${this.port}`;
  }
}

describe('An OPC UA client of redundant servers', function () {
  this.timeout(180_000);
  let pki: TestPki;
  const cleanups: (() => Promise<unknown>)[] = [];

  before(async () => {
    pki = await testPki('redundancy', true);
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  after(() => pki.remove());

  function client(endpoint: string, more: object): { connector: OpcuaConnector; seen: LinkStatus[] } {
    const connector = opcuaSpec(() => Promise.resolve(pki)).create(
      OpcuaConfig.parse({
        endpoint,
        publishingIntervalMs: 200,
        samplingIntervalMs: 0,
        queueSize: 1000,
        keepAliveMs: 500,
        ...more,
      }),
      context,
    );
    const seen: LinkStatus[] = [];
    connector.onLink((status) => seen.push(status));
    cleanups.push(() => connector.stop());
    return { connector, seen };
  }
  /** Waits until it says that it is connected to this address, after what it said before. */
  const connected = ({ seen }: { seen: LinkStatus[] }, url: string, after = 0): Promise<void> =>
    until(`a connection to ${url}`, () =>
      seen.slice(after).some(({ state, text }) => state === 'connected' && text.startsWith(`connected to ${url}: `)),
      30_000,
    ); // prettier-ignore

  /** What a node of the standard says from now on. */
  const serve = ({ opcua, server }: OpcuaField, id: number, value: VariantOptions): void => {
    const node = server.engine.addressSpace!.findNode(`i=${id}`) as UAVariable;
    node.bindVariable({ get: () => new opcua.Variant(value) }, true);
  };
  const stepsOf = ({ readings }: Collector): number[] =>
    readings.filter(({ quality }) => quality === 'good').map(({ value }) => value as number);

  it('misses and repeats nothing when the first is killed, and goes back to it when it is well again', async () => {
    const [a, b] = [await Plant.start(), await Plant.start()];
    for (const plant of [a, b]) cleanups.push(() => plant.kill());
    const one = client(a.url, { otherEndpoints: b.url, returnAfterMs: 1000 });
    const collector = new Collector();
    const ramp = OpcuaPoint.parse({ unit: 'u', sensor: 'ramp', nodeId: 'nsu=urn:test:plant;s=ramp' });
    one.connector.bind([ramp], collector);
    one.connector.start();
    await connected(one, a.url);
    await until('two seconds of the ramp', () => stepsOf(collector).length > 20);
    assert.match(one.seen.at(-1)?.text ?? '', /one of 2 redundant servers, ServiceLevel 255/);

    await a.kill();
    await connected(one, b.url, one.seen.length);
    const killed = stepsOf(collector).length;
    await until('two seconds from the other', () => stepsOf(collector).length > killed + 20);
    const told = one.seen.length;
    await a.start();
    await connected(one, a.url, told);
    const back = stepsOf(collector).length;
    await until('two seconds from the first', () => stepsOf(collector).length > back + 20);

    const last = Math.floor((Date.now() - BEGAN) / STEP_MS) - 20;
    const first = Math.min(...stepsOf(collector));
    await until('all steps', () => {
      const all = new Set(stepsOf(collector));
      return Array.from({ length: last - first + 1 }, (_, i) => first + i).every((step) => all.has(step));
    }); // prettier-ignore
    const steps = stepsOf(collector);
    assert.equal(new Set(steps).size, steps.length, 'a step came twice');
    for (const { value, timestamp, quality } of collector.readings)
      if (quality === 'good') assert.equal(timestamp, BEGAN + (value as number) * STEP_MS);
  });

  it('goes by the ServiceLevel, at the beginning and when it changes', async () => {
    const level = (field: OpcuaField, value: number): void => serve(field, 2267, { dataType: 'Byte', value });
    const [a, b] = [await OpcuaField.start(), await OpcuaField.start()];
    for (const field of [a, b]) cleanups.push(() => field.stop());
    level(a, 100);
    level(b, 240);
    const one = client(a.url, { otherEndpoints: `${b.url}, opc.tcp://127.0.0.1:1`, returnAfterMs: 600_000 });
    one.connector.start();
    await connected(one, b.url);
    level(b, 1);
    await connected(one, a.url);
  });

  it('finds those that the server names', async () => {
    const b = await OpcuaField.start();
    cleanups.push(() => b.stop());
    const a = await OpcuaField.start();
    cleanups.push(() => a.stop());
    const { opcua, server } = a;
    const uri = 'urn:test:other';
    serve(a, 3709, { dataType: 'Int32', value: 3 });
    serve(a, 11314, { dataType: 'String', arrayType: 'Array', value: [uri] });
    const find = server as unknown as { getServers(): object[] };
    const before = find.getServers.bind(server);
    find.getServers = () => [
      ...before(),
      new opcua.ApplicationDescription({ applicationUri: uri, discoveryUrls: [b.url] }),
    ];
    const one = client(a.url, {});
    one.connector.start();
    await connected(one, a.url);
    assert.match(one.seen.at(-1)?.text ?? '', /one of 2 redundant servers \(hot\)/);
    await a.server.shutdown(0);
    await connected(one, b.url);
  });
});
