import type { UAVariable } from 'node-opcua';
import type { z } from 'zod';
import { OpcuaConfig, OpcuaPoint, opcuaSpec, type ClientPki } from '../../../lib/connectors/opcua';
import type { Connector, LinkStatus } from '../../../lib/connectors/connector';
import { systemClock, type Clock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { Reading } from '../../../lib/core/reading';
import { Collector } from '../../contract/collector';
import { OpcuaField, type FieldOptions } from '../../support/opcua-field';
import { testPki, type TestPki } from '../../support/opcua-pki';

export const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };

export type PointInput = Omit<z.input<typeof OpcuaPoint>, 'unit' | 'sensor' | 'nodeId'> & { nodeId?: string };

/** A client with points by sensor; their node ids are those of test/support/opcua-field.ts if they say no other. */
export class Client {
  readonly collector: Collector;
  readonly connector: Connector<OpcuaPoint>;
  readonly points: ReadonlyMap<string, OpcuaPoint>;
  status: LinkStatus | undefined;

  constructor(
    pki: ClientPki,
    config: z.input<typeof OpcuaConfig>,
    points: Readonly<Record<string, PointInput>>,
    settling: 'at once' | 'by hand' = 'at once',
    clock: Clock = systemClock,
  ) {
    const fast = { publishingIntervalMs: 50, samplingIntervalMs: 0, keepAliveMs: 1000 };
    this.connector = opcuaSpec(() => Promise.resolve(pki)).create(OpcuaConfig.parse({ ...fast, ...config }), {
      ...context,
      clock,
    });
    this.collector = new Collector('aqua', settling);
    this.points = new Map(
      Object.entries(points).map(([sensor, point]) => [
        sensor,
        OpcuaPoint.parse({ nodeId: `nsu=urn:test:plant;s=${sensor}`, ...point, unit: 'u', sensor }),
      ]),
    );
    this.connector.onLink((status) => (this.status = status));
    this.connector.bind([...this.points.values()], this.collector);
    this.connector.start();
  }

  of(sensor: string): Reading[] {
    return this.collector.readings.filter((one) => one.sensor === sensor);
  }

  async reading(sensor: string, which: (reading: Reading) => boolean = () => true): Promise<Reading> {
    await this.collector.until(`a reading of ${sensor}`, () => this.of(sensor).some(which));
    return this.of(sensor).find(which) as Reading;
  }

  /** Writes to one of its points. */
  command(sensor: string, value: number | boolean | string, verify = true, timeoutMs = 5000) {
    const point = this.points.get(sensor);
    if (!point || !this.connector.command) throw new Error(`no point ${sensor}`);
    return this.connector.command({ point, value, verify, timeoutMs });
  }
}

export interface Variable {
  readonly name: string;
  readonly node: UAVariable;
  /** By the name of the StatusCode; default good and now. */
  set(value: unknown, status?: string, at?: Date): void;
}

/** A server, and clients of it that end with each test. Called inside `describe`. */
export class ClientBench {
  private pki: TestPki | undefined;
  private first: OpcuaField | undefined;
  private readonly clients: Client[] = [];
  private readonly fields: OpcuaField[] = [];
  private names = 0;

  constructor() {
    before(async () => {
      this.pki = await testPki('client', true);
      this.first = await this.another({});
    });
    afterEach(() => Promise.all(this.clients.splice(0).map(({ connector }) => connector.stop())));
    after(async () => {
      for (const one of this.fields) await one.stop();
      await this.pki?.remove();
    });
  }

  get field(): OpcuaField {
    if (!this.first) throw new Error('only in a test');
    return this.first;
  }

  client(
    points: Readonly<Record<string, PointInput>>,
    config: object = {},
    settling: 'at once' | 'by hand' = 'at once',
    at = this.field,
    clock?: Clock,
  ): Client {
    if (!this.pki) throw new Error('only in a test');
    const made = new Client(this.pki, { endpoint: at.url, ...config }, points, settling, clock);
    this.clients.push(made);
    return made;
  }

  /** A server beside the first. */
  async another(options: FieldOptions): Promise<OpcuaField> {
    const made = await OpcuaField.start(options);
    this.fields.push(made);
    return made;
  }

  /** A variable with a name of its own. */
  variable(
    dataType: string,
    value: unknown,
    more: Parameters<OpcuaField['variable']>[3] = {},
    at = this.field,
  ): Variable {
    const name = `v${++this.names}`;
    const { opcua } = at;
    const type = opcua.DataType[dataType as keyof typeof opcua.DataType];
    const first = { dataType: type, arrayType: 0, value };
    const node = at.variable(name, dataType, first, { minimumSamplingInterval: 0, ...more });
    const set = (next: unknown, status = 'Good', date = new Date()): void =>
      node.setValueFromSource(
        { dataType: type, arrayType: 0, value: next },
        opcua.StatusCodes[status as 'Good'],
        date,
      );
    return { name, node, set };
  }
}
