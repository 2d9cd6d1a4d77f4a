import type { Granted } from '../connector';
import type { OpcuaConfig, OpcuaPoint } from './spec';
import type { GrantedSubscription } from './subscribe';

/** How a server said that it would sample an item. */
export interface GrantedItem {
  readonly samplingIntervalMs: number;
  readonly queueSize: number;
}

export interface GrantedParts {
  readonly config: OpcuaConfig;
  /** Ms that it keeps the session. */
  readonly sessionTimeoutMs: number;
  readonly subscription: GrantedSubscription | undefined;
  readonly tags: Iterable<{
    readonly point: Pick<OpcuaPoint, 'samplingIntervalMs' | 'queueSize'>;
    readonly granted: GrantedItem | undefined;
  }>;
}

/** What a server grants otherwise than it was asked for (OPC 10000-4: revised…); the points by the first of them. */
export function differences({ config, sessionTimeoutMs, subscription, tags }: GrantedParts): Granted[] {
  const found: Granted[] = [];
  const compare = (name: string, unit: string, asked: number, granted: number): void => {
    if (asked !== granted) found.push({ name, asked, granted, unit });
  };
  compare('session time-out', 'ms', config.sessionTimeoutMs, sessionTimeoutMs);
  if (subscription) {
    const { publishingIntervalMs, keepAliveMs, lifetimeMs } = config;
    const keepAlives = Math.max(1, Math.round(keepAliveMs / publishingIntervalMs));
    const lifetime = Math.max(3 * keepAlives, Math.ceil(lifetimeMs / publishingIntervalMs));
    compare('publishing interval', 'ms', publishingIntervalMs, subscription.publishingIntervalMs);
    compare('keep-alive', 'ms', keepAlives * publishingIntervalMs, subscription.keepAliveMs);
    compare('lifetime', 'ms', lifetime * publishingIntervalMs, subscription.lifetimeMs);
  }
  let sampling: (Granted & { points: number }) | undefined;
  let queue: (Granted & { points: number }) | undefined;
  for (const { point, granted } of tags) {
    if (!granted) continue;
    const interval = point.samplingIntervalMs ?? config.samplingIntervalMs;
    const size = point.queueSize ?? config.queueSize;
    // 0 asks for whatever is fastest.
    if (interval !== 0 && interval !== granted.samplingIntervalMs) {
      sampling ??= { name: 'sampling interval', unit: 'ms', asked: interval, granted: granted.samplingIntervalMs, points: 0 }; // prettier-ignore
      sampling.points++;
    }
    if (size !== granted.queueSize) {
      queue ??= { name: 'queue size', unit: 'samples', asked: size, granted: granted.queueSize, points: 0 };
      queue.points++;
    }
  }
  return [...found, ...(sampling ? [sampling] : []), ...(queue ? [queue] : [])];
}

/** `publishing interval 1000 ms (asked 500), …`; empty where all is as it was asked for. */
export const inWords = (granted: readonly Granted[]): string =>
  granted
    .map(({ name, asked, granted: given, unit, points }) => {
      const of = points === undefined ? '' : ` of ${points} ${points === 1 ? 'point' : 'points'}`;
      return `${name}${of} ${given} ${unit} (asked ${asked})`;
    })
    .join(', ');
