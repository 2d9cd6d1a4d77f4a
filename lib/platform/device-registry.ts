import type { ConnectorContext } from '../connectors/connector';
import type { AnySpec } from '../connectors/fleet-member';
import type { BrowsePage, BrowseQuestion, SensorsOfNodes, SensorsOfNodesResult } from '../core/browse';
import type {
  Device,
  DeviceClone,
  DeviceInput,
  DevicePatch,
  DevicePoint,
  DeviceSource,
  DeviceStatus,
  DeviceTest,
  DeviceToRun,
} from '../core/device';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { noValue, type PointsRead, type ReadNow } from '../core/field-value';
import type { Page } from '../core/plant';
import type { ProtocolList } from '../core/protocol';
import type { Store } from '../store';
import type { DeviceQuery, DeviceToAdd, StoredDevice } from '../store/devices/device-repository';
import type { DatabaseLease } from './databases';
import { refuse, type DeviceRules } from './device-rules';
import type { DeviceSecrets } from './device-secrets';
import { prepare, refusedSensors } from './device-sensors';
import type { Fleets } from './fleets';

/** For all points of a request together. */
const READ_NOW_MS = 10_000;

interface Parts {
  readonly rules: DeviceRules;
  readonly secrets: DeviceSecrets;
  readonly fleets: Fleets;
  readonly context: ConnectorContext;
}

/**
 * The devices of the field, as people list them: what a protocol's schema says of their settings, secrets sealed before they
 * reach the store, their state from the fleet that runs them.
 */
export class DeviceRegistry {
  constructor(private readonly parts: Parts) {}

  /** What devices there may be: the same for every tenant. */
  protocols(): ProtocolList {
    return { items: this.parts.rules.protocols() };
  }

  list(store: Store, tenant: string, query: DeviceQuery): Promise<Page<Device>> {
    return store.devices.list(tenant, query);
  }

  get(store: Store, tenant: string, device: string): Promise<Device> {
    return store.devices.get(tenant, device);
  }

  create(store: Store, tenant: string, input: DeviceInput): Promise<Device> {
    const { secrets = {}, ...rest } = input;
    return store.devices.create(
      tenant,
      rest,
      this.parts.secrets.seal(tenant, input.key, secrets),
      ({ protocol, effective }) => this.parts.rules.device(protocol, effective, secrets),
    );
  }

  update(store: Store, tenant: string, device: string, patch: DevicePatch): Promise<Device> {
    const { secrets, ...rest } = patch;
    const judged = ['settings', 'template', 'templateUnit'] as const;
    if (!secrets && judged.every((field) => rest[field] === undefined))
      return store.devices.update(tenant, device, rest);
    return store.devices.update(tenant, device, rest, ({ protocol, effective, secrets: before }) => {
      const kept = secrets ? this.parts.secrets.merge(tenant, device, before, secrets) : before;
      this.parts.rules.device(protocol, effective, this.parts.secrets.open(tenant, device, kept));
      return secrets && kept;
    });
  }

  delete(store: Store, tenant: string, device: string): Promise<void> {
    return store.devices.delete(tenant, device);
  }

  enable(store: Store, tenant: string, device: string, enabled: boolean): Promise<Device> {
    return store.devices.update(tenant, device, { enabled });
  }

  points(store: Store, tenant: string, device: string): Promise<DevicePoint[]> {
    return store.devices.points(tenant, device);
  }

  /** Those that say that they come from the template are left to it: what was read can be written back. */
  async replacePoints(
    store: Store,
    tenant: string,
    device: string,
    points: readonly DevicePoint[],
  ): Promise<DevicePoint[]> {
    const { protocol } = await store.devices.get(tenant, device);
    this.parts.rules.points(protocol, points);
    const own = points.filter(({ origin }) => origin === undefined);
    return store.devices.replacePoints(tenant, device, own);
  }

  /** Another device like this one; its points go to the sensors of the same keys in another unit, if one is named. */
  clone(store: Store, tenant: string, device: string, input: DeviceClone): Promise<Device> {
    return store.devices.clone(tenant, device, (original) => this.copyOf(tenant, original, input));
  }

  private copyOf(tenant: string, original: StoredDevice, input: DeviceClone): DeviceToAdd {
    const { key, name, unit } = input;
    const { protocol, enabled, template } = original;
    if (template !== undefined && unit === undefined)
      throw new ThermaCoreError('invalid', `The device has its points from the template "${template}".`, {
        field: 'unit',
        advice: 'Name the unit whose sensors the points of the copy are.',
      });
    const secrets = this.parts.secrets.open(tenant, original.key, original.secrets);
    this.parts.rules.device(protocol, { ...original.effective, ...input.settings }, secrets);
    const settings = { ...original.settings, ...input.settings };
    const own = original.points.filter(({ origin }) => origin === undefined);
    return {
      input: {
        key,
        name,
        protocol,
        enabled,
        settings,
        ...(template === undefined || unit === undefined ? {} : { template, templateUnit: unit }),
      },
      secrets: this.parts.secrets.seal(tenant, key, secrets),
      points: unit === undefined ? [] : own.map((point) => ({ ...point, unit })),
    };
  }

  async test(store: Store, tenant: string, device: string): Promise<DeviceTest> {
    const { spec, config } = await this.reached(store, tenant, device);
    return spec.test(config, this.parts.context);
  }

