import { Backoff } from '../../core/backoff';
import { sleep, type Timer } from '../../core/clock';
import type { ConnectorContext } from '../connector';
import type { ClientPki } from './endpoint';
import { OpcuaFailure, failureOf } from './failure';
import { loadOpcua, type Opcua } from './library';
import { Publisher } from './publisher';
import { probe, redundancyOf, serviceLevelOf, type Redundancy } from './redundancy';
import { factsOf, nodeIdOf, textOf, type ServerFacts } from './server-facts';
import { servicesOf } from './services';
import { UaSession } from './session';
import { Sites } from './sites';
import type { OpcuaConfig } from './spec';
import type { LineSubscription, Live } from './subscription';
import type { Tally } from './tally';
import { ATTRIBUTE } from './attributes';

export interface LineOptions {
  readonly config: OpcuaConfig;
  readonly context: ConnectorContext;
  readonly pki: () => Promise<ClientPki>;
  readonly tally: Tally;
  readonly subscriptions: () => readonly LineSubscription[];
  /** Messages whose readings are not stored yet, over all subscriptions. */
  readonly unsettled: { readonly count: number };
  readonly onConnecting: (where: string) => void;
  /** The subscriptions are in the session. */
  readonly onUp: (up: Up) => void;
  /** The server is left for a better one: what came meanwhile has to be looked for there. */
  readonly onMove: () => void;
  readonly onDown: (failure: OpcuaFailure) => void;
  /** The server has these no more; they were made anew. */
  readonly onRecreated: (subscriptions: readonly LineSubscription[]) => void;
}

/** A session that is up. */
export interface Up {
  readonly facts: ServerFacts;
  readonly where: string;
  /** How it is secured, and which of several servers it is. */
  readonly words: string;
  readonly sessionTimeoutMs: number;
}

/** Messages of the server whose readings are not stored yet; with more of them no more is asked for. */
const MAX_UNSETTLED = 50;
/** A server keeps a subscription and its queues for a while only: after a cut the way back must not be slept away. */
const LONGEST_PAUSE_MS = 8_000;
const NOT_REDUNDANT: Redundancy = { mode: 'none', others: [] };
/** Server_ServerStatus_State (OPC 10000-5). */
const SERVER_STATE = 2259;

/** Keeps a session open, and brings the subscriptions into each new one. */
export class Line {
  private readonly backoff = new Backoff({ ceiling: LONGEST_PAUSE_MS });
  private running: AbortController | undefined;
  private ended: Promise<void> = Promise.resolve();
  private ua: UaSession | undefined;
  private timers: Timer[] = [];
  private readonly sites: Sites;
  private comparing = false;
  private moving = false;
  live: Live | undefined;

  constructor(private readonly options: LineOptions) {
    const { config, context, pki } = options;
    this.sites = new Sites({
      config,
      clock: context.clock,
      probe: async (url, signal) =>
        probe({ opcua: await loadOpcua(), config, pki: await pki() }, url, signal),
    });
  }

  start(): void {
    if (this.running) return;
    const running = new AbortController();
    this.running = running;
    this.ended = this.ended.then(() => this.run(running.signal));
  }

  async stop(): Promise<void> {
    this.running?.abort(new Error('stopped'));
    this.running = undefined;
    await this.ended;
  }

  /** Ends with the session it stops for. */
  get signal(): AbortSignal | undefined {
    return this.running?.signal;
  }

  /** Makes subscriptions in the present session, if there is one. */
  async add(subscriptions: readonly LineSubscription[]): Promise<void> {
    const { live } = this;
    if (!live) return;
    try {
      for (const one of subscriptions) await one.create(live);
    } catch (error) {
      this.ua?.abandon(failureOf(error, live.where));
    }
  }

  async remove(subscriptions: readonly LineSubscription[]): Promise<void> {
    const { live } = this;
    const ids = subscriptions.flatMap(({ id }) => id ?? []);
    for (const one of subscriptions) one.forget();
    if (!live || ids.length === 0) return;
    await servicesOf(live.session)
      .deleteSubscriptions({ subscriptionIds: ids })
      .catch(() => undefined);
  }

