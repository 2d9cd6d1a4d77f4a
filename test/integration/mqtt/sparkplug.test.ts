import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MqttConfig, MqttConnector } from '../../../lib/connectors/mqtt';
import {
  EdgeRunner,
  HostRunner,
  placing,
  type EdgeCommand,
  type HostEvent,
} from '../../../lib/connectors/sparkplug';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { Reading } from '../../../lib/core/reading';
import { AQUA, stopBrokers, withEachBroker, type BrokerKind, type TestBroker } from '../../support/brokers';
import { until } from '../../support/until';
import { freshId } from './rig';

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };

/** A host with its connection, and what came to it. */
class TestHost {
  readonly readings: Reading[] = [];
  readonly events: HostEvent[] = [];
  private readonly runner: HostRunner;
  private readonly connector: MqttConnector;

  constructor(
    url: string,
    version: '3.1.1' | '5',
    private readonly stored = () => true,
  ) {
    const config = MqttConfig.parse({ urls: [url], version, clientId: freshId(), clean: true, ...AQUA });
    this.connector = new MqttConnector(config, context, () => this.runner.will());
    this.runner = new HostRunner({
      ...context,
      hostId: 'aqua',
      groups: ['aqua'],
      reorderMs: 1000,
      maxNodes: 10,
      maxMetricsPerNode: 100,
      place: placing('{device}', '{metric}'),
      transport: this.connector,
      receiver: {
        tenant: 'aqua',
        batch: ({ readings, settle }) => {
          const isStored = this.stored();
          if (isStored) this.readings.push(...readings);
          settle(isStored);
        },
        reject: () => undefined,
      },
      onEvent: (event) => this.events.push(event),
      onChange: () => undefined,
    });
    this.runner.start();
    this.connector.start();
  }

  get online(): number {
    return this.runner.look.online;
  }

  /** Good values of the sensor, without repeats, in the order in which they came. */
  get values(): number[] {
    const seen = new Set<number>();
    for (const { value, quality } of this.readings) if (quality === 'good') seen.add(Number(value));
    return [...seen];
  }

  write(value: number): void {
    this.runner.command({ group: 'aqua', node: 'line-1', device: 'boiler-1', metric: 'pressure', value });
  }

  async stop(): Promise<void> {
    this.runner.close();
    await this.connector.stop();
  }
}

class TestEdge {
  readonly commands: EdgeCommand[] = [];
  private readonly runner: EdgeRunner;
  private readonly connector: MqttConnector;
  private last = 0;

  constructor(url: string, version: '3.1.1' | '5', folder: string, primaryHost?: string) {
    const config = MqttConfig.parse({ urls: [url], version, clientId: freshId(), clean: true, ...AQUA });
    this.connector = new MqttConnector(config, context, () => this.runner.will());
    this.runner = new EdgeRunner({
      ...context,
      group: 'aqua',
      node: 'line-1',
      primaryHost,
      transport: this.connector,
      folder,
      limitBytes: 10_000_000,
      onCommand: (command) => this.commands.push(command),
      onRefused: () => undefined,
      onChange: () => undefined,
    });
    this.runner.start();
    this.connector.start();
  }

  get look(): EdgeRunner['look'] {
    return this.runner.look;
  }

  /** A reading at a time that no other one has. */
  async measure(value: number): Promise<void> {
    const timestamp = (this.last = Math.max(this.last + 1, Date.now()));
    await this.runner.take([
      { tenant: 'aqua', unit: 'boiler-1', sensor: 'pressure', timestamp, value, quality: 'good' },
    ]);
  }

  async stop(): Promise<void> {
    await this.runner.close();
    await this.connector.stop();
  }
}

