import type { Fragment, ObjectHeader } from '../app/fragment';
import { FunctionCode } from '../app/function-code';
import { Iin } from '../app/iin';
import type { Now } from '../machine';
import type { PointDatabase } from './database';
import type { OutstationEffect } from './effect';
import type { Point } from './point';
import { pointsOf } from './point-selection';

/** A freeze at a time (g50v2), once or again and again. */
interface Schedule {
  readonly points: readonly Point[];
  /** Epoch ms, UTC. */
  due: number;
  /** Ms; 0: once. */
  readonly intervalMs: number;
  /** The first freeze has been: the next is never further away than the interval. */
  begun: boolean;
}

const MOST_SCHEDULES = 8;
/** What a master may ask for again and again must leave time for everything else. */
const LEAST_INTERVAL_MS = 100;

/** Freezing of counters and analogs (IEEE 1815-2012, 4.4.9). */
export class Freezing {
  private schedules: Schedule[] = [];

  constructor(
    private readonly database: PointDatabase,
    private readonly emit: (effect: OutstationEffect) => void,
  ) {}

  /** Freezes, wholly or not at all. Answers the bits by which it is refused. */
  request({ function: code, headers }: Fragment, now: Now): number {
    const atTime = code === FunctionCode.FreezeAtTime || code === FunctionCode.FreezeAtTimeNoAck;
    const clear = code === FunctionCode.FreezeClear || code === FunctionCode.FreezeClearNoAck;
    const named = atTime ? headers.slice(1) : headers;
    const found = new Set<Point>();
    for (const header of named) {
      const points = this.freezable(header, clear);
      if (typeof points === 'number') return points;
      for (const point of points) found.add(point);
    }
    if (named.length === 0) return Iin.ParameterError;
    if (atTime) return this.schedule(headers[0] as ObjectHeader, [...found], now);
    this.freeze([...found], clear, now);
    return 0;
  }

  /** When the next one is due, epoch ms. */
  get due(): number | undefined {
    return this.schedules.length === 0 ? undefined : Math.min(...this.schedules.map(({ due }) => due));
  }

  /** What is due is frozen, once even where several intervals have gone by. */
  wake(now: Now): void {
    for (const schedule of this.schedules) {
      // The clock was set back: it is the interval that counts, not the time of day.
      if (schedule.begun) schedule.due = Math.min(schedule.due, now.utc + schedule.intervalMs);
      if (schedule.due > now.utc) continue;
      schedule.begun = true;
      this.freeze(schedule.points, false, now);
      const { due, intervalMs } = schedule;
      schedule.due =
        intervalMs === 0 ? Infinity : due + intervalMs * (Math.floor((now.utc - due) / intervalMs) + 1);
    }
    this.schedules = this.schedules.filter(({ due }) => due !== Infinity);
  }

  /** Counters, with g20; analogs with g30, which cannot be cleared. */
  private freezable(header: ObjectHeader, clear: boolean): readonly Point[] | number {
    const { group } = header.variation;
    if (group !== 20 && (group !== 30 || clear)) return Iin.ObjectUnknown;
    return pointsOf(header, this.database);
  }

  /** Time 0 means at once, interval 0 means once (A.23.2); a schedule of the same points replaces the one before. */
  private schedule({ variation, content }: ObjectHeader, points: readonly Point[], now: Now): number {
    const [at] = content.kind === 'times' ? content.times : [];
    if (variation.group !== 50 || variation.variation !== 2) return Iin.ObjectUnknown;
    if (content.kind !== 'times' || content.times.length !== 1 || !at) return Iin.ParameterError;
    const { time, interval = 0 } = at;
    if (interval > 0 && interval < LEAST_INTERVAL_MS) return Iin.ParameterError;
    const others = this.schedules.filter((schedule) => !samePoints(schedule.points, points));
    if (others.length >= MOST_SCHEDULES) return Iin.ParameterError;
    if (time === 0) this.freeze(points, false, now);
    this.schedules = others;
    if (time !== 0) others.push({ points, due: time, intervalMs: interval, begun: false });
    else if (interval > 0)
      others.push({ points, due: now.utc + interval, intervalMs: interval, begun: true });
    return 0;
  }

  private freeze(points: readonly Point[], clear: boolean, now: Now): void {
    for (const point of points) this.database.freeze(point, clear, now);
    for (const type of ['counter', 'analog-input'] as const) {
      const indices = points.filter((point) => point.type === type).map(({ index }) => index);
      if (indices.length > 0) this.emit({ kind: 'freeze', type, indices, clear });
    }
  }
}

function samePoints(a: readonly Point[], b: readonly Point[]): boolean {
  return a.length === b.length && a.every((point, i) => point === b[i]);
}
