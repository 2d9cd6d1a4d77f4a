import { mkdirSync } from 'node:fs';
import { open, truncate, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import type { ThermaCoreError } from '../core/errors';
import {
  diskFault,
  forgetPosition,
  recoverFolder,
  savePosition,
  segmentPath,
  syncFolder,
  type FoundSegment,
} from './spool-folder';
import { frame, parseRecord } from './spool-segment';

export interface SegmentLogOptions {
  readonly folder: string;
  /** What it is called in messages: `spool`. */
  readonly name: string;
  /** Bound of all segments together, in bytes, at first. */
  readonly limitBytes: number;
  /** Size at which a new segment begins, in bytes. Default 16 MiB. */
  readonly segmentBytes?: number;
  /** A file that is read to its end is used on until it has the size of a segment; otherwise it is removed at once. */
  readonly reusesLast?: boolean;
  /** The error of an append for which there is no room. */
  full(): ThermaCoreError;
  /** A record could not be read and is set aside in `file`. */
  onDamage(file: string, bytes: number): void;
  /** The part of the limit that is used: after each append, and 1 when one is refused. */
  onFill?(ratio: number): void;
}

/** Behind a record: where the next one begins. */
export interface Place {
  readonly segment: number;
  readonly end: number;
}

export interface LogRecord {
  /** Undefined: it was damaged and is set aside. */
  readonly payload: Buffer | undefined;
  readonly place: Place;
}

interface Waiting {
  readonly record: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const DEFAULT_SEGMENT_BYTES = 16 * 1024 * 1024;

/**
 * Records on disk in append-only segments, read in order and forgotten in order, bounded in bytes. `append` resolves
 * after fsync; appends that come together share one. When full it refuses: the oldest is never dropped.
 *
 * One reader: `read` may run ahead of `advance`, which says up to where nothing is needed any more.
 */
export class SegmentLog {
  private readonly segments: FoundSegment[] = [];
  private writer: FileHandle | undefined;
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private pending = 0;
  /** Place of the head inside the first segment. */
  private offset = 0;
  /** A part of a segment that was read, from byte `start` on; it ends with a whole record. */
  private loaded: { readonly number: number; readonly start: number; readonly content: Buffer } | undefined;
  private nextNumber = 1;

  /** Bound of all segments together, in bytes. Below what is there nothing is lost; nothing is added until it is read. */
  limitBytes: number;

  private constructor(private readonly options: SegmentLogOptions) {
    this.limitBytes = options.limitBytes;
  }

  /** Opens the folder, mending what a crash left. Rejects with one sentence when it cannot be used. */
  static async open(options: SegmentLogOptions): Promise<SegmentLog> {
    const log = new SegmentLog(options);
    try {
      mkdirSync(options.folder, { recursive: true, mode: 0o700 });
      await log.recover();
    } catch (error) {
      throw diskFault(error, options.name, options.folder);
    }
    return log;
  }

  /** Bytes from the head to the end, without what was forgotten of the segment at the head. */
  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0) + this.pending - this.offset;
  }

  /** Number of the segment after those there are. What is appended after opening goes there or beyond. */
  get nextSegment(): number {
    return this.nextNumber;
  }

  /** Keeps a record of 1 to MAX_RECORD_BYTES bytes. When it rejects, nothing was kept. */
  append(payload: Buffer): Promise<void> {
    const record = frame(payload);
    if (this.bytes + record.length > this.limitBytes) {
      this.options.onFill?.(1);
      return Promise.reject(this.options.full());
    }
    this.pending += record.length;
    return new Promise((resolve, reject) => {
      this.waiting.push({ record, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  /** The record behind a place, or the one at the head; undefined when there is none yet. */
  async read(after?: Place): Promise<LogRecord | undefined> {
    const found = this.find(after);
    if (!found) return undefined;
    const { segment, at } = found;
    const { start, content } = await this.load(segment, at);
    const parsed = parseRecord(content, at - start);
    const number = segment.number;
    if (parsed.kind === 'record')
      return { payload: parsed.payload, place: { segment: number, end: start + parsed.end } };
    // A record that cannot be read is kept beside and passed over; one bad sector must not stop the rest.
    const to = (parsed.kind === 'corrupt' && parsed.end) || segment.bytes - start;
    const aside = `${this.path(number)}.${at}.corrupt`;
    await writeFile(aside, content.subarray(at - start, to), { mode: 0o600 });
    this.options.onDamage(aside, start + to - at);
    return { payload: undefined, place: { segment: number, end: start + to } };
  }

  /** Forgets all records up to a place. Not synced: after a power cut some may be read again. */
  async advance({ segment, end }: Place): Promise<void> {
    while ((this.segments[0]?.number ?? Infinity) < segment) await this.dropFirst();
    const [first] = this.segments;
    if (first?.number !== segment) return;
    this.offset = end;
    if (end >= first.bytes && (this.segments.length > 1 || this.isDone(first))) await this.dropFirst();
    else await savePosition(this.options.folder, segment, end);
  }

  async close(): Promise<void> {
    await this.writing?.catch(() => undefined);
    await this.closeWriter();
  }

  /** Whether the only segment, read to its end, may go. */
  private isDone({ bytes }: FoundSegment): boolean {
    const isFull = bytes >= this.segmentBytes;
    return this.waiting.length === 0 && !this.writing && (isFull || !this.options.reusesLast);
  }

  private get segmentBytes(): number {
    return this.options.segmentBytes ?? DEFAULT_SEGMENT_BYTES;
  }

  private async closeWriter(): Promise<void> {
    const { writer } = this;
    this.writer = undefined;
    await writer?.close();
  }

  private path(number: number): string {
    return segmentPath(this.options.folder, number);
  }

  private find(after: Place | undefined): { segment: FoundSegment; at: number } | undefined {
    for (const [i, segment] of this.segments.entries()) {
      if (after && segment.number < after.segment) continue;
      const head = i === 0 ? this.offset : 0;
      const at = after?.segment === segment.number ? Math.max(after.end, head) : head;
      if (at < segment.bytes) return { segment, at };
    }
    return undefined;
  }

  private async load(segment: FoundSegment, at: number): Promise<NonNullable<SegmentLog['loaded']>> {
    const { loaded } = this;
    if (loaded?.number === segment.number && at >= loaded.start && at < loaded.start + loaded.content.length)
      return loaded;
    const file = await open(this.path(segment.number), 'r');
    try {
      const content = Buffer.allocUnsafe(segment.bytes - at);
      let done = 0;
      while (done < content.length) {
        const { bytesRead } = await file.read(content, done, content.length - done, at + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return (this.loaded = { number: segment.number, start: at, content: content.subarray(0, done) });
    } finally {
      await file.close();
    }
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
        this.options.onFill?.(this.bytes / this.limitBytes);
      } catch (error) {
        this.pending -= bytes;
        await this.cutBack();
        for (const { reject } of group) reject(diskFault(error, this.options.name, this.options.folder));
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
    if (last && this.writer && last.bytes < this.segmentBytes) return last;
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

  private async dropFirst(): Promise<void> {
    const first = this.segments.shift();
    if (!first) return;
    this.offset = 0;
    if (this.loaded?.number === first.number) this.loaded = undefined;
    if (this.segments.length === 0) await this.closeWriter();
    // In this order: a position without its segment could be taken for that of a later one.
    await forgetPosition(this.options.folder);
    await unlink(this.path(first.number)).catch(() => undefined);
  }

  /** New records go to a new segment: the old one may have been cut. */
  private async recover(): Promise<void> {
    const found = await recoverFolder(this.options.folder);
    this.segments.push(...found.segments);
    this.offset = found.offset;
    this.nextNumber = (found.segments.at(-1)?.number ?? 0) + 1;
    for (const { file, bytes } of found.damaged) this.options.onDamage(file, bytes);
  }
}
