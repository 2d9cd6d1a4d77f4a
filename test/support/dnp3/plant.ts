import assert from 'node:assert/strict';
import { CommandStatus } from '../../../lib/dnp3/app/command-status';
import type { Control } from '../../../lib/dnp3/app/control';
import type { PointType } from '../../../lib/dnp3/app/objects/variation';
import type { Association } from '../../../lib/dnp3/io/association';
import { type AssociationListener } from '../../../lib/dnp3/io/association';
import { DnpMaster, type DnpMasterOptions } from '../../../lib/dnp3/io/master';
import {
  DnpOutstation,
  type DnpOutstationOptions,
  type OutstationNotice,
} from '../../../lib/dnp3/io/outstation';
import { tcpClient } from '../../../lib/dnp3/io/tcp-client';
import { tcpServer, type ListeningTransport } from '../../../lib/dnp3/io/tcp-server';
import type { MasterConfig } from '../../../lib/dnp3/master/config';
import type { Measurement } from '../../../lib/dnp3/measurement';
import { PointDatabase } from '../../../lib/dnp3/outstation/database';
import type { PointOptions } from '../../../lib/dnp3/outstation/point';

const STEP_MS = 5;
const LONGEST_MS = 8000;

/** Waits until it is so, as the other side of a socket needs its time. */
export async function until(what: string, so: () => boolean, longestMs = LONGEST_MS): Promise<void> {
  for (const end = performance.now() + longestMs; performance.now() < end;) {
    if (so()) return;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  assert.fail(`It takes too long: ${what}`);
}

/** Points of each type that class 0 reports; binary class 1, analog class 2, the others class 3. */
export function pointsOf(
  count: number,
  types: Partial<Record<PointType, PointOptions>> = {
    'binary-input': { class: 1 },
    'double-bit-input': { class: 1 },
    'binary-output': { class: 1 },
    counter: { class: 3 },
    'frozen-counter': { class: 3 },
    'analog-input': { class: 2 },
    'analog-output': { class: 2 },
    'octet-string': { class: 3 },
  },
): PointDatabase {
  const database = new PointDatabase();
  for (const [type, options] of Object.entries(types))
    for (let i = 0; i < count; i++) database.define(type as PointType, i, options);
  return database;
}

export interface PlantOptions extends Partial<DnpOutstationOptions> {
  readonly points?: number;
}

/** An outstation of ours that listens, and remembers what masters did to it. */
export class Plant {
  readonly controls: Control[] = [];
  readonly notices: OutstationNotice[] = [];
  readonly log: string[] = [];
  readonly outstation: DnpOutstation;

  constructor(
    readonly transport: ListeningTransport,
    { points = 10, database = pointsOf(points), ...options }: PlantOptions = {},
  ) {
    this.outstation = new DnpOutstation({
      transport,
      address: 10,
      masters: [1],
      database,
      onControl: (controls, { select }) => {
        if (!select) this.controls.push(...controls);
        return controls.map(() => CommandStatus.Success);
      },
      onNotice: (notice) => this.notices.push(notice),
      log: (line) => this.log.push(line),
      ...options,
      options: { needTime: false, ...options.options },
    });
  }

  static async start(options: PlantOptions = {}, port = 0): Promise<Plant> {
    const plant = new Plant(tcpServer({ port }), options);
    await plant.outstation.start();
    return plant;
  }

  get port(): number {
    return this.transport.port;
  }

  analog(index: number, value: number): void {
    assert.ok(this.outstation.update('analog-input', index, { value }));
  }

  stop(): Promise<void> {
    return this.outstation.stop();
  }
}

/** A master of ours with one outstation, and what it was told. */
export class ControlRoom implements AssociationListener {
  readonly measurements: Measurement[] = [];
  readonly states: string[] = [];
  readonly log: string[] = [];
  readonly master: DnpMaster;
  readonly association: Association;
  /** Whether the store keeps what comes; settable while it runs. */
  stores = true;

  constructor(options: DnpMasterOptions, config: Partial<MasterConfig> = {}) {
    this.master = new DnpMaster({ log: (line) => this.log.push(line), ...options });
    this.association = this.master.add(config, this);
  }

  static async dial(port: number, config: Partial<MasterConfig> = {}): Promise<ControlRoom> {
    const transport = tcpClient({ host: '127.0.0.1', port, reconnect: { minMs: 20, maxMs: 100 } });
    const room = new ControlRoom({ transport }, config);
    await room.master.start();
    return room;
  }

  measured(measurements: readonly Measurement[], settle: (stored: boolean) => void): void {
    if (this.stores) this.measurements.push(...measurements);
    settle(this.stores);
  }

  state(state: string, reason: string): void {
    this.states.push(`${state}: ${reason}`);
  }

  online(): Promise<void> {
    return until('the start-up', () => this.association.state === 'online');
  }

  /** What the events of a type said, in order. */
  events(type: PointType): unknown[] {
    return this.measurements.filter((one) => one.event && one.type === type).map(({ value }) => value);
  }

  /** The last value of a point. */
  value(type: PointType, index: number): unknown {
    return this.measurements.findLast((one) => one.type === type && one.index === index)?.value;
  }

  stop(): Promise<void> {
    return this.master.stop();
  }
}
