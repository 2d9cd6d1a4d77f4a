import type { AlarmBatch } from '../../alarms/ports';
import { ThermaCoreError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import { SegmentLog } from '../../telemetry/segment-log';

/** Of one tenant: some hundred thousand lines, weeks of a plant that is well kept. */
export const ALARM_SPOOL_LIMIT_BYTES = 256 * 1024 * 1024;
/** Lines or alarms of a record, so that none comes near the bound of a record. */
const ITEMS_OF_A_RECORD = 5_000;

export interface AlarmSpoolOptions {
  readonly folder: string;
  readonly logger: Logger;
  /** Default 256 MiB. */
  readonly limitBytes?: number;
}

/** Batches of one tenant's alarms on disk while the database is away, in order, bounded in bytes (segment-log.ts). */
export class AlarmSpool {
  private constructor(private readonly log: SegmentLog) {}

  /** Rejects with one sentence when the folder cannot be used. */
  static async open(options: AlarmSpoolOptions): Promise<AlarmSpool> {
    const { folder, logger, limitBytes = ALARM_SPOOL_LIMIT_BYTES } = options;
    return new AlarmSpool(
      await SegmentLog.open({
        folder,
        name: 'alarm spool',
        limitBytes,
        full: () =>
          new ThermaCoreError('unavailable', `The alarm spool is full (${limitBytes} bytes).`, {
            advice: 'Bring the database back.',
          }),
        onDamage: (file, bytes) =>
          logger.error('Spooled lines of the alarm journal cannot be read; they are set aside', {
            file,
            bytes,
          }),
      }),
    );
  }

  get bytes(): number {
    return this.log.bytes;
  }

  get isEmpty(): boolean {
    return this.bytes <= 0;
  }

  /** Resolves when it is safe on disk. Rejects `unavailable` when there is no room; a part may be kept then. */
  async append(batch: AlarmBatch): Promise<void> {
    for (const part of partsOf(batch)) await this.log.append(Buffer.from(JSON.stringify(part)));
  }

  /** The oldest batch, or undefined when none waits. */
  async peek(): Promise<{ readonly batch: AlarmBatch; advance(): Promise<void> } | undefined> {
    for (let record = await this.log.read(); record; record = await this.log.read()) {
      const { payload, place } = record;
      const advance = (): Promise<void> => this.log.advance(place);
      if (payload) return { batch: JSON.parse(payload.toString()) as AlarmBatch, advance };
      await advance();
    }
    return undefined;
  }

  close(): Promise<void> {
    return this.log.close();
  }
}

/** Lines before the alarms that they led to: a part that is missing costs a state, which the next one brings, not a line. */
function* partsOf({ lines, instances, removed }: AlarmBatch): Generator<AlarmBatch> {
  const empty = { lines: [], instances: [], removed: [] };
  const isSmall = lines.length + instances.length + removed.length <= ITEMS_OF_A_RECORD;
  if (isSmall) {
    yield { lines, instances, removed };
    return;
  }
  for (const part of slices(lines)) yield { ...empty, lines: part };
  for (const part of slices(instances)) yield { ...empty, instances: part };
  for (const part of slices(removed)) yield { ...empty, removed: part };
}

function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += ITEMS_OF_A_RECORD)
    yield items.slice(from, from + ITEMS_OF_A_RECORD);
}
