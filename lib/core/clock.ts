/** The only door to time. Everything else takes a Clock, so that tests never sleep. */
export interface Clock {
  /** Wall clock, epoch milliseconds UTC. */
  now(): number;
  /** Milliseconds from an arbitrary start; never jumps when the wall clock is set. */
  monotonic(): number;
  /** Calls `run` once after `ms`. The timer does not keep the process alive unless somebody waits for it. */
  after(ms: number, run: () => void, awaited?: 'awaited'): Timer;
  /** Calls `run` every `ms` until stopped. The timer does not keep the process alive. */
  every(ms: number, run: () => void): Timer;
}

export interface Timer {
  stop(): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run, awaited) {
    const handle = setTimeout(run, ms);
    if (!awaited) handle.unref();
    return { stop: () => clearTimeout(handle) };
  },
  every(ms, run) {
    const handle = setInterval(run, ms);
    handle.unref();
    return { stop: () => clearInterval(handle) };
  },
};

/**
 * Resolves after `ms`; rejects with the signal's reason when aborted first. Until then the process stays: a command that
 * waits with nothing else open would otherwise end in the middle, with exit code 0.
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      timer.stop();
      reject(signal?.reason as Error);
    };
    const timer = clock.after(
      ms,
      () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
      'awaited',
    );
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Resolves when the work has ended, or after `ms` while it goes on; rejects as the work does. The process stays that long. */
export async function endedWithin(
  clock: Clock,
  ms: number,
  work: Promise<unknown> | undefined,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(ms, resolve, 'awaited');
  try {
    await Promise.race([work, promise]);
  } finally {
    timer.stop();
  }
}
