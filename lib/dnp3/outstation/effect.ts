import type { Control } from '../app/control';
import type { AttributeValue } from '../app/fragment';
import type { PointType } from '../app/objects/variation';

/** What an outstation wants to be done. */
export type OutstationEffect =
  | { readonly kind: 'send'; readonly fragment: Uint8Array }
  /**
   * Carry out the controls or, with `select`, say whether they could be; then `controlled(id, statuses)` with one
   * status for each. All of them exist, and are allowed.
   */
  | {
      readonly kind: 'control';
      readonly id: number;
      readonly select: boolean;
      readonly controls: readonly Control[];
    }
  /** The master has set the clock: epoch ms, UTC. */
  | { readonly kind: 'time'; readonly utc: number }
  /** The answer is sent already. When the device has restarted it calls `restarted`. */
  | { readonly kind: 'restart'; readonly cold: boolean }
  /** Points were frozen and, with `clear`, counters set to 0 afterwards. */
  | {
      readonly kind: 'freeze';
      readonly type: PointType;
      readonly indices: readonly number[];
      readonly clear: boolean;
    }
  /** The master has changed how points are reported: whoever keeps that over a restart does so now. */
  | {
      readonly kind: 'configured';
      readonly type: PointType;
      readonly index: number;
      readonly class?: 0 | 1 | 2 | 3;
      readonly deadband?: number;
    }
  | { readonly kind: 'attribute'; readonly variation: number; readonly value: AttributeValue }
  /** The buffer of an event group is full; told once until the master knows. */
  | { readonly kind: 'event-overflow'; readonly group: number }
  | { readonly kind: 'log'; readonly level: 'debug' | 'warn'; readonly text: string };
