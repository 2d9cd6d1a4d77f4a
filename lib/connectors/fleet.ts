import { Backoff } from '../core/backoff';
import type { Timer } from '../core/clock';
import type { FieldOutcome } from '../core/field-command';
import type { DeviceSource, DeviceStatus, DeviceToRun } from '../core/device';
import { messageOf } from '../core/errors';
import type { FieldValue } from '../core/field-value';
import type { ConnectorContext, Receiver } from './connector';
import {
  FleetMember,
  type AnySpec,
  type DeviceLook,
  type OnConditions,
  type SensorCommand,
  type SensorPlace,
} from './fleet-member';

export interface FleetOptions {
  readonly spec: AnySpec;
  readonly tenant: string;
  readonly source: DeviceSource;
  readonly context: ConnectorContext;
  /** Gets the readings of every device; those of one are its points'. */
  readonly receiver: Receiver;
  /** Told when the state of a device or their number changed; calls are not spread. */
  readonly onStatus?: () => void;
  readonly onConditions?: OnConditions;
  /** Told when a device was found to answer, or not to, each time that this changed. */
  readonly onReach?: (device: string, online: boolean) => void;
}

/** Between the starts of two devices, so that a plant's switches and gateways see no burst; at most `START_WITHIN_MS` in all. */
const START_GAP_MS = 20;
const START_WITHIN_MS = 10_000;
/** Devices that are stopped at a time. */
const STOPS_AT_ONCE = 50;

/**
 * Runs a connector for every enabled device of a protocol of a tenant, as the registry says. A change of the registry
 * touches the devices that changed and no other connection. While the registry cannot be read, what runs goes on.
 */
export class Fleet {
  private readonly members = new Map<string, FleetMember>();
  private readonly waiting: FleetMember[] = [];
  /** Devices of which it is known whether they answer. */
  private readonly reached = new Map<string, boolean>();
  private readonly backoff = new Backoff();
  private starter: Timer | undefined;
  private retry: Timer | undefined;
  private stopListening = (): void => undefined;
  private running = false;
  private work: Promise<void> = Promise.resolve();
  private wanted = false;
  private trouble: string | undefined;

  constructor(private readonly options: FleetOptions) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    const { source, tenant } = this.options;
    this.stopListening = source.onChange(tenant, () => this.refresh());
    this.refresh();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.stopListening();
    this.retry?.stop();
    this.starter?.stop();
    this.starter = undefined;
    this.waiting.length = 0;
    await this.work;
    const members = [...this.members.values()];
    this.members.clear();
    await stopAll(members);
    this.told();
  }

  /** Why the registry cannot be read at present, in words. */
  get fault(): string | undefined {
    return this.trouble;
  }

  get size(): number {
    return this.members.size;
  }

  statuses(): DeviceStatus[] {
    return [...this.members.values()].map(({ status }) => status);
  }

  /** As `statuses`, without figures. */
  looks(): DeviceLook[] {
    return [...this.members.values()].map(({ look }) => look);
  }

  status(device: string): DeviceStatus | undefined {
    return this.members.get(device)?.status;
  }

  /** Of the devices of which it is known: whether they answer. */
  get reach(): ReadonlyMap<string, boolean> {
    return this.reached;
  }

  /** Never rejects: a device that is not there is an outcome too. */
  async command(device: string, command: SensorCommand): Promise<FieldOutcome> {
    const member = this.members.get(device);
    if (member) return member.command(command);
    return {
      outcome: 'rejected',
      detail: `Device ${device} is disabled, or not known to this platform yet.`,
    };
  }

  /** Undefined where the device does not run here. Never rejects. */
  async readNow(
    device: string,
    points: readonly SensorPlace[],
    timeoutMs: number,
  ): Promise<FieldValue[] | undefined> {
    return this.members.get(device)?.readNow(points, timeoutMs);
  }

  /** One look at the registry at a time; what changes meanwhile is seen by the next. */
  private refresh(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.retry?.stop();
    this.work = this.work.then(async () => {
      this.wanted = false;
      if (this.running) await this.follow();
    });
  }

  private async follow(): Promise<void> {
    const { source, tenant, spec, context } = this.options;
    let devices: readonly DeviceToRun[];
    try {
      devices = await source.enabled(tenant, spec.protocol);
    } catch (error) {
      this.trouble = messageOf(error);
      context.logger.warn('The device registry cannot be read', { tenant, protocol: spec.protocol, error });
      this.told();
      if (this.running) this.retry = context.clock.after(this.backoff.next(), () => this.refresh());
      return;
    }
    this.trouble = undefined;
    this.backoff.reset();
    await this.adopt(devices);
    this.told();
  }

  private async adopt(devices: readonly DeviceToRun[]): Promise<void> {
    const wanted = new Map(devices.map((device) => [device.key, device]));
    const gone = [...this.members.values()].filter(
      ({ device }) => wanted.get(device.key)?.version !== device.version,
    );
    for (const member of gone) {
      this.members.delete(member.device.key);
      const at = this.waiting.indexOf(member);
      if (at >= 0) this.waiting.splice(at, 1);
    }
    await stopAll(gone);
    for (const { device } of gone) if (!wanted.has(device.key)) this.release(device.key);
    // Stopped meanwhile: nothing new may begin.
    if (!this.running) return;
    for (const device of devices) {
      if (this.members.has(device.key)) continue;
      const member = this.member(device);
      this.members.set(device.key, member);
      this.waiting.push(member);
    }
    this.startNext();
  }

  private member(device: DeviceToRun): FleetMember {
    const { spec, context, onConditions } = this.options;
    const onStatus = (): void => {
      this.look(member);
      this.told();
    };
    const member: FleetMember = new FleetMember(device, spec, context, onStatus, onConditions);
    return member;
  }

  /** A device that is being connected is neither: what was known of it holds until it answers or fails. */
  private look({ device: { key }, look: { state } }: FleetMember): void {
    if (state === 'connecting') return;
    const online = state === 'connected' || state === 'degraded';
    if (this.reached.get(key) === online) return;
    this.reached.set(key, online);
    this.options.onReach?.(key, online);
  }

  /** Switched off or deleted: nobody misses its answers any more. */
  private release(device: string): void {
    if (this.reached.get(device) === false) this.options.onReach?.(device, true);
    this.reached.delete(device);
  }

  private startNext(): void {
    if (this.starter) return;
    const member = this.waiting.shift();
    if (!member) return;
    member.start(this.options.receiver);
    if (this.waiting.length === 0) return;
    const gap = Math.min(START_GAP_MS, START_WITHIN_MS / this.members.size);
    this.starter = this.options.context.clock.after(gap, () => {
      this.starter = undefined;
      this.startNext();
    });
  }

  private told(): void {
    this.options.onStatus?.();
  }
}

async function stopAll(members: readonly FleetMember[]): Promise<void> {
  const left = [...members];
  const worker = async (): Promise<void> => {
    for (let member = left.pop(); member; member = left.pop()) await member.stop();
  };
  await Promise.all(Array.from({ length: Math.min(STOPS_AT_ONCE, left.length) }, worker));
}
