import { setTimeout as wait } from 'node:timers/promises';

const LONGEST_MS = 30_000;
const LOOK_MS = 20;

/** Looks again and again: for what nobody tells of. */
export async function until(what: string, holds: () => boolean, longestMs = LONGEST_MS): Promise<void> {
  for (const end = Date.now() + longestMs; !holds(); await wait(LOOK_MS))
    if (Date.now() > end) throw new Error(`Not within ${longestMs} ms: ${what}.`);
}
