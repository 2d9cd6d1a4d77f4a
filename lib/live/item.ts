import { isKey } from '../core/ids';
import { isQualityClass } from '../core/quality';
import type { Reading } from '../core/reading';

/** What can be subscribed to. */
export const TOPICS = ['readings', 'alarms'] as const;
export type Topic = (typeof TOPICS)[number];

/** A reading or an alarm as text, made once for all who receive it. */
export interface LiveItem {
  /** Of several with one address the newest is enough for who is behind: `unit/sensor`, or the id of an alarm. */
  readonly address: string;
  /** Grows with time: the timestamp of a reading, a running number for alarms. */
  readonly order: number;
  /** `{"unit":…,"sensor":…,"timestamp":…,"value":…,"quality":…,"flags":…}`, or the alarm. */
  readonly json: string;
}

/** An alarm that changed, for those who watch its tenant. */
export interface LiveAlarm {
  readonly id: string;
  /** Absent for the alarm of a device, which is in no unit. */
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
}

/** The part of the text that all readings of a sensor share. */
export const itemPrefix = (unit: string, sensor: string): string =>
  `{"unit":${JSON.stringify(unit)},"sensor":${JSON.stringify(sensor)},"timestamp":`;

export function createItem(address: string, prefix: string, reading: Reading): LiveItem {
  const { timestamp, value, quality, flags } = reading;
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : JSON.stringify(value);
  const why = flags !== undefined && flags.length > 0 ? `,"flags":${JSON.stringify(flags)}` : '';
  return {
    address,
    order: timestamp,
    json: `${prefix}${timestamp},"value":${text},"quality":"${quality}"${why}}`,
  };
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
    if (!known || item.order >= known.order) into.set(item.address, item);
  }
}
