import { mkdirSync } from 'node:fs';
import { open, readFile, truncate, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { Reading } from '../core/reading';
import {
  diskFault,
  forgetPosition,
  recoverFolder,
  savePosition,
  segmentPath,
  syncFolder,
  type FoundSegment,
} from './spool-folder';
import { MAX_RECORD_BYTES, frame, parseRecord } from './spool-segment';

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

interface Waiting {
  readonly record: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const DEFAULT_SEGMENT_BYTES = 16 * 1024 * 1024;
const LEVELS = [0.5, 0.8, 0.95, 1] as const;

/**
 * Batches on disk while the database is away: append-only segments, replayed in order, bounded in bytes. `append`
 * resolves after fsync; appends that come together share one. When full it refuses: the oldest is never dropped.
 *
 * JSON payloads, because V8's parser is native code, readings vary in shape, and an engineer can read a segment.
 */
export class Spool {
  private readonly segments: FoundSegment[] = [];
  private writer: FileHandle | undefined;
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private pending = 0;
  /** Place of the head inside the first segment. */
  private offset = 0;
  /** Contents of the first segment while it is replayed. */
  private head: { readonly number: number; readonly content: Buffer } | undefined;
  private level = 0;
  private nextNumber = 1;
  private readonly levelListeners = new Set<(ratio: number) => void>();
  private readonly corrupt;

  private constructor(private readonly options: SpoolOptions) {
    this.corrupt = options.meter.counter(
      'thermacore_spool_corrupt_total',
      'Spooled batches that could not be read back',
    );
    options.meter.gauge(
      'thermacore_spool_bytes',
      'Bytes of readings waiting on disk for the database',
      () => this.bytes,
    );
    options.meter.gauge('thermacore_spool_limit_bytes', 'Bound of the spool', () => options.limitBytes);
  }

  /** Opens the folder, mending what a crash left. Rejects with one sentence when it cannot be used. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options);
    try {
      mkdirSync(options.folder, { recursive: true, mode: 0o700 });
      await spool.recover();
    } catch (error) {
      throw diskFault(error, options.folder);
    }
    return spool;
  }

  /** Bytes that wait, including what has been replayed of the segment at the head. */
  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0) + this.pending - this.offset;
  }

  get isEmpty(): boolean {
    return this.bytes <= 0;
  }

  get limitBytes(): number {
    return this.options.limitBytes;
  }

  /** Told when the fill crosses 50, 80, 95 or 100 % upwards, and when it falls below 50 % again (0). */
  onLevel(listener: (ratio: number) => void): () => void {
    this.levelListeners.add(listener);
    return () => void this.levelListeners.delete(listener);
  }

  /** Keeps a batch. Rejects `unavailable` when the spool is full or the disk refuses; nothing is kept then. */
  append(readings: readonly Reading[]): Promise<void> {
    const payload = Buffer.from(JSON.stringify(readings));
    if (payload.length > MAX_RECORD_BYTES)
      return Promise.reject(
        new ThermaCoreError('too-large', 'The batch is too large for the spool.', {
          advice: 'Send fewer readings per message.',
        }),
      );
    const record = frame(payload);
    if (this.bytes + record.length > this.options.limitBytes) {
      this.reportLevel(1);
      return Promise.reject(
        new ThermaCoreError(
          'unavailable',
          `The spool is full (${this.options.limitBytes} bytes): readings are refused.`,
          {
            field: 'spoolLimitMb',
            advice: 'Bring the database back, or raise the limit of the spool in the database node.',
          },
        ),
      );
    }
    this.pending += record.length;
    return new Promise((resolve, reject) => {
      this.waiting.push({ record, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  /** The oldest batch, or undefined when nothing waits. */
  async peek(): Promise<SpooledBatch | undefined> {
    for (;;) {
      const [first] = this.segments;
      if (!first || (this.segments.length === 1 && this.offset >= first.bytes)) return undefined;
      if (this.offset >= first.bytes) {
        await this.dropFirst();
        continue;
      }
      const content = await this.contentOf(first);
      const parsed = parseRecord(content, this.offset);
      if (parsed.kind === 'record') {
        const { payload, end } = parsed;
        return { readings: JSON.parse(payload.toString()) as Reading[], advance: () => this.advanceTo(end) };
      }
      await this.setAside(content, parsed.kind === 'corrupt' ? parsed.end : undefined);
    }
  }

  async close(): Promise<void> {
    await this.writing?.catch(() => undefined);
    await this.closeWriter();
  }

  private async closeWriter(): Promise<void> {
    const { writer } = this;
    this.writer = undefined;
    await writer?.close();
  }

  private path(number: number): string {
    return segmentPath(this.options.folder, number);
  }

  /** One write and one fsync for all that wait. */
  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      const bytes = group.reduce((sum, { record }) => sum + record.length, 0);
      try {
        const segment = await this.segmentFor();
        await this.write(group.map(({ record }) => record));
        segment.bytes += bytes;
        this.pending -= bytes;
        for (const { resolve } of group) resolve();
        this.reportLevel(this.bytes / this.options.limitBytes);
      } catch (error) {
        this.pending -= bytes;
        await this.cutBack();
        for (const { reject } of group) reject(diskFault(error, this.options.folder));
      }
    }
    // Here and not in a `finally` of the caller: an append in between would wait for nobody.
    this.writing = undefined;
  }

  private async write(records: readonly Buffer[]): Promise<void> {
    const { writer } = this;
    if (!writer) throw new Error('the segment is not open');
    const whole = records.length === 1 && records[0] ? records[0] : Buffer.concat(records);
    // A disk that fills up takes part of a write before it refuses the next.
    for (let done = 0; done < whole.length;)
      done += (await writer.write(whole, done, whole.length - done)).bytesWritten;
    await writer.datasync();
  }

  private async segmentFor(): Promise<FoundSegment> {
    const last = this.segments.at(-1);
    if (last && this.writer && last.bytes < (this.options.segmentBytes ?? DEFAULT_SEGMENT_BYTES)) return last;
    await this.closeWriter();
    // Never a number that was used before: the file of that number may be on its way out.
    const segment = { number: this.nextNumber++, bytes: 0 };
    this.writer = await open(this.path(segment.number), 'a', 0o600);
    this.segments.push(segment);
    await syncFolder(this.options.folder);
    return segment;
  }

  /** After a failed write the file may end in half a record: cut it off, and begin another file in case that fails. */
  private async cutBack(): Promise<void> {
    await this.closeWriter().catch(() => undefined);
    const last = this.segments.at(-1);
    if (last) await truncate(this.path(last.number), last.bytes).catch(() => undefined);
  }

  private async contentOf(segment: FoundSegment): Promise<Buffer> {
    if (this.head?.number !== segment.number || this.head.content.length < segment.bytes)
      this.head = {
        number: segment.number,
        content: (await readFile(this.path(segment.number))).subarray(0, segment.bytes),
      };
    return this.head.content;
  }

  private async advanceTo(end: number): Promise<void> {
    this.offset = end;
    const [first] = this.segments;
    if (first && this.segments.length > 1 && end >= first.bytes) await this.dropFirst();
    else if (
      first &&
      this.segments.length === 1 &&
      end >= first.bytes &&
      this.waiting.length === 0 &&
      !this.writing
    )
      await this.dropFirst();
    else if (first) await savePosition(this.options.folder, first.number, end);
    if (this.bytes / this.options.limitBytes < LEVELS[0]) this.reportLevel(0);
  }

  private async dropFirst(): Promise<void> {
    const first = this.segments.shift();
    if (!first) return;
    this.offset = 0;
    this.head = undefined;
    if (this.segments.length === 0) await this.closeWriter();
    // In this order: a position without its segment could be taken for that of a later one.
    await forgetPosition(this.options.folder);
    await unlink(this.path(first.number)).catch(() => undefined);
  }

  /** A batch that cannot be read is kept beside, counted and passed over; one bad sector must not stop the rest. */
  private async setAside(content: Buffer, end: number | undefined): Promise<void> {
    const [first] = this.segments;
    if (!first) return;
    const to = end ?? first.bytes;
    const aside = `${this.path(first.number)}.${this.offset}.corrupt`;
    await writeFile(aside, content.subarray(this.offset, to), { mode: 0o600 });
    this.reportDamage(aside, to - this.offset);
    await this.advanceTo(to);
  }

  private reportDamage(file: string, bytes: number): void {
    this.corrupt.add();
    this.options.logger.error('A spooled batch cannot be read; it is set aside', { file, bytes });
  }

  /** New records go to a new segment: the old one may have been cut. */
  private async recover(): Promise<void> {
    const found = await recoverFolder(this.options.folder);
    this.segments.push(...found.segments);
    this.offset = found.offset;
    this.nextNumber = (found.segments.at(-1)?.number ?? 0) + 1;
    for (const { file, bytes } of found.damaged) this.reportDamage(file, bytes);
  }

  private reportLevel(ratio: number): void {
    const reached = LEVELS.filter((edge) => ratio >= edge).at(-1) ?? 0;
    if (reached === this.level || (reached < this.level && ratio >= LEVELS[0])) return;
    this.level = reached;
    for (const listener of this.levelListeners) listener(reached);
  }
}
