import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { Reading } from '../core/reading';
import { SegmentLog } from './segment-log';
import { SpoolShares } from './spool-shares';
import { MAX_RECORD_BYTES } from './spool-segment';

export interface SpoolOptions {
  readonly folder: string;
  /** Bound of all segments together, in bytes. */
  readonly limitBytes: number;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Size at which a new segment begins, in bytes. Default 16 MiB. */
  readonly segmentBytes?: number;
}

/** A batch at the head of the spool. */
export interface SpooledBatch {
  readonly readings: Reading[];
  /** Forgets the batch, durably. Call after the readings are stored; a repeat after a crash in between is harmless. */
  advance(): Promise<void>;
}

const LEVELS = [0.5, 0.8, 0.95, 1] as const;

/** Tells who listens when the fill crosses a level upwards, and when it falls below the first again (0). */
class Levels {
  readonly listeners = new Set<(ratio: number) => void>();
  private level = 0;

  report(ratio: number): void {
    const reached = LEVELS.filter((edge) => ratio >= edge).at(-1) ?? 0;
    if (reached === this.level || (reached < this.level && ratio >= LEVELS[0])) return;
    this.level = reached;
    for (const listener of this.listeners) listener(reached);
  }
}

/**
 * Batches on disk while the database is away, replayed in order, bounded in bytes (segment-log.ts).
 *
 * JSON payloads, because V8's parser is native code, readings vary in shape, and an engineer can read a segment.
 */
export class Spool {
  private readonly shares = new SpoolShares();
  /** Segments before this one are of an earlier run: whose readings they hold is known when they are read. */
  private readonly firstOwn: number;
  private earlier: boolean;

  private constructor(
    private readonly log: SegmentLog,
    private readonly levels: Levels,
  ) {
    this.firstOwn = log.nextSegment;
    this.earlier = log.bytes > 0;
  }

  /** Opens the folder, mending what a crash left. Rejects with one sentence when it cannot be used. */
  static async open({ meter, logger, ...options }: SpoolOptions): Promise<Spool> {
    const corrupt = meter.counter(
      'thermacore_spool_corrupt_total',
      'Spooled batches that could not be read back',
    );
    const levels = new Levels();
    const opened: { spool?: Spool } = {};
    const log: SegmentLog = await SegmentLog.open({
      ...options,
      name: 'spool',
      full: () => fullError(log.limitBytes),
      onDamage(file, bytes) {
        corrupt.add();
        logger.error('A spooled batch cannot be read; it is set aside', { file, bytes });
      },
      onFill: (ratio) => (opened.spool ? opened.spool.tellFill() : levels.report(ratio)),
    });
    const spool = new Spool(log, levels);
    opened.spool = spool;
    meter.gauge(
      'thermacore_spool_bytes',
      'Bytes of readings waiting on disk for the database',
      () => spool.bytes,
    );
    meter.gauge('thermacore_spool_limit_bytes', 'Bound of the spool', () => log.limitBytes);
    return spool;
  }

  /** Bytes that wait, without what has been replayed of the segment at the head. */
  get bytes(): number {
    return this.log.bytes;
  }

  /** Its bound in bytes. A smaller one than what waits loses nothing: batches are refused until there is room again. */
  get limitBytes(): number {
    return this.log.limitBytes;
  }
  set limitBytes(bytes: number) {
    this.log.limitBytes = bytes;
  }

  get isEmpty(): boolean {
    return this.bytes <= 0;
  }

  /** A tenant that may need it some day: with one alone it need not be shared. */
  meet(tenant: string): void {
    this.shares.meet(tenant);
  }

  /** Whether something of this tenant waits, or may: newer readings go behind it. */
  holds(tenant: string): boolean {
    return !this.isEmpty && (this.earlier || this.shares.holds(tenant));
  }

  /** Told when the fill crosses 50, 80, 95 or 100 % upwards, and when it falls below 50 % again (0). */
  onLevel(listener: (ratio: number) => void): () => void {
    this.levels.listeners.add(listener);
    return () => void this.levels.listeners.delete(listener);
  }

  /**
   * Keeps a batch of one tenant. Rejects `unavailable` when the spool is full or the disk refuses, `over-quota` when the
   * tenant holds as much of it as it may; nothing is kept then.
   */
  async append(readings: readonly Reading[]): Promise<void> {
    const payload = Buffer.from(JSON.stringify(readings));
    const bytes = payload.length;
    if (bytes > MAX_RECORD_BYTES)
      throw new ThermaCoreError('too-large', 'The batch is too large for the spool.', {
        advice: 'Send fewer readings per message.',
      });
    const tenant = tenantOf(readings);
    if (!this.shares.mayAdd(tenant, bytes, this.limitBytes - this.bytes)) {
      this.levels.report(1);
      throw shareUsedUp(tenant);
    }
    this.shares.add(tenant, bytes);
    try {
      await this.log.append(payload);
    } catch (error) {
      this.shares.remove(tenant, bytes);
      throw error;
    }
    this.tellFill();
  }

  /** Of the spool, or of what the fullest tenant may hold of it: whoever comes to a bound first is warned. */
  private get fill(): number {
    return Math.max(this.bytes / this.limitBytes, this.shares.fullest(this.limitBytes - this.bytes));
  }

  private tellFill(): void {
    this.levels.report(this.fill);
  }

  /** The oldest batch, or undefined when nothing waits. */
  async peek(): Promise<SpooledBatch | undefined> {
    for (;;) {
      const record = await this.log.read();
      if (!record) return undefined;
      const { payload, place } = record;
      const readings = payload && (JSON.parse(payload.toString()) as Reading[]);
      const advance = async (): Promise<void> => {
        await this.log.advance(place);
        if (this.isEmpty) this.shares.clear();
        else if (readings && place.segment >= this.firstOwn)
          this.shares.remove(tenantOf(readings), payload.length);
        this.earlier &&= !this.isEmpty && place.segment < this.firstOwn;
        if (this.fill < LEVELS[0]) this.levels.report(0);
      };
      if (readings) return { readings, advance };
      await advance();
    }
  }

  close(): Promise<void> {
    return this.log.close();
  }
}

/** A batch is of one tenant; what an earlier version spooled may be of several, and counts for the first. */
const tenantOf = (readings: readonly Reading[]): string => readings[0]?.tenant ?? '';

const shareUsedUp = (tenant: string): ThermaCoreError =>
  new ThermaCoreError('over-quota', `The spool holds as much of the tenant "${tenant}" as it may.`, {
    field: 'spoolLimitMb',
    advice: 'Bring the database back, or raise the limit of the spool in the database node.',
  });

const fullError = (limitBytes: number): ThermaCoreError =>
  new ThermaCoreError('unavailable', `The spool is full (${limitBytes} bytes): readings are refused.`, {
    field: 'spoolLimitMb',
    advice: 'Bring the database back, or raise the limit of the spool in the database node.',
  });
