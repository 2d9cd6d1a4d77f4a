import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { StreamSource, UploadSource } from '../api';
import { sleep, type Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { randomId } from '../core/ids';
import { JobQueue, type Job } from '../core/job-queue';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { Reading } from '../core/reading';
import type { ImportError, ImportJob, Ticket } from '../core/transfer';
import { LineMapper, linesOf, type FileMapping } from '../telemetry/history-file';
import type { Database } from './databases';
import { timesOf } from './exports';
import { record, type Acting, type TransferAction } from './transfer-audit';
import { TransferFolder } from './transfer-folder';
import { Tickets } from './tickets';

export interface ImportsContext {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** The path to which a ticket's file is sent. */
  readonly uploadPath: (ticket: string) => string;
}

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;

export interface ImportOrder extends Omit<FileMapping, 'decimal'> {
  readonly delimiter: keyof typeof DELIMITERS;
  readonly decimal: 'point' | 'comma';
  readonly dryRun: boolean;
  readonly fileName?: string | undefined;
}

/** Who imports, into which database. */
export interface Importing extends Acting<Database['store']> {
  readonly database: Database;
}

interface Counts {
  read: number;
  accepted: number;
  stored: number;
  repeated: number;
  rejected: number;
}

interface Work {
  readonly order: ImportOrder;
  readonly database: Database;
  /** Name of the file in its folder, and its size. */
  readonly file: string;
  readonly bytes: number;
  /** Bytes of the file that have been read. */
  position: number;
  readonly counts: Counts;
  readonly errors: ImportError[];
  waiting: string | undefined;
}

const MAX_QUEUED = 5;
const KEEP_MS = 24 * 60 * 60 * 1000;
const LIMIT_BYTES = 4 * 1024 ** 3;
const BATCH = 2000;
const MAX_ERRORS = 1000;
const FIRST_ERRORS = 10;
/** Live readings in memory beyond what is there in a quiet moment. */
const BACKLOG = 5000;
const LOOK_AGAIN_MS = 500;
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/**
 * History on its way in. A file comes whole onto the disk, then one job at a time takes it into the database through
 * the way that live readings take, and behind them: it rests as long as each batch took, and stops while live readings
 * queue up. Repeats change nothing, so a file may come twice, or again after it failed half-way.
 */
export class Imports {
  private readonly queue: JobQueue<Work>;
  private readonly folder: TransferFolder;
  private readonly tickets: Tickets<{ importing: Importing; order: ImportOrder }>;

  constructor(private readonly use: ImportsContext) {
    const { home, clock, logger, meter } = use;
    this.folder = new TransferFolder(join(home, 'imports'), 'imports', LIMIT_BYTES);
    this.tickets = new Tickets(clock);
    const lines = meter.counter('thermacore_imported_lines_total', 'Lines of history files', ['outcome']);
    this.queue = new JobQueue<Work>({
      clock,
      maxRunning: 1,
      maxRunningPerOwner: 1,
      maxQueuedPerOwner: MAX_QUEUED,
      keepMs: KEEP_MS,
      run: async (job, signal) => {
        try {
          await this.run(job, signal);
        } finally {
          const { stored, repeated, rejected } = job.data.counts;
          for (const [outcome, count] of Object.entries({ stored, repeated, rejected }))
            lines.add(count, { outcome });
          await this.folder.remove(job.owner, job.data.file);
        }
      },
      discard: ({ data, owner }) => this.folder.remove(owner, data.file),
      unexpected: (error) => logger.error('An import failed', { error }),
    });
  }

  /** Clears what an earlier process left. */
  open(): Promise<void> {
    return this.folder.open();
  }

  /** Of an erased tenant nothing stays. */
  forget(tenant: string): Promise<number> {
    return this.queue.removeAll(tenant);
  }

  stop(): Promise<void> {
    return this.queue.stop();
  }

  /** Takes the file; the job then checks it, and stores what is in it unless it is a dry run. */
  async start(importing: Importing, order: ImportOrder, upload: UploadSource): Promise<ImportJob> {
    const { tenant, by, database } = importing;
    // Only what the mapping itself can be wrong in; the columns are looked for in the file.
    if (!order.header) new LineMapper(mappingOf(order), this.context(tenant, database), undefined);
    const file = randomId();
    const bytes = await this.receive(tenant, file, upload);
    try {
      const job = this.queue.add(tenant, by, {
        order,
        database,
        file,
        bytes,
        position: 0,
        counts: { read: 0, accepted: 0, stored: 0, repeated: 0, rejected: 0 },
        errors: [],
        waiting: undefined,
      });
      const { dryRun, fileName } = order;
      await this.audit(importing, 'import:start', {
        id: job.id,
        bytes,
        dryRun,
        ...(fileName ? { fileName } : {}),
      });
      return shown(job);
    } catch (error) {
      await this.folder.remove(tenant, file);
      throw error;
    }
  }

  /** A link to which a page of the dashboards sends the file. */
  ticket(importing: Importing, order: ImportOrder): Ticket {
    return this.tickets.issue({ importing, order }, this.use.uploadPath);
  }

  redeem(ticket: string, upload: UploadSource): Promise<ImportJob> {
    const { importing, order } = this.tickets.redeem(ticket);
    return this.start(importing, order, upload);
  }

  list(tenant: string): ImportJob[] {
    return this.queue.list(tenant).map(shown);
  }

  get(tenant: string, id: string): ImportJob {
    return shown(this.queue.get(tenant, id));
  }

  async remove(acting: Acting, id: string): Promise<void> {
    const did = await this.queue.remove(acting.tenant, id);
    await this.audit(acting, did === 'cancelled' ? 'import:cancel' : 'import:remove', { id });
  }

  /** The error report: the first thousand lines that were refused, as CSV. */
  errors(tenant: string, id: string): StreamSource {
    const { errors } = this.queue.get(tenant, id).data;
    const lines = errors.map(
      ({ line, field, reason }) => `${line},${field},"${reason.replaceAll('"', '""')}"\n`,
    );
    return {
      contentType: 'text/csv',
      fileName: `import-errors-${id}.csv`,
      compressible: true,
      pipe: async ({ write }) => write(Buffer.from(`line,field,reason\n${lines.join('')}`)),
    };
  }

  private async receive(tenant: string, file: string, upload: UploadSource): Promise<number> {
    let bytes = 0;
    const draft = await this.folder.create(tenant, file);
    try {
      for await (const chunk of upload.read()) {
        bytes += chunk.length;
        await draft.write(chunk);
      }
    } catch (error) {
      await draft.close();
      await this.folder.remove(tenant, file);
      throw error;
    }
    await draft.close();
    return bytes;
  }

  private async run({ owner, data }: Job<Work>, signal: AbortSignal): Promise<void> {
    const { order, database, counts } = data;
    // A sensor that was made a moment ago is part of it.
    await database.store.directory.refresh();
    const bytes = createReadStream(this.folder.path(owner, data.file), { signal });
    const refuse = (line: number, field: string, reason: string): void => {
      counts.rejected++;
      if (data.errors.length < MAX_ERRORS) data.errors.push({ line, field, reason });
    };
    const lines = linesOf(bytes, {
      delimiter: DELIMITERS[order.delimiter],
      unreadable: (line, reason) => {
        counts.read++;
        refuse(line, 'line', reason);
      },
    });
    let mapper: LineMapper | undefined;
    let batch: Reading[] = [];
    for await (const { line, cells } of lines) {
      if (!mapper) {
        mapper = new LineMapper(
          mappingOf(order),
          this.context(owner, database),
          order.header ? cells : undefined,
        );
        if (order.header) continue;
      }
      counts.read++;
      const mapped = mapper.map(cells);
      if ('fault' in mapped) {
        refuse(line, mapped.fault.field, mapped.fault.reason);
        continue;
      }
      counts.accepted++;
      batch.push(mapped.reading);
      if (batch.length < BATCH) continue;
      data.position = bytes.bytesRead;
      signal.throwIfAborted();
      if (!order.dryRun) await this.store(data, batch, signal);
      batch = [];
    }
    signal.throwIfAborted();
    if (!order.dryRun && batch.length > 0) await this.store(data, batch, signal);
    if (!mapper && order.header)
      throw new ThermaCoreError('invalid', 'The file is empty.', {
        advice: 'Send one with a header and lines below it.',
      });
  }

  /** One batch, when live readings leave room for it. */
  private async store(data: Work, batch: readonly Reading[], signal: AbortSignal): Promise<void> {
    const { clock } = this.use;
    const { store, recorder } = data.database;
    const giveUp = clock.monotonic() + LONGEST_WAIT_MS;
    for (;;) {
      const { state, buffered } = recorder.status;
      if (state === 'storing' && buffered <= BACKLOG) {
        const began = clock.monotonic();
        try {
          const { stored, repeated, refused } = await store.sink.write(batch);
          data.waiting = undefined;
          data.counts.stored += stored;
          data.counts.repeated += repeated;
          data.counts.accepted -= refused.length;
          for (const { reading } of refused) this.refuseLate(data, reading);
          await sleep(clock, clock.monotonic() - began, signal);
          return;
        } catch (error) {
          if (!isThermaCoreError(error) || error.code !== 'unavailable') throw error;
          data.waiting = 'the database is away';
        }
      } else
        data.waiting =
          state === 'storing' ? 'live readings come first' : 'the database is away or catching up';
      if (clock.monotonic() > giveUp)
        throw new ThermaCoreError('timeout', `It waited for an hour: ${data.waiting}.`, {
          advice: 'Send the file again later; what is stored already does no harm.',
        });
      await sleep(clock, LOOK_AGAIN_MS, signal);
    }
  }

  /** A sensor that was deleted while the file was being read; its line is not known any more. */
  private refuseLate({ counts, errors }: Work, { unit, sensor }: Reading): void {
    counts.rejected++;
    if (errors.length < MAX_ERRORS)
      errors.push({
        line: counts.read,
        field: 'sensor',
        reason: `the sensor ${unit}/${sensor} was deleted meanwhile`,
      });
  }

  private context(tenant: string, { store }: Database): ConstructorParameters<typeof LineMapper>[1] {
    return { tenant, directory: store.directory, now: this.use.clock.now() };
  }

  private audit(acting: Acting, action: TransferAction, detail: object): Promise<void> {
    return record(acting, action, detail, this.use.logger);
  }
}

const mappingOf = (order: ImportOrder): FileMapping => ({
  ...order,
  decimal: order.decimal === 'comma' ? ',' : '.',
});

function shown(job: Job<Work>): ImportJob {
  const { order, bytes, position, counts, errors, waiting } = job.data;
  const running = bytes === 0 ? 0 : Math.min(99, Math.floor((position / bytes) * 1000) / 10);
  return {
    id: job.id,
    state: job.state,
    ...(order.fileName === undefined ? {} : { fileName: order.fileName }),
    dryRun: order.dryRun,
    ...counts,
    firstErrors: errors.slice(0, FIRST_ERRORS),
    ...(waiting === undefined || job.state !== 'running' ? {} : { waiting }),
    percent: job.state === 'done' ? 100 : running,
    bytes,
    requestedBy: job.requestedBy,
    ...timesOf(job),
  };
}