  async recreate(subscriptions: readonly LineSubscription[]): Promise<void> {
    if (!this.live) return;
    for (const one of subscriptions) one.forget();
    this.options.onRecreated(subscriptions);
    await this.add(subscriptions);
  }

  /** Connects, stays until the connection is lost, and begins again. */
  private async run(signal: AbortSignal): Promise<void> {
    const { context, tally, onDown } = this.options;
    const pause = (): Promise<void> =>
      sleep(context.clock, this.backoff.next(), signal).catch(() => undefined);
    let orphan: UaSession | undefined;
    while (!signal.aborted) {
      try {
        this.options.onConnecting(this.sites.current);
        const where = await this.sites.choose(signal);
        // Another server has nothing of what this one kept.
        if (orphan && orphan.where !== where) orphan = this.abandon(orphan);
        const ua = await this.open(where, signal, orphan);
        orphan = ua;
        const failure = await this.stay(ua, signal);
        if (signal.aborted) break;
        this.leave();
        if (this.moving) {
          this.moving = false;
          this.options.onMove();
          orphan = this.abandon(ua);
          continue;
        }
        tally.failed(failure);
        onDown(failure);
        await ua.release();
      } catch (error) {
        if (signal.aborted) break;
        const failure = failureOf(error, this.sites.current);
        tally.failed(failure);
        onDown(failure);
      }
      await pause();
    }
    const { ua } = this;
    this.leave();
    for (const one of this.options.subscriptions()) one.forget();
    await ua?.close();
  }

  /** Lets a session go for good, and the subscriptions in it. */
  private abandon(ua: UaSession): undefined {
    for (const one of this.options.subscriptions()) one.forget();
    // A server that is away takes as long as it likes.
    void ua.close();
    return undefined;
  }

  private async open(
    endpoint: string,
    signal: AbortSignal,
    orphan: UaSession | undefined,
  ): Promise<UaSession> {
    const { config, pki } = this.options;
    const opcua = await loadOpcua();
    const ua = await UaSession.open(
      { opcua, config: { ...config, endpoint }, pki: await pki() },
      signal,
      orphan,
    );
    try {
      await this.resume(ua);
      signal.throwIfAborted();
    } catch (error) {
      this.leave();
      await ua.close();
      throw error;
    }
    return ua;
  }

  private async resume(ua: UaSession): Promise<void> {
    const { config, context, tally, subscriptions, unsettled } = this.options;
    const opcua = await loadOpcua();
    const { session, where } = ua;
    const facts = await factsOf(opcua, session);
    const publisher = new Publisher({
      opcua,
      session,
      clock: context.clock,
      where,
      keepAliveMs: () => Math.max(config.keepAliveMs, config.publishingIntervalMs),
      onMessage: (id, message) => {
        tally.heard();
        subscriptions()
          .find((one) => one.id === id)
          ?.receive(message);
      },
      onGone: () => void this.recreate(subscriptions()),
      onSessionGone: (failure) => ua.abandon(failure),
      isFull: () => unsettled.count >= MAX_UNSETTLED,
    });
    const live: Live = {
      opcua,
      session,
      publisher,
      where,
      maxItems: Math.min(config.maxItemsPerCall, facts.maxMonitoredItems),
      maxRead: Math.min(config.maxItemsPerCall, facts.maxRead),
      resolve: (nodeId) => nodeIdOf(opcua, nodeId, facts.namespaces),
      nameOf: (nodeId) => textOf(nodeId, facts.namespaces),
    };
    this.ua = ua;
    this.live = live;
    // Before anything comes: who gets a reading finds the connection told.
    const words = [ua.words, await this.standing(ua, opcua)].filter(Boolean).join('; ');
    await this.bring(live, subscriptions(), ua.isContinued);
    this.options.onUp({ facts, where, words, sessionTimeoutMs: ua.timeoutMs });
  }

