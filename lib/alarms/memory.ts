import type { ReadingValue } from '../core/reading';
import type { AlarmState, Underlying } from './state-machine';

/** A time that does not come. Plain JSON has no infinity. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * All that an instance has to remember to go on: plain JSON. What late data may change is in here and nowhere else, so
 * that a copy of it is the way back. Times are the field's, in epoch ms.
 */
export interface Memory {
  /** Limits beyond which the value is, the deadband counted: a bit each. */
  raw: number;
  /** Limits in force, delays counted. */
  on: number;
  /** When a limit comes in force or ceases to be, by limit; NEVER: nothing is pending. */
  due: number[];
  /** The value is not known at present: bad, or of the wrong type. */
  doubt: boolean;
  /** The journal says so. */
  marked: boolean;
  /** The system whose condition it is holds it acknowledged; absent where it is a condition of ours. */
  held?: boolean;
  /** What the enable condition says, its delay not counted. */
  enableRaw: boolean;
  enabled: boolean;
  enableDue: number;
  inSchedule: boolean;
  scheduleDue: number;
  parentActive: boolean;
  suppressed: boolean;
  state: AlarmState;
  since: number;
  /** Index of the limit that is shown; -1: none is in force. */
  level: number;
  latched: boolean;
  /** NEVER: not shelved. */
  shelvedUntil: number;
  /** By the clock of the platform, for people. */
  shelvedUntilShown: number;
  reAlarmDue: number;
  // What is shown.
  shownLevel: number;
  /** The limit of the last announcement that waits for an acknowledgement; -1: none does. */
  announcedLevel: number;
  value: ReadingValue | null;
  quality: number;
  activeSince: number | null;
  returnedAt: number | null;
  acknowledgedBy: string | null;
  acknowledgedAt: number | null;
  comment: string | null;
  correlation: string | null;
  firstOut: boolean;
}

/** What may suppress it is not known yet, and so does not. */
export const UNSUPPRESSED = {
  enableRaw: true,
  enabled: true,
  enableDue: NEVER,
  inSchedule: true,
  scheduleDue: NEVER,
  parentActive: false,
} as const;

export const freshMemory = (limits: number, begins: number): Memory => ({
  raw: 0,
  on: 0,
  due: new Array<number>(limits).fill(NEVER),
  doubt: false,
  marked: false,
  ...UNSUPPRESSED,
  suppressed: false,
  state: 'normal',
  since: begins,
  level: -1,
  latched: false,
  shelvedUntil: NEVER,
  shelvedUntilShown: NEVER,
  reAlarmDue: NEVER,
  shownLevel: 0,
  announcedLevel: -1,
  value: null,
  quality: 3,
  activeSince: null,
  returnedAt: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  comment: null,
  correlation: null,
  firstOut: false,
});

export const copyOf = (memory: Memory): Memory => ({ ...memory, due: memory.due.slice() });

export const underlying = ({ level, latched, held, shelvedUntil, suppressed }: Memory): Underlying => ({
  active: level >= 0,
  held: level >= 0 && held === true,
  latched,
  shelved: shelvedUntil !== NEVER,
  suppressed,
});
