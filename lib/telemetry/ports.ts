import type { Reading } from '../core/reading';

/** What the pipeline must know of a sensor to accept a reading. */
export interface SensorEntry {
  readonly type: 'number' | 'boolean' | 'text';
  readonly rangeLow?: number;
  readonly rangeHigh?: number;
}

/** Which sensors exist. Answers from memory, at once: it is asked for every reading. */
export interface SensorDirectory {
  find(tenant: string, unit: string, sensor: string): SensorEntry | undefined;
  hasUnit(tenant: string, unit: string): boolean;
}

export interface WriteResult {
  /** Rows that were not there before. */
  readonly stored: number;
  /** Readings that the database had already: repeats of the field or of a replay. */
  readonly repeated: number;
  /** Readings that the database cannot ever take, e.g. of a sensor deleted meanwhile. Not to be retried. */
  readonly refused: readonly { readonly reading: Reading; readonly reason: 'unknown-sensor' }[];
}

/**
 * Where readings end up. Resolves after commit. Rejects with ThermaCoreError `unavailable` when the database is away
 * (nothing of the batch is to be assumed stored; writing it again is harmless), with another code when the batch
 * itself is at fault.
 */
export interface ReadingSink {
  write(readings: readonly Reading[]): Promise<WriteResult>;
}
