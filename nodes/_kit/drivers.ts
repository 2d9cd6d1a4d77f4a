import type { Connector, LinkStatus, Receiver } from '../../lib/connectors/connector';
import type { DeviceLook } from '../../lib/connectors/fleet-member';
import { ThermaCoreError } from '../../lib/core/errors';
import type { ConditionNews, ConditionSource } from '../../lib/core/foreign-condition';
import type { FleetLease, FleetRequest, Platform } from '../../lib/platform';
import { LINK_LOOK } from './link';
import type { TenantService } from './services';
import type { StatusState } from './status';

/** What reads: the one device of a form, or a fleet. */
export interface Driver {
  start(): void;
  stop(): Promise<void>;
  /** For the node's status; undefined until it has started. */
  look(): { readonly state: StatusState; readonly text: string } | undefined;
}

interface Placed {
  readonly unit: string;
  readonly sensor: string;
}

/** The one device of a form. Throws `configuration` when a sensor is in its points twice. */
export function deviceDriver<P extends Placed>(
  connector: Connector<P>,
  points: readonly P[],
  receiver: Receiver,
  onChange: () => void,
): Driver {
  checkPoints(points);
  let link: LinkStatus | undefined;
  let leave = (): void => undefined;
  return {
    start() {
      const unbind = connector.bind(points, receiver);
      const stopLink = connector.onLink((now) => {
        link = now;
        onChange();
      });
      leave = () => {
        stopLink();
        unbind();
      };
      connector.start();
    },
    async stop() {
      leave();
      await connector.stop();
    },
    look() {
      if (points.length === 0 && !connector.conditions) return { state: 'warn', text: 'no points' };
      return link && { state: LINK_LOOK[link.state], text: link.text };
    },
  };
}

export interface ConditionsUse {
  readonly device: string;
  readonly add: (device: string, source: ConditionSource) => () => void;
  readonly onNews: (device: string, news: ConditionNews) => void;
}

/** The alarms that the device of a form keeps itself, while it is read. */
export function withConditions<P>(
  driver: Driver,
  { conditions }: Pick<Connector<P>, 'conditions'>,
  { device, add, onNews }: ConditionsUse,
): Driver {
  if (!conditions) return driver;
  let leave = (): void => undefined;
  return {
    ...driver,
    start() {
      const close = add(device, conditions);
      const stop = conditions.listen((news) => onNews(device, news));
      leave = () => {
        stop();
        close();
      };
      driver.start();
    },
    async stop() {
      leave();
      await driver.stop();
    },
  };
}

/** All enabled devices of a protocol and tenant, as the registry has them at any time. */
export function fleetDriver(
  platform: Platform,
  { protocol, title }: { readonly protocol: string; readonly title: string },
  tenant: TenantService,
  receiver: Receiver,
  onStatus: () => void,
  onNews?: FleetRequest['onNews'],
): Driver {
  let lease: FleetLease | undefined;
  return {
    start() {
      lease = platform.fleets.run({
        database: tenant.database,
        tenant: tenant.key,
        protocol,
        source: platform.devices.source(tenant.database),
        receiver,
        onStatus,
        onNews,
      });
    },
    async stop() {
      await lease?.release();
      lease = undefined;
    },
    look: () => lease && summary(lease, title),
  };
}

/** How it goes with many, in a line: `12 devices`, or the first that is in trouble by name. */
function summary(lease: FleetLease, title: string): ReturnType<Driver['look']> {
  const { fault } = lease;
  if (fault !== undefined) return { state: 'warn', text: `the registry cannot be read: ${fault}` };
  const all = lease.looks();
  const count = `${all.length} ${all.length === 1 ? 'device' : 'devices'}`;
  if (all.length === 0) return { state: 'off', text: `no enabled ${title} devices in the registry` };
  const troubled = all.filter(({ state }) => state === 'error' || state === 'degraded');
  const [first] = troubled;
  if (!first) return { state: all.every(isConnected) ? 'ok' : 'busy', text: count };
  const more = troubled.length > 1 ? ` (and ${troubled.length - 1} more)` : '';
  return {
    state: all.some(isConnected) ? 'warn' : 'error',
    text: `${count} · ${first.device}: ${first.text}${more}`,
  };
}

const isConnected = ({ state }: DeviceLook): boolean => state === 'connected';

/** A sensor is read from one place: two points of it would take turns in its history. */
function checkPoints(points: readonly Placed[]): void {
  const seen = new Set<string>();
  for (const { unit, sensor } of points) {
    const name = `${unit}/${sensor}`;
    if (seen.has(name))
      throw new ThermaCoreError('configuration', `points: ${name} is there twice.`, {
        field: 'points',
        advice: 'Open the node, remove one of the two and deploy.',
      });
    seen.add(name);
  }
}
