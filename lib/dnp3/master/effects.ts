import type { Measurement } from '../measurement';
import type { RequestResult } from './request';
import type { MasterState } from './states';

/** What a master wants done. */
export type MasterEffect =
  | { readonly kind: 'send'; readonly fragment: Uint8Array }
  /**
   * Every batch is to be settled by `stored`. Where the outstation waits for a confirmation, it gets it after that, and
   * sends the events again where it does not get it.
   */
  | {
      readonly kind: 'measured';
      readonly batch: number;
      readonly measurements: readonly Measurement[];
      readonly unsolicited: boolean;
    }
  | { readonly kind: 'answered'; readonly request: number; readonly result: RequestResult }
  | { readonly kind: 'state'; readonly state: MasterState; readonly reason: string }
  /** They changed. Bits of `Iin`, without those that refuse one request. */
  | { readonly kind: 'indications'; readonly iin: number }
  /** The conversation that the turn was for is over. */
  | { readonly kind: 'turn-over' }
  | { readonly kind: 'log'; readonly text: string };

/** What a session counts since it was made. */
export interface MasterCounts {
  requests: number;
  responses: number;
  unsolicited: number;
  timeouts: number;
  /** Fragments that could not be read, or did not belong where they came. */
  malformed: number;
  /** Fragments that nobody waited for. */
  ignored: number;
  /** Batches of measurements that were not stored in time. */
  notStored: number;
}
