import type { Clock, Timer } from '../core/clock';
import { isThermaCoreError, messageOf } from '../core/errors';
import { FairLine } from '../core/fair-line';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import { MAX_READINGS_PER_MESSAGE, type Reading } from '../core/reading';
import type { Deliveries } from './delivery';
import type { ReadingSink } from './ports';
import type { Spool } from './spool';

export interface RecorderOptions {
  readonly sink: ReadingSink;
  readonly spool: Spool;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Readings per statement. Default 5,000. */
  readonly maxBatch?: number;
  /** Statements at a time. Default 2. */
  readonly maxInFlight?: number;
  /** Readings in memory above which those of tenants with more than an equal part go straight to the spool. Default 200,000. */
  readonly maxBuffered?: number;
}

/** A reading that the database will never take, with the reason. */
export interface RefusedReading {
  readonly reading: Reading;
  readonly reason: string;
}

export interface RecorderStatus {
  readonly state: 'storing' | 'spooling' | 'replaying' | 'full';
  /** Rows stored since the start. */
  readonly stored: number;
  readonly buffered: number;
  readonly spoolBytes: number;
  /** Of the last batch, accept to commit, in ms. */
  readonly commitMs: number;
}

/** Readings of one tenant. */
interface Entry {
  readonly readings: readonly Reading[];
  readonly delivery: string | undefined;
  readonly at: number;
}

const RETRY_MS = 1000;
const STOP_TIMEOUT_MS = 8_000;
const LATENCY_BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000];
const BATCH_BUCKETS = [1, 10, 50, 100, 500, 1000, 2000, 5000];

/**
 * Takes readings from the flow, has them stored in batches, and settles their deliveries (ADR 2).
 *
 * A batch goes out at once when a writer is free, and collects what arrives while writers are busy: no timer, so light
 * load sees no delay and heavy load sees large statements. While the database is away, or the spool still holds
 * something older of the tenant, batches go to the spool and count as stored. The recorder never throws at the flow.
 *
 * A batch is of one tenant, and tenants take turns: a free writer goes to the one that keeps fewest busy. Whoever floods
 * waits for its own readings only, and is slowed by deliveries that settle late.
 */
export class Recorder {
  private readonly queue = new FairLine<Entry>();
  private readonly tenants = new Map<string, { buffered: number; writing: number }>();
  private readonly parts = new Map<string, { open: number; stored: boolean }>();
  private readonly refusedListeners = new Set<(refused: readonly RefusedReading[]) => void>();
  private readonly maxBatch: number;
  private readonly maxInFlight: number;
  private readonly maxBuffered: number;
  private buffered = 0;
  private inFlight = 0;
  private away = false;
  private replay: Promise<void> | undefined;
  private readonly retry: Timer;
  private stored = 0;
  private commitMs = 0;
  private full = false;
  private losing = false;
  /** Once until the spool is empty again: small batches still find a place between the large ones that do not. */
  private toldFull = false;
  /** The same of a tenant that holds as much of the spool as it may. */
  private toldShare = false;
  /** Newcomers wait: the last of the spool is being replayed. */
  private held = false;
  private idle: (() => void) | undefined;
  /** What is with the database or the spool right now. */
  private readonly flying = new Set<readonly Reading[]>();
  private readonly metrics;

  constructor(private readonly use: RecorderOptions) {
    this.maxBatch = use.maxBatch ?? MAX_READINGS_PER_MESSAGE;
    this.maxInFlight = use.maxInFlight ?? 2;
    this.maxBuffered = use.maxBuffered ?? 200_000;
    this.metrics = {
      stored: use.meter.counter('thermacore_readings_stored_total', 'Readings stored as new rows'),
      repeated: use.meter.counter('thermacore_readings_repeated_total', 'Readings that were stored before'),
      refused: use.meter.counter(
        'thermacore_readings_refused_total',
        'Readings that the database will never take',
      ),
      spooled: use.meter.counter('thermacore_readings_spooled_total', 'Readings written to the spool'),
      lost: use.meter.counter(
        'thermacore_readings_lost_total',
        'Readings without a delivery that found database and spool closed',
      ),
      latency: use.meter.histogram(
        'thermacore_commit_milliseconds',
        'From the recorder to the commit',
        LATENCY_BUCKETS_MS,
      ),
      batch: use.meter.histogram('thermacore_batch_readings', 'Readings per statement', BATCH_BUCKETS),
    };
    use.meter.gauge(
      'thermacore_recorder_buffered',
      'Readings in memory on their way to the database',
      () => this.buffered,
    );
    // What an earlier run left in the spool goes first, and a database that comes back is noticed even if nobody says so.
    this.retry = use.clock.every(RETRY_MS, () => this.startReplay());
  }

