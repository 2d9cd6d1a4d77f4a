import { rm } from 'node:fs/promises';
import type { Clock, Timer } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Meter } from '../../core/meter';
import { MAX_RECORD_BYTES, SegmentLog, type LogRecord, type Place } from '../../telemetry';
import { SetAside } from './outbox-aside';
import { measureOutbox, type Depth, type OutboxCounters } from './outbox-metrics';
import { Pace } from './outbox-pace';
import {
  SuspectMessage, decodeMessage, encodeMessage, isExpired,
  type OutboxMessage, type PublishOptions,
} from './outbox-record'; // prettier-ignore
import { Teller } from './teller';

export interface OutboxOptions {
  /** A folder of its own. */
  readonly folder: string;
  /** Whose it is, for the log. */
  readonly name: string;
  readonly limitBytes: number;
  /** Messages older than this are not published any more, in ms. */
  readonly maxAgeMs: number;
  /** Bound while draining what has gathered; what comes afterwards is published at once. */
  readonly messagesPerSecond: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Size at which a new segment begins, in bytes. */
  readonly segmentBytes?: number;
}

/** Publishes a message; resolves when the broker has confirmed it. */
export type Send = (message: OutboxMessage) => Promise<void>;

/** A message at the head, until it is confirmed and those before it, too. */
interface Entry {
  readonly place: Place;
  /** Undefined: damaged on disk. */
  readonly message: OutboxMessage | undefined;
  state: 'waiting' | 'sent' | 'done';
  strikes: number;
}

/** Messages that may come twice after a crash. */
const WINDOW = 100;
const MAX_SEGMENT_BYTES = 4 * 1024 * 1024;
const LOOK_AGAIN_MS = 30_000;
const DISK_RETRY_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
const STRIKES = 3;
const COUNT_AT_ONCE = 500;
/** The broker will not take it the next time either: MQTT 5 §3.4.2.1. */
const FOR_GOOD = new Set([135, 144, 149, 153, 154, 155]);

/**
 * Messages on disk until the broker has confirmed them: taken after fsync, published in order, at least once, bounded in
 * bytes and age. Full, it refuses; it never drops what it took, but for what is too old, which is counted and told.
 */
export class Outbox {
  private readonly entries: Entry[] = [];
  private readonly counters: OutboxCounters;
  private readonly pace: Pace;
  private readonly aside: SetAside;
  private readonly teller: Teller;
  private opening: Promise<SegmentLog> | undefined;
  private log: SegmentLog | undefined;
  private messages = 0;
  private cursor: Place | undefined;
  private send: Send | undefined;
  private window = WINDOW;
  private closed = false;
  private running = false;
  private again = false;
  /** Confirmed, and not yet forgotten on disk. */
  private passed: { place: Place; count: number } | undefined;
  private saving: Promise<void> | undefined;
  private draining = true;
  private wake: Timer | undefined;
  private onSettled: (() => void) | undefined;
  private readonly ticker: Timer;

  constructor(private readonly options: OutboxOptions) {
    const { clock, meter, logger, name, folder, messagesPerSecond } = options;
    this.counters = measureOutbox(meter, this);
    this.pace = new Pace(clock, messagesPerSecond);
    this.aside = new SetAside(folder);
    this.teller = new Teller(clock, logger.with({ outbox: name }));
    this.ticker = clock.every(LOOK_AGAIN_MS, () => this.look());
    this.look();
  }

  get depth(): Depth {
    const oldest = this.entries[0]?.message?.at;
    return {
      messages: this.messages,
      bytes: this.messages > 0 ? (this.log?.bytes ?? 0) : 0,
      oldestMs: oldest === undefined ? 0 : Math.max(0, this.options.clock.now() - oldest),
    };
  }

  /** Resolves when the message is on disk. Rejects with one sentence when it is full or the disk refuses. */
  async publish(topic: string, payload: string | Buffer, options: PublishOptions): Promise<void> {
    const at = this.options.clock.now();
    const record = encodeMessage({ topic, payload: Buffer.from(payload), options, at });
    if (record.length > MAX_RECORD_BYTES)
      throw new ThermaCoreError('too-large', `The message to ${topic} is too large for the outbox.`, {
        field: 'payload',
        advice: 'Send smaller messages.',
      });
    const log = await this.open();
    if (this.closed) throw new ThermaCoreError('unavailable', 'The outbox is closed.');
    await log.append(record);
    this.messages++;
    this.run();
  }