  /** Learns which other servers there are, and says where this one stands among them. */
  private async standing(ua: UaSession, opcua: Opcua): Promise<string> {
    const { mode, others } = await redundancyOf(ua, opcua).catch(() => NOT_REDUNDANT);
    if (this.options.config.namedServers) this.sites.learn(others);
    const { length } = this.sites.all;
    if (length < 2 && mode === 'none') return '';
    const level = await serviceLevelOf(ua, opcua).catch(() => undefined);
    const words = mode === 'none' ? 'redundant servers' : `redundant servers (${mode})`;
    return `one of ${length} ${words}${level === undefined ? '' : `, ServiceLevel ${level}`}`;
  }

  /** Leaves the server when another one serves better. */
  private async compare(ua: UaSession, signal: AbortSignal): Promise<void> {
    if (this.comparing || this.sites.all.length < 2) return;
    this.comparing = true;
    try {
      const where = await this.sites.elsewhere(await serviceLevelOf(ua, await loadOpcua()), signal);
      if (where === undefined || this.ua !== ua) return;
      this.options.context.logger.info('OPC UA: going over to another of its servers', {
        from: ua.where,
        to: where,
      });
      this.moving = true;
      ua.abandon(OpcuaFailure.of('BadConnectionClosed'));
    } catch {
      // The watch sees to a connection that is gone.
    } finally {
      this.comparing = false;
    }
  }

  /** Goes on with what the server still has, and makes the rest anew. */
  private async bring(live: Live, all: readonly LineSubscription[], isContinued: boolean): Promise<void> {
    const known = all.filter(({ id }) => id !== undefined);
    const kept = isContinued ? known : await transferred(live, known);
    for (const one of kept) one.continueIn(live);
    for (const one of all) {
      if (kept.includes(one)) continue;
      one.forget();
      await one.create(live);
    }
  }

  /** Until the connection is lost or the connector is stopped. */
  private stay(ua: UaSession, signal: AbortSignal): Promise<OpcuaFailure> {
    const { clock } = this.options.context;
    const { keepAliveMs } = this.options.config;
    this.timers.push(
      clock.after(keepAliveMs, () => this.backoff.reset()),
      clock.every(keepAliveMs, () => void this.watch(ua)),
      clock.every(keepAliveMs, () => void this.compare(ua, signal)),
    );
    return new Promise((resolve) => {
      ua.onLost(resolve);
      signal.addEventListener('abort', () => resolve(OpcuaFailure.of('BadConnectionClosed')), { once: true });
    });
  }

  /** A connection can be dead without anybody saying so: a server that is not heard is asked. */
  private async watch(ua: UaSession): Promise<void> {
    const { live } = this;
    const { keepAliveMs, timeoutMs } = this.options.config;
    if (!live || live.publisher.silentMs < 2 * keepAliveMs) return;
    try {
      await this.options.tally.timed(Math.min(timeoutMs, 2 * keepAliveMs), () =>
        ua.session.read({ nodeId: `i=${SERVER_STATE}`, attributeId: ATTRIBUTE.Value }),
      );
      live.publisher.feed();
    } catch (error) {
      ua.abandon(failureOf(error, ua.where));
    }
  }

  /** Nothing of this session goes on. */
  private leave(): void {
    for (const timer of this.timers) timer.stop();
    this.timers = [];
    this.live?.publisher.stop();
    this.live = undefined;
    this.ua = undefined;
  }
}

/** Those that the server gave to this session (OPC 10000-4 §5.14.7). Many servers cannot. */
async function transferred(
  live: Live,
  known: readonly LineSubscription[],
): Promise<readonly LineSubscription[]> {
  if (known.length === 0) return [];
  try {
    const { results } = await servicesOf(live.session).transferSubscriptions({
      subscriptionIds: known.map(({ id }) => id ?? 0),
      sendInitialValues: false,
    });
    return known.filter((_, i) => results?.[i]?.statusCode.isGood());
  } catch {
    return [];
  }
}
