import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, Receiver } from '../../../lib/connectors/connector';
import { Dnp3Channels, Dnp3Config, Dnp3Connector, Dnp3Point, dialOwn } from '../../../lib/connectors/dnp3';
import { OutstationConfig, ServedOutstation, ServedPoint } from '../../../lib/connectors/dnp3/outstation';
import { ModbusBuses, ModbusConfig, ModbusConnector, ModbusPoint } from '../../../lib/connectors/modbus';
import { Image } from '../../../lib/connectors/modbus/server/image';
import { ModbusServer } from '../../../lib/connectors/modbus/server/server';
import { ServedTag } from '../../../lib/connectors/modbus/server/spec';
import { MqttConfig, MqttConnector } from '../../../lib/connectors/mqtt';
import { OpcuaConfig, OpcuaPoint, opcuaSpec } from '../../../lib/connectors/opcua';
import { EdgeRunner, HostRunner, placing } from '../../../lib/connectors/sparkplug';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { Reading } from '../../../lib/core/reading';
import { Gateway, type Loss } from '../../../lib/gateway';
import { AQUA, embeddedBroker } from '../../support/brokers';
import { testPki } from '../../support/opcua-pki';
import { PASSWORD, TestPlant, sensor, serve } from '../../support/opcua-server';
import { openTestPki } from '../../support/opcua-server-pki';
import { until } from '../../support/until';
import { link } from '../../contract/collector';

export const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
const WAIT_MS = 30_000;

/** A sensor and its place at each protocol. */
export interface Line {
  readonly sensor: string;
  /** Register of the Modbus device: table, address, type, and what our point makes of it. */
  readonly tag: object;
  readonly point?: object;
  readonly opcua: 'Double' | 'Boolean' | 'String';
  /** Type of the DNP3 object, and the point that has it. */
  readonly object: string;
  readonly served: object;
  readonly sparkplug: 'Double' | 'Boolean' | 'String';
}

const SENSOR_TYPE = { Double: 'number', Boolean: 'boolean', String: 'text' } as const;

/** What a hop brought: readings as the connector of the next protocol made them. */
export class Hop implements Receiver {
  readonly tenant = 'aqua';
  readonly readings: Reading[] = [];
  readonly losses: Loss[] = [];

  constructor(
    private readonly gateway: Gateway,
    private readonly next: (readings: readonly Reading[]) => void | Promise<unknown>,
  ) {}

  batch({ readings, settle }: Batch): void {
    this.readings.push(...readings);
    const { readings: leaving, losses } = this.gateway.apply(readings, Date.now());
    this.losses.push(...losses);
    void Promise.resolve(this.next(leaving)).then(() => settle(true));
  }

  reject(): void {
    // A device that is read before it has a value: it comes with the next poll.
  }
}

type Ending = () => Promise<unknown>;

/** Modbus device → OPC UA server → DNP3 outstation → Sparkplug edge node → host, with a gateway between. */
export class Chain {
  private constructor(
    /** What the Modbus device says. */
    readonly device: Image,
    readonly hops: Readonly<Record<'modbus' | 'opcua' | 'dnp3', Hop>>,
    private readonly endings: Ending[],
  ) {}

  static async start(lines: readonly Line[], store: (readings: readonly Reading[]) => Promise<unknown>) {
    const endings: Ending[] = [];
    const rules = (unit: string, protocol: string, type: (line: Line) => string) =>
      new Gateway(lines.map((line) => ({ sensor: line.sensor, toUnit: unit, protocol, type: type(line) })));
    await host(endings, store);
    const edge = await edgeNode(endings);
    const third = new Hop(rules('line', 'sparkplug', ({ sparkplug }) => sparkplug), (readings) => edge.take(readings)); // prettier-ignore
    const outstation = await dnp3(lines, third, endings);
    const second = new Hop(rules('rtu', 'dnp3', ({ object }) => object), (readings) => outstation.update(readings)); // prettier-ignore
    const show = await opcua(lines, second, endings);
    const first = new Hop(
      rules('opc', 'opcua', (line) => line.opcua),
      show,
    );
    const device = await modbus(lines, first, endings);
    return new Chain(device, { modbus: first, opcua: second, dnp3: third }, endings);
  }

  async stop(): Promise<void> {
    for (const end of this.endings.toReversed()) await end();
  }
}

async function modbus(lines: readonly Line[], receiver: Hop, endings: Ending[]): Promise<Image> {
  const tags = lines.map(({ sensor: key, tag }) => ServedTag.parse({ unit: 'plc', sensor: key, ...tag }));
  const image = new Image({
    tags,
    whenBad: 'exception',
    gaps: 'refuse',
    maxAgeMs: 0,
    identity: { vendorName: 'v', productCode: 'p', revision: '1' },
    clock: systemClock,
    mayWrite: () => false,
    onCommand: () => undefined,
  });
  const server = new ModbusServer({
    host: '127.0.0.1',
    port: 0,
    maxConnections: 4,
    idleMs: 0,
    requestsPerSecond: 10_000,
    device: (unit, client) => image.device(unit, client.address),
    ...context,
  });
  await server.start();
  endings.push(() => server.stop());
  const config = ModbusConfig.parse({ host: '127.0.0.1', port: server.port, intervalMs: 100 });
  const connector = new ModbusConnector(config, context, new ModbusBuses());
  const points = lines.map(({ sensor: key, tag, point }) =>
    ModbusPoint.parse({ ...tag, report: 'change', ...point, unit: 'plc', sensor: key }),
  );
  connector.bind(points, receiver);
  connector.start();
  endings.push(() => connector.stop());
  return image;
}

