import { ThermaCoreError } from '../../../lib/core/errors';
import type { Reading } from '../../../lib/core/reading';
import { Deliveries, Recorder, Spool, type ReadingSink, type WriteResult } from '../../../lib/telemetry';
import { FakeClock } from '../../support/fake-clock';
import { CountingMeter, keepingLogger, reading, removeFolders, temporaryFolder } from './fixture';

const away = (): ThermaCoreError => new ThermaCoreError('unavailable', 'The database does not answer.');

/** A database: exactly-once by key, can be away, can hang, chokes on the value 'poison'. */
class FakeDatabase implements ReadingSink {
  up = true;
  hangs = false;
  readonly rows: Reading[] = [];
  readonly batches: number[] = [];
  unknownSensors = new Set<string>();
  private readonly keys = new Set<string>();
  private held: (() => void)[] = [];
  writing = 0;
  mostWriting = 0;

  async write(readings: readonly Reading[]): Promise<WriteResult> {
    this.mostWriting = Math.max(this.mostWriting, ++this.writing);
    try {
      if (this.hangs) await new Promise<void>((resolve) => this.held.push(resolve));
      await new Promise(setImmediate);
      if (!this.up) throw away();
      if (readings.some(({ value }) => value === 'poison'))
        throw new ThermaCoreError('invalid', 'The database refused a value.');
      this.batches.push(readings.length);
      const refused: { reading: Reading; reason: 'unknown-sensor' }[] = [];
      let stored = 0;
      for (const one of readings) {
        if (this.unknownSensors.has(one.sensor)) refused.push({ reading: one, reason: 'unknown-sensor' });
        else if (!this.keys.has(keyOf(one))) {
          this.keys.add(keyOf(one));
          this.rows.push(one);
          stored++;
        }
      }
      return { stored, repeated: readings.length - stored - refused.length, refused };
    } finally {
      this.writing--;
    }
  }

  has(one: Reading): boolean {
    return this.keys.has(keyOf(one));
  }

  release(): void {
    this.hangs = false;
    for (const resolve of this.held.splice(0)) resolve();
  }
}

const keyOf = ({ tenant, unit, sensor, timestamp, ordinal = 0 }: Reading): string =>
  `${tenant}/${unit}/${sensor}/${timestamp}/${ordinal}`;

/** Opened by the present test. */
const spools: Spool[] = [];

/** A recorder with all that it needs. */
export class House {
  readonly clock = new FakeClock();
  readonly database = new FakeDatabase();
  readonly meter = new CountingMeter();
  readonly log = keepingLogger();
  /** The fake time runs far ahead of the disk: a time-out would come between. */
  readonly deliveries = new Deliveries({ clock: this.clock, timeoutMs: Infinity });
  /** Settlements in the order in which they came. */
  readonly settled: { id: number; stored: boolean }[] = [];
  private count = 0;
  private made = 0;

  private constructor(
    readonly spool: Spool,
    make: (house: House) => Recorder,
  ) {
    this.recorder = make(this);
  }
  readonly recorder: Recorder;

  static async build(
    options: { limitBytes?: number; maxBatch?: number; maxBuffered?: number; folder?: string } = {},
  ): Promise<House> {
    const { limitBytes = 1e7, folder = temporaryFolder(), ...rest } = options;
    const meter = new CountingMeter();
    const { logger } = keepingLogger();
    const spool = await Spool.open({ folder, limitBytes, logger, meter, segmentBytes: 4000 });
    spools.push(spool);
    return new House(spool, (house) => {
      const { database: sink, deliveries, clock } = house;
      return new Recorder({
        sink,
        spool,
        deliveries,
        clock,
        logger: house.log.logger,
        meter: house.meter,
        ...rest,
      });
    });
  }

  /** `count` readings that no other has. */
  readings(count: number, values: Partial<Reading> = {}): Reading[] {
    return Array.from({ length: count }, () => reading({ timestamp: 1e12 + this.made++, ...values }));
  }

  /** Accepts them as one delivery; returns its number. */
  deliver(readings: readonly Reading[]): number {
    const id = this.count++;
    this.recorder.accept(
      readings,
      this.deliveries.open((stored) => this.settled.push({ id, stored })),
    );
    return id;
  }

  /** Lets happen what needs neither time nor disk. */
  async run(): Promise<void> {
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
  }

  /** Lets time pass until it is so; mocha's time-out is the end of patience. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await this.run();
      this.clock.advance(100);
    }
  }
}

/** Closes what the tests of the present file opened. */
export function closingHouses(): void {
  afterEach(async () => {
    for (const spool of spools.splice(0)) await spool.close();
  });
  after(removeFolders);
}
