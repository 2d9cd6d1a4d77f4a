import { sleep, type Clock } from './clock';

/** How long the process is kept from all else at a time, in ms. */
const SLICE_MS = 20;

/**
 * Runs work that says by `yield` where it can be interrupted, a slice of time after the other, so that the process answers
 * others in between. What fits into one slice is done before this returns. Undefined where `isWanted` is not true any more.
 */
export async function inSlices<T>(
  clock: Clock,
  work: Generator<unknown, T>,
  { onSlice, isWanted }: { readonly onSlice?: () => void; readonly isWanted: () => boolean },
): Promise<T | undefined> {
  let until = clock.monotonic() + SLICE_MS;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    if (clock.monotonic() < until) continue;
    onSlice?.();
    await sleep(clock, 0);
    if (!isWanted()) return undefined;
    until = clock.monotonic() + SLICE_MS;
  }
}

/** The same at one go. */
export function atOnce<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
