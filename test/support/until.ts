import { setTimeout as wait } from 'node:timers/promises';

const LONGEST_MS = 30_000;
const LOOK_MS = 20;

/** Waits for what nobody tells of, with patience for a busy machine; rejects with its name when it does not come to hold. */
export async function until(what: string, holds: () => boolean, longestMs = LONGEST_MS): Promise<void> {
  for (const end = performance.now() + longestMs; !holds(); await wait(LOOK_MS))
    if (performance.now() > end) throw new Error(`It did not come to this within ${longestMs} ms: ${what}.`);
}
