import {
  DEFAULT_SETTINGS,
  merged,
  type AnomalySettings,
  type SettingsPlace,
  type StoredSettings,
  type WatchedSensor,
} from '../anomaly';
import type { LoadedWatchedPlant } from '../anomaly/service/tenant-anomalies';
import type { LoadedPlant } from '../alarms/service/ports';
import { messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import { TimeZone } from '../core/time-zone';
import type { Store } from '../store';
import { StoredPlants, type PlantStore } from './alarm-plant';

export type AnomalyPlantStore = PlantStore & Pick<Store, 'anomalySettings' | 'onAnomalySettings'>;

const keyOf = ({ unit = '', sensor = '' }: SettingsPlace): string => `${unit}/${sensor}`;

/** What counts at a place: the tenant's settings, over them the unit's, over them the sensor's. */
export function effectiveSettings(
  all: readonly StoredSettings[],
  { unit, sensor }: SettingsPlace,
): AnomalySettings {
  const own = (place: SettingsPlace) => all.find((one) => keyOf(one) === keyOf(place))?.settings;
  return merged(
    own({}),
    unit === undefined ? undefined : own({ unit }),
    unit === undefined || sensor === undefined ? undefined : own({ unit, sensor }),
  );
}

/** The plant and the settings of a tenant, in memory; both follow the registry. */
export async function loadWatchedPlant(
  store: AnomalyPlantStore,
  tenant: string,
  logger: Logger,
  plants: StoredPlants = new StoredPlants(store, logger),
): Promise<LoadedWatchedPlant> {
  const plant: LoadedPlant = await plants.load(tenant);
  let settings: ReadonlyMap<string, StoredSettings> = new Map();
  const known = new Map<string, WatchedSensor | undefined>();
  const together = new Map<string, readonly string[]>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    known.clear();
    together.clear();
    for (const listener of listeners) listener();
  };
  const read = async (): Promise<void> => {
    const all = await store.anomalySettings.all(tenant);
    settings = new Map(all.map((one) => [keyOf(one), one]));
  };
  const end = store.onAnomalySettings(() => {
    read().then(changed, (error: unknown) =>
      logger.warn('Anomaly detection does not see changed settings', { tenant, reason: messageOf(error) }),
    );
  });
  const close = (): void => {
    listeners.clear();
    end();
    plant.close();
  };
  try {
    await read();
  } catch (error) {
    close();
    throw error;
  }
  plant.onChange(changed);

  const at = (place: SettingsPlace) => settings.get(keyOf(place));
  function about(unit: string, sensor: string): WatchedSensor | undefined {
    const facts = plant.sensor(unit, sensor);
    if (facts?.type !== 'number') return undefined;
    const own = at({ unit, sensor });
    const { rangeLow, rangeHigh, uom } = facts;
    return {
      settings:
        settings.size === 0
          ? DEFAULT_SETTINGS
          : merged(at({})?.settings, at({ unit })?.settings, own?.settings),
      ...(own ? { feedback: own.feedback } : {}),
      ...(rangeLow !== undefined && rangeHigh !== undefined ? { range: rangeHigh - rangeLow } : {}),
      uom,
    };
  }

  return {
    sensor(unit, sensor) {
      const key = keyOf({ unit, sensor });
      if (!known.has(key) && plant.sensor(unit, sensor)) known.set(key, about(unit, sensor));
      return known.get(key);
    },
    together(unit) {
      let names = together.get(unit);
      if (!names) {
        names = [...plant.sensors()]
          .filter(
            (one) =>
              one.unit === unit && about(unit, one.sensor)?.settings.detectors.includes('half-space-trees'),
          )
          .map(({ sensor }) => sensor)
          .sort();
        together.set(unit, names);
      }
      return names;
    },
    offsetAt: (instant) => TimeZone.find(plant.timeZone)?.offsetAt(instant) ?? 0,
    onChange: (listener) => void listeners.add(listener),
    close,
  };
}
