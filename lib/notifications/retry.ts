import { Backoff } from '../core/backoff';

const FIRST_MS = 5_000;
const CEILING_MS = 15 * 60_000;
const FLOOR_MS = 1_000;
/** However long a receiver asks to be left alone. */
const LONGEST_MS = 24 * 3600_000;

/** The wait after so many attempts, in ms: twice as long each time, with jitter, never less than the receiver asks for. */
export function retryDelay(
  attempts: number,
  askedMs: number | undefined,
  random: () => number = Math.random,
): number {
  const backoff = new Backoff({ first: FIRST_MS, ceiling: CEILING_MS, floor: FLOOR_MS, random });
  let wait = FLOOR_MS;
  for (let attempt = 0; attempt < Math.min(attempts, 20); attempt++) wait = backoff.next();
  return Math.min(LONGEST_MS, Math.max(wait, askedMs ?? 0));
}
