import { join } from 'node:path';
import type { StreamSource } from '../api';
import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { JobQueue, type Job } from '../core/job-queue';
import type { Logger } from '../core/logger';
import type { TenantExportJob } from '../core/tenant';
import type { Ticket } from '../core/transfer';
import { EARLIEST_TIMESTAMP } from '../core/reading';
import type { Store } from '../store';
import type { Downloads } from './downloads';
import { timesOf } from './exports';
import { TenantArchive } from './tenant-archive';
import { record, type Acting } from './transfer-audit';
import { TransferFolder } from './transfer-folder';

export interface TenantExportsContext {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly downloads: Downloads;
}

type ExportStore = Pick<Store, 'exports' | 'tenantData' | 'audit'>;

interface Work {
  readonly store: ExportStore;
  readonly fileName: string;
  progress: { fraction: number; bytes: number; parts: number; rows: number };
}

const MAX_QUEUED = 5;
const KEEP_MS = 24 * 60 * 60 * 1000;
const LIMIT_BYTES = 20 * 1024 ** 3;
const TYPE = 'application/x-tar';
/** Readings are most of it. */
const SHARE_OF_TABLES = 0.2;

/**
 * All that there is of a tenant in one file, for the tenant: JSON lines of each table, readings as CSV, a manifest with sums
 * (ADR 30). Written by a job, fetched within a day.
 */
export class TenantExports {
  private readonly queue: JobQueue<Work>;
  private readonly folder: TransferFolder;

  constructor(private readonly use: TenantExportsContext) {
    const { home, clock, logger } = use;
    this.folder = new TransferFolder(join(home, 'tenant-exports'), 'exports of tenants', LIMIT_BYTES);
    this.queue = new JobQueue<Work>({
      clock,
      maxRunning: 1,
      maxRunningPerOwner: 1,
      maxQueuedPerOwner: MAX_QUEUED,
      keepMs: KEEP_MS,
      run: (job, signal) => this.run(job, signal),
      discard: ({ owner, id }) => this.folder.remove(owner, id),
      unexpected: (error) => logger.error('An export of a tenant failed', { error }),
    });
  }

  /** Clears what an earlier process left. */
  open(): Promise<void> {
    return this.folder.open();
  }

  stop(): Promise<void> {
    return this.queue.stop();
  }

  /** Of an erased tenant nothing stays. */
  forget(tenant: string): Promise<number> {
    return this.queue.removeAll(tenant);
  }

  async start(acting: Acting<ExportStore>): Promise<TenantExportJob> {
    const { store, tenant, by } = acting;
    this.folder.requireRoom();
    const day = new Date(this.use.clock.now()).toISOString().slice(0, 10);
    const job = this.queue.add(tenant, by, {
      store,
      fileName: `${tenant}-${day}.tar`,
      progress: { fraction: 0, bytes: 0, parts: 0, rows: 0 },
    });
    await record(acting, 'tenant:export', { id: job.id }, this.use.logger);
    return shown(job);
  }

  list(tenant: string): TenantExportJob[] {
    return this.queue.list(tenant).map(shown);
  }

  get(tenant: string, id: string): TenantExportJob {
    return shown(this.queue.get(tenant, id));
  }

  /** Cancels one that waits or runs, removes one that is over. */
  async remove(acting: Acting<ExportStore>, id: string): Promise<void> {
    const did = await this.queue.remove(acting.tenant, id);
    const action = did === 'cancelled' ? 'tenant:export-cancel' : 'tenant:export-remove';
    await record(acting, action, { id }, this.use.logger);
  }

  async file(acting: Acting<ExportStore>, id: string): Promise<StreamSource> {
    const { fileName } = this.finished(acting.tenant, id).data;
    await record(acting, 'tenant:export-download', { id }, this.use.logger);
    return this.folder.source(acting.tenant, id, fileName, TYPE);
  }

  /** A link by which a browser fetches the file. */
  ticket(acting: Acting<ExportStore>, id: string): Ticket {
    this.finished(acting.tenant, id);
    return this.use.downloads.issue(() => this.file(acting, id));
  }

  private finished(tenant: string, id: string): Job<Work> {
    const job = this.queue.get(tenant, id);
    if (job.state === 'done') return job;
    throw new ThermaCoreError('conflict', `The export is ${job.state}: there is no file to fetch.`, {
      advice: ['queued', 'running'].includes(job.state) ? 'Wait until its state is done.' : 'Start it again.',
    });
  }

  private async run({ owner, id, data, requestedBy }: Job<Work>, signal: AbortSignal): Promise<void> {
    const { progress } = data;
    const now = this.use.clock.now();
    const file = await this.folder.create(owner, id);
    try {
      const archive = new TenantArchive(async (chunk) => {
        signal.throwIfAborted();
        await file.write(chunk);
        progress.bytes += chunk.length;
        progress.parts = archive.files.length;
      }, now);
      const rows = await this.fill(archive, { owner, data, now, signal });
      const at = new Date(now).toISOString();
      const manifest = { tenant: owner, at, requestedBy, rows, files: archive.files };
      await archive.add('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
      // As `sha256sum -c` reads it.
      const sums = archive.files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
      await archive.add('SHA256SUMS', Buffer.from(sums));
      await archive.end();
      progress.parts = archive.files.length;
    } finally {
      await file.close();
    }
  }

  /** Resolves with the rows of each relation. */
  private async fill(
    archive: TenantArchive,
    { owner, data, now, signal }: { owner: string; data: Work; now: number; signal: AbortSignal },
  ): Promise<Record<string, number>> {
    const { store, progress } = data;
    const rows: Record<string, number> = {};
    const tables = await store.tenantData.tables(owner);
    for (const [i, table] of tables.entries()) {
      await archive.addLines(`tables/${table.name}`, 'ndjson', async (write) => {
        rows[table.name] = await store.tenantData.copy(owner, table, { write, signal });
      });
      progress.rows += rows[table.name] ?? 0;
      progress.fraction = (SHARE_OF_TABLES * (i + 1)) / tables.length;
    }
    const before = progress.rows;
    const plan = await store.exports.plan(owner, {
      format: 'csv',
      from: EARLIEST_TIMESTAMP,
      to: now + AHEAD_MS,
    });
    await archive.addLines('readings/readings', 'csv', async (write) => {
      rows['readings'] = await store.exports.copy(plan, {
        write,
        signal,
        progress: (reached) => {
          progress.rows = before + reached.rows;
          progress.fraction = SHARE_OF_TABLES + (1 - SHARE_OF_TABLES) * reached.fraction;
        },
      });
    });
    progress.rows = before + (rows['readings'] ?? 0);
    return rows;
  }
}

/** Clocks of the field may be ahead by a day (lib/core/reading.ts). */
const AHEAD_MS = 2 * 24 * 60 * 60 * 1000;

function shown(job: Job<Work>): TenantExportJob {
  const { fileName, progress } = job.data;
  const { bytes, parts, rows, fraction } = progress;
  return {
    id: job.id,
    state: job.state,
    fileName,
    percent: job.state === 'done' ? 100 : Math.min(99, Math.floor(fraction * 1000) / 10),
    bytes,
    parts,
    rows,
    requestedBy: job.requestedBy,
    ...timesOf(job),
  };
}
