import { monitorEventLoopDelay, performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { Clock, Timer } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { BackgroundTask, InstallationHealth } from '../core/operations';
import type { Store, TaskStatus } from '../store';
import type { Database } from './databases';

const MINUTE_MS = 60_000;
/** As the metrics sample it: a finer one would wake an idle process all the time. */
const RESOLUTION_MS = 100;
const MIB = 1024 ** 2;
const NS_PER_MS = 1_000_000;
/** An event loop that is this late makes every answer late. */
const LATE_MS = 200;

type Part = InstallationHealth['parts'][number];

/** How the installation is, and what it does in the background, for those who run it. */
export class Operations {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly startedAt: number;
  private readonly began: number;
  private readonly timer: Timer;
  private since: EventLoopUtilization = performance.eventLoopUtilization();
  /** Of the last whole minute; of the first one as far as it goes. */
  private last: { readonly p99Ms: number; readonly utilization: number } | undefined;

  constructor(
    private readonly use: { readonly clock: Clock; readonly version: string; readonly liveSockets: () => number },
  ) {
    this.startedAt = use.clock.now();
    this.began = use.clock.monotonic();
    this.delay.enable();
    this.timer = use.clock.every(MINUTE_MS, () => {
      this.last = this.measured();
      this.delay.reset();
      this.since = performance.eventLoopUtilization();
    });
  } // prettier-ignore

  health({ store, recorder, spool }: Database): InstallationHealth {
    const { rss, heapUsed } = process.memoryUsage();
    const { p99Ms, utilization } = this.last ?? this.measured();
    const { state, stored, buffered, spoolBytes, commitMs } = recorder.status;
    const parts: Part[] = [
      databasePart(store),
      spoolPart(state, spoolBytes),
      tasksPart(store.maintenance.status),
      {
        name: 'process',
        status: p99Ms > LATE_MS ? 'degraded' : 'ok',
        detail: `The event loop is ${Math.round(p99Ms)} ms late at most in 99 of 100 cases.`,
      },
    ];
    return {
      status: worst(parts),
      version: this.use.version,
      node: process.version,
      startedAt: new Date(this.startedAt).toISOString(),
      uptimeSeconds: Math.floor((this.use.clock.monotonic() - this.began) / 1000),
      parts,
      process: {
        memoryMiB: rounded(rss / MIB),
        heapMiB: rounded(heapUsed / MIB),
        eventLoopP99Ms: rounded(p99Ms),
        eventLoopUtilization: Math.round(utilization * 1000) / 1000,
      },
      database: { engine: store.rung.sentence, pools: store.pools },
      recorder: { state, stored, buffered, spoolBytes, spoolLimitBytes: spool.limitBytes, commitMs },
      liveSockets: this.use.liveSockets(),
    };
  }

  tasks(store: Pick<Store, 'maintenance'>): BackgroundTask[] {
    return store.maintenance.status.map(shown);
  }

  /** Begins it and does not wait for its end. Throws `not-found`. */
  run({ maintenance }: Pick<Store, 'maintenance'>, name: string): BackgroundTask {
    const find = (): TaskStatus | undefined => maintenance.status.find(({ task }) => task === name);
    if (!find())
      throw new ThermaCoreError('not-found', 'There is no such background task.', {
        field: 'task',
        advice: `It is one of ${maintenance.status.map(({ task }) => task).join(', ')}.`,
      });
    // How it ends stands in its status, and in the log where it fails.
    void maintenance.runNow(name);
    return shown(find() as TaskStatus);
  }

  stop(): void {
    this.timer.stop();
    this.delay.disable();
  }

  private measured(): { p99Ms: number; utilization: number } {
    // What is measured is the time between two looks: the resolution belongs to it and is no delay.
    const p99Ms = Math.max(0, this.delay.percentile(99) / NS_PER_MS - RESOLUTION_MS);
    return { p99Ms, utilization: performance.eventLoopUtilization(this.since).utilization };
  }
}

function databasePart({ pools }: Pick<Store, 'pools'>): Part {
  const full = pools.filter(({ waiting }) => waiting > 0).map(({ lane, waiting }) => `${lane} ${waiting}`);
  if (full.length === 0) return { name: 'database', status: 'ok', detail: 'It answers, and nobody waits.' };
  return { name: 'database', status: 'degraded', detail: `Questions wait for a connection: ${full.join(', ')}.` };
} // prettier-ignore

const SPOOL: Readonly<Record<InstallationHealth['recorder']['state'], (text: string) => Omit<Part, 'name'>>> =
  {
    storing: () => ({ status: 'ok', detail: 'Readings go straight to the database.' }),
    replaying: (waits) => ({ status: 'degraded', detail: `${waits} on disk are being stored.` }),
    spooling: (waits) => ({ status: 'degraded', detail: `The database is away; ${waits} on disk wait for it.` }),
    full: (waits) => ({ status: 'unavailable', detail: `The spool is full with ${waits}: nothing more is confirmed.` }),
  }; // prettier-ignore

const spoolPart = (state: InstallationHealth['recorder']['state'], bytes: number): Part => ({
  name: 'spool',
  ...SPOOL[state](`${rounded(bytes / MIB)} MiB`),
});

function tasksPart(tasks: readonly TaskStatus[]): Part {
  const bad = tasks.filter(({ outcome = 'ok' }) => outcome !== 'ok').map(({ task }) => task);
  if (bad.length === 0) return { name: 'tasks', status: 'ok', detail: 'All background tasks get through.' };
  return { name: 'tasks', status: 'degraded', detail: `These do not get through: ${bad.join(', ')}.` };
}

const ORDER: readonly Part['status'][] = ['unavailable', 'degraded', 'ok'];
const worst = (parts: readonly Part[]): Part['status'] =>
  ORDER.find((state) => parts.some(({ status }) => status === state)) ?? 'ok';

const rounded = (value: number): number => Math.round(value * 10) / 10;

const shown = ({ task, running, runs, lastStart, durationMs, outcome, reason, lagSeconds, backlog }: TaskStatus): BackgroundTask => ({
  task,
  running,
  runs,
  ...(lastStart === undefined ? {} : { lastStart: new Date(lastStart).toISOString() }),
  ...(durationMs === undefined ? {} : { durationMs: rounded(durationMs) }),
  ...(outcome === undefined ? {} : { outcome }),
  ...(reason === undefined ? {} : { reason }),
  ...(lagSeconds === undefined ? {} : { lagSeconds }),
  ...(backlog === undefined ? {} : { backlog }),
}); // prettier-ignore
