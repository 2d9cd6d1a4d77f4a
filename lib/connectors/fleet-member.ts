import type { z } from 'zod';
import type { FieldCommand, FieldOutcome } from '../core/field-command';
import { noValue, type FieldValue } from '../core/field-value';
import type { DeviceStatus, DeviceToRun, PointInput } from '../core/device';
import type { ConditionSource } from '../core/foreign-condition';
import type { ReadingValue } from '../core/reading';
import type {
  Connector,
  ConnectorContext,
  ConnectorSpec,
  Diagnostics,
  LinkStatus,
  Receiver,
} from './connector';

/** A protocol, whatever its configuration and points look like. */
export type AnySpec = ConnectorSpec<z.ZodType, z.ZodType>;

/** Told of a device that has alarms of its own; returns the way to take it away again. */
export type OnConditions = (device: string, conditions: ConditionSource) => () => void;

export type DeviceLook = Pick<DeviceStatus, 'device' | 'state' | 'text'>;

/** A write to a sensor of a device; `verify` and `timeoutMs` as in FieldCommand. */
export interface SensorCommand extends SensorPlace, Pick<FieldCommand<unknown>, 'verify' | 'timeoutMs'> {
  readonly value: ReadingValue;
}

export interface SensorPlace {
  readonly unit: string;
  readonly sensor: string;
}

const placeOf = ({ unit, sensor }: SensorPlace): string => `${unit}/${sensor}`;

/**
 * One device of a fleet: its connector, and why it has none if its settings are wrong. A point that is wrong does not
 * keep the others from being read: it is named in the status, which is then `degraded`.
 */
export class FleetMember {
  private connector: Connector<unknown> | undefined;
  private readonly points = new Map<string, unknown>();
  private link: LinkStatus;
  /** What is wrong in the registry, in words. */
  private readonly faults: string[] = [];
  private leave = (): void => undefined;

  constructor(
    readonly device: DeviceToRun,
    private readonly spec: AnySpec,
    private readonly context: ConnectorContext,
    private readonly onStatus: () => void,
    private readonly onConditions: OnConditions = () => () => undefined,
  ) {
    this.link = { state: 'connecting', text: 'waiting for its turn to start', since: context.clock.now() };
  }

  start(receiver: Receiver): void {
    if (this.device.fault !== undefined) return this.fault(this.device.fault);
    const config = this.spec.config.safeParse(this.device.config);
    if (!config.success) return this.fault(`settings: ${sentenceOf(config.error)}`);
    for (const point of this.device.points) this.take(point);
    // Also the rules of a protocol that span fields may refuse a configuration: this device's trouble, nobody else's.
    try {
      const connector = this.spec.create(config.data, this.context);
      const unbind = connector.bind([...this.points.values()], receiver);
      const stopListening = connector.onLink((status) => {
        this.link = status;
        this.onStatus();
      });
      this.connector = connector;
      const { conditions } = connector;
      const leaveConditions = conditions && this.onConditions(this.device.key, conditions);
      this.leave = () => {
        leaveConditions?.();
        stopListening();
        unbind(true);
      };
      connector.start();
    } catch (error) {
      this.fault(error instanceof Error ? error.message : 'its connector could not be made');
    }
  }

  async stop(): Promise<void> {
    const { connector } = this;
    this.connector = undefined;
    this.leave();
    await connector?.stop();
  }

  async command({ unit, sensor, value, verify, timeoutMs }: SensorCommand): Promise<FieldOutcome> {
    const { connector } = this;
    if (!connector) return rejected(`Device ${this.device.key} is not running: ${this.status.text}.`);
    if (!connector.command) return rejected(`${this.spec.title} does not write.`);
    const point = this.points.get(placeOf({ unit, sensor }));
    if (point === undefined)
      return rejected(`Device ${this.device.key} has no point for ${unit}/${sensor} that can be used.`);
    return connector.command({ point, value, verify, timeoutMs });
  }

  /** In the order of `wanted`; never rejects. */
  async readNow(wanted: readonly SensorPlace[], timeoutMs: number): Promise<FieldValue[]> {
    const { connector } = this;
    if (!connector?.readNow)
      return wanted.map(() => noValue(`the device is not running: ${this.status.text}`));
    const points = wanted.map((place) => this.points.get(placeOf(place)));
    const there = points.filter((point) => point !== undefined);
    const values = there.length > 0 ? [...(await connector.readNow(there, timeoutMs))] : [];
    return points.map((point) =>
      point === undefined
        ? noValue('the device has no such point that can be used')
        : (values.shift() ?? noValue('the device told nothing of it')),
    );
  }

  get status(): DeviceStatus {
    const { requests = 0, failures = 0, lastSuccess, responseMs, granted } = this.diagnostics;
    const otherwise = granted?.() ?? [];
    const times = responseMs?.();
    return {
      ...this.look,
      since: new Date(this.link.since).toISOString(),
      requests,
      failures,
      ...(lastSuccess === undefined ? {} : { lastSuccess: new Date(lastSuccess).toISOString() }),
      ...(times ? { responseMs: { ...times } } : {}),
      ...(otherwise.length > 0 ? { granted: otherwise.map((one) => ({ ...one })) } : {}),
    };
  }

  /** Its state in words, without figures: cheap enough for all devices of a fleet at each look. */
  get look(): DeviceLook {
    const device = this.device.key;
    const { state, text } = this.link;
    const [faulty] = this.faults;
    if (faulty !== undefined && !this.connector) return { device, state: 'error', text: faulty };
    const { lastFailure } = this.diagnostics;
    const isNews = state !== 'connected' && lastFailure !== undefined && !text.includes(lastFailure);
    const more = this.faults.length > 1 ? ` (and ${this.faults.length - 1} more)` : '';
    const words = [text, isNews ? lastFailure : '', faulty === undefined ? '' : `${faulty}${more}`];
    return {
      device,
      state:
        state === 'stopped'
          ? 'connecting'
          : state === 'connected' && faulty !== undefined
            ? 'degraded'
            : state,
      text: words.filter(Boolean).join(' · '),
    };
  }

  private get diagnostics(): Partial<Diagnostics> {
    return this.connector?.diagnostics?.() ?? {};
  }

  private take(point: PointInput): void {
    const { unit, sensor, settings } = point;
    const parsed = this.spec.point.safeParse({ ...settings, unit, sensor });
    if (parsed.success) this.points.set(placeOf(point), parsed.data);
    else this.fault(`point ${placeOf(point)}: ${sentenceOf(parsed.error)}`);
  }

  private fault(text: string): void {
    this.faults.push(text);
    this.link = { ...this.link, since: this.context.clock.now() };
    this.onStatus();
  }
}

const rejected = (detail: string): FieldOutcome => ({ outcome: 'rejected', detail });

function sentenceOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return [issue?.path.join('.'), issue?.message].filter(Boolean).join(' ');
}
