import { readdir, rm } from 'node:fs/promises';
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

/** The number tells a tenant from one that had the same key before. */
export interface SpoolTenant {
  readonly key: string;
  readonly id: number;
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
  async over(of: SpoolTenant, read: () => Promise<AlarmKeeper>): Promise<AlarmKeeper> {
    const tenant = of.key;
    let keeper = await read();
    await this.open.get(tenant)?.close();
    const { clock, logger } = this.options;
    const { refused } = this;
    const use = { tenant, spool: await this.spoolOf(of), clock, logger, refused };
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

  /** Removes what lies on disk of an erased tenant. Gives how many folders there were. */
  async forget(tenant: string): Promise<number> {
    await this.open.get(tenant)?.close();
    this.open.delete(tenant);
    for (const [name, opening] of this.spools) {
      if (!isOf(tenant, name)) continue;
      this.spools.delete(name);
      const spool = await opening;
      this.opened.delete(spool);
      await spool.close();
    }
    const { folder } = this.options;
    const found = (await readdir(folder).catch(() => [])).filter((name) => isOf(tenant, name));
    for (const name of found) await rm(join(folder, name), { recursive: true, force: true });
    return found.length;
  }

  async close(): Promise<void> {
    for (const keeper of this.open.values()) await keeper.close();
    for (const spool of this.spools.values())
      await spool.then((opened) => opened.close()).catch(() => undefined);
    this.open.clear();
    this.spools.clear();
    this.opened.clear();
  }

  private spoolOf({ key, id }: SpoolTenant): Promise<AlarmSpool> {
    const name = `${key}-${id}`;
    const known = this.spools.get(name);
    if (known) return known;
    const opening = this.openSpool(key, name);
    this.spools.set(name, opening);
    opening.then(
      (spool) => this.opened.add(spool),
      () => this.spools.delete(name),
    );
    return opening;
  }

  private async openSpool(key: string, name: string): Promise<AlarmSpool> {
    const { folder, logger } = this.options;
    // Of tenants of this key that were deleted: no database takes that any more.
    for (const other of await readdir(folder).catch(() => []))
      if (other !== name && isOf(key, other)) {
        logger.warn('What waited on disk of the alarms of a deleted tenant is removed', { tenant: key });
        await rm(join(folder, other), { recursive: true, force: true });
      }
    return AlarmSpool.open({ folder: join(folder, name), logger });
  }
}

/** Folders are named by key and number, and keys may end with numbers too. */
const isOf = (tenant: string, name: string): boolean =>
  name.startsWith(`${tenant}-`) && /^\d+$/.test(name.slice(tenant.length + 1));