  /** Lists what is below a node of a device, as the connector's own `browse` does. */
  async browse(store: Store, tenant: string, device: string, question: BrowseQuestion): Promise<BrowsePage> {
    const { spec, config } = await this.reached(store, tenant, device);
    if (!spec.browse) throw cannotBrowse(spec);
    return spec.browse(config, this.parts.context, question);
  }

  /**
   * Makes sensors of nodes of a device, and points that read them: all or nothing. Rejects only where the device, its field or the
   * unit cannot be asked; what is wrong with the nodes is in the result.
   */
  async makeSensors(
    store: Store,
    tenant: string,
    device: string,
    wanted: SensorsOfNodes,
  ): Promise<SensorsOfNodesResult> {
    const { spec, config } = await this.reached(store, tenant, device);
    if (!spec.describe) throw cannotBrowse(spec);
    const described = await spec.describe(config, this.parts.context, wanted.nodes);
    const { nodes, faults } = prepare(spec, wanted, described);
    if (faults.length > 0) return refusedSensors(faults);
    const { unit } = wanted;
    const outcome = await store.devices.addPoints(tenant, device, unit, nodes);
    if (outcome.faults.length > 0)
      return refusedSensors(outcome.faults.map(({ index, reason }) => ({ index, field: 'sensor', reason })));
    const points = nodes.map(({ sensor: { key } }, i) => ({
      unit,
      sensor: key,
      nodeId: wanted.nodes[i]?.nodeId ?? '',
      created: outcome.created.has(key),
    }));
    return { applied: true, points, faults: 0, firstFaults: [] };
  }

  /** Asks a device that runs for some of its points. Values go to who asks, not to the store. */
  async readNow(store: Store, tenant: string, device: string, { points }: ReadNow): Promise<PointsRead> {
    const { fleets, context } = this.parts;
    const { protocol } = await store.devices.get(tenant, device);
    const values = await fleets.readNow(tenant, protocol, device, points, READ_NOW_MS);
    if (!values)
      throw new ThermaCoreError('unavailable', `No flow runs the device ${device} at present.`, {
        field: 'device',
        advice: 'Switch it on, and see that a flow runs the devices of its protocol.',
      });
    const timestamp = new Date(context.clock.now()).toISOString();
    const items = points.map(({ unit, sensor }, i) => {
      const { value, quality, flags, fault } = values[i] ?? noValue('nothing was told of it');
      return {
        unit,
        sensor,
        quality,
        ...(value === undefined ? {} : { value, timestamp }),
        ...(flags ? { flags: [...flags] } : {}),
        ...(fault === undefined ? {} : { fault }),
      };
    });
    return { items };
  }

  async status(store: Store, tenant: string, device: string): Promise<DeviceStatus> {
    return this.statusOf(tenant, await store.devices.get(tenant, device));
  }

  async statuses(store: Store, tenant: string, query: DeviceQuery): Promise<Page<DeviceStatus>> {
    const { items, nextCursor } = await store.devices.list(tenant, query);
    return {
      items: items.map((device) => this.statusOf(tenant, device)),
      ...(nextCursor === undefined ? {} : { nextCursor }),
    };
  }

  /** Where a fleet finds the devices of a database. */
  source(database: DatabaseLease): DeviceSource {
    return {
      enabled: async (tenant, protocol) => {
        const { store } = await database.ready();
        const found = await store.devices.enabled(tenant, protocol);
        return found.map((device) => this.toRun(tenant, device));
      },
      onChange: (_tenant, listener) => {
        let stop = (): void => undefined;
        let stopped = false;
        database.ready().then(
          ({ store }) => {
            if (!stopped) stop = store.onDevices(listener);
          },
          () => undefined,
        );
        return () => {
          stopped = true;
          stop();
        };
      },
    };
  }

  /** The protocol of a device, and its configuration with its secrets. */
  private async reached(
    store: Store,
    tenant: string,
    device: string,
  ): Promise<{ spec: AnySpec; config: unknown }> {
    const { protocol, effective, secrets } = await store.devices.whole(tenant, device);
    const spec = this.parts.rules.spec(protocol);
    const config = spec.config.safeParse({
      ...effective,
      ...this.parts.secrets.open(tenant, device, secrets),
    });
    refuse(config, 'settings');
    return { spec, config: config.data };
  }

  private toRun(tenant: string, device: StoredDevice): DeviceToRun {
    const { key, protocol, effective, points, version } = device;
    const base = { tenant, key, protocol, points, version };
    try {
      return { ...base, config: { ...effective, ...this.parts.secrets.open(tenant, key, device.secrets) } };
    } catch (error) {
      // The trouble of this device, and of no other of the fleet. Without its secret it must not run either.
      if (!isThermaCoreError(error)) throw error;
      return { ...base, config: effective, fault: error.sentence };
    }
  }

  private statusOf(tenant: string, { key, enabled }: Device): DeviceStatus {
    const none = { device: key, requests: 0, failures: 0 };
    if (!enabled) return { ...none, state: 'disabled', text: 'disabled' };
    return (
      this.parts.fleets.status(tenant, key) ?? {
        ...none,
        state: 'not-running',
        text: 'no flow runs the devices of this protocol for the tenant',
      }
    );
  }
}

const cannotBrowse = ({ title }: AnySpec): ThermaCoreError =>
  new ThermaCoreError('invalid', `${title} devices do not tell what they have.`, {
    field: 'device',
    advice: 'Take the addresses from their manual, and set the points.',
  });
