import type { Timer } from '../../core/clock';
import { messageOf } from '../../core/errors';
import type { FieldCommand, FieldOutcome } from '../../core/field-command';
import { noValue, type FieldValue } from '../../core/field-value';
import type { Connector, ConnectorContext, Diagnostics, Granted, LinkStatus, Receiver } from '../connector';
import { ToldLink } from '../told-link';
import { OpcuaConditions } from './conditions/source';
import type { ClientPki } from './endpoint';
import { OpcuaFailure } from './failure';
import { differences, inWords } from './granted';
import { gapsOf, readHistory, type HistoryBrought } from './history';
import { Line, type Up } from './line';
import { readPoints } from './reading-now';
import { refresh } from './refresh';
import type { HistoryQuestion, OpcuaConfig, OpcuaPoint } from './spec';
import { Subscription } from './subscription';
import { TagGroup, type Tag } from './tags';
import { Tally } from './tally';
import { carryOut } from './writing';

const LOOK_AGAIN_MS = 60_000;
const MEND_AGAIN_MS = 5000;
/** Publications that a tag may stay silent after a loss before it is read. */
const SILENT_PUBLICATIONS = 3;

/** A binding while it runs: its points and the subscriptions that bring them. */
interface Bound {
  readonly group: TagGroup;
  readonly subscriptions: readonly Subscription[];
}

/** One server: subscribes to its points, and writes to them. */
export class OpcuaConnector implements Connector<OpcuaPoint> {
  private readonly bound = new Set<Bound>();
  private readonly link: ToldLink;
  private readonly tally: Tally;
  private readonly line: Line;
  readonly conditions: OpcuaConditions | undefined;
  private readonly unsettled = { count: 0 };
  /** Of the present session, or the last one. */
  private last: Up | undefined;
  private timers: Timer[] = [];
  private mending: Promise<void> | undefined;
  /** By how much the clock of the server is ahead of ours, in ms, as its last message said. */
  private ahead = 0;

  constructor(
    private readonly config: OpcuaConfig,
    private readonly context: ConnectorContext,
    pki: () => Promise<ClientPki>,
  ) {
    this.link = new ToldLink(context.clock);
    this.tally = new Tally(context, config.endpoint);
    this.line = new Line({
      config,
      context,
      pki,
      tally: this.tally,
      unsettled: this.unsettled,
      subscriptions: () => [
        ...this.subscriptions(),
        ...(this.conditions ? [this.conditions.subscription] : []),
      ],
      onConnecting: (where) => this.link.set('connecting', `connecting to ${where}`),
      onUp: (up) => this.up(up),
      onMove: () => this.missed(this.tags()),
      onDown: (failure) => this.down(failure),
      onRecreated: (subscriptions) => {
        for (const one of subscriptions) if (one instanceof Subscription) this.missed(one.tags);
      },
    });
    if (config.alarms !== 'off')
      this.conditions = new OpcuaConditions({
        config,
        context,
        tally: this.tally,
        live: () => this.line.live,
        onChange: () => this.look(),
        onEnded: (subscription) => void this.line.recreate([subscription]),
      });
  }

  start(): void {
    this.line.start();
  }

  async stop(): Promise<void> {
    if (!this.line.signal) return;
    this.stopTimers();
    await this.line.stop();
    this.stopTimers();
    this.conditions?.lose();
    this.link.set('stopped', 'stopped');
  }

  bind(points: readonly OpcuaPoint[], receiver: Receiver): () => void {
    const { config, context } = this;
    const group = new TagGroup({
      points,
      receiver,
      clock: context.clock,
      device: config.endpoint,
      serverNow: () => this.serverNow,
      onOverflow: () => this.tally.overflowed(),
    });
    const subscriptions: Subscription[] = [];
    const size = config.maxItemsPerSubscription;
    for (let at = 0; at < group.tags.length; at += size)
      subscriptions.push(this.subscription(group.tags.slice(at, at + size)));
    const one = { group, subscriptions };
    this.bound.add(one);
    void this.line.add(subscriptions).then(() => this.look());
    return () => {
      this.bound.delete(one);
      void this.line.remove(subscriptions);
    };
  }

  onLink(listener: (status: LinkStatus) => void): () => void {
    return this.link.listen(listener);
  }

  async command(command: FieldCommand<OpcuaPoint>): Promise<FieldOutcome> {
    const { live } = this.line;
    if (!live) return { outcome: 'failed', detail: `The write was not sent: ${this.link.status.text}.` };
    const { clock } = this.context;
    // One deadline for all that it takes.
    const deadline = clock.monotonic() + command.timeoutMs;
    return carryOut(command, live, (run) => this.tally.timed(deadline - clock.monotonic(), run));
  }

  readNow(points: readonly OpcuaPoint[], timeoutMs: number): Promise<FieldValue[]> {
    const { live } = this.line;
    if (!live) return Promise.resolve(points.map(() => noValue(this.link.status.text)));
    const { clock } = this.context;
    // One deadline for all requests.
    const deadline = clock.monotonic() + timeoutMs;
    return readPoints(points, live, (run) => this.tally.timed(deadline - clock.monotonic(), run));
  }

