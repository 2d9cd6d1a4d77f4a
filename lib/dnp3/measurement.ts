import type { PointType } from './app/objects/variation';

/** A point's value as an outstation tells it. */
export interface Measurement {
  readonly type: PointType;
  readonly index: number;
  /**
   * Binary points true or false; double-bit ones 0 to 3 (`DoubleBit`); octet strings their octets. Of a command event
   * what the output was commanded to be.
   */
  readonly value: boolean | number | Uint8Array;
  /** Bits of `Flag`. */
  readonly flags: number;
  /** Epoch ms, UTC, when it was so in the field; undefined where the outstation did not say. */
  readonly time: number | undefined;
  /** The outstation says that its clock was set. */
  readonly synchronised: boolean;
  /** Reported as an event; false: the present value, as a static object tells it. */
  readonly event: boolean;
  readonly group: number;
  readonly variation: number;
  /** How the command ended (`CommandStatus`): there with command events (groups 13 and 43) only. */
  readonly status?: number;
}
