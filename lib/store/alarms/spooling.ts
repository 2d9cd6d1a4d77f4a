import type { AlarmBatch, AlarmKeeper, InstanceRecord } from '../../alarms/ports';
import type { Clock, Timer } from '../../core/clock';
import { ThermaCoreError, isThermaCoreError, messageOf, type ErrorCode } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Counter } from '../../core/meter';
import type { AlarmSpool } from './spool';

const RETRY_MS = 1_000;

export interface SpoolingUse {
  readonly tenant: string;
  readonly spool: AlarmSpool;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Counts what the database refuses for good. */
  readonly refused: Counter;
}

/**
 * A keeper whose `keep` resolves when the batch is in the database, or on disk while that is away: what was accepted
 * outlives a crash, and is in the journal late rather than never. Batches stay in their order, and what the database
 * refuses holds up nothing else. Rejects `unavailable` where the disk is full too, and `conflict` as the one below.
 */
export class SpoolingKeeper implements AlarmKeeper {
  readonly records: readonly InstanceRecord[];
  private readonly timer: Timer;
  private last: Promise<void> = Promise.resolve();
  private away = false;
  private closed = false;
  private conflict: Error | undefined;

  constructor(
    private readonly keeper: AlarmKeeper,
    private readonly use: SpoolingUse,
  ) {
    this.records = keeper.records;
    this.timer = use.clock.every(RETRY_MS, () => {
      if (use.spool.isEmpty) return;
      this.inTurn(() => this.replay().then(() => undefined)).catch((error: unknown) =>
        use.logger.error('The alarm spool cannot be replayed', {
          tenant: use.tenant,
          reason: messageOf(error),
        }),
      );
    });
  }

  keep(batch: AlarmBatch): Promise<void> {
    return this.inTurn(async () => {
      if (this.conflict) throw this.conflict;
      if (this.closed) throw new ThermaCoreError('unavailable', 'The alarms are kept by a newer keeper.');
      if (this.use.spool.isEmpty && (await this.kept(batch))) return;
      await this.use.spool.append(batch);
    });
  }

  /** True when nothing waits on disk any more, false when the database is away. */
  async replay(): Promise<boolean> {
    const { spool, logger, tenant } = this.use;
    let batches = 0;
    for (let next = await spool.peek(); next; next = await spool.peek()) {
      if (!(await this.replayed(next.batch))) return false;
      await next.advance();
      batches++;
    }
    if (batches > 0) logger.info('What waited on disk of the alarms is stored', { tenant, batches });
    return true;
  }

  /** Ends what is under way; what is on disk waits for the next keeper. */
  async close(): Promise<void> {
    this.closed = true;
    this.timer.stop();
    await this.last;
  }

  /** One after the other, so that nothing overtakes what was there before. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async replayed(batch: AlarmBatch): Promise<boolean> {
    try {
      return await this.kept(batch);
    } catch (error) {
      if (codeOf(error) !== 'conflict') throw error;
      // Another process has the alarms now; what happened before stays true.
      this.conflict = error as Error;
      return this.kept({ lines: batch.lines, instances: [], removed: [] });
    }
  }

  /** False where the database is away. */
  private async kept(batch: AlarmBatch): Promise<boolean> {
    const { logger, tenant } = this.use;
    try {
      await this.keeper.keep(batch);
      this.away = false;
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'invalid') return this.keptInHalves(batch, error);
      if (code === 'conflict' || code === 'not-found') throw error;
      if (!this.away) logger.warn('Alarms go to disk until the database takes them', { tenant, reason: messageOf(error) }); // prettier-ignore
      this.away = true;
      return false;
    }
  }

  /** One item that the database chokes on must not cost the rest: halve until it stands alone. */
  private async keptInHalves(batch: AlarmBatch, error: unknown): Promise<boolean> {
    const halves = halvesOf(batch);
    if (halves) return (await this.kept(halves[0])) && this.kept(halves[1]);
    const [line] = batch.lines;
    const [instance] = batch.instances;
    this.use.refused.add();
    this.use.logger.error('The database refuses a part of the alarms for good', {
      tenant: this.use.tenant,
      ...(line ? { line: line.id } : { alarm: instance?.id ?? batch.removed[0] }),
      reason: messageOf(error),
    });
    return true;
  }
}

const codeOf = (error: unknown): ErrorCode => (isThermaCoreError(error) ? error.code : 'internal');

function halvesOf({ lines, instances, removed }: AlarmBatch): readonly [AlarmBatch, AlarmBatch] | undefined {
  const none = { lines: [], instances: [], removed: [] };
  const others = instances.length + removed.length;
  if (lines.length > 0 && others > 0)
    return [
      { ...none, lines },
      { ...none, instances, removed },
    ];
  if (instances.length > 0 && removed.length > 0)
    return [
      { ...none, removed },
      { ...none, instances },
    ];
  const split = <T>(items: readonly T[]): readonly [readonly T[], readonly T[]] => {
    const middle = items.length >> 1;
    return [items.slice(0, middle), items.slice(middle)];
  };
  if (lines.length > 1) {
    const [a, b] = split(lines);
    return [
      { ...none, lines: a },
      { ...none, lines: b },
    ];
  }
  if (instances.length > 1) {
    const [a, b] = split(instances);
    return [
      { ...none, instances: a },
      { ...none, instances: b },
    ];
  }
  if (removed.length < 2) return undefined;
  const [a, b] = split(removed);
  return [
    { ...none, removed: a },
    { ...none, removed: b },
  ];
}
