import { Fleet } from '../connectors/fleet';
import type { AnySpec, DeviceLook, SensorCommand, SensorPlace } from '../connectors/fleet-member';
import type { ConnectorContext, Receiver } from '../connectors/connector';
import type { FieldOutcome } from '../core/field-command';
import { DEVICE_STATES, type DeviceSource, type DeviceStatus } from '../core/device';
import { ThermaCoreError } from '../core/errors';
import type { FieldValue } from '../core/field-value';
import type { ConditionNews, ConditionSource } from '../core/foreign-condition';
import { Conditions, type OfDatabase } from './conditions';

export interface FleetRequest {
  readonly database: OfDatabase;
  readonly tenant: string;
  readonly protocol: string;
  readonly source: DeviceSource;
  readonly receiver: Receiver;
  /** Told when the state of a device or their number changed. */
  readonly onStatus: () => void;
  /** Told what devices say of alarms of their own. */
  readonly onNews?: ((device: string, news: ConditionNews) => void) | undefined;
}

/** A node's share: it runs the fleet of a protocol of a tenant until it releases it. */
export interface FleetLease {
  /** How it goes with each, in words. */
  looks(): DeviceLook[];
  /** Why the registry cannot be read at present, in words. */
  readonly fault: string | undefined;
  release(): Promise<void>;
}

/** Told when a device of a tenant was found to answer, or not to. */
export type ReachListener = (store: object, tenant: string, device: string, online: boolean) => void;

interface Running {
  readonly database: OfDatabase;
  readonly tenant: string;
  readonly protocol: string;
  readonly fleet: Fleet;
}

/** The fleets that flows run in this process, by tenant and protocol: who asks for a device's state or writes to it finds it here. */
export class Fleets {
  private readonly running = new Set<Running>();
  private readonly listeners = new Set<ReachListener>();

  constructor(
    private readonly specs: ReadonlyMap<string, AnySpec>,
    private readonly context: ConnectorContext,
    private readonly conditions: Pick<Conditions, 'add'> = new Conditions(),
  ) {
    for (const protocol of specs.keys())
      for (const state of DEVICE_STATES.filter((one) => one !== 'disabled' && one !== 'not-running'))
        context.meter.gauge(
          'thermacore_devices',
          'Devices of the registry that run here, by protocol and state',
          () => this.count(protocol, state),
          { protocol, state },
        );
  }

  /** Throws `configuration` where the protocol has no fleets, or another node of this process runs this one already. */
  run({ database, tenant, protocol, source, receiver, onStatus, onNews }: FleetRequest): FleetLease {
    const spec = this.specs.get(protocol);
    if (!spec)
      throw new ThermaCoreError('configuration', `Protocol ${protocol} has no device registry.`, {
        field: 'protocol',
        advice: `Choose one of ${[...this.specs.keys()].join(', ')}.`,
      });
    if (this.find(tenant, protocol))
      throw new ThermaCoreError(
        'configuration',
        `The ${spec.title} devices of tenant ${tenant} are read by another node already.`,
        { field: 'tenant', advice: 'Remove one of the two nodes: a device is polled once.' },
      );
    const onReach = (device: string, online: boolean): void => {
      const store = database.current()?.store;
      if (store) for (const listener of this.listeners) listener(store, tenant, device, online);
    };
    const onConditions = (device: string, found: ConditionSource): (() => void) => {
      const close = this.conditions.add(database, tenant, device, found);
      const stop = onNews && found.listen((news) => onNews(device, news));
      return () => {
        stop?.();
        close();
      };
    };
    const { context } = this;
    const fleet = new Fleet({ spec, tenant, source, context, receiver, onStatus, onReach, onConditions });
    const entry = { database, tenant, protocol, fleet };
    this.running.add(entry);
    fleet.start();
    return {
      looks: () => fleet.looks(),
      get fault() {
        return fleet.fault;
      },
      release: async () => {
        this.running.delete(entry);
        await fleet.stop();
      },
    };
  }

  onReach(listener: ReachListener): void {
    this.listeners.add(listener);
  }

  /** Of the devices of a tenant that run here, and of which it is known: whether they answer. */
  *reach(store: object, tenant: string): IterableIterator<readonly [device: string, online: boolean]> {
    for (const { database, fleet } of this.of(tenant))
      if (database.current()?.store === store) yield* fleet.reach;
  }

  /** Undefined where no flow runs the device. */
  status(tenant: string, device: string): DeviceStatus | undefined {
    for (const { fleet } of this.of(tenant)) {
      const status = fleet.status(device);
      if (status) return status;
    }
    return undefined;
  }

  /** Writes to a device. Never rejects: a device that nobody runs is an outcome too. */
  async command(
    tenant: string,
    protocol: string,
    device: string,
    command: SensorCommand,
  ): Promise<FieldOutcome> {
    const found = this.find(tenant, protocol);
    if (found) return found.fleet.command(device, command);
    return {
      outcome: 'rejected',
      detail: `No flow runs the ${protocol} devices of the registry, so ${device} cannot be reached.`,
    };
  }

  /** Undefined where no flow runs the device. Never rejects. */
  async readNow(
    tenant: string,
    protocol: string,
    device: string,
    points: readonly SensorPlace[],
    timeoutMs: number,
  ): Promise<FieldValue[] | undefined> {
    return this.find(tenant, protocol)?.fleet.readNow(device, points, timeoutMs);
  }

  async stop(): Promise<void> {
    const all = [...this.running];
    this.running.clear();
    await Promise.all(all.map(({ fleet }) => fleet.stop()));
  }

  private find(tenant: string, protocol: string): Running | undefined {
    return this.of(tenant).find((one) => one.protocol === protocol);
  }

  private of(tenant: string): Running[] {
    return [...this.running].filter((one) => one.tenant === tenant);
  }

  private count(protocol: string, state: DeviceStatus['state']): number {
    let count = 0;
    for (const one of this.running)
      if (one.protocol === protocol) count += one.fleet.looks().filter((look) => look.state === state).length;
    return count;
  }
}
