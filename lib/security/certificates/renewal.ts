import type { X509Certificate } from 'node:crypto';
import { DAY_MS } from '../../core/duration';

/** How many days before its end a certificate is worth which alarm. */
export const WARNING_DAYS = [30, 7, 1] as const;

/** When what we signed is made anew: a third of its life is left to notice that it did not work. */
export const renewsAt = ({ validFromDate, validToDate }: X509Certificate): number => {
  const from = validFromDate.getTime();
  return from + ((validToDate.getTime() - from) * 2) / 3;
};

/** Of `WARNING_DAYS` the smallest that it is within, 0 once it has ended; undefined: there is time. */
export function warningOf(ends: number, now: number): number | undefined {
  if (now >= ends) return 0;
  const within = WARNING_DAYS.filter((days) => ends - now <= days * DAY_MS);
  return within.length > 0 ? Math.min(...within) : undefined;
}
