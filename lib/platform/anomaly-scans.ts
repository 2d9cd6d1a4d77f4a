import {
  Watch,
  merged,
  type AnomalyRecord,
  type AnomalySettingsInput,
  type Episode,
  type WatchedPlant,
} from '../anomaly';
import { recordOf } from '../anomaly/service/shown';
import type { AnomalyScan } from '../core/anomaly-scan';
import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { HISTORY_LIMITS, type SensorAddress } from '../core/history';
import { randomId } from '../core/ids';
import { JobQueue, type Job } from '../core/job-queue';
import type { Logger } from '../core/logger';
import { everyPage } from '../core/pages';
import type { Store } from '../store';
import { loadWatchedPlant, type AnomalyPlantStore } from './anomaly-plant';
import { timesOf } from './exports';

export type ScanStore = AnomalyPlantStore & Pick<Store, 'history' | 'anomalies'>;

export interface ScanOrder {
  readonly units?: readonly string[] | undefined;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Tried instead of those in force. */
  readonly settings?: AnomalySettingsInput | undefined;
}

interface Work {
  readonly store: ScanStore;
  readonly order: ScanOrder;
  readonly sensors: readonly SensorAddress[];
  progress: { readings: number; found: number; fraction: number };
}

const PAGE = 5000;
const MAX_SENSORS = 2000;
/** Anomalies of one job; one that finds more is set too sharply to be of use. */
const MAX_FOUND = 20_000;
const KEEP_MS = 24 * 60 * 60 * 1000;
/** Anomalies of one statement. */
const AT_ONCE = 500;

/** Detection over history: a job that watches stored readings as if they came now, with models of its own. */
export class AnomalyScans {
  private readonly queue: JobQueue<Work>;

