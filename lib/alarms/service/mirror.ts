import type { Clock, Timer } from '../../core/clock';
import { messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import { isNewAlarm } from '../announcer';
import { FloodWatch } from '../flood';
import type { AlarmChanges, AlarmInstance, AlarmNotice } from '../ports';
import { AlarmBoard, isShownToOperators } from './board';
import { recentAlarms } from './loading';
import type { AlarmListener, AlarmStore } from './ports';

/** Looked at this often also where the database announces nothing: an announcement may be lost with its connection. */
const LOOK_MS = 5_000;

export interface MirrorUse {
  readonly tenant: string;
  readonly store: Pick<AlarmStore, 'instances' | 'journal' | 'onAlarms'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who share the alarms of a tenant. */
  readonly operators: number;
  readonly listener: AlarmListener;
}

/**
 * The alarms of a tenant that another process evaluates, as the database has them: a board that follows it, and people at
 * this process are told of what changes. Of several changes of one alarm between two looks the last is told.
 */
export class AlarmMirror {
  readonly board = new AlarmBoard();
  /** The line of each alarm that was seen last. */
  private readonly lines = new Map<string, string>();
  /** By the new alarms that it was told of. */
  private readonly flood: FloodWatch;
  private turned = false;
  private cursor: string | undefined;
  private looking = false;
  private again = false;
  private stopped = false;
  private readonly ends: (() => void)[];

  constructor(private readonly use: MirrorUse) {
    this.flood = new FloodWatch(() => (this.turned = true), use.operators);
    const timer: Timer = use.clock.every(LOOK_MS, () => void this.look());
    this.ends = [() => timer.stop(), use.store.onAlarms(() => void this.look())];
    void this.look();
  }

  /** The board is as the database is, or was a moment ago. */
  get isLoaded(): boolean {
    return this.cursor !== undefined;
  }

  get isFlood(): boolean {
    return this.flood.isFlood;
  }

  stop(): void {
    this.stopped = true;
    for (const end of this.ends.splice(0)) end();
  }

  private async look(): Promise<void> {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    const { tenant, logger } = this.use;
    try {
      while (this.again) {
        this.again = false;
        await this.follow();
      }
    } catch (error) {
      // The next look brings it.
      logger.debug('The alarms of another process cannot be followed', { tenant, reason: messageOf(error) });
    } finally {
      this.looking = false;
    }
  }

  private async follow(): Promise<void> {
    const { tenant, store, listener } = this.use;
    const isFirst = this.cursor === undefined;
    const changes = await store.instances.changes(tenant, this.cursor);
    if (isFirst) this.flood.recall(await recentAlarms(tenant, this.use), this.use.clock.now());
    if (this.stopped) return;
    this.cursor = changes.cursor;
    const notices = this.take(changes);
    const gone = this.board.size === changes.open ? [] : await this.removed();
    if (isFirst || this.stopped) return;
    const turned = this.count(notices);
    if (turned || notices.length + gone.length > 0) listener(tenant, notices, gone, true);
  }

  /** True where a flood began or ended. */
  private count(notices: readonly AlarmNotice[]): boolean {
    const now = this.use.clock.now();
    for (const { entry } of notices) if (isNewAlarm(entry)) this.flood.add(now);
    this.flood.advance(now);
    const { turned } = this;
    this.turned = false;
    return turned;
  }

  private take({ alarms }: AlarmChanges): AlarmNotice[] {
    return alarms.flatMap(({ alarm, line }) => {
      const before = this.board.get(alarm.id);
      this.board.put(alarm);
      if (!line || this.lines.get(alarm.id) === line.id) return [];
      this.lines.set(alarm.id, line.id);
      const seen = before !== undefined && isShownToOperators(before);
      return [{ entry: line, alarm, seen, kept: true, again: false }];
    });
  }

  /** Nothing tells of an alarm that is there no more, but that there are fewer. */
  private async removed(): Promise<AlarmInstance[]> {
    const { alarms } = await this.use.store.instances.changes(this.use.tenant);
    const there = new Set(alarms.map(({ alarm }) => alarm.id));
    return this.board.all.flatMap((alarm) => {
      if (there.has(alarm.id)) return [];
      this.lines.delete(alarm.id);
      this.board.remove(alarm.id);
      return [alarm];
    });
  }
}
