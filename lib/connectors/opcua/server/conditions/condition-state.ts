import { createHash } from 'node:crypto';
import type { AlarmChange, ServedAlarm, ServedCondition } from '../alarm-ports';

/** Ids of notifications that still stand for what the alarm is now. */
const MAX_EVENT_IDS = 32;
const EVENT_ID_BYTES = 16;

/** A comment that was given without anything else being done. */
export interface Remark {
  readonly text: string;
  readonly user: string;
  readonly at: number;
}

/** A condition at one moment: what one notification tells. Times in epoch ms. */
export interface Snapshot {
  readonly condition: ServedCondition;
  readonly alarm: ServedAlarm;
  readonly eventId: Buffer;
  /** When it happened, in the field's time, and when it came here. */
  readonly at: number;
  readonly receivedAt: number;
  readonly lastPriority: ServedAlarm['priority'];
  readonly lastPriorityAt: number;
  readonly remark: Remark | undefined;
}

export const normalAlarm = (id: string, since: number): ServedAlarm => ({
  id,
  active: false,
  acknowledged: true,
  latched: false,
  retained: false,
  priority: 'medium',
  message: '',
  quality: 'good',
  since,
});

/** One condition while it is served: as it is now, and which notifications of it may still be answered. */
export class ConditionState {
  private snapshot: Snapshot;
  private eventIds: string[] = [];

  /** `tenant`: its key. `now`: epoch ms. */
  constructor(
    private readonly tenant: string,
    condition: ServedCondition,
    now: number,
  ) {
    const alarm = normalAlarm(condition.id, now);
    this.snapshot = {
      condition,
      alarm,
      eventId: this.eventIdOf(alarm, undefined),
      at: now,
      receivedAt: now,
      lastPriority: alarm.priority,
      lastPriorityAt: now,
      remark: undefined,
    };
  }

  get now(): Snapshot {
    return this.snapshot;
  }

  /** Takes over what the rule says now. */
  become(condition: ServedCondition): void {
    this.snapshot = { ...this.snapshot, condition };
  }

  /** Takes over how the alarm is now. False: nothing that is told of has changed. */
  change({ alarm, at }: AlarmChange, now: number): boolean {
    const before = this.snapshot;
    // What was said stays until something else is done or the next occurrence begins.
    const isSameDeed =
      alarm.comment === before.alarm.comment && alarm.activeSince === before.alarm.activeSince;
    const remark = isSameDeed ? before.remark : undefined;
    const eventId = this.eventIdOf(alarm, remark);
    if (eventId.equals(before.eventId)) return false;
    const isAnnounced =
      !alarm.acknowledged && (before.alarm.acknowledged || alarm.level !== before.alarm.level);
    const isOtherPriority = alarm.priority !== before.alarm.priority;
    this.show(
      {
        ...before,
        alarm,
        eventId,
        at,
        receivedAt: now,
        remark,
        lastPriority: isOtherPriority ? before.alarm.priority : before.lastPriority,
        lastPriorityAt: isOtherPriority ? at : before.lastPriorityAt,
      },
      isAnnounced,
    );
    return true;
  }

  remarked(remark: Remark): void {
    const before = this.snapshot;
    this.show(
      {
        ...before,
        remark,
        at: remark.at,
        receivedAt: remark.at,
        eventId: this.eventIdOf(before.alarm, remark),
      },
      false,
    );
  }

  /**
   * Whether a client that answers this notification has seen the alarm as it stands: it may be an older one, but not one
   * from before it was announced last or got worse.
   */
  stands(eventId: Buffer): boolean {
    return this.eventIds.includes(eventId.toString('hex'));
  }

  private show(next: Snapshot, isAnnounced: boolean): void {
    if (isAnnounced) this.eventIds = [];
    this.eventIds.push(next.eventId.toString('hex'));
    if (this.eventIds.length > MAX_EVENT_IDS) this.eventIds.shift();
    this.snapshot = next;
  }

  /**
   * The same for the same state of the same alarm, also after a restart and at a redundant server, so that an
   * acknowledgement finds what it was meant for. Value and text are left out: between two transitions they may differ.
   */
  private eventIdOf(alarm: ServedAlarm, remark: Remark | undefined): Buffer {
    const { id, active, acknowledged, latched, cover, priority, level, quality, since } = alarm;
    const { activeSince, acknowledgedAt, shelvedUntil, comment } = alarm;
    const state = [this.tenant, id, active, acknowledged, latched, cover, priority, level, quality, since];
    const deeds = [activeSince, acknowledgedAt, shelvedUntil, comment, remark];
    // A condition that was never active has no moment that another process would know.
    const text = JSON.stringify(isNormal(alarm) ? [this.tenant, id] : [...state, ...deeds]);
    return createHash('sha256').update(text).digest().subarray(0, EVENT_ID_BYTES);
  }
}

export const isNormal = ({ active, acknowledged, latched, cover }: ServedAlarm): boolean =>
  !active && acknowledged && !latched && cover === undefined;