  constructor({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.queue = new JobQueue<Work>({
      clock,
      maxRunning: 1,
      maxRunningPerOwner: 1,
      maxQueuedPerOwner: 10,
      keepMs: KEEP_MS,
      run: (job, signal) => this.run(job, signal, logger),
      // What was found is kept with the other anomalies.
      discard: () => Promise.resolve(),
      unexpected: (error) => logger.error('A job over history failed', { error }),
    });
  }

  /** Throws `invalid` that names the field where it would be too much, `not-found` for units that are not there. */
  async start(
    { store, tenant, by }: { readonly store: ScanStore; readonly tenant: string; readonly by: string },
    order: ScanOrder,
  ): Promise<AnomalyScan> {
    if (order.from >= order.to)
      throw new ThermaCoreError('invalid', 'The span is empty.', {
        field: 'from',
        advice: 'It must be earlier than `to`.',
      });
    const all = await everyPage(
      (cursor) => store.plant.listSensors(tenant, { limit: 1000, cursor }),
      MAX_SENSORS + 1,
    );
    const missing = order.units?.find((unit) => !all.some((one) => one.unit === unit));
    if (missing !== undefined)
      throw new ThermaCoreError('not-found', `There is no unit "${missing}" with sensors.`, {
        field: 'units',
      });
    const sensors = all
      .filter(({ unit, type }) => type === 'number' && (order.units?.includes(unit) ?? true))
      .map(({ unit, key }) => ({ unit, sensor: key }));
    if (sensors.length === 0 || sensors.length > MAX_SENSORS)
      throw new ThermaCoreError('invalid', `${sensors.length} sensors with numbers are asked for.`, {
        field: 'units',
        advice: `Choose units with 1 to ${MAX_SENSORS} of them.`,
      });
    const progress = { readings: 0, found: 0, fraction: 0 };
    return shown(this.queue.add(tenant, by, { store, order, sensors, progress }));
  }

  list(tenant: string): AnomalyScan[] {
    return this.queue.list(tenant).map(shown);
  }

  get(tenant: string, id: string): AnomalyScan {
    return shown(this.queue.get(tenant, id));
  }

  /** Cancels one that waits or runs, forgets one that is over. What it has found stays. */
  async remove(tenant: string, id: string): Promise<void> {
    await this.queue.remove(tenant, id);
  }

  stop(): Promise<void> {
    return this.queue.stop();
  }

  private async run({ owner, id, data }: Job<Work>, signal: AbortSignal, logger: Logger): Promise<void> {
    const { store, order, progress } = data;
    const loaded = await loadWatchedPlant(store, owner, logger);
    try {
      // Sensors of one unit together, as many at a time as one question may name.
      const groups = groupsOf(data.sensors);
      for (const [i, sensors] of groups.entries()) {
        const found = new Map<Episode, AnomalyRecord>();
        const watch = new Watch(withSettings(loaded, order.settings));
        let cursor: string | undefined;
        do {
          signal.throwIfAborted();
          const page = await store.history.raw(owner, {
            ...order,
            sensors,
            limit: PAGE,
            cursor,
            quality: 'good',
          });
          for (const { unit = '', sensor = '', timestamp, ...rest } of page.items) {
            const at = Date.parse(timestamp);
            const { value, quality } = rest;
            const verdict = watch.observe({ tenant: owner, unit, sensor, timestamp: at, value, quality });
            if (typeof verdict === 'string' || !verdict.event || !verdict.episode) continue;
            const { episode } = verdict;
            found.set(episode, recordOf(found.get(episode)?.id ?? randomId(), episode, id));
          }
          progress.readings += page.items.length;
          const last = page.items.at(-1);
          const part = last ? (Date.parse(last.timestamp) - order.from) / (order.to - order.from) : 1;
          progress.fraction = (i + part) / groups.length;
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        for (const episode of watch.open()) {
          episode.open = false;
          found.set(episode, recordOf(found.get(episode)?.id ?? randomId(), episode, id));
        }
        progress.found += found.size;
        if (progress.found > MAX_FOUND)
          throw new ThermaCoreError('invalid', `More than ${MAX_FOUND} anomalies were found.`, {
            field: 'settings.sensitivity',
            advice: 'Lower the sensitivity, or choose fewer units or a shorter time.',
          });
        const records = [...found.values()];
        for (let from = 0; from < records.length; from += AT_ONCE)
          await store.anomalies.keep(owner, records.slice(from, from + AT_ONCE));
      }
    } finally {
      loaded.close();
    }
  }
}

function groupsOf(sensors: readonly SensorAddress[]): SensorAddress[][] {
  const units = new Map<string, SensorAddress[]>();
  for (const one of sensors) units.set(one.unit, [...(units.get(one.unit) ?? []), one]);
  return [...units.values()].flatMap((unit) =>
    Array.from({ length: Math.ceil(unit.length / HISTORY_LIMITS.sensors) }, (_, i) =>
      unit.slice(i * HISTORY_LIMITS.sensors, (i + 1) * HISTORY_LIMITS.sensors),
    ),
  );
}

/** The plant with settings that are tried. One object a sensor, as a watch expects. */
function withSettings(plant: WatchedPlant, tried: AnomalySettingsInput | undefined): WatchedPlant {
  if (!tried) return plant;
  const made = new Map<string, ReturnType<WatchedPlant['sensor']>>();
  return {
    sensor(unit, sensor) {
      const key = `${unit}/${sensor}`;
      if (!made.has(key)) {
        const about = plant.sensor(unit, sensor);
        made.set(key, about && { ...about, settings: merged(about.settings, tried) });
      }
      return made.get(key);
    },
    together: (unit) => plant.together(unit),
    offsetAt: (at) => plant.offsetAt(at),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

function shown(job: Job<Work>): AnomalyScan {
  const { order, sensors, progress } = job.data;
  return {
    id: job.id,
    state: job.state,
    from: iso(order.from),
    to: iso(order.to),
    ...(order.units ? { units: [...order.units] } : {}),
    sensors: sensors.length,
    readings: progress.readings,
    found: progress.found,
    percent: job.state === 'done' ? 100 : Math.min(99, Math.floor(progress.fraction * 1000) / 10),
    requestedBy: job.requestedBy,
    ...timesOf(job),
  };
}
