import type { EventKind, SecurityEvent } from './event';
import type { WorkingHours } from './working-hours';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const BLOCK_KINDS = ['address', 'account', 'client'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

/**
 * How a row decides:
 *
 * - `count`: so many events of one key within the window.
 * - `spread`: so many different values of one key within the window.
 * - `first`: a value that the key never had, once it has had so many events.
 * - `habit`: a value or hour of day that the key never had, once it has had so many over the window.
 * - `hours`: each event outside working hours.
 */
export type Method = 'count' | 'spread' | 'first' | 'habit' | 'hours';

export interface Detector {
  readonly id: string;
  /** In the head of an incident. */
  readonly title: string;
  readonly kind: EventKind;
  readonly method: Method;
  /** Left out: any outcome. */
  readonly outcome?: SecurityEvent['outcome'];
  /** Whose events are counted together; undefined: not one for this row. */
  readonly keyOf: (event: SecurityEvent) => string | undefined;
  /** Who has no tenant (a user of the platform, a name that nobody has) is one more whom it concerns. */
  readonly ofAll?: true;
  /** Of `spread`, `first` and `habit`. */
  readonly facetOf?: (event: SecurityEvent) => string | undefined;
  readonly windowMs: number;
  readonly threshold: number;
  readonly severity: Severity;
  /** What is kept out when it fires, and for how long. */
  readonly blocks?: { readonly kind: BlockKind; readonly minutes: number };
  /** What happened, in a sentence; `count` events, or values, of the window. */
  readonly words: (event: SecurityEvent, count: number) => string;
  readonly advice: string;
}

/** What a row has seen that somebody should know of. */
export interface Finding {
  readonly detector: Detector;
  /** The row and whose events they were: findings of one key are one incident while they go on. */
  readonly key: string;
  /** The one that made it fire. */
  readonly event: SecurityEvent;
  readonly count: number;
  /** Null where it concerns none or several. */
  readonly tenant: string | null;
}

export interface DetectionSettings {
  /** Left out: no change is out of hours. */
  readonly workingHours?: WorkingHours | undefined;
}
