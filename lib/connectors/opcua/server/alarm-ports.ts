import type { QualityClass } from '../../../core/quality';
import type { ReadingValue } from '../../../core/reading';
import type { ServedUser } from './served-user';

export type LimitName = 'high-high' | 'high' | 'low' | 'low-low';

/** What decides the type of a condition (OPC 10000-9 §5.8); `limit` has those limits that the rule has. */
export type ConditionWatch =
  | { readonly kind: 'limit'; readonly limits: Readonly<Partial<Record<LimitName, number>>> }
  | {
      readonly kind: 'deviation';
      readonly limits: Readonly<Partial<Record<'high' | 'low', number>>>;
      /** The sensor that has the set point; absent for a fixed one. */
      readonly setpoint?: { readonly unit: string; readonly sensor: string } | undefined;
    }
  | { readonly kind: 'rate'; readonly limits: Readonly<Partial<Record<'high' | 'low', number>>> }
  | { readonly kind: 'digital' }
  | { readonly kind: 'other' };

/** One alarm that a rule can have: the rule on one sensor, or on one device. */
export interface ServedCondition {
  /** Of the alarm, as everywhere else in the product. */
  readonly id: string;
  readonly rule: string;
  /** Of the rule, as people read it. */
  readonly name: string;
  /** Both absent for the alarm of a device. */
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  readonly device?: string | undefined;
  readonly watch: ConditionWatch;
  readonly latches: boolean;
  /** Longest time that it can be shelved for, in s; 0: never. */
  readonly maxShelveSeconds: number;
  /** What needs a comment. */
  readonly commented: readonly ConditionAction[];
  readonly onDelaySeconds: number;
  readonly offDelaySeconds: number;
}

export type AlarmPriority = 'critical' | 'high' | 'medium' | 'low' | 'journal';

/** An alarm as it is. Times in epoch ms. */
export interface ServedAlarm {
  readonly id: string;
  /** The condition holds, also while it is covered. */
  readonly active: boolean;
  readonly acknowledged: boolean;
  /** It has returned and waits to be reset. */
  readonly latched: boolean;
  readonly cover?: 'shelved' | 'suppressed' | 'out-of-service' | undefined;
  /** Operators are told of it, or can take it back from where they put it. */
  readonly retained: boolean;
  readonly priority: AlarmPriority;
  /** The limit that is passed, of a rule with limits. */
  readonly level?: LimitName | undefined;
  readonly message: string;
  readonly value?: ReadingValue | undefined;
  readonly quality: QualityClass;
  /** When it came into its state, in the field's time. */
  readonly since: number;
  readonly activeSince?: number | undefined;
  readonly acknowledgedAt?: number | undefined;
  readonly shelvedUntil?: number | undefined;
  /** Who did something to it last, and what was said. */
  readonly user?: string | undefined;
  readonly comment?: string | undefined;
}

/** What became of an alarm. */
export interface AlarmChange {
  readonly alarm: ServedAlarm;
  /** When that happened, in the field's time. */
  readonly at: number;
}

export const CONDITION_ACTIONS = ['acknowledge', 'reset', 'shelve', 'un-shelve', 'out-of-service', 'back-in-service', 'comment'] as const; // prettier-ignore
export type ConditionAction = (typeof CONDITION_ACTIONS)[number];

export interface ConditionOrder {
  /** `id` of the alarm. */
  readonly alarm: string;
  readonly action: ConditionAction;
  /** Undefined: the method has none. */
  readonly comment: string | undefined;
  /** With `shelve`: for how long. */
  readonly seconds?: number | undefined;
}

/** Why nothing was done, as far as a client can do something about it. */
export type ActRefusal = 'permission' | 'state' | 'comment' | 'time' | 'unknown';

/** The alarms of the installation. */
export interface ServedAlarms {
  /** All that the rules of a tenant can raise, and those alarms that are not normal. Rejects while it cannot be found out. */
  read(tenant: string): Promise<{
    readonly conditions: readonly ServedCondition[];
    readonly alarms: readonly ServedAlarm[];
  }>;
  /** Those that are not normal, also where another process evaluates. */
  alarms(tenant: string): Promise<readonly ServedAlarm[]>;
  /** Called at once with what became of alarms. Returns the way to stop listening. */
  onAlarms(listener: (tenant: string, changes: readonly AlarmChange[]) => void): () => void;
  /** Called soon after rules were changed. Returns the way to stop listening. */
  onRules(listener: () => void): () => void;
  /** Undefined: done, and written down under the user's name. Rejects when nothing could be decided. */
  act(user: ServedUser, order: ConditionOrder): Promise<ActRefusal | undefined>;
}
