import { isKey } from '../core/ids';
import { isQualityClass } from '../core/quality';
import type { Reading } from '../core/reading';

/** A reading as text, made once for all who receive it. */
export interface LiveItem {
  /** `unit/sensor`. */
  readonly address: string;
  readonly timestamp: number;
  /** `{"unit":…,"sensor":…,"timestamp":…,"value":…,"quality":…,"flags":…}` */
  readonly json: string;
}

/** The part of the text that all readings of a sensor share. */
export const itemPrefix = (unit: string, sensor: string): string =>
  `{"unit":${JSON.stringify(unit)},"sensor":${JSON.stringify(sensor)},"timestamp":`;

export function createItem(address: string, prefix: string, reading: Reading): LiveItem {
  const { timestamp, value, quality, flags } = reading;
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : JSON.stringify(value);
  const why = flags !== undefined && flags.length > 0 ? `,"flags":${JSON.stringify(flags)}` : '';
  return { address, timestamp, json: `${prefix}${timestamp},"value":${text},"quality":"${quality}"${why}}` };
}

/** Flows are edited by people: whatever is not a reading is passed over. */
export function isReading(candidate: unknown): candidate is Reading {
  if (typeof candidate !== 'object' || candidate === null) return false;
  const { unit, sensor, timestamp, value, quality, flags } = candidate as Partial<Record<string, unknown>>;
  return (
    typeof timestamp === 'number' &&
    Number.isFinite(timestamp) &&
    (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') &&
    isQualityClass(quality) &&
    (flags === undefined || Array.isArray(flags)) &&
    typeof unit === 'string' &&
    typeof sensor === 'string'
  );
}

/** Checked once per sensor, not per reading. */
export const isAddress = (unit: string, sensor: string): boolean => isKey(unit) && isKey(sensor);

/** The newest item of each address, in the order in which the addresses came first. */
export function mergeNewest(into: Map<string, LiveItem>, items: readonly LiveItem[]): void {
  for (const item of items) {
    const known = into.get(item.address);
    if (!known || item.timestamp >= known.timestamp) into.set(item.address, item);
  }
}