  /**
   * Takes readings of any tenants, each stamped with its own. With a delivery, it is settled when these (and all other
   * parts of it that were accepted meanwhile) are safe. An empty batch settles it too: a flow may filter everything out.
   */
  accept(readings: readonly Reading[], delivery?: string): void {
    if (delivery !== undefined) this.openPart(delivery);
    if (readings.length === 0) {
      if (delivery !== undefined) this.closePart(delivery, true);
      return;
    }
    this.buffered += readings.length;
    const at = this.use.clock.monotonic();
    for (const [i, [tenant, part]] of partsOf(readings, this.maxBatch).entries()) {
      if (delivery !== undefined && i > 0) this.openPart(delivery);
      this.use.spool.meet(tenant);
      this.tenant(tenant).buffered += part.length;
      this.queue.push(tenant, { readings: part, delivery, at });
    }
    this.pump();
  }

  /** The database is back, or may be. */
  databaseUp(): void {
    this.away = false;
    this.startReplay();
    this.pump();
  }

  onRefused(listener: (refused: readonly RefusedReading[]) => void): () => void {
    this.refusedListeners.add(listener);
    return () => void this.refusedListeners.delete(listener);
  }

  /** Told the fill of the spool, from 0 to 1, when it crosses 50, 80, 95 or 100 % upwards, and 0 when it is low again. */
  onSpoolLevel(listener: (fill: number) => void): () => void {
    return this.use.spool.onLevel(listener);
  }

  get status(): RecorderStatus {
    const state = this.full
      ? 'full'
      : this.away
        ? 'spooling'
        : this.use.spool.isEmpty
          ? 'storing'
          : 'replaying';
    const { stored, buffered, commitMs } = this;
    return { state, stored, buffered, spoolBytes: this.use.spool.bytes, commitMs };
  }

  /** Stores what is in memory, in the database or in the spool; gives up after 8 s. */
  async stop(): Promise<void> {
    this.retry.stop();
    const deadline = this.use.clock.monotonic() + STOP_TIMEOUT_MS;
    while ((this.buffered > 0 || this.inFlight > 0) && this.use.clock.monotonic() < deadline)
      await new Promise<void>((resolve) => this.use.clock.after(5, resolve));
    this.stopping = true;
    // A database that hangs must not cost what is in memory. What it commits after all is then a harmless repeat.
    for (const readings of this.flying) await this.spool(readings);
    for (let tenant = this.queue.turn(); tenant !== undefined; tenant = this.queue.turn()) {
      const entries = this.take(tenant);
      this.settle(tenant, entries, await this.spool(readingsOf(entries)));
    }
    if (this.inFlight === 0) await this.replay;
  }

  private stopping = false;

  private pump(): void {
    while (!this.held && this.inFlight < this.maxInFlight) {
      const tenant = this.queue.turn((one) => this.tenant(one).writing);
      if (tenant === undefined) return;
      const entries = this.take(tenant);
      this.inFlight++;
      this.tenant(tenant).writing++;
      void this.record(tenant, entries).finally(() => {
        this.inFlight--;
        this.tenant(tenant).writing--;
        this.forget(tenant);
        if (this.inFlight === 0) this.idle?.();
        this.pump();
      });
    }
  }

  /** The tenant's next entries, whole ones up to the batch size, at least one. */
  private take(tenant: string): Entry[] {
    const entries: Entry[] = [];
    let size = 0;
    for (;;) {
      const next = this.queue.peek(tenant);
      if (!next || (entries.length > 0 && size + next.readings.length > this.maxBatch)) return entries;
      size += next.readings.length;
      entries.push(next);
      this.queue.take(tenant);
    }
  }

  private tenant(key: string): { buffered: number; writing: number } {
    let known = this.tenants.get(key);
    if (!known) this.tenants.set(key, (known = { buffered: 0, writing: 0 }));
    return known;
  }

  private forget(key: string): void {
    const { buffered, writing } = this.tenant(key);
    if (buffered === 0 && writing === 0) this.tenants.delete(key);
  }

  /** Memory is full, and this tenant has more than its part in it. */
  private isTooMuch(tenant: string): boolean {
    return (
      this.buffered > this.maxBuffered &&
      this.tenant(tenant).buffered > this.maxBuffered / Math.max(1, this.tenants.size)
    );
  }

  private async record(tenant: string, entries: readonly Entry[]): Promise<void> {
    const readings = readingsOf(entries);
    this.flying.add(readings);
    const direct = !this.away && !this.use.spool.holds(tenant) && !this.isTooMuch(tenant);
    const stored =
      (direct && (await this.store(readings))) ||
      (await this.spool(readings)) ||
      // The spool is full and being replayed: out of turn is better than not at all.
      (!this.away && (await this.store(readings)));
    this.flying.delete(readings);
    this.settle(tenant, entries, stored);
  }

  private settle(tenant: string, entries: readonly Entry[], stored: boolean): void {
    if (stored) {
      this.commitMs = this.use.clock.monotonic() - (entries[0]?.at ?? 0);
      this.metrics.latency.observe(this.commitMs);
    }
    for (const { delivery, readings } of entries) {
      this.buffered -= readings.length;
      this.tenant(tenant).buffered -= readings.length;
      if (delivery !== undefined) this.closePart(delivery, stored);
      else if (!stored) this.lose(readings.length);
    }
  }

