import { isKey } from '../../lib/core/ids';
import { timestampFault, valueFault, type Reading } from '../../lib/core/reading';

/** What is neither a key nor a time could become a topic or a date that was never meant. */
export const isPublishable = (reading: Partial<Reading> | null, now: number): boolean =>
  typeof reading === 'object' &&
  reading !== null &&
  [reading.tenant, reading.unit, reading.sensor].every(isKey) &&
  timestampFault(reading.timestamp ?? NaN, now) === undefined &&
  valueFault(reading.value) === undefined;
