import { Flag } from '../../lib/dnp3/app/flags';
import type { Control } from '../../lib/dnp3/app/control';
import { DnpOutstation, type DnpOutstationOptions } from '../../lib/dnp3/io/outstation';
import { tcpClient } from '../../lib/dnp3/io/tcp-client';
import { tcpServer, type ListeningTransport } from '../../lib/dnp3/io/tcp-server';
import { PointDatabase } from '../../lib/dnp3/outstation/database';
import type { PointClass, Reading } from '../../lib/dnp3/outstation/point';
import type { PointType } from '../../lib/dnp3/app/objects/variation';
import type { OutstationOptions } from '../../lib/dnp3/outstation/config';

export interface FieldOptions {
  readonly port?: number;
  /** Connects to a master that listens at this port. */
  readonly dials?: number;
  readonly address?: number;
  /** More outstations on the same line. */
  readonly beside?: readonly { readonly address: number; readonly database: PointDatabase }[];
  readonly options?: OutstationOptions;
  readonly onControl?: DnpOutstationOptions['onControl'];
}

/** An outstation on loopback, as a remote terminal unit is one. */
export class Dnp3Field {
  readonly database = new PointDatabase();
  /** Controls that were operated, in their order. */
  readonly operated: Control[] = [];
  private transport: ListeningTransport | undefined;
  private outstation: DnpOutstation | undefined;

  private constructor(private readonly how: FieldOptions) {}

  static async start(how: FieldOptions = {}): Promise<Dnp3Field> {
    const field = new Dnp3Field(how);
    await field.open(how.port ?? 0);
    return field;
  }

  get port(): number {
    return this.transport?.port ?? 0;
  }

  get connections(): number {
    return this.outstation?.peers.length ?? 0;
  }

  define(type: PointType, index: number, of: PointClass = 1, value?: Reading['value']): this {
    // Double precision, so that what is read is what was set.
    const precise = { 'analog-input': 6, 'analog-output': 4 } as Readonly<Partial<Record<PointType, number>>>;
    const staticVariation = precise[type];
    const analog = staticVariation === undefined ? {} : { staticVariation, eventVariation: 8 };
    this.database.define(type, index, { class: of, ...analog });
    if (value !== undefined) this.set(type, index, value);
    return this;
  }

  set(type: PointType, index: number, value: Reading['value'], more: Partial<Reading> = {}): void {
    this.outstation?.update(type, index, { value, flags: Flag.Online, ...more }, 'detect');
  }

  /** Takes events also of what has not changed. */
  force(type: PointType, index: number, value: Reading['value'], more: Partial<Reading> = {}): void {
    this.outstation?.update(type, index, { value, flags: Flag.Online, ...more }, 'force');
  }

  async stop(): Promise<void> {
    await this.outstation?.stop();
    this.outstation = undefined;
  }

  private async open(port: number): Promise<void> {
    const { address = 10, beside = [], options = {}, onControl } = this.how;
    const { dials } = this.how;
    const listening = dials === undefined ? tcpServer({ port }) : undefined;
    this.transport = listening;
    const same = { masters: 'any' as const, options: { needTime: false, ...options } };
    this.outstation = new DnpOutstation({
      address,
      database: this.database,
      ...same,
      beside: beside.map((one) => ({ ...one, ...same })),
      transport:
        listening ?? tcpClient({ host: '127.0.0.1', port: dials ?? 0, reconnect: { minMs: 50, maxMs: 50 } }),
      onControl: (controls, about) => {
        if (!about.select) this.operated.push(...controls);
        return onControl?.(controls, about) ?? controls.map(() => 0);
      },
    });
    await this.outstation.start();
  }
}