  /** Nobody will send these again. */
  private lose(count: number): void {
    this.metrics.lost.add(count);
    if (!this.losing) this.use.logger.error('Readings are lost: the database is away and the spool is full.');
    this.losing = true;
  }

  /** True when all are stored or refused for good; false when the database is away. */
  private async store(readings: readonly Reading[]): Promise<boolean> {
    try {
      const { stored, repeated, refused } = await this.use.sink.write(readings);
      this.stored += stored;
      this.metrics.stored.add(stored);
      this.metrics.batch.observe(readings.length);
      if (repeated > 0) this.metrics.repeated.add(repeated);
      if (refused.length > 0) this.refuse(refused);
      return true;
    } catch (error) {
      if (!isThermaCoreError(error) || ['unavailable', 'timeout', 'internal'].includes(error.code)) {
        if (!this.away)
          this.use.logger.warn('The database is away; readings go to the spool', {
            reason: messageOf(error),
          });
        this.away = true;
        return false;
      }
      return this.storeHalves(readings, error.message);
    }
  }

  /** One reading that the database chokes on must not hold up the rest: halve until it stands alone. */
  private async storeHalves(readings: readonly Reading[], reason: string): Promise<boolean> {
    const [only] = readings;
    if (readings.length === 1 && only) {
      this.refuse([{ reading: only, reason }]);
      return true;
    }
    const middle = readings.length >> 1;
    return (await this.store(readings.slice(0, middle))) && (await this.store(readings.slice(middle)));
  }

  private refuse(refused: readonly RefusedReading[]): void {
    this.metrics.refused.add(refused.length);
    for (const listener of this.refusedListeners) listener(refused);
  }

  private async spool(readings: readonly Reading[]): Promise<boolean> {
    try {
      await this.use.spool.append(readings);
      this.metrics.spooled.add(readings.length);
      this.full = this.losing = false;
      return true;
    } catch (error) {
      if (isThermaCoreError(error) && error.code === 'over-quota') {
        if (!this.toldShare) this.use.logger.warn(error.sentence);
        this.toldShare = true;
        return false;
      }
      if (!this.toldFull) this.use.logger.error(isThermaCoreError(error) ? error.sentence : messageOf(error));
      this.full = this.toldFull = true;
      return false;
    }
  }

  private startReplay(): void {
    if (this.replay || this.stopping || this.use.spool.isEmpty) {
      if (this.use.spool.isEmpty) this.away = false;
      return;
    }
    this.replay = this.replayAll()
      .catch((error: unknown) =>
        this.use.logger.error('The spool could not be replayed', { reason: messageOf(error) }),
      )
      .finally(() => (this.replay = undefined));
  }

  private async replayAll(): Promise<void> {
    const { spool, logger } = this.use;
    let replayed = 0;
    try {
      while (!this.stopping) {
        const batch = await spool.peek();
        if (!batch) {
          if (spool.isEmpty || this.held) break;
          await this.hold();
          continue;
        }
        if (!(await this.store(batch.readings))) return;
        this.away = false;
        await batch.advance();
        replayed += batch.readings.length;
      }
      if (spool.isEmpty) this.away = this.full = this.losing = this.toldFull = this.toldShare = false;
    } finally {
      this.held = false;
      this.pump();
    }
    if (replayed > 0) logger.info('The spool is replayed', { readings: replayed });
  }

  /**
   * Under load there is always one more batch on its way to the spool, so that it would never be empty: newcomers wait
   * in memory while the last ones are replayed.
   */
  private async hold(): Promise<void> {
    this.held = true;
    if (this.inFlight > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  private openPart(delivery: string): void {
    const part = this.parts.get(delivery);
    if (part) part.open++;
    else this.parts.set(delivery, { open: 1, stored: true });
  }

  private closePart(delivery: string, stored: boolean): void {
    const part = this.parts.get(delivery);
    if (!part) return;
    part.open--;
    part.stored &&= stored;
    if (part.open > 0) return;
    this.parts.delete(delivery);
    this.use.deliveries.settle(delivery, part.stored);
  }
}

const readingsOf = (entries: readonly Entry[]): readonly Reading[] =>
  entries.length === 1 && entries[0] ? entries[0].readings : entries.flatMap(({ readings }) => readings);

/** By tenant, and in pieces of the size of a batch. Nearly always one piece: the message as it came. */
function partsOf(
  readings: readonly Reading[],
  maxBatch: number,
): (readonly [tenant: string, part: readonly Reading[]])[] {
  const first = readings[0]?.tenant ?? '';
  const ofOne = readings.every(({ tenant }) => tenant === first);
  if (ofOne && readings.length <= maxBatch) return [[first, readings]];
  const groups = ofOne ? new Map([[first, readings]]) : Map.groupBy(readings, ({ tenant }) => tenant);
  return [...groups].flatMap(([tenant, group]) =>
    Array.from(
      { length: Math.ceil(group.length / maxBatch) },
      (_, i) => [tenant, group.slice(i * maxBatch, (i + 1) * maxBatch)] as const,
    ),
  );
}
