import type { SensorFacts } from '../alarms/ports';
import type { AlarmPlants, LoadedPlant } from '../alarms/service/ports';
import { messageOf } from '../core/errors';
import { Gate } from '../core/gate';
import type { Logger } from '../core/logger';
import { everyPage } from '../core/pages';
import type { Store } from '../store';

/** What alarm rules have to know of a plant. */
export type PlantStore = Pick<Store, 'plant' | 'devices' | 'tenants' | 'onPlant' | 'onDevices'>;

const PAGE = 1000;

interface Facts {
  readonly timeZone: string;
  readonly sensors: ReadonlyMap<string, SensorFacts>;
  readonly devices: ReadonlySet<string>;
}

/** Plants as the registry has them: read as a whole, and anew when the database says that something changed. */
export class StoredPlants implements AlarmPlants {
  /** A change is announced without its tenant, so each of them looks. */
  private readonly gate = Gate.ofTenants();

  constructor(
    private readonly store: PlantStore,
    private readonly logger: Logger,
  ) {}

  async load(tenant: string): Promise<LoadedPlant> {
    const { store, logger, gate } = this;
    let facts: Facts;
    const listeners = new Set<() => void>();
    let reading: Promise<void> | undefined;
    let again = false;
    const readAll = async (): Promise<Facts> => {
      let found: Facts;
      do {
        found = await gate.run(() => {
          again = false;
          return read(store, tenant);
        });
      } while (again);
      return found;
    };
    const refresh = async (): Promise<void> => {
      facts = await readAll();
      for (const listener of [...listeners]) listener();
    };
    let isRead = false;
    const onChange = (): void => {
      again = true;
      if (!isRead) return;
      reading ??= refresh()
        .catch((error: unknown) =>
          // The next change, or the next start, brings it.
          logger.warn('Alarm rules do not see a change of the plant', { tenant, reason: messageOf(error) }),
        )
        .finally(() => (reading = undefined));
    };
    // Before it is read, so that no change falls between.
    const ends = [store.onPlant(onChange), store.onDevices(onChange)];
    const close = (): void => {
      listeners.clear();
      for (const end of ends) end();
    };
    try {
      facts = await readAll();
    } catch (error) {
      close();
      throw error;
    }
    isRead = true;
    return {
      get timeZone() {
        return facts.timeZone;
      },
      sensor: (unit, sensor) => facts.sensors.get(`${unit}/${sensor}`),
      sensors: () => facts.sensors.values(),
      hasDevice: (device) => facts.devices.has(device),
      devices: () => facts.devices,
      onChange: (listener) => void listeners.add(listener),
      close,
    };
  }
}

async function read(store: PlantStore, tenant: string): Promise<Facts> {
  const [tenants, units, sensors, devices] = await Promise.all([
    store.tenants.list(),
    everyPage((cursor) => store.plant.listUnits(tenant, { limit: PAGE, cursor })),
    everyPage((cursor) => store.plant.listSensors(tenant, { limit: PAGE, cursor })),
    everyPage((cursor) => store.devices.list(tenant, { limit: PAGE, cursor })),
  ]);
  const kinds = new Map(units.map(({ key, kind }) => [key, kind]));
  return {
    timeZone: tenants.find(({ key }) => key === tenant)?.timezone ?? 'UTC',
    sensors: new Map(
      sensors.map(({ unit, key, name, type, uom, decimals, rangeLow, rangeHigh, staleAfter }) => [
        `${unit}/${key}`,
        {
          unit,
          sensor: key,
          name,
          type,
          uom,
          decimals,
          rangeLow,
          rangeHigh,
          staleAfter,
          unitKind: kinds.get(unit) ?? 'other',
        },
      ]),
    ),
    devices: new Set(devices.map(({ key }) => key)),
  };
}
