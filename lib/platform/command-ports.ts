import type { CommandTargets, Dispatcher } from '../control';
import type { Store } from '../store';
import type { Fleets } from './fleets';

/** Where a sensor is in the field: as the registry in this database says. */
export const targetsOf = (store: Store): CommandTargets => ({
  async find(tenant, unit, sensor) {
    const point = await store.devices.find(tenant, unit, sensor);
    return point && { device: point.device, protocol: point.protocol, write: point.write };
  },
});

/** The way to the field: through the fleet that a flow runs in this process. */
export const dispatcherOf = (fleets: Fleets): Dispatcher => ({
  dispatch: (tenant, { device, protocol }, { unit, sensor, value, verify, timeoutMs }) =>
    fleets.command(tenant, protocol, device, { unit, sensor, value, verify, timeoutMs }),
});
