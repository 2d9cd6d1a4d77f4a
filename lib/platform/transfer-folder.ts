import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { StreamSource } from '../api';
import { ThermaCoreError } from '../core/errors';

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const READ_CHUNK = 256 * 1024;
const GIB = 1024 ** 3;

/** A file that is being written. Throws when the folder is full. */
export interface Draft {
  readonly write: (chunk: Buffer) => Promise<void>;
  close(): Promise<void>;
}

/**
 * Files of jobs, one folder a tenant, readable by nobody else on the machine and bounded in all. They belong to jobs
 * of this process: what an earlier one left is cleared away at the start.
 */
export class TransferFolder {
  private bytes = 0;
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly folder: string,
    private readonly what: string,
    readonly limitBytes: number,
  ) {}

  async open(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await mkdir(this.folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  }

  /** Throws `over-quota` in words when there is no room for another file. */
  requireRoom(): void {
    if (this.bytes >= this.limitBytes) throw this.full();
  }

  /** Where a job's file lies. Tenant keys and job ids contain nothing that a path treats specially. */
  path(tenant: string, id: string): string {
    return join(this.folder, tenant, id);
  }

  async create(tenant: string, id: string): Promise<Draft> {
    this.requireRoom();
    await mkdir(join(this.folder, tenant), { recursive: true, mode: OWNER_ONLY_FOLDER });
    const path = this.path(tenant, id);
    const file: FileHandle = await open(path, 'wx', OWNER_ONLY_FILE);
    return {
      write: async (chunk) => {
        this.count(path, chunk.length);
        if (this.bytes > this.limitBytes) throw this.full();
        try {
          await file.writev([chunk]);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          throw new ThermaCoreError('unavailable', 'The disk is full.', {
            advice: 'Free space on the disk of THERMACORE_HOME, then start again.',
            cause: error,
          });
        }
      },
      close: () => file.close(),
    };
  }

  async remove(tenant: string, id: string): Promise<void> {
    const path = this.path(tenant, id);
    await rm(path, { force: true });
    this.bytes -= this.sizes.get(path) ?? 0;
    this.sizes.delete(path);
  }

  /** The finished file as an answer of which parts may be asked for. */
  async source(tenant: string, id: string, fileName: string, contentType: string): Promise<StreamSource> {
    const path = this.path(tenant, id);
    const { size, mtimeMs } = await stat(path);
    const tag = createHash('sha256').update(`${id} ${size} ${mtimeMs}`).digest('base64url').slice(0, 22);
    return {
      contentType,
      fileName,
      file: { size, entityTag: `"${tag}"` },
      pipe: async ({ write, signal, range }) => {
        const bytes = createReadStream(path, { ...range, highWaterMark: READ_CHUNK, signal });
        for await (const chunk of bytes) await write(chunk as Buffer);
      },
    };
  }

  get usedBytes(): number {
    return this.bytes;
  }

  private count(path: string, bytes: number): void {
    this.bytes += bytes;
    this.sizes.set(path, (this.sizes.get(path) ?? 0) + bytes);
  }

  private full(): ThermaCoreError {
    return new ThermaCoreError(
      'over-quota',
      `The room for ${this.what} (${this.limitBytes / GIB} GiB) is full.`,
      {
        advice: 'Remove some that are done, or wait: each is removed a day after it was made.',
      },
    );
  }
}
