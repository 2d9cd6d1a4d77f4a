import { MOST_TIME } from '../app/objects/numbers';
import type { PointType } from '../app/objects/variation';
import type { Now } from '../machine';
import { pointKind, POINT_KINDS } from './point-kind';
import { Point, type PointClass, type PointOptions, type Reading } from './point';

/** A change that is to be reported. It never changes afterwards; all sessions share it. */
export interface PointEvent {
  readonly point: Point;
  /** Event group: the type's, or that of its commands. */
  readonly group: number;
  readonly class: 1 | 2 | 3;
  readonly value: number;
  readonly flags: number;
  readonly time: number;
  readonly octets: Uint8Array;
}

export type EventListener = (event: PointEvent, now: Now) => void;

/** Positions in a sorted list of points: from the first, up to before the last. */
export interface PointSlice {
  readonly points: readonly Point[];
  readonly from: number;
  readonly to: number;
}

/** Points of one type. */
class PointTable {
  private readonly byIndex: (Point | undefined)[] = [];
  private sorted: readonly Point[] = [];
  private reported: readonly Point[] = [];
  private stale = false;

  get(index: number): Point | undefined {
    return this.byIndex[index];
  }

  put(point: Point): void {
    this.byIndex[point.index] = point;
    this.stale = true;
  }

  /** By index. Always another list when points were added: who holds one reads on undisturbed. */
  all(): readonly Point[] {
    this.refresh();
    return this.sorted;
  }

  /** Those that class 0 reports. */
  class0(): readonly Point[] {
    this.refresh();
    return this.reported;
  }

  private refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    this.sorted = this.byIndex.filter((point) => point !== undefined);
    this.reported = this.sorted.every((point) => point.class !== 'none')
      ? this.sorted
      : this.sorted.filter((point) => point.class !== 'none');
  }

  classified(): void {
    this.stale = true;
  }
}

/**
 * The points of an outstation with their present values. It decides what is an event; sessions, one for each master,
 * subscribe to them and keep them in buffers of their own.
 */
export class PointDatabase {
  private readonly tables = new Map<PointType, PointTable>(
    POINT_KINDS.map(({ type }) => [type, new PointTable()]),
  );
  private readonly listeners = new Set<EventListener>();

  /** Adds a point, or replaces the one of that index. Throws a RangeError that names the point and the option. */
  define(type: PointType, index: number, options: PointOptions = {}): Point {
    const point = new Point(type, index, options);
    this.table(type).put(point);
    return point;
  }

  point(type: PointType, index: number): Point | undefined {
    return this.table(type).get(index);
  }

  /** By index. */
  points(type: PointType): readonly Point[] {
    return this.table(type).all();
  }

  /** Those that class 0 reports. */
  class0(type: PointType): readonly Point[] {
    return this.table(type).class0();
  }

  /** Those with indices from `start` to `stop`, both included. */
  slice(type: PointType, start: number, stop: number): PointSlice {
    const points = this.points(type);
    return { points, from: lowerBound(points, start), to: lowerBound(points, stop + 1) };
  }

  /**
   * Takes a reading. `detect` makes an event of a change beyond the deadband or of other flags, `force` of anything,
   * `suppress` of nothing. Answers whether there is such a point. Throws a TypeError for a value of another type.
   */
  update(
    type: PointType,
    index: number,
    reading: Reading,
    now: Now,
    events: 'detect' | 'force' | 'suppress' = 'detect',
  ): boolean {
    const point = this.table(type).get(index);
    if (!point) return false;
    const time = toldTime(reading.time, now);
    const changed = point.take(reading, time);
    if (events === 'force' || (changed && events === 'detect')) this.report(point, time, now);
    return true;
  }

  /** Which class a point's events are of. */
  assignClass(point: Point, to: PointClass): void {
    if (point.class === to) return;
    if (point.class === 'none' || to === 'none') this.table(point.type).classified();
    point.class = to;
  }

  /**
   * Copies a counter or analog to its frozen point, where there is one, with the time of the freeze; every freeze is an
   * event. `clear` sets a counter to 0 afterwards (IEEE 1815-2012, 4.4.9).
   */
  freeze(point: Point, clear: boolean, now: Now): void {
    const type = pointKind(point.type).frozen;
    const frozen = type && this.point(type, point.index);
    const { value, flags } = point;
    if (frozen) {
      frozen.take({ value, flags }, now.utc);
      this.report(frozen, now.utc, now);
    }
    if (clear) this.update(point.type, point.index, { value: 0, flags }, now);
  }

  /** That a control was carried out, or refused by the equipment, with its status (groups 13 and 43). */
  commanded(point: Point, value: number, status: number, now: Now): void {
    const { commandVariation, commandClass, octets } = point;
    if (!commandVariation || commandClass === 0) return;
    this.tell(
      {
        point,
        group: commandVariation.group,
        class: commandClass,
        value,
        flags: status,
        time: now.utc,
        octets,
      },
      now,
    );
  }

  /** Answers how to end it. */
  subscribe(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private report(point: Point, time: number, now: Now): void {
    point.report();
    const { class: of, value, flags, octets } = point;
    if (of === 0 || of === 'none') return;
    this.tell({ point, group: point.eventVariation.group, class: of, value, flags, time, octets }, now);
  }

  private tell(event: PointEvent, now: Now): void {
    for (const listener of this.listeners) listener(event, now);
  }

  private table(type: PointType): PointTable {
    return this.tables.get(type) as PointTable;
  }
}

/** Whole ms within the 48 bits of a time; a time that is no number is as good as none. */
function toldTime(time: number | undefined, { utc }: Now): number {
  const given = time === undefined || Number.isNaN(time) ? utc : time;
  return Math.min(MOST_TIME, Math.max(0, Math.trunc(given)));
}

/** Where the first point with this index or a greater one is. */
function lowerBound(points: readonly Point[], index: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] as Point).index < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
