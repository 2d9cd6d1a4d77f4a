/** A poll that comes within so many ms of its slot is on time. */
export const TOLERANCE_MS = 50;

export interface OnTime {
  readonly requests: number;
  /** Slots between the first and the last request of each device. */
  readonly slots: number;
  /** Slots that were met within the tolerance. */
  readonly met: number;
}

/**
 * How many polls came in their slot, as the devices saw it. Slots are `interval` apart; where they lie is the poller's
 * choice, so each device's phase is the median of its arrivals. A slot without a request is missed, and a second
 * request in one slot earns nothing.
 */
export function onTime(arrivals: readonly (readonly number[])[], interval: number): OnTime {
  let requests = 0;
  let slots = 0;
  let met = 0;
  for (const times of arrivals) {
    requests += times.length;
    const first = times[0];
    const last = times.at(-1);
    if (first === undefined || last === undefined) continue;
    const offsets = times.map((time) => around((time - first) % interval, interval)).sort((a, b) => a - b);
    const phase = first + (offsets[Math.floor(offsets.length / 2)] ?? 0);
    slots += Math.round((last - first) / interval) + 1;
    const hit = new Set<number>();
    for (const time of times) {
      const slot = Math.round((time - phase) / interval);
      if (Math.abs(time - phase - slot * interval) <= TOLERANCE_MS) hit.add(slot);
    }
    met += hit.size;
  }
  return { requests, slots, met };
}

/** An offset in [0, interval) as one in [-interval/2, interval/2). */
const around = (offset: number, interval: number): number =>
  offset >= interval / 2 ? offset - interval : offset;
