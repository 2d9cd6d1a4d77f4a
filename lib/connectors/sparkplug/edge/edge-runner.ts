import { rm } from 'node:fs/promises';
import type { Clock, Timer } from '../../../core/clock';
import { ThermaCoreError, messageOf } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import type { Counter, Meter } from '../../../core/meter';
import { MAX_READINGS_PER_MESSAGE, type Reading } from '../../../core/reading';
import { SegmentLog, type Place } from '../../../telemetry';
import type { SparkplugTransport } from '../transport';
import type { Publish } from '../topics';
import { EdgeNode, type EdgeCommand, type EdgeOptions } from './edge-node';

export interface EdgeRunnerOptions extends EdgeOptions {
  readonly transport: SparkplugTransport;
  /** A folder of its own: what waits for the broker or the host. */
  readonly folder: string;
  readonly limitBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  onCommand(command: EdgeCommand): void;
  /** A command that is not carried out, in one sentence. */
  onRefused(why: string): void;
  /** Its look may have changed. */
  onChange(): void;
}

interface Batch {
  /** When it was taken, epoch ms. */
  readonly at: number;
  readonly readings: readonly Reading[];
}

/** Batches that may be sent twice after a cut. */
const WINDOW = 20;
const ECHO_TIMEOUT_MS = 20_000;
const DISK_RETRY_MS = 5_000;
const COUNT_AT_ONCE = 500;

/**
 * An edge node at a connection: readings are on disk before they are sent, and forgotten when the broker has answered a
 * ping that was sent after them, as messages of QoS 0 (§6.4.20) are confirmed by nothing else (ADR 37). What was taken
 * before the session began is sent as historical, in its order.
 */
export class EdgeRunner {
  private readonly node: EdgeNode;
  private readonly stops: (() => void)[] = [];
  private readonly refusals: Counter;
  private log: Promise<SegmentLog> | undefined;
  private cursor: Place | undefined;
  private onlineSince: number | undefined;
  private count = 0;
  private running = false;
  private again = false;
  private closed = false;
  private retry: Timer | undefined;
  private finished: (() => void) | undefined;

  constructor(private readonly options: EdgeRunnerOptions) {
    this.node = new EdgeNode(options);
    this.refusals = options.meter.counter(
      'thermacore_sparkplug_edge_refused_total',
      'Readings that an edge node does not send, and commands that it does not carry out',
      ['what'],
    );
  }

  /** The will of the next connection. */
  readonly will = (): Publish => this.node.will(this.options.clock.now());

  start(): void {
    const { transport } = this.options;
    const listener = { message: this.heard };
    for (const filter of this.node.filters) this.stops.push(transport.listen(filter, listener));
    this.stops.push(
      transport.onLink(({ state }) => {
        if (state === 'connected') this.begin();
        else if (state !== 'degraded') this.end();
      }),
    );
    this.open().catch((error: unknown) => this.trouble(error));
  }

  get look(): { online: boolean; waitsForHost: boolean; waiting: number } {
    return { online: this.node.isOnline, waitsForHost: this.node.isWaiting, waiting: this.count };
  }

  /** Resolves when the readings are on disk. Rejects with one sentence when there is no room or the disk refuses. */
  async take(readings: readonly Reading[]): Promise<void> {
    if (this.closed) throw new ThermaCoreError('unavailable', 'The edge node is stopped.');
    const log = await this.open();
    const at = this.options.clock.now();
    for (let i = 0; i < readings.length; i += MAX_READINGS_PER_MESSAGE) {
      const batch: Batch = { at, readings: readings.slice(i, i + MAX_READINGS_PER_MESSAGE) };
      await log.append(Buffer.from(JSON.stringify(batch)));
      this.count++;
    }
    this.run();
  }

  /** Says that the node goes (§5.7). What waits stays on disk; `forGood`: the folder goes too, when nothing waits in it. */
  async close(forGood = false): Promise<void> {
    this.closed = true;
    this.retry?.stop();
    for (const publish of this.node.farewell(this.options.clock.now())) this.options.transport.send(publish);
    for (const stop of this.stops) stop();
    if (this.running) await new Promise<void>((resolve) => (this.finished = resolve));
    await (await this.log?.catch(() => undefined))?.close();
    if (forGood && this.count === 0) await rm(this.options.folder, { recursive: true, force: true });
  }

  private begin(): void {
    this.send(this.node.begin(this.options.clock.now()));
    this.changed();
  }

  private end(): void {
    this.node.disconnected();
    this.changed();
  }

