import { ThermaCoreError } from '../core/errors';
import type { Span } from '../core/history';
import { TimeZone } from '../core/time-zone';
import type { Period } from './definition';

const DAY_MS = 86_400_000;
const MONDAY = 1;

/** The last whole day, week (from Monday) or month that is over at an instant, by the clock of a place. */
export function periodBefore(at: number, period: Period, zone: TimeZone): Span {
  const wall = new Date(zone.wallAt(at));
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  const midnight = Date.UTC(year, month, day);
  const span = (from: number, to: number): Span => ({ from: zone.instantOf(from), to: zone.instantOf(to) });
  switch (period) {
    case 'day':
      return span(midnight - DAY_MS, midnight);
    case 'week': {
      const since = (wall.getUTCDay() - MONDAY + 7) % 7;
      const monday = midnight - since * DAY_MS;
      return span(monday - 7 * DAY_MS, monday);
    }
    case 'month':
      return span(Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1));
  }
}

/** The same length of calendar before a period: yesterday’s yesterday, the month before the last. */
export const periodEarlier = ({ from }: Span, period: Period, zone: TimeZone): Span =>
  periodBefore(from, period, zone);

/** Throws `configuration` for a name that is no zone: without one nobody knows when a day begins. */
export function requireZone(timezone: string): TimeZone {
  const zone = TimeZone.find(timezone);
  if (zone) return zone;
  throw new ThermaCoreError('configuration', `The time zone "${timezone}" of the tenant is not known.`, {
    field: 'timezone',
    advice: 'Give the tenant one such as Europe/Berlin.',
  });
}
