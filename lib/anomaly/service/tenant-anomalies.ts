import { Claiming, type ClaimState, type Ownership } from '../../core/claiming';
import type { Clock, Timer } from '../../core/clock';
import { isThermaCoreError, messageOf } from '../../core/errors';
import type { Gate } from '../../core/gate';
import { randomId } from '../../core/ids';
import type { Logger } from '../../core/logger';
import type { Reading } from '../../core/reading';
import type { Episode } from '../episode';
import type { AnomalyModelRepository, AnomalyRecord, AnomalyRepository } from '../ports';
import { Watch, type SavedModel, type Verdict, type WatchedPlant } from '../watch';
import { recordOf, scoredOf, type AnomalyEvent, type ScoredReading } from './shown';

/** What the watch of a tenant needs to know, kept up to date. */
export interface LoadedWatchedPlant extends WatchedPlant {
  /** Called after units, sensors, settings or feedback have changed. */
  onChange(listener: () => void): void;
  close(): void;
}

export interface AnomalyStore {
  readonly anomalies: AnomalyRepository;
  readonly models: AnomalyModelRepository;
  /** Rejects `unavailable` while the database is away. */
  plant(tenant: string): Promise<LoadedWatchedPlant>;
}

export interface TenantAnomaliesUse {
  readonly store: AnomalyStore;
  readonly ownership: Ownership;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared by all tenants: a few of them are loaded at a time. */
  readonly loading: Gate;
  /** Told of each score at once; must not throw and not wait. */
  readonly scored: (tenant: string, readings: readonly ScoredReading[]) => void;
  readonly changed: () => void;
}

export type WatchState = ClaimState | 'stopped';

/** Anomalies that wait to be written; beyond, the oldest are lost, which is counted. */
const MAX_WAITING = 10_000;
const WRITE_MS = 2_000;
/** Anomalies of one statement. */
const AT_ONCE = 500;
const SAVE_MS = 10 * 60_000;
/** Models that are written out at a time: the bytes of all would be a lot at once. */
const MODELS_AT_ONCE = 50;

/** What one batch of readings came to. */
export interface Watched {
  readonly scored: ScoredReading[];
  readonly events: AnomalyEvent[];
}

/**
 * The watch of one tenant in this process: while it has the claim, it loads what was learnt, scores, keeps what it finds and
 * saves what it learns. Of several processes that are fed the same readings one does.
 */
export class TenantAnomalies {
  state: WatchState = 'starting';
  /** Readings that came before the watch was ready, and anomalies that could not be kept. */
  unscored = 0;
  lost = 0;
  private watch: Watch | undefined;
  private plant: LoadedWatchedPlant | undefined;
  private readonly ids = new WeakMap<Episode, string>();
  private readonly waiting = new Map<string, AnomalyRecord>();
  private readonly timers: Timer[] = [];
  private writing: Promise<void> | undefined;
  private saving: Promise<void> | undefined;
  private readonly claiming: Claiming;

  constructor(
    readonly tenant: string,
    private readonly use: TenantAnomaliesUse,
  ) {
    this.claiming = new Claiming({
      ...use,
      tenant,
      what: 'Anomalies',
      show: (state) => this.become(state),
      load: () => this.load(),
      unload: (isOurs) => this.unload(isOurs),
    });
  }

  start(): void {
    this.claiming.start();
    this.timers.push(
      this.use.clock.every(WRITE_MS, () => void this.write()),
      this.use.clock.every(SAVE_MS, () => void (this.watch && this.save(this.watch))),
    );
  }

  get sensors(): number {
    return this.watch?.sensors ?? 0;
  }

  get open(): number {
    return this.watch ? [...this.watch.open()].length : 0;
  }

  get unwritten(): number {
    return this.waiting.size;
  }