/** The way to a broker, in the hands of a test. */
class CutWay {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    broker: number,
  ) {
    server.on('connection', (outside: Socket) => {
      if (this.isCut) {
        outside.destroy();
        return;
      }
      const inside = connect(broker, '127.0.0.1');
      for (const [from, to] of [
        [outside, inside],
        [inside, outside],
      ] as const) {
        this.sockets.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      }
    });
  }

  static async to(broker: number): Promise<CutWay> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CutWay(server, broker);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  mend(): void {
    this.isCut = false;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const count = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

function suite(kind: BrokerKind, version: '3.1.1' | '5'): void {
  let broker: TestBroker;
  let folder: string;
  const running: { stop(): Promise<void> }[] = [];
  const host = (stored?: () => boolean): TestHost => started(new TestHost(broker.url, version, stored));
  const edge = (primaryHost?: string): TestEdge =>
    started(new TestEdge(broker.url, version, folder, primaryHost));
  function started<T extends { stop(): Promise<void> }>(what: T): T {
    running.push(what);
    return what;
  }

  before(async () => (broker = await kind.start()));
  after(stopBrokers);
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'thermacore-edge-'))));
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('bring readings from one to the other, and a command back', async () => {
    const [scada, line] = [host(), edge()];
    await line.measure(1);
    await until('the reading comes', () => scada.values.includes(1));
    const { readings } = scada;
    assert.deepEqual(
      [readings[0]?.tenant, readings[0]?.unit, readings[0]?.sensor],
      ['aqua', 'boiler-1', 'pressure'],
    );
    scada.write(4.5);
    await until('the command comes', () => line.commands.length > 0);
    assert.deepEqual(line.commands, [{ unit: 'boiler-1', sensor: 'pressure', value: 4.5 }]);
  });

  it('meet again, whoever comes later: a host asks for the births that it missed', async () => {
    const line = edge();
    await line.measure(1);
    await until('it is sent', () => line.look.online && line.look.waiting === 0);
    const scada = host();
    await until('the host is there', () => scada.online === 0);
    await line.measure(2);
    await until('the node is born again', () => scada.online === 1);
    await line.measure(3);
    await until('its readings come', () => scada.values.includes(3));
  });

  it('lose nothing while the host is away, and say what is from the past, in its order', async () => {
    const first = host();
    const line = edge('aqua');
    await line.measure(1);
    await until('the first comes', () => first.values.includes(1));
    await first.stop();
    await until('the node waits for its host', () => !line.look.online);
    for (const value of count(2, 40)) await line.measure(value);
    const second = host();
    await until('all that waited came', () => second.values.includes(40) && line.look.waiting === 0);
    await line.measure(41);
    await until('what is new comes', () => second.values.includes(41));
    const flagged = second.readings.filter(({ flags }) => flags?.includes('historical'));
    assert.deepEqual(
      flagged.map(({ value }) => value),
      count(2, 40),
    );
    assert.deepEqual(
      second.readings.filter(({ value }) => value === 41).map(({ flags }) => flags)[0],
      undefined,
    );
  });

  it('lose nothing when the edge node ends with readings that wait', async () => {
    const first = edge('aqua');
    for (const value of count(1, 20)) await first.measure(value);
    await first.stop();
    const scada = host();
    edge('aqua');
    await until('all came', () => scada.values.length === 20);
    const historical = scada.readings.filter(({ flags }) => flags?.includes('historical'));
    assert.deepEqual(
      historical.map(({ value }) => value),
      count(1, 20),
    );
  });

  it('learn of a death: the last values are stale', async () => {
    const [scada, line] = [host(), edge()];
    await line.measure(7);
    await until('the reading comes', () => scada.values.includes(7));
    await line.stop();
    await until('the death comes', () => scada.events.some((event) => event.kind === 'death'));
    const last = scada.readings.at(-1);
    assert.deepEqual([last?.value, last?.quality, last?.flags], [7, 'bad', ['comm-lost', 'stale']]);
  });

  it('keep their data while the host can store nothing', async () => {
    let isFull = false;
    const scada = host(() => !isFull);
    const line = edge('aqua');
    await line.measure(1);
    await until('the first comes', () => scada.values.includes(1));
    isFull = true;
    await line.measure(2);
    await until('the host goes offline', () => !line.look.online);
    for (const value of count(3, 10)) await line.measure(value);
    isFull = false;
    await until('what waited came', () => scada.values.includes(10));
    assert.deepEqual(
      scada.values.filter((value) => value >= 3),
      count(3, 10),
    );
  });

  it('lose nothing in a cut between edge node and broker, and keep the order', async () => {
    const way = await CutWay.to(broker.port);
    running.push(way);
    const scada = host();
    const line = started(new TestEdge(`mqtt://127.0.0.1:${way.port}`, version, folder));
    await until('the node is born', () => line.look.online);
    for (const value of count(1, 5)) await line.measure(value);
    await until('the first come', () => scada.values.length === 5 && line.look.waiting === 0);
    way.cut();
    await until('the node knows of the cut', () => !line.look.online);
    for (const value of count(6, 60)) await line.measure(value);
    assert.equal(scada.values.length, 5);
    way.mend();
    await until('what waited came', () => scada.values.includes(60) && line.look.waiting === 0);
    await line.measure(61);
    await until('what is new comes', () => scada.values.includes(61));
    assert.deepEqual(scada.values, count(1, 61));
    const flagged = scada.readings.filter(({ flags }) => flags?.includes('historical'));
    assert.deepEqual(
      flagged.map(({ value }) => value),
      count(6, 60),
    );
  });

  it('come back after a restart of the broker', async () => {
    const [scada, line] = [host(), edge()];
    await line.measure(1);
    await until('the first comes', () => scada.values.includes(1));
    const { port, folder: kept } = broker;
    await broker.stop();
    await until('the node knows of it', () => !line.look.online);
    broker = await kind.start({ port, folder: kept });
    await until('both are back', () => line.look.online && scada.online === 1);
    await line.measure(2);
    await until('what is new comes', () => scada.values.includes(2));
  });
}

describe('a Sparkplug host and an edge node', function () {
  this.timeout(90_000);
  withEachBroker('over MQTT 3.1.1', [], (kind) => suite(kind, '3.1.1'));
  withEachBroker('over MQTT 5', ['MQTT 5'], (kind) => suite(kind, '5'));
});
