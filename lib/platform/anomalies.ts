import {
  NO_FEEDBACK,
  type AnomalyFilter,
  type AnomalySettingsInput,
  type Judgement,
  type SettingsPlace,
} from '../anomaly';
import { AnomalyService } from '../anomaly/service/anomaly-service';
import { shownAnomaly, shownSettings, type Anomaly, type PlacedSettings } from '../anomaly/service/shown';
import type { TenantState } from '../alarms/service/state';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Counter, Meter } from '../core/meter';
import type { Page } from '../core/plant';
import type { Store } from '../store';
import type { Alarms } from './alarms';
import { behindAlarms } from './anomaly-ownership';
import { StoredPlants } from './alarm-plant';
import { effectiveSettings, loadWatchedPlant, type AnomalyPlantStore } from './anomaly-plant';
import { AnomalyScans } from './anomaly-scans';

export type AnomaliesStore = AnomalyPlantStore & Pick<Store, 'anomalies' | 'anomalyModels'>;

export interface AnomaliesContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Rules of the kind `anomaly` look at the scores. */
  readonly scores: (store: Store, ...of: Parameters<ReturnType<Alarms['of']>['scores']>) => void;
  /** Where those rules are evaluated. */
  readonly alarmState: (store: Store, tenant: string) => TenantState;
}

/** What is not as usual: one service for each database, made by the first who asks. */
export class Anomalies {
  readonly scans: AnomalyScans;
  private readonly services = new Map<Store, AnomalyService>();
  private readonly readings: Counter;
  private readonly found: Counter;

  constructor(private readonly use: AnomaliesContext) {
    const { meter, clock, logger } = use;
    this.scans = new AnomalyScans({ clock, logger });
    this.readings = meter.counter('thermacore_anomaly_readings_total', 'Readings that were scored');
    this.found = meter.counter('thermacore_anomalies_total', 'Anomalies that began');
    const sum = (of: (service: AnomalyService) => number) => (): number =>
      [...this.services.values()].reduce((total, service) => total + of(service), 0);
    meter.gauge(
      'thermacore_anomalies_open',
      'Anomalies that last',
      sum(({ open }) => open),
    );
    meter.gauge(
      'thermacore_anomaly_sensors',
      'Sensors that are watched',
      sum(({ sensors }) => sensors),
    );
    meter.gauge('thermacore_anomalies_waiting', 'Anomalies that wait to be written', sum(({ unwritten }) => unwritten)); // prettier-ignore
  }

  of(store: Store): AnomalyService {
    const known = this.services.get(store);
    if (known) return known;
    const { clock, logger, scores, alarmState } = this.use;
    const plants = new StoredPlants(store, logger);
    const service = new AnomalyService({
      store: {
        anomalies: store.anomalies,
        models: store.anomalyModels,
        plant: (tenant) => loadWatchedPlant(store, tenant, logger, plants),
      },
      ownership: behindAlarms(store.anomalyClaims, (tenant) => alarmState(store, tenant)),
      tenants: async () => (await store.tenants.list()).map(({ key }) => key),
      clock,
      logger,
      readings: this.readings,
      found: this.found,
      scored: (tenant, readings) => scores(store, tenant, readings),
    });
    this.services.set(store, service);
    return service;
  }

  /** Newest first. */
  async list(store: AnomaliesStore, tenant: string, filter: AnomalyFilter): Promise<Page<Anomaly>> {
    const page = await store.anomalies.list(tenant, filter);
    return { ...page, items: page.items.map(shownAnomaly) };
  }

  async get(store: AnomaliesStore, tenant: string, id: string): Promise<Anomaly> {
    return shownAnomaly(await store.anomalies.get(tenant, id));
  }

  /** Keeps what people say of it; null takes it back. The sensor is tuned within a second. */
  async judge(
    { store, tenant, user }: { store: AnomaliesStore; tenant: string; user: string | undefined },
    id: string,
    { judgement, comment }: { judgement: Judgement | null; comment?: string | undefined },
  ): Promise<Anomaly> {
    const by = { user, comment, at: this.use.clock.now() };
    return shownAnomaly(await store.anomalies.judge(tenant, id, judgement ?? undefined, by));
  }

  /** Every place that has settings or feedback of its own; first the tenant, which is always there. */
  async settings(store: AnomaliesStore, tenant: string): Promise<{ items: PlacedSettings[] }> {
    const all = await store.anomalySettings.all(tenant);
    const whole = all.find(({ unit }) => unit === undefined);
    const first = whole ?? { settings: {}, feedback: NO_FEEDBACK, updatedAt: 0 };
    return {
      items: [first, ...all.filter((one) => one !== whole)].map((one) =>
        shownSettings(one, effectiveSettings(all, one)),
      ),
    };
  }

  /** Replaces what the place sets itself; an empty object sets nothing, so that what is above counts again. */
  async setSettings(
    { store, tenant, user }: { store: AnomaliesStore; tenant: string; user: string | undefined },
    place: SettingsPlace,
    settings: AnomalySettingsInput,
  ): Promise<PlacedSettings> {
    const kept = await store.anomalySettings.put(tenant, place, settings, user);
    return shownSettings(kept, effectiveSettings(await store.anomalySettings.all(tenant), place));
  }

  async stop(): Promise<void> {
    const all = [...this.services.values()];
    this.services.clear();
    await Promise.all([this.scans.stop(), ...all.map((service) => service.stop())]);
  }
}
