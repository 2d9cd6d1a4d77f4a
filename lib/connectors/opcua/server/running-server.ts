import type { Clock, Timer } from '../../../core/clock';
import { openDoor, placesOfOne, type Doorkeeper } from '../../../core/door';
import { messageOf } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import type { Meter } from '../../../core/meter';
import type { Reading } from '../../../core/reading';
import { listenError } from '../../listen-error';
import { ConditionMethods } from './conditions/methods';
import { Conditions } from './conditions/conditions';
import { EventItems } from './conditions/event-items';
import { serveRefresh } from './conditions/refresh';
import { GuardedServer } from './guarded-server';
import { HistoryReader } from './history-reader';
import { logLibrary } from './library-log';
import { Logins } from './logins';
import type { ServerPki } from './pki-port';
import { PlantAccessor } from './plant-accessor';
import { PlantNodes } from './plant-nodes';
import type { ServerPorts } from './ports';
import { maxConnections, serverOptions } from './server-options';
import { tellRedundancy, tellServiceLevel } from './service-level';
import type { ServerConfig } from './spec';
import { makeTruthful } from './truthful';
import { Visibility } from './visibility';
import { watchDoor } from './watch-door';
import { Writes } from './writes';

export interface RunOptions extends ServerPorts {
  readonly config: ServerConfig & { readonly port: number };
  readonly pki: ServerPki;
  /** Of the product. */
  readonly softwareVersion: string;
  /** Called when a count has changed. */
  readonly onChange: () => void;
  /** Who may connect; default everybody. */
  readonly door?: Doorkeeper & { certificate?(address: string, about: string): void };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
}

const AGE_MS = 1000;
/** Alarms that nobody told of here are looked for this often. */
const CATCH_UP_MS = 10_000;
/** How long a user who was disabled keeps a session at most. */
const CONFIRM_MS = 30_000;

/** A server that listens. Made by `run`, over after `stop`. */
export class RunningServer {
  private readonly timers: Timer[] = [];
  private readonly tenants = new Set<string>();
  private readonly stops: (() => void)[] = [];
  private syncing: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  private constructor(
    private readonly use: RunOptions,
    private readonly server: GuardedServer,
    private readonly nodes: PlantNodes,
    private readonly conditions: Conditions,
    private readonly logins: Logins,
    tenants: Set<string>,
  ) {
    this.tenants = tenants;
  }

  /** Rejects with one sentence, e.g. when the port is taken. */
  static async run(use: RunOptions): Promise<RunningServer> {
    const { config, pki, clock, meter, logger } = use;
    logLibrary(logger);
    const tenants = new Set<string>();
    const visibility = new Visibility();
    const logins = new Logins({
      users: use.users,
      serves: (tenant) => tenants.has(tenant),
      anonymousTenant: config.anonymousTenant,
      clock,
      meter,
    });
    const items = new EventItems(clock);
    let conditions: Conditions | undefined;
    const server = new GuardedServer(
      serverOptions(config, pki, { softwareVersion: use.softwareVersion, builtAt: clock.now() }),
      {
        logins,
        visibility,
        onAsked: (id) => conditions?.show(id) ?? 'known',
        onSubscription: (subscription, tenant) => items.watch(subscription, tenant),
        maxSessionsPerTenant: config.maxSessionsPerTenant,
        maxSessionTimeoutMs: config.maxSessionTimeoutSeconds * 1000,
        onSessions: use.onChange,
      },
    );
    try {
      await server.initialize();
      const { engine } = server;
      const { addressSpace, addressSpaceAccessor } = engine;
      if (!addressSpace || !addressSpaceAccessor) throw new Error('the address space is missing');
      makeTruthful(engine, addressSpace, visibility, config.maxHistoryValues);
      const nodes = new PlantNodes(addressSpace, clock);
      tellServiceLevel(addressSpace, () => use.health());
      tellRedundancy(addressSpace, config, pki.applicationUri);
      conditions = new Conditions({ addressSpace, alarms: use.alarms, items, clock, logger }, () =>
        running.resync(),
      );
      serveRefresh(addressSpace, conditions);
      engine.addressSpaceAccessor = new PlantAccessor(
        addressSpaceAccessor,
        new Writes(nodes, use.commands, logger),
        new HistoryReader({
          nodes,
          history: use.history,
          maxValues: config.maxHistoryValues,
          timeoutMs: config.historyTimeoutSeconds * 1000,
          clock,
        }),
        new ConditionMethods(conditions, use.alarms, {
          requireComments: config.requireComments,
          clock,
          logger,
        }),
      );
      const running: RunningServer = new RunningServer(use, server, nodes, conditions, logins, tenants);
      await running.sync();
      watchDoor(server, use.door ?? openDoor, placesOfOne(maxConnections(config)));
      await server.start();
      running.begin();
      return running;
    } catch (error) {
      await endOf(server);
      throw 'code' in (error as object) ? listenError(error, { ...config, example: 4840 }) : error;
    }
  }

