const LONGEST_MS = 30_000;
const LOOK_MS = 20;

/** Waits for a condition, with patience for a busy machine; rejects with its name when it does not come to hold. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`It did not come to this: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