  /**
   * Hands on what the server’s history has of the points that are bound, `sensors` (unit/sensor) of them or all; both ends
   * are in it, epoch ms. Rejects with an OpcuaFailure where there is no connection, or it does not hold.
   */
  async history(
    { from, to, sensors, processed }: HistoryQuestion,
    signal: AbortSignal,
  ): Promise<HistoryBrought> {
    const { live } = this.line;
    const { facts } = this.last ?? {};
    if (!live || !facts) throw new OpcuaFailure(this.link.status.text);
    const wanted = this.tags().filter(({ name }) => sensors?.includes(name) ?? true);
    const spans = wanted.map((tag) => ({ tag, from, to }));
    return readHistory({ live, spans, processed, maxNodes: facts.maxHistory, signal });
  }

  diagnostics(): Diagnostics {
    return { ...this.tally.diagnostics, granted: () => this.granted };
  }

  private up(up: Up): void {
    this.last = up;
    this.look();
    this.mendSoon();
    this.timers.push(this.context.clock.every(LOOK_AGAIN_MS, () => void this.lookAgain()));
  }

  private down(failure: OpcuaFailure): void {
    this.stopTimers();
    this.link.set('error', failure.message);
    for (const { group } of this.bound) group.lose(failure.message);
    this.conditions?.lose();
  }

  private stopTimers(): void {
    for (const timer of this.timers) timer.stop();
    this.timers = [];
  }

  /** After a while what was not heard since a loss is read, and gaps are filled from history. */
  private mendSoon(pauseMs = SILENT_PUBLICATIONS * this.config.publishingIntervalMs): void {
    this.timers.push(
      this.context.clock.after(pauseMs, () => {
        if (this.mending) {
          // It may have begun in an earlier session, and know nothing of what is missing now.
          void this.mending.then(() => this.line.signal && this.mendSoon());
          return;
        }
        this.mending = this.mend().finally(() => (this.mending = undefined));
      }),
    );
  }

  private async mend(): Promise<void> {
    const { config, context } = this;
    const { facts } = this.last ?? {};
    const { live, signal } = this.line;
    if (!live || !facts || !signal) return;
    try {
      await refresh(live, this.tags(), facts.maxRead);
      this.look();
      if (!config.backfill) {
        for (const tag of this.tags()) tag.gap = undefined;
        return;
      }
      const { readings, without } = await readHistory({
        live,
        spans: gapsOf(this.tags(), this.serverNow),
        maxNodes: facts.maxHistory,
        signal,
        onDone: ({ tag }) => (tag.gap = undefined),
      });
      if (readings > 0 || without.length > 0)
        context.logger.info('OPC UA: a gap was filled from the history of the server', {
          endpoint: config.endpoint,
          readings,
          without: without.length,
        });
    } catch (error) {
      // The gaps stay, and are looked at again.
      context.logger.warn('OPC UA: a gap was not filled', {
        endpoint: config.endpoint,
        error: messageOf(error),
      });
      if (this.line.live === live) this.mendSoon(MEND_AGAIN_MS);
    }
  }

  /** Looks again at what the server refused, and at what it never sent. */
  private async lookAgain(): Promise<void> {
    try {
      for (const one of this.subscriptions()) await one.retryRefused();
      // A first value comes at once, whatever the interval (OPC 10000-4 §5.13.1.2).
      for (const tag of this.tags()) tag.isSilent = !tag.isHeard && tag.refusal === undefined;
      this.look();
    } catch {
      // The watch sees to a connection that is gone.
    }
  }

  private subscription(tags: readonly Tag[]): Subscription {
    const { clock } = this.context;
    const made: Subscription = new Subscription(tags, {
      config: this.config,
      unsettled: this.unsettled,
      onMissed: () => {
        this.tally.missed();
        this.missed(tags);
      },
      onEnded: () => void this.line.recreate([made]),
      onPublished: (at) => {
        if (Number.isFinite(at)) this.ahead = at - clock.now();
      },
    });
    return made;
  }

  /** Something of these tags did not come: what their history has of it is looked for. */
  private missed(tags: readonly Tag[]): void {
    for (const tag of tags) {
      if (tag.value === undefined) continue;
      tag.gap ??= { from: tag.time };
      tag.isHeard = false;
    }
    this.mendSoon();
  }

  private look(): void {
    const { last } = this;
    if (!this.line.live || !last) return;
    const faults = [this.conditions?.subscription, ...this.tags()].flatMap((one) => one?.fault ?? []);
    const [first] = faults;
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    const granted = inWords(this.granted);
    const otherwise = granted === '' ? '' : `; granted: ${granted}`;
    if (first === undefined)
      this.link.set('connected', `connected to ${last.where}: ${last.words}${otherwise}`);
    else this.link.set('degraded', `${first}${more}`);
  }

  /** What the server serves otherwise than it was asked for. */
  private get granted(): Granted[] {
    if (!this.line.live || !this.last) return [];
    const subscription = this.subscriptions()[0]?.granted ?? this.conditions?.subscription.granted;
    const { sessionTimeoutMs } = this.last;
    return differences({ config: this.config, sessionTimeoutMs, subscription, tags: this.tags() });
  }

  private get serverNow(): number {
    return this.context.clock.now() + this.ahead;
  }

  private subscriptions(): Subscription[] {
    return [...this.bound].flatMap(({ subscriptions }) => subscriptions);
  }

  private tags(): Tag[] {
    return [...this.bound].flatMap(({ group }) => group.tags);
  }
}