  /** The port it listens on. */
  get port(): number {
    return this.server.endpoints[0]?.port ?? this.use.config.port;
  }

  get counts(): {
    readonly sessions: number;
    readonly items: number;
    readonly refused: number;
    readonly sensors: number;
    readonly conditions: number;
  } {
    let items = 0;
    for (const session of this.server.users.keys())
      for (const subscription of session.publishEngine?.subscriptions ?? [])
        items += subscription.monitoredItemCount;
    return {
      sessions: this.server.users.size,
      items,
      refused: this.logins.refused,
      sensors: this.nodes.sensors,
      conditions: this.conditions.size,
    };
  }

  /** Shows readings; those of sensors that it does not have are left. Returns how many are shown. */
  update(tenant: string, readings: readonly Reading[]): number {
    return this.nodes.update(tenant, readings);
  }

  /** Ends every session at once. No timer, watcher or socket is left. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.splice(0)) timer.stop();
    for (const stop of this.stops.splice(0)) stop();
    this.conditions.stop();
    await this.syncing;
    await endOf(this.server);
  }

  private begin(): void {
    const { clock, plant, alarms } = this.use;
    this.timers.push(
      clock.every(AGE_MS, () => this.nodes.age()),
      clock.every(CATCH_UP_MS, () => void this.conditions.catchUp()),
      clock.every(CONFIRM_MS, () => void this.confirmUsers()),
    );
    this.stops.push(
      plant.onChange(() => this.resync()),
      alarms.onRules(() => this.resync()),
      alarms.onAlarms((tenant, changes) => this.conditions.change(tenant, changes)),
    );
    // Not before it listens: ten thousand conditions take a second.
    this.resync();
  }

  /** Changes that come during one are taken over by one more after it. */
  private resync(): void {
    this.again = true;
    this.syncing ??= this.syncUntilQuiet();
  }

  private async syncUntilQuiet(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.sync();
        await this.conditions.sync(this.tenants);
        this.use.onChange();
      } catch (error) {
        this.use.logger.warn('The OPC UA server could not read the registry anew', {
          reason: messageOf(error),
        });
      }
    }
    // At once with the last look at `again`: what comes from now on begins anew.
    this.syncing = undefined;
  }

  private async sync(): Promise<void> {
    const plant = await this.use.plant.read();
    if (this.stopped) return;
    this.tenants.clear();
    for (const { key } of plant) this.tenants.add(key);
    this.conditions.prune(plant);
    this.nodes.sync(plant);
    for (const tenant of this.tenants) {
      const latest = await this.use.plant.latest(tenant);
      if (this.stopped) return;
      this.nodes.update(
        tenant,
        latest.map((reading) => ({ ...reading, timestamp: Date.parse(reading.timestamp) })),
      );
    }
    this.use.onChange();
  }

  private async confirmUsers(): Promise<void> {
    for (const [session, user] of [...this.server.users]) {
      try {
        const now = this.tenants.has(user.tenant) ? await this.logins.confirm(user) : undefined;
        if (this.stopped) return;
        if (now) this.server.setUser(session, now);
        else {
          this.use.logger.info('An OPC UA session is ended: its user may not read any more', {
            user: user.name,
          });
          this.server.endSession(session);
        }
      } catch (error) {
        // A database that is away throws nobody out.
        this.use.logger.debug('OPC UA users could not be confirmed', { reason: messageOf(error) });
        return;
      }
    }
  }
}

const endOf = (server: GuardedServer): Promise<void> =>
  new Promise((resolve) => server.shutdown(0, () => resolve()));