  /** After whatever may have brought the node online, or taken it off. */
  private changed(): void {
    if (!this.node.isOnline) this.onlineSince = undefined;
    else if (this.onlineSince === undefined) {
      this.onlineSince = this.options.clock.now();
      // What was sent and not answered for comes again.
      this.cursor = undefined;
      this.run();
    }
    this.options.onChange();
  }

  private readonly heard = (topic: string, payload: Buffer, settle: (stored: boolean) => void): number => {
    const { publishes, commands, refused, reconnect } = this.node.message(
      topic,
      payload,
      this.options.clock.now(),
    );
    this.send(publishes);
    for (const command of commands) this.options.onCommand(command);
    for (const why of refused) {
      this.refusals.add(1, { what: 'command' });
      this.options.onRefused(why);
    }
    settle(true);
    this.changed();
    if (reconnect) this.options.transport.reconnect();
    return 0;
  };

  private send(publishes: readonly Publish[]): boolean {
    return publishes.every((publish) => this.options.transport.send(publish));
  }

  private open(): Promise<SegmentLog> {
    this.log ??= this.openLog().catch((error: unknown) => {
      // Whoever needs it next tries again.
      this.log = undefined;
      throw error;
    });
    return this.log;
  }

  private async openLog(): Promise<SegmentLog> {
    const { folder, limitBytes, logger, node } = this.options;
    const log = await SegmentLog.open({
      folder,
      name: 'store of the edge node',
      limitBytes,
      segmentBytes: Math.min(4 * 1024 * 1024, Math.ceil(limitBytes / 4)),
      reusesLast: true,
      full: () =>
        new ThermaCoreError('unavailable', 'The store of the edge node is full: the readings are refused.', {
          field: 'storeMb',
          advice: 'Bring the broker or the primary host back, or raise the limit in the node.',
        }),
      onDamage: (file, bytes) =>
        logger.error('Readings of an edge node cannot be read; they are set aside', { node, file, bytes }),
    });
    this.count = 0;
    for (let record = await log.read(); record; record = await log.read(record.place))
      if (++this.count % COUNT_AT_ONCE === 0) await this.pause();
    this.run();
    return log;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => void this.options.clock.after(0, resolve));
  }

  /** One at a time; asked for meanwhile, it goes round once more. */
  private run(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    void (async () => {
      try {
        do {
          this.again = false;
          await this.drain(await this.open());
        } while (this.again && !this.closed);
      } catch (error) {
        this.trouble(error);
      } finally {
        this.running = false;
        this.finished?.();
        this.options.onChange();
      }
    })();
  }

  private trouble(error: unknown): void {
    this.options.logger.warn(`The store of an edge node cannot be used: ${messageOf(error)}`, {
      node: this.options.node,
    });
    this.retry?.stop();
    if (!this.closed) this.retry = this.options.clock.after(DISK_RETRY_MS, () => this.run());
  }

  private async drain(log: SegmentLog): Promise<void> {
    while (!this.closed && this.onlineSince !== undefined) {
      const session = this.onlineSince;
      let last: Place | undefined;
      let sent = 0;
      for (; sent < WINDOW && this.onlineSince === session; sent++) {
        const record = await log.read(last ?? this.cursor);
        if (!record) break;
        // The session may have ended while the disk was read.
        if (this.onlineSince !== session || !this.sendRecord(record.payload, session)) break;
        last = record.place;
      }
      if (!last) return;
      if (!(await this.answered()) || this.onlineSince !== session) return;
      await log.advance(last);
      this.count -= sent;
      this.cursor = last;
    }
  }

  /** False: not now, and it stays on disk. */
  private sendRecord(payload: Buffer | undefined, session: number): boolean {
    // It may have said goodbye while the disk was read.
    if (!this.node.isOnline) return false;
    const batch = payload && (JSON.parse(payload.toString('utf8')) as Batch);
    // Damaged on disk: it is set aside, and told by the log.
    if (!batch) return true;
    const { publishes, refused } = this.node.data(
      batch.readings,
      batch.at < session,
      this.options.clock.now(),
    );
    if (refused > 0) this.refusals.add(refused, { what: 'reading' });
    return this.send(publishes);
  }

  /** Whether the broker has answered for all that was sent. */
  private async answered(): Promise<boolean> {
    const { clock, transport } = this.options;
    let timer: Timer | undefined;
    const tooLong = new Promise<'late'>((resolve) => {
      timer = clock.after(ECHO_TIMEOUT_MS, () => resolve('late'));
    });
    const echo = transport.echo().then(
      () => 'here' as const,
      () => 'gone' as const,
    );
    const came = await Promise.race([echo, tooLong]);
    timer?.stop();
    if (came === 'late') transport.reconnect();
    return came === 'here';
  }
}
