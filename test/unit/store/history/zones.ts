import fc from 'fast-check';
import { TimeZone } from '../../../../lib/core/time-zone';

/** Whole, half and quarter hours, changes by half an hour, changes at midnight, a day left out, no change at all. */
export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Asia/Kolkata', 'Australia/Lord_Howe',
  'America/St_Johns', 'Pacific/Chatham', 'Pacific/Apia', 'Africa/Cairo']; // prettier-ignore

export const zoneNamed = (name: string): TimeZone => {
  const zone = TimeZone.find(name);
  if (!zone) throw new Error(`no zone ${name}`);
  return zone;
};

export const anyZone = fc.constantFrom(...ZONES).map(zoneNamed);
export const anyInstant = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2035, 0, 1) });
