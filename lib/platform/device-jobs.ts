import type { Clock } from '../core/clock';
import {
  MAX_DEVICES_PER_JOB,
  MAX_SHOWN_FAILURES,
  type DeviceJob,
  type DeviceJobInput,
} from '../core/device-job';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { JobQueue, type Job } from '../core/job-queue';
import type { Logger } from '../core/logger';
import { everyPage } from '../core/pages';
import type { Store } from '../store';
import type { DeviceRegistry } from './device-registry';
import { timesOf } from './exports';

/** Who does it, in which tenant, with which database. */
export interface ActingOnDevices {
  readonly store: Store;
  readonly tenant: string;
  /** User name, or `flow` for a message without a user. */
  readonly by: string;
}

export type DeviceDeeds = Pick<DeviceRegistry, 'list' | 'enable' | 'test' | 'delete' | 'update'>;

export interface DeviceJobsContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly devices: DeviceDeeds;
}

interface Work {
  readonly store: Store;
  readonly input: Omit<DeviceJobInput, 'devices' | 'filter'>;
  readonly total: number;
  /** Those that are left to do; nothing of a finished job. */
  readonly left: string[];
  done: number;
  failed: number;
  readonly failures: { device: string; reason: string }[];
}

const MAX_QUEUED = 10;
const MAX_FINISHED = 100;
const KEEP_MS = 24 * 60 * 60 * 1000;
const PAGE = 500;
/** Devices that are tried at a time; each may take ten seconds to say that it is away. */
const TESTS_AT_ONCE = 5;

/** The permission that each change needs by itself, for the audit log. */
const PERMISSION = {
  enable: 'device:update',
  disable: 'device:update',
  template: 'device:update',
  test: 'device:test',
  delete: 'device:delete',
} as const;

/**
 * The same done to many devices, one after the other: what does not work with one is told and keeps no other from it. Each
 * device stands in the audit log as if it had been changed by itself.
 */
export class DeviceJobs {
  private readonly queue: JobQueue<Work>;

  constructor(private readonly use: DeviceJobsContext) {
    const { clock, logger } = use;
    this.queue = new JobQueue<Work>({
      clock,
      maxRunning: 4,
      maxRunningPerOwner: 1,
      maxQueuedPerOwner: MAX_QUEUED,
      keepMs: KEEP_MS,
      maxFinishedPerOwner: MAX_FINISHED,
      run: (job, signal) => this.run(job, signal),
      discard: ({ data }) => {
        // Of one that was cancelled before it began all are left.
        data.left.length = 0;
        return Promise.resolve();
      },
      unexpected: (error) => logger.error('A job for devices failed', { error }),
    });
  }

  stop(): Promise<void> {
    return this.queue.stop();
  }

  /** Of an erased tenant nothing stays. */
  forget(tenant: string): Promise<number> {
    return this.queue.removeAll(tenant);
  }

  async start({ store, tenant, by }: ActingOnDevices, input: DeviceJobInput): Promise<DeviceJob> {
    const left = [...new Set(input.devices ?? (await this.fitting(store, tenant, input)))];
    const { action, template, templateUnit } = input;
    const work: Work = {
      store,
      input: { action, template, templateUnit },
      total: left.length,
      left,
      done: 0,
      failed: 0,
      failures: [],
    };
    return shown(this.queue.add(tenant, by, work));
  }

  list(tenant: string): DeviceJob[] {
    return this.queue.list(tenant).map(shown);
  }

  get(tenant: string, id: string): DeviceJob {
    return shown(this.queue.get(tenant, id));
  }

  /** Cancels one that waits or runs, and removes one that is over. What was done to devices stays. */
  async remove(tenant: string, id: string): Promise<void> {
    await this.queue.remove(tenant, id);
  }

  private async fitting(store: Store, tenant: string, { filter }: DeviceJobInput): Promise<string[]> {
    const found = await everyPage(
      (cursor) => this.use.devices.list(store, tenant, { ...filter, limit: PAGE, cursor }),
      MAX_DEVICES_PER_JOB + 1,
    );
    if (found.length > MAX_DEVICES_PER_JOB)
      throw new ThermaCoreError('invalid', `More than ${MAX_DEVICES_PER_JOB} devices fit.`, {
        field: 'filter',
        advice: 'Choose fewer by protocol, template or a part of their names.',
      });
    return found.map(({ key }) => key);
  }

  private async run({ owner, requestedBy, id, data }: Job<Work>, signal: AbortSignal): Promise<void> {
    const { left } = data;
    const worker = async (): Promise<void> => {
      for (let device = left.shift(); device !== undefined; device = left.shift()) {
        signal.throwIfAborted();
        const failure = await this.one(owner, device, data);
        data.done++;
        if (failure !== undefined) {
          data.failed++;
          if (data.failures.length < MAX_SHOWN_FAILURES) data.failures.push({ device, reason: failure });
        } else await this.record(data, owner, requestedBy, device, id);
      }
    };
    const watched = (): Promise<void> =>
      worker().catch((error: unknown) => {
        // What ends one of them ends all.
        left.length = 0;
        throw error;
      });
    const workers = data.input.action === 'test' ? TESTS_AT_ONCE : 1;
    await Promise.all(Array.from({ length: workers }, watched));
    // Cancelled while the last one was on its way.
    signal.throwIfAborted();
  }

  /** What went wrong, in words; a fault of ours fails the job. */
  private async one(tenant: string, device: string, { store, input }: Work): Promise<string | undefined> {
    try {
      return await this.act(tenant, device, store, input);
    } catch (error) {
      if (!isThermaCoreError(error)) throw error;
      return error.sentence;
    }
  }

  private async act(
    tenant: string,
    device: string,
    store: Store,
    { action, template, templateUnit }: Work['input'],
  ): Promise<string | undefined> {
    const { devices } = this.use;
    switch (action) {
      case 'enable':
      case 'disable':
        await devices.enable(store, tenant, device, action === 'enable');
        return undefined;
      case 'delete':
        await devices.delete(store, tenant, device);
        return undefined;
      case 'template':
        await devices.update(store, tenant, device, { template, templateUnit });
        return undefined;
      case 'test': {
        const { ok, answer } = await devices.test(store, tenant, device);
        return ok ? undefined : answer;
      }
    }
  }

  /** The change is made by now: an audit log that is away is reported, and holds nothing up. */
  private async record(
    { store, input }: Work,
    tenant: string,
    by: string,
    device: string,
    job: string,
  ): Promise<void> {
    const { action, template, templateUnit } = input;
    await store.audit
      .record({
        tenant,
        actor: by,
        action: PERMISSION[action],
        target: device,
        outcome: 'ok',
        detail: { job, action, ...(template === undefined ? {} : { template, templateUnit }) },
      })
      .catch((error: unknown) =>
        this.use.logger.error('A change could not be written to the audit log', { error }),
      );
  }
}

function shown(job: Job<Work>): DeviceJob {
  const { id, state, requestedBy, data } = job;
  const { input, total, done, failed, failures } = data;
  return {
    id,
    action: input.action,
    state,
    requestedBy,
    ...timesOf(job),
    devices: total,
    done,
    failed,
    failures: failures.map((one) => ({ ...one })),
  };
}
