import type { ReadingValue } from './reading';

/**
 * How a command ended. An outcome is never guessed: where the field did not say, it is `timed-out` or `failed` with
 * words that say that the state of the field is unknown.
 *
 * - `rejected`: a rule of ours or the device refused it; nothing was changed in the field.
 * - `accepted`: the device confirmed the write; nobody looked whether it took effect.
 * - `verified`: the device confirmed, and the value read back is the one written.
 * - `failed`: the write could not be delivered, or the value read back is another one.
 * - `timed-out`: no answer in time; the field may or may not have the value.
 */
export const COMMAND_OUTCOMES = ['accepted', 'verified', 'rejected', 'failed', 'timed-out'] as const;
export type CommandOutcome = (typeof COMMAND_OUTCOMES)[number];

/** What a connector is asked to do to one of its points. */
export interface FieldCommand<P> {
  readonly point: P;
  /** In the sensor's unit of measure; the connector scales back. */
  readonly value: ReadingValue;
  /** Read back and compare. */
  readonly verify: boolean;
  /** Longest time until the outcome, in ms. */
  readonly timeoutMs: number;
}

/** What became of it. Never thrown: a connector answers with an outcome whatever happens. */
export interface FieldOutcome {
  readonly outcome: CommandOutcome;
  /** One sentence for the operator, e.g. `Exception 2 (illegal data address) for holding register 40001.` */
  readonly detail: string;
  /** The value read back, in the sensor's unit of measure. */
  readonly readBack?: ReadingValue;
}
