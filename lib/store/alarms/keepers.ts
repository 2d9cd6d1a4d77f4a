import { join } from 'node:path';
import type { AlarmKeeper } from '../../alarms/ports';
import type { Clock } from '../../core/clock';
import { ThermaCoreError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Counter, Meter } from '../../core/meter';
import { AlarmSpool } from './spool';
import { SpoolingKeeper } from './spooling';

export interface KeepersOptions {
  /** Has a folder for each tenant. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
}

/** The spooling keepers of a database: one a tenant, the newest. */
export class AlarmKeepers {
  private readonly spools = new Map<string, Promise<AlarmSpool>>();
  private readonly opened = new Set<AlarmSpool>();
  private readonly open = new Map<string, SpoolingKeeper>();
  private readonly refused: Counter;

  constructor(private readonly options: KeepersOptions) {
    const { meter } = options;
    meter.gauge('thermacore_alarm_spool_bytes', 'Bytes of alarms waiting on disk for the database', () =>
      [...this.opened].reduce((sum, { bytes }) => sum + bytes, 0),
    );
    this.refused = meter.counter(
      'thermacore_alarm_refused_total',
      'Lines of the journal and alarms that the database will never take',
    );
  }

  /** What waits on disk is kept before anything is read. Rejects `unavailable` while the database does not take it. */
  async over(tenant: string, read: () => Promise<AlarmKeeper>): Promise<AlarmKeeper> {
    let keeper = await read();
    await this.open.get(tenant)?.close();
    const { clock, logger } = this.options;
    const { refused } = this;
    const use = { tenant, spool: await this.spoolOf(tenant), clock, logger, refused };
    if (!use.spool.isEmpty) {
      const before = new SpoolingKeeper(keeper, use);
      const done = await before.replay().finally(() => before.close());
      if (!done)
        throw new ThermaCoreError('unavailable', 'The database does not take the alarms on disk yet.');
      keeper = await read();
    }
    const spooling = new SpoolingKeeper(keeper, use);
    this.open.set(tenant, spooling);
    return spooling;
  }

  async close(): Promise<void> {
    for (const keeper of this.open.values()) await keeper.close();
    for (const spool of this.spools.values())
      await spool.then((opened) => opened.close()).catch(() => undefined);
    this.open.clear();
    this.spools.clear();
    this.opened.clear();
  }

  private spoolOf(tenant: string): Promise<AlarmSpool> {
    const known = this.spools.get(tenant);
    if (known) return known;
    const opening = AlarmSpool.open({
      folder: join(this.options.folder, tenant),
      logger: this.options.logger,
    });
    this.spools.set(tenant, opening);
    opening.then(
      (spool) => this.opened.add(spool),
      () => this.spools.delete(tenant),
    );
    return opening;
  }
}
