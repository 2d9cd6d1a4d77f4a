import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Header } from 'tar';

const compress = promisify(gzip);
const BLOCK = 512;
const FILE_MODE = 0o600;
/** Of what is written to one file before it is compressed: it is in memory as a whole. */
const PART_BYTES = 8 * 1024 * 1024;
const NEWLINE = 10;

export interface ArchivedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A tar archive (POSIX ustar) as a stream of bytes. What is long is cut at ends of lines into gzip files, which put together
 * again are one: nothing is kept but the part that is being filled, and each file has its sum.
 */
export class TenantArchive {
  readonly files: ArchivedFile[] = [];
  private pending: Buffer[] = [];
  private pendingBytes = 0;

  constructor(
    private readonly write: (chunk: Buffer) => Promise<void>,
    private readonly now: number,
  ) {}

  async add(name: string, content: Buffer): Promise<void> {
    const header = new Header({
      path: name,
      size: content.length,
      mode: FILE_MODE,
      mtime: new Date(this.now),
      type: 'File',
      uid: 0,
      gid: 0,
    });
    const block = Buffer.alloc(BLOCK);
    if (header.encode(block)) throw new RangeError(`the name "${name}" is too long for the archive`);
    await this.write(block);
    await this.write(content);
    const rest = content.length % BLOCK;
    if (rest > 0) await this.write(Buffer.alloc(BLOCK - rest));
    this.files.push({
      name,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  }

  /** Lines of `<name>-0001.<ending>.gz` and those after it; `take` gets chunks of them from `fill`. Nothing: no file. */
  async addLines(
    name: string,
    ending: string,
    fill: (take: (chunk: Buffer) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    let part = 0;
    const flush = async (content: Buffer): Promise<void> => {
      if (content.length === 0) return;
      part++;
      await this.add(`${name}-${String(part).padStart(4, '0')}.${ending}.gz`, await compress(content));
    };
    await fill(async (chunk) => {
      this.pending.push(chunk);
      this.pendingBytes += chunk.length;
      if (this.pendingBytes < PART_BYTES) return;
      const all = this.taken();
      const end = all.lastIndexOf(NEWLINE) + 1;
      await flush(all.subarray(0, end));
      this.pending.push(all.subarray(end));
      this.pendingBytes = all.length - end;
    });
    await flush(this.taken());
  }

  /** Two empty blocks. */
  end(): Promise<void> {
    return this.write(Buffer.alloc(2 * BLOCK));
  }

  private taken(): Buffer {
    const all = Buffer.concat(this.pending);
    this.pending = [];
    this.pendingBytes = 0;
    return all;
  }
}