  /** There is a connection; what waits is published over it. `window`: unconfirmed messages that it allows. */
  connected(send: Send, window: number): void {
    if (this.closed) return;
    this.send = send;
    this.window = Math.min(window, WINDOW);
    this.draining = true;
    this.run();
  }

  disconnected(): void {
    this.send = undefined;
  }

  /** Waits a moment for what is on its way. `forGood`: whoever filled it does not come back. */
  async close(forGood = false): Promise<void> {
    this.closed = true;
    this.send = undefined;
    this.ticker.stop();
    this.wake?.stop();
    const log = await this.opening?.catch(() => undefined);
    if (log) {
      await this.settled();
      await this.saving;
      await log.close();
    }
    this.log = undefined;
    this.counters.forget();
    if (!forGood) return;
    const { folder } = this.options;
    if (this.messages > 0)
      this.teller.tell('left', 'Messages of a node that is gone are left on disk', {
        folder,
        messages: this.messages,
      });
    else if (await this.aside.isEmpty()) await rm(folder, { recursive: true, force: true });
  }

  /** For what has expired, and for a disk that could not be used. */
  private look(): void {
    if (this.log) this.run();
    else this.open().catch((error: unknown) => this.teller.tell('open', messageOf(error)));
  }

  private open(): Promise<SegmentLog> {
    this.opening ??= this.openLog().catch((error: unknown) => {
      // The next who publishes or looks tries again.
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async openLog(): Promise<SegmentLog> {
    const { folder, limitBytes, logger, name, segmentBytes } = this.options;
    const log = await SegmentLog.open({
      folder,
      name: 'outbox',
      limitBytes,
      segmentBytes: segmentBytes ?? Math.min(MAX_SEGMENT_BYTES, Math.ceil(limitBytes / 4)),
      reusesLast: true,
      full: () => this.refuse(),
      onDamage: (file, bytes) =>
        logger.error('A message of the outbox cannot be read; it is set aside', {
          outbox: name,
          file,
          bytes,
        }),
    });
    this.messages = 0;
    for (let record = await log.read(); record; record = await log.read(record.place))
      if (++this.messages % COUNT_AT_ONCE === 0) await this.pause();
    this.log = log;
    this.run();
    return log;
  }

  /** Lets others go on while a large outbox is counted. */
  private pause(): Promise<void> {
    return new Promise((resolve) => void this.options.clock.after(0, resolve));
  }

  private refuse(): ThermaCoreError {
    this.counters.refused.add(1, { by: 'full' });
    this.run();
    const megabytes = this.options.limitBytes / 1024 / 1024;
    return new ThermaCoreError(
      'unavailable',
      `The outbox is full (${Number(megabytes.toPrecision(3))} MB): the message is refused.`,
      { field: 'outboxMb', advice: 'Bring the broker back, or raise the limit in the node.' },
    );
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
          await this.step();
        } while (this.again && !this.closed);
      } catch (error) {
        this.teller.tell('read', `The outbox cannot be read: ${messageOf(error)}`);
        this.later(DISK_RETRY_MS);
      } finally {
        this.running = false;
      }
    })();
  }

  private async step(): Promise<void> {
    while (!this.closed) {
      const entry = await this.nextEntry();
      if (!entry) return;
      const { message } = entry;
      if (!message) this.done(entry);
      else if (isExpired(message, this.options.maxAgeMs, this.options.clock.now())) this.expire(entry);
      else if (!this.send || this.mustPause()) return;
      else this.handOn(this.send, entry, message);
    }
  }

  /** The oldest that is not sent, if it may be sent now; while there is no connection only the very oldest. */
  private async nextEntry(): Promise<Entry | undefined> {
    const waiting = this.entries.find(({ state }) => state === 'waiting');
    if (waiting) return waiting;
    const unforgotten = this.entries.length + (this.passed?.count ?? 0);
    if (!this.log || unforgotten >= (this.send ? this.window : 1)) return undefined;
    const record = await this.log.read(this.cursor);
    if (!record) {
      this.draining = false;
      return undefined;
    }
    this.cursor = record.place;
    const entry: Entry = { place: record.place, message: this.decode(record), state: 'waiting', strikes: 0 };
    this.entries.push(entry);
    return entry;
  }

  private decode({ payload }: LogRecord): OutboxMessage | undefined {
    try {
      return payload && decodeMessage(payload);
    } catch (error) {
      this.teller.tell('decode', `A message of the outbox makes no sense: ${messageOf(error)}`);
      return undefined;
    }
  }

  private mustPause(): boolean {
    const wait = this.pace.wait(this.draining);
    if (wait !== undefined) this.later(wait);
    return wait !== undefined;
  }

  private later(ms: number): void {
    this.wake?.stop();
    if (!this.closed) this.wake = this.options.clock.after(ms, () => this.run());
  }

  private handOn(send: Send, entry: Entry, message: OutboxMessage): void {
    entry.state = 'sent';
    send(message).then(
      () => {
        this.pace.taken();
        this.counters.drained.add();
        this.teller.forget('expired');
        this.done(entry);
      },
      (error: unknown) => this.failed(entry, message, error),
    );
  }

  private failed(entry: Entry, message: OutboxMessage, error: unknown): void {
    const { code } = error as { code?: unknown };
    if (error instanceof SuspectMessage) entry.strikes++;
    if ((typeof code === 'number' && FOR_GOOD.has(code)) || entry.strikes >= STRIKES) {
      void this.putAside(entry, message, error);
      return;
    }
    entry.state = 'waiting';
    this.onSettled?.();
    if (!this.send) return;
    // Refused for now, e.g. by a quota.
    this.pace.refused();
    this.run();
  }

  /** What the broker does not take must not hold up the rest, nor be gone. */
  private async putAside(entry: Entry, message: OutboxMessage, error: unknown): Promise<void> {
    this.counters.refused.add(1, { by: 'broker' });
    const file = await this.aside.put(message, entry.place);
    const where = file ? 'set aside' : 'dropped, as it cannot be set aside or too many are';
    this.teller.tell('refused', `The broker does not take a message of the outbox; it is ${where}`, {
      topic: message.topic,
      reason: messageOf(error),
      ...(file ? { file } : {}),
    });
    this.done(entry);
  }

  private expire(entry: Entry): void {
    this.counters.expired.add();
    // Once, until the broker takes messages again; the counter has the rest.
    const since = new Date(entry.message?.at ?? 0).toISOString();
    this.teller.tell('expired', 'Messages of the outbox are too old and not published', { since }, Infinity);
    this.done(entry);
  }

  /** Forgets what is at the head and done. */
  private done(entry: Entry): void {
    entry.state = 'done';
    while (this.entries[0]?.state === 'done') {
      const first = this.entries.shift();
      if (!first) break;
      this.messages--;
      this.passed = { place: first.place, count: (this.passed?.count ?? 0) + 1 };
    }
    this.onSettled?.();
    if (this.passed && this.log) this.saving ??= this.save();
  }

  private async save(): Promise<void> {
    while (this.passed && this.log) {
      const { place, count } = this.passed;
      try {
        await this.log.advance(place);
      } catch (error) {
        // The worst that comes of it is that these are published twice after a restart.
        this.teller.tell('save', `The outbox cannot note how far it is: ${messageOf(error)}`);
      }
      this.passed =
        this.passed.count === count ? undefined : { ...this.passed, count: this.passed.count - count };
    }
    this.saving = undefined;
    this.run();
  }

  /** Resolves when nothing is on its way, or it takes too long. */
  private async settled(): Promise<void> {
    const isSent = (): boolean => this.entries.some(({ state }) => state === 'sent');
    if (!isSent()) return;
    await new Promise<void>((resolve) => {
      const timer = this.options.clock.after(CLOSE_TIMEOUT_MS, resolve);
      this.onSettled = () => {
        if (isSent()) return;
        timer.stop();
        resolve();
      };
    });
  }
}
