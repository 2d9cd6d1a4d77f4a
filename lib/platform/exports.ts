import { join } from 'node:path';
import { gzipped, type StreamSource, type StreamTarget } from '../api';
import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { JobQueue, type Job } from '../core/job-queue';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { ExportFormat, ExportJob, Ticket } from '../core/transfer';
import type { ExportPlan, ExportRequest, Store } from '../store';
import type { Downloads } from './downloads';
import { record, type Acting, type TransferAction } from './transfer-audit';
import { TransferFolder } from './transfer-folder';

export interface ExportsContext {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly downloads: Downloads;
  /** Bytes of all finished files. Default 10 GiB. */
  readonly limitBytes?: number;
}

export type ExportOrder = Omit<ExportRequest, 'after'> & { readonly gzip: boolean };

interface Work {
  readonly plan: ExportPlan;
  readonly store: ExportStore;
  readonly gzip: boolean;
  readonly fileName: string;
  progress: { rows: number; fraction: number; bytes: number };
}

type ExportStore = Pick<Store, 'exports' | 'audit'>;

const MAX_RUNNING = 2;
const MAX_QUEUED = 20;
/** Direct downloads at a time; with the jobs no more than the lane has connections (lib/store). */
const MAX_STREAMS = 4;
const MAX_STREAMS_PER_TENANT = 2;
const KEEP_MS = 24 * 60 * 60 * 1000;
const LIMIT_BYTES = 10 * 1024 ** 3;

export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  json: 'application/json',
};
export const GZIP_TYPE = 'application/gzip';

/** Readings on their way out: straight to a client, or by a job into a file that waits to be fetched. */
export class Exports {
  private readonly queue: JobQueue<Work>;
  private readonly folder: TransferFolder;
  private readonly streams = new Map<string, number>();

  constructor(private readonly use: ExportsContext) {
    const { home, clock, logger, meter, limitBytes = LIMIT_BYTES } = use;
    this.folder = new TransferFolder(join(home, 'exports'), 'exports', limitBytes);
    const rows = meter.counter('thermacore_exported_rows_total', 'Readings written by exports');
    meter.gauge('thermacore_export_files_bytes', 'Files of finished exports', () => this.folder.usedBytes);
    this.queue = new JobQueue<Work>({
      clock,
      maxRunning: MAX_RUNNING,
      maxRunningPerOwner: 1,
      maxQueuedPerOwner: MAX_QUEUED,
      keepMs: KEEP_MS,
      run: async (job, signal) => rows.add(await this.run(job, signal)),
      discard: ({ owner, id }) => this.folder.remove(owner, id),
      unexpected: (error) => logger.error('An export failed', { error }),
    });
  }

  /** Clears what an earlier process left. */
  open(): Promise<void> {
    return this.folder.open();
  }

  stop(): Promise<void> {
    return this.queue.stop();
  }

  /** Readings straight to a client. All that can be wrong with the request is said before the first byte. */
  async stream(
    acting: Acting<ExportStore>,
    request: ExportRequest & { gzip: boolean },
  ): Promise<StreamSource> {
    const { store, tenant } = acting;
    const plan = await store.exports.plan(tenant, request);
    const copy = async (target: StreamTarget): Promise<void> => {
      const leave = this.enter(tenant);
      try {
        await this.audit(acting, 'export:stream', describe(plan));
        await store.exports.copy(plan, target);
      } finally {
        leave();
      }
    };
    const { gzip, format } = request;
    return {
      contentType: gzip ? GZIP_TYPE : EXPORT_TYPES[format],
      fileName: nameOf(plan, gzip),
      compressible: !gzip,
      pipe: gzip ? (target) => gzipped({ pipe: copy }, target) : copy,
    };
  }

  async start(acting: Acting<ExportStore>, { gzip, ...request }: ExportOrder): Promise<ExportJob> {
    const { store, tenant, by } = acting;
    this.folder.requireRoom();
    const plan = await store.exports.plan(tenant, request);
    const job = this.queue.add(tenant, by, {
      plan,
      store,
      gzip,
      fileName: nameOf(plan, gzip),
      progress: { rows: 0, fraction: 0, bytes: 0 },
    });
    await this.audit(acting, 'export:start', { id: job.id, ...describe(plan) });
    return shown(job);
  }

  list(tenant: string): ExportJob[] {
    return this.queue.list(tenant).map(shown);
  }

  get(tenant: string, id: string): ExportJob {
    return shown(this.queue.get(tenant, id));
  }

  /** Cancels one that waits or runs, removes one that is over. */
  async remove(acting: Acting<ExportStore>, id: string): Promise<void> {
    const did = await this.queue.remove(acting.tenant, id);
    await this.audit(acting, did === 'cancelled' ? 'export:cancel' : 'export:remove', { id });
  }

