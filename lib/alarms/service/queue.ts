import { Backoff } from '../../core/backoff';
import type { Clock, Timer } from '../../core/clock';
import { isThermaCoreError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { AlarmBatch, AlarmEffect, AlarmKeeper, InstanceRecord, JournalEntry } from '../ports';

export interface AlarmQueueUse {
  readonly tenant: string;
  readonly keeper: Pick<AlarmKeeper, 'keep'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Another process writes the alarms of the tenant: nothing of what waits counts any more. */
  readonly onConflict: () => void;
  /** Lines of the journal that will never be written. */
  readonly onLost: (lines: number) => void;
}

/** Lines that may wait, some 50 MB: a flood of 10,000 in one second, and a quiet plant for weeks. */
export const MAX_WAITING_LINES = 100_000;
/** Attempts at what the database refuses for another reason than being away. */
const MAX_ATTEMPTS = 5;
const RETRY_CEILING_MS = 5_000;

class Waiting {
  lines: JournalEntry[] = [];
  readonly instances = new Map<string, InstanceRecord>();
  readonly removed = new Set<string>();
  /** Who waits until it is written, or will never be. */
  readonly ended: ((kept: boolean) => void)[] = [];

  get size(): number {
    return this.lines.length + this.instances.size + this.removed.size;
  }

  add(effect: AlarmEffect): void {
    if (effect.kind === 'journal') this.lines.push(effect.entry);
    else if (effect.kind === 'instance') {
      this.removed.delete(effect.record.id);
      this.instances.set(effect.record.id, effect.record);
    } else if (effect.kind === 'removed') {
      this.instances.delete(effect.instance);
      this.removed.add(effect.instance);
    }
  }

  batch(): AlarmBatch {
    return { lines: this.lines, instances: [...this.instances.values()], removed: [...this.removed] };
  }
}

/**
 * What an engine decided, on its way to the database: in order, one transaction after the other, each with all that came
 * meanwhile. Late rather than never: while the database is away it waits, and only what is beyond the bound is lost,
 * counted and said. Alarms themselves are never lost by it, for of each the newest state waits.
 */
export class AlarmQueue {
  private pending = new Waiting();
  private writing: Waiting | undefined;
  private readonly backoff = new Backoff({ ceiling: RETRY_CEILING_MS });
  private attempts = 0;
  private failing = false;
  private retry: Timer | undefined;
  private closed = false;
  private readonly idle = new Set<() => void>();

  constructor(private readonly use: AlarmQueueUse) {}

  /** Lines and alarms that are not written yet. */
  get waiting(): number {
    return this.pending.size + (this.writing?.size ?? 0);
  }

  /** The last attempt at writing failed. */
  get isHeldUp(): boolean {
    return this.failing;
  }

  /** Never waits and never throws. `ended`: it is kept (true), or never will be. */
  keep(effects: readonly AlarmEffect[], ended?: (kept: boolean) => void): void {
    if (this.closed) return ended?.(false);
    for (const effect of effects) this.pending.add(effect);
    if (ended) this.pending.ended.push(ended);
    this.bound();
    this.pump();
  }

  /** Resolves when what was decided until now is written or will never be, or `ms` have passed. */
  async written(ms: number): Promise<void> {
    const last = this.pending.size > 0 ? this.pending : this.writing;
    if (!last || this.closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    last.ended.push(() => resolve());
    const timer = this.use.clock.after(ms, resolve, 'awaited');
    await promise;
    timer.stop();
  }

  /** Resolves when all is written, or `ms` have passed; nothing is taken any more then. */
  async close(ms: number): Promise<void> {
    if (this.waiting > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.idle.add(resolve);
      const timer = this.use.clock.after(ms, resolve, 'awaited');
      await promise;
      timer.stop();
    }
    this.closed = true;
    this.retry?.stop();
    const lost = this.pending.lines.length + (this.writing?.lines.length ?? 0);
    if (lost > 0) this.lose(lost, 'the database did not take them in time');
    for (const batch of [this.writing, this.pending]) if (batch) endAll(batch, false);
  }

  private bound(): void {
    const { lines } = this.pending;
    const over = lines.length + (this.writing?.lines.length ?? 0) - MAX_WAITING_LINES;
    if (over <= 0) return;
    // The oldest: what led to the present is what is looked for first.
    lines.splice(0, over);
    this.lose(over, 'more wait for the database than there is room for');
  }

  private lose(lines: number, reason: string): void {
    this.use.onLost(lines);
    this.use.logger.error('Lines of the alarm journal are lost', { tenant: this.use.tenant, lines, reason });
  }

  private pump(): void {
    if (this.writing || this.retry || this.closed) return;
    if (this.pending.size === 0) {
      for (const resolve of this.idle) resolve();
      this.idle.clear();
      return;
    }
    this.writing = this.pending;
    this.pending = new Waiting();
    void this.write(this.writing);
  }

  private async write(batch: Waiting): Promise<void> {
    try {
      await this.use.keeper.keep(batch.batch());
      this.attempts = 0;
      this.failing = false;
      this.backoff.reset();
      this.writing = undefined;
      endAll(batch, true);
    } catch (error) {
      if (this.closed) return;
      const code = isThermaCoreError(error) ? error.code : 'internal';
      if (code === 'conflict') return this.oust();
      if (code === 'unavailable' || code === 'timeout') return this.again(batch);
      this.use.logger.error('Alarms could not be written', { tenant: this.use.tenant, error });
      if (++this.attempts < MAX_ATTEMPTS) return this.again(batch);
      this.attempts = 0;
      this.writing = undefined;
      this.lose(batch.lines.length, 'the database refuses them');
      endAll(batch, false);
    }
    this.pump();
  }

  /** The same batch once more, for nobody knows whether the database has it. */
  private again(batch: Waiting): void {
    this.failing = true;
    this.retry = this.use.clock.after(this.backoff.next(), () => {
      this.retry = undefined;
      void this.write(batch);
    });
  }

  private oust(): void {
    this.closed = true;
    const all = [this.pending, this.writing].filter((batch) => batch !== undefined);
    this.pending = new Waiting();
    this.writing = undefined;
    const lines = all.reduce((sum, batch) => sum + batch.lines.length, 0);
    if (lines > 0) this.lose(lines, 'another process has written meanwhile');
    for (const batch of all.reverse()) endAll(batch, false);
    for (const resolve of this.idle) resolve();
    this.use.onConflict();
  }
}

function endAll({ ended }: Waiting, kept: boolean): void {
  for (const end of ended.splice(0)) end(kept);
}