  /** Never throws and never waits. Readings that are not scored have no place in the answer. */
  readings(readings: readonly Reading[]): Watched {
    const result: Watched = { scored: [], events: [] };
    const { watch } = this;
    if (!watch) {
      this.unscored += readings.length;
      return result;
    }
    for (const reading of readings) {
      const verdict = watch.observe(reading);
      if (typeof verdict === 'string') continue;
      result.scored.push(scoredOf(reading, verdict));
      const event = this.eventOf(verdict);
      if (event) result.events.push(event);
    }
    if (result.scored.length > 0) this.use.scored(this.tenant, result.scored);
    return result;
  }

  private eventOf({ event, episode }: Verdict): AnomalyEvent | undefined {
    if (event === undefined || !episode) return undefined;
    const anomaly = this.note(episode);
    return event === 'worse' ? undefined : { event, tenant: this.tenant, anomaly };
  }

  /** Takes it down for the next write. */
  private note(episode: Episode): AnomalyRecord {
    const id = this.ids.get(episode) ?? randomId();
    this.ids.set(episode, id);
    const record = recordOf(id, episode);
    const { waiting } = this;
    waiting.delete(id);
    waiting.set(id, record);
    if (waiting.size > MAX_WAITING) {
      const [oldest] = waiting.keys();
      if (oldest !== undefined) waiting.delete(oldest);
      this.lost++;
    }
    return record;
  }

  /** Writes what is still to be written and saves what was learnt, as far as the database lets it. */
  async stop(): Promise<void> {
    for (const timer of this.timers.splice(0)) timer.stop();
    await this.claiming.stop();
    this.become('stopped');
  }

  private async load(): Promise<void> {
    const { store } = this.use;
    const plant = await store.plant(this.tenant);
    try {
      const models = await store.models.load(this.tenant);
      await store.anomalies.closeOpen(this.tenant);
      const watch = new Watch(plant);
      watch.restore(models);
      plant.onChange(() => {
        for (const episode of watch.prune()) this.note(episode);
      });
      this.plant = plant;
      this.watch = watch;
    } catch (error) {
      plant.close();
      throw error;
    }
  }

  /** `isOurs`: no other process scores by now, so that what was learnt here is not older than what is kept. */
  private async unload(isOurs: boolean): Promise<void> {
    const { watch, plant } = this;
    this.watch = this.plant = undefined;
    plant?.close();
    if (!watch) return;
    for (const episode of watch.open()) {
      if (!isOurs) episode.open = false;
      this.note(episode);
    }
    await this.write();
    if (isOurs) await this.save(watch);
  }

  private become(state: WatchState): void {
    if (state === this.state) return;
    this.state = state;
    this.use.changed();
  }

  /** One write at a time; what cannot be written waits for the next. */
  private write(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    const { store, logger } = this.use;
    while (this.waiting.size > 0) {
      const part = [...this.waiting.values()].slice(0, AT_ONCE);
      try {
        await store.anomalies.keep(this.tenant, part);
      } catch (error) {
        if (isThermaCoreError(error) && ['unavailable', 'timeout'].includes(error.code)) return;
        logger.error('Anomalies could not be kept', { tenant: this.tenant, reason: messageOf(error) });
        this.lost += part.length;
      }
      // One that changed meanwhile stays.
      for (const one of part) if (this.waiting.get(one.id) === one) this.waiting.delete(one.id);
    }
  }

  private save(watch: Watch): Promise<void> {
    this.saving ??= this.saveAll(watch).finally(() => (this.saving = undefined));
    return this.saving;
  }

  private async saveAll(watch: Watch): Promise<void> {
    const { store, logger } = this.use;
    let part: SavedModel[] = [];
    try {
      for (const model of watch.save()) {
        if (part.push(model) < MODELS_AT_ONCE) continue;
        await store.models.save(this.tenant, part);
        part = [];
      }
      if (part.length > 0) await store.models.save(this.tenant, part);
    } catch (error) {
      // What it has learnt since the last time is saved the next time, or learnt again.
      logger.warn('What anomaly detection has learnt could not be saved', {
        tenant: this.tenant,
        reason: messageOf(error),
      });
    }
  }
}