  /** Of an erased tenant nothing stays. */
  forget(tenant: string): Promise<number> {
    return this.queue.removeAll(tenant);
  }

  async file(acting: Acting<ExportStore>, id: string): Promise<StreamSource> {
    const { plan, gzip, fileName } = this.finished(acting.tenant, id).data;
    await this.audit(acting, 'export:download', { id });
    const type = gzip ? GZIP_TYPE : EXPORT_TYPES[plan.format];
    return this.folder.source(acting.tenant, id, fileName, type);
  }

  /** A link by which a browser fetches the file. */
  ticket({ tenant, by }: Acting, id: string): Ticket {
    this.finished(tenant, id);
    return this.use.downloads.issue(() => {
      const { store } = this.queue.get(tenant, id).data;
      return this.file({ store, tenant, by }, id);
    });
  }

  private finished(tenant: string, id: string): Job<Work> {
    const job = this.queue.get(tenant, id);
    if (job.state === 'done') return job;
    throw new ThermaCoreError('conflict', `The export is ${job.state}: there is no file to fetch.`, {
      advice: ['queued', 'running'].includes(job.state) ? 'Wait until its state is done.' : 'Start it again.',
    });
  }

  private async run({ owner, id, data }: Job<Work>, signal: AbortSignal): Promise<number> {
    const { store, plan, gzip, progress } = data;
    const file = await this.folder.create(owner, id);
    try {
      const target: StreamTarget = {
        signal,
        write: (chunk) => {
          progress.bytes += chunk.length;
          return file.write(chunk);
        },
      };
      let rows = 0;
      const pipe = async ({ write }: StreamTarget): Promise<void> => {
        rows = await store.exports.copy(plan, {
          write,
          signal,
          progress: (now) => Object.assign(progress, now),
        });
      };
      await (gzip ? gzipped({ pipe }, target) : pipe(target));
      progress.rows = rows;
      return rows;
    } finally {
      await file.close();
    }
  }

  private enter(tenant: string): () => void {
    const own = this.streams.get(tenant) ?? 0;
    const all = Array.from(this.streams.values()).reduce((sum, count) => sum + count, 0);
    if (own >= MAX_STREAMS_PER_TENANT || all >= MAX_STREAMS)
      throw new ThermaCoreError('rate-limited', 'Too many exports are being downloaded.', {
        advice: 'Wait until one is done, or start it as a job with POST /api/v1/exports.',
      });
    this.streams.set(tenant, own + 1);
    return () => void this.streams.set(tenant, (this.streams.get(tenant) ?? 1) - 1);
  }

  private audit(acting: Acting<ExportStore>, action: TransferAction, detail: object): Promise<void> {
    return record(acting, action, detail, this.use.logger);
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
const describe = ({ format, from, to, sensors }: ExportPlan): object => ({
  format,
  from: iso(from),
  to: iso(to),
  sensors: sensors.length,
});

/** `readings-2026-11-23T0900Z-to-2026-11-24T0900Z.csv` */
function nameOf({ format, from, to }: ExportPlan, gzip: boolean): string {
  const short = (ms: number): string => `${iso(ms).slice(0, 16).replace(':', '')}Z`;
  return `readings-${short(from)}-to-${short(to)}.${format}${gzip ? '.gz' : ''}`;
}

/** Once it is under way so far the rest can be told from it; before, any number would be made up. */
const TELLING_FRACTION = 0.01;

function shown(job: Job<Work>): ExportJob {
  const { plan, gzip, fileName, progress } = job.data;
  const { rows, fraction, bytes } = progress;
  const done = job.state === 'done';
  const estimated = done ? rows : fraction >= TELLING_FRACTION ? Math.round(rows / fraction) : undefined;
  return {
    id: job.id,
    state: job.state,
    fileName,
    format: plan.format,
    gzip,
    sensors: plan.sensors.length,
    from: iso(plan.from),
    to: iso(plan.to),
    rows,
    ...(estimated === undefined ? {} : { estimatedRows: estimated }),
    percent: done ? 100 : Math.min(99, Math.floor(fraction * 1000) / 10),
    bytes,
    requestedBy: job.requestedBy,
    ...timesOf(job),
  };
}

/** What all jobs show alike. */
export function timesOf(job: Job<unknown>): {
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  expiresAt?: string;
  error?: string;
} {
  const { createdAt, startedAt, finishedAt, error } = job;
  return {
    createdAt: iso(createdAt),
    ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }),
    ...(finishedAt === undefined
      ? {}
      : { finishedAt: iso(finishedAt), expiresAt: iso(finishedAt + KEEP_MS) }),
    ...(error === undefined ? {} : { error }),
  };
}