async function opcua(lines: readonly Line[], receiver: Hop, endings: Ending[]) {
  const pki = await openTestPki();
  endings.push(() => pki.close());
  const plant = new TestPlant();
  const sensors = lines.map((line) => sensor(line.sensor, { type: SENSOR_TYPE[line.opcua] }));
  plant.tenants = [{ key: 'aqua', name: 'Aqua', units: [{ key: 'opc', name: 'OPC', sensors }] }];
  const server = await serve(pki, { ports: plant.ports });
  endings.push(() => server.stop());
  const own = await testPki('gateway', true);
  endings.push(() => own.remove());
  const connector = opcuaSpec(() => Promise.resolve(own)).create(
    OpcuaConfig.parse({
      endpoint: `opc.tcp://127.0.0.1:${server.port}`,
      trust: 'any',
      identity: 'user',
      username: 'operator@aqua',
      password: PASSWORD,
      publishingIntervalMs: 50,
      samplingIntervalMs: 0,
    }),
    context,
  );
  const points = lines.map(({ sensor: key }) =>
    OpcuaPoint.parse({ unit: 'opc', sensor: key, nodeId: `nsu=urn:thermacore:plant;s=aqua/opc/${key}` }),
  );
  connector.bind(points, receiver);
  connector.start();
  endings.push(() => connector.stop());
  await link(connector, 'connected', WAIT_MS);
  return (readings: readonly Reading[]): void => void server.update('aqua', readings);
}

async function dnp3(lines: readonly Line[], receiver: Hop, endings: Ending[]): Promise<ServedOutstation> {
  const points = lines.map(({ sensor: key, served }) =>
    ServedPoint.parse({ unit: 'rtu', sensor: key, ...served }),
  );
  const outstation = new ServedOutstation({
    config: OutstationConfig.parse({ points }),
    port: 0,
    ...context,
    onControl: () => undefined,
    onChange: () => undefined,
  });
  await outstation.start();
  endings.push(() => outstation.stop());
  const config = Dnp3Config.parse({ host: '127.0.0.1', port: outstation.port });
  const connector = new Dnp3Connector(config, context, new Dnp3Channels(dialOwn));
  connector.bind(
    points.map(({ unit, sensor: key, kind, index }) => Dnp3Point.parse({ unit, sensor: key, kind, index })),
    receiver,
  );
  connector.start();
  endings.push(() => connector.stop());
  await until('the outstation has told that it has no values yet', () => receiver.readings.length >= lines.length); // prettier-ignore
  return outstation;
}

let broker: Awaited<ReturnType<typeof embeddedBroker.start>> | undefined;

async function mqtt(will: () => ReturnType<HostRunner['will']>): Promise<MqttConnector> {
  broker ??= await embeddedBroker.start();
  const config = MqttConfig.parse({
    urls: [broker.url],
    clientId: `g${Math.random()}`,
    clean: true,
    ...AQUA,
  });
  return new MqttConnector(config, context, will);
}

async function host(endings: Ending[], store: (readings: readonly Reading[]) => Promise<unknown>) {
  const transport = await mqtt(() => runner.will());
  const runner: HostRunner = new HostRunner({
    ...context,
    hostId: 'aqua',
    groups: ['aqua'],
    reorderMs: 1000,
    maxNodes: 10,
    maxMetricsPerNode: 100,
    place: placing('{device}', '{metric}'),
    transport,
    receiver: {
      tenant: 'aqua',
      batch: ({ readings, settle }) => void store(readings).then(() => settle(true)),
      reject: () => undefined,
    },
    onEvent: () => undefined,
    onChange: () => undefined,
  });
  runner.start();
  transport.start();
  endings.push(async () => {
    runner.close();
    await transport.stop();
  });
}

async function edgeNode(endings: Ending[]): Promise<EdgeRunner> {
  const folder = mkdtempSync(join(tmpdir(), 'thermacore-gateway-'));
  const transport = await mqtt(() => runner.will());
  const runner: EdgeRunner = new EdgeRunner({
    ...context,
    group: 'aqua',
    node: 'line-1',
    primaryHost: 'aqua',
    transport,
    folder,
    limitBytes: 10_000_000,
    onCommand: () => undefined,
    onRefused: () => undefined,
    onChange: () => undefined,
  });
  runner.start();
  transport.start();
  endings.push(async () => {
    await runner.close();
    await transport.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return runner;
}
