import type { Priority } from '../alarms/condition';
import { isCovered, type AlarmState } from '../alarms/state-machine';

/** What people can be told of. `message` is no alarm: a text that a flow wants told. */
export const NOTIFIED_EVENTS = [
  'raised',
  'worse',
  'returned',
  'acknowledged',
  'shelved',
  'suppressed',
  'out-of-service',
  'removed',
  'message',
] as const;
export type NotifiedEvent = (typeof NOTIFIED_EVENTS)[number];

/** What begins something that somebody has to do. */
export const isCall = (event: NotifiedEvent): boolean => event === 'raised' || event === 'worse';

/** What is told: an alarm as it was, or a text. Times in epoch ms. */
export interface Item {
  /** Of the alarm; of a text, one of its own. */
  readonly id: string;
  readonly event: NotifiedEvent;
  /** When it came into its state, in the field's time. */
  readonly at: number;
  readonly priority: Priority;
  readonly class: string;
  /** Of a text: its subject. */
  readonly message: string;
  /** Of a text: what follows the subject. */
  readonly text?: string | undefined;
  readonly rule?: string | undefined;
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  readonly device?: string | undefined;
  readonly level?: string | undefined;
  readonly user?: string | undefined;
  readonly firstOut?: boolean | undefined;
  /** It has returned before anybody could be told. */
  readonly returned?: boolean | undefined;
}

/** An alarm as nodes and clients see it (lib/alarms/service/shown.ts), as far as it is told. */
export interface ToldAlarm {
  readonly id: string;
  readonly rule: string;
  readonly state: AlarmState;
  readonly since: string;
  readonly priority: Priority;
  readonly class: string;
  readonly message: string;
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  readonly device?: string | undefined;
  readonly level?: string | undefined;
  readonly user?: string | undefined;
  readonly firstOut: boolean;
}

/** What a line of the journal means to who is told of it; undefined: nothing. */
export function meaningOf(event: string, state: AlarmState): NotifiedEvent | undefined {
  switch (event) {
    case 'active':
    case 're-alarm':
      return isCovered(state) ? undefined : 'raised';
    // What comes out from under its cover is announced anew where its condition holds.
    case 'un-shelve':
    case 'shelve-time-out':
    case 'un-suppress':
    case 'back-in-service':
      return state === 'unacknowledged' ? 'raised' : undefined;
    case 'level-up':
      return state === 'unacknowledged' ? 'worse' : undefined;
    case 'return':
      return isCovered(state) ? undefined : 'returned';
    // Late data showed that there was nothing.
    case 'withdrawn':
      return state === 'normal' ? 'returned' : undefined;
    case 'acknowledge':
      return 'acknowledged';
    case 'shelve':
      return 'shelved';
    case 'suppress':
      return 'suppressed';
    case 'out-of-service':
    case 'removed':
      return event;
    default:
      return undefined;
  }
}

export const itemOf = (alarm: ToldAlarm, event: NotifiedEvent): Item => ({
  id: alarm.id,
  event,
  at: Date.parse(alarm.since),
  priority: alarm.priority,
  class: alarm.class,
  message: alarm.message,
  rule: alarm.rule,
  ...(alarm.device === undefined ? { unit: alarm.unit, sensor: alarm.sensor } : { device: alarm.device }),
  ...(alarm.level === undefined ? {} : { level: alarm.level }),
  ...(alarm.user === undefined ? {} : { user: alarm.user }),
  ...(alarm.firstOut ? { firstOut: true } : {}),
});
