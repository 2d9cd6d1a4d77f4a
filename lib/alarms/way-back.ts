import { DEED, STEP, TIMER, type Happening } from './alarm';
import { copyOf, type Memory } from './memory';
import type { JournalEntry } from './ports';

/** A line that went out, or is to go out, and what it was made from. */
export interface Issued {
  readonly happening: Happening;
  entry: JournalEntry | undefined;
}

/** The way back over one moment. */
export interface Undo {
  readonly time: number;
  readonly rank: number;
  readonly ordinal: number;
  /** As it was before. */
  readonly before: Memory;
  readonly issued: Issued[];
  /** Edges that it told its children. */
  edges: number;
}

/** Moments that can be taken back, of one alarm; beyond, the oldest stay as they are. */
export const MAX_UNDO = 64;

/** A step comes after all steps of its time. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

/** The moments that changed an alarm and that late data may still reach, oldest first. */
export class WayBack {
  private moments: Undo[] = [];
  /** What is before this step cannot be taken back any more. */
  floorTime: number;
  floorOrdinal = -1;

  constructor(begins: number) {
    this.floorTime = begins;
  }

  get top(): Undo | undefined {
    return this.moments.at(-1);
  }

  /** The memory is about to change at this moment. */
  open(time: number, rank: number, ordinal: number, memory: Memory): void {
    const { top } = this;
    if (top?.time === time && top.rank === rank && top.ordinal === ordinal) return;
    this.moments.push({ time, rank, ordinal, before: copyOf(memory), issued: [], edges: 0 });
  }

  /** Takes out what is not before the step, oldest first. */
  takeFrom(time: number, ordinal: number): Undo[] {
    let first = this.moments.length;
    while (first > 0 && isFrom(this.moments[first - 1] as Undo, time, ordinal)) first--;
    return this.moments.splice(first);
  }

  /** Lines that have not gone out yet. */
  unsent(): Issued[] {
    return this.moments.flatMap(({ issued }) => issued.filter(({ entry }) => !entry));
  }

  /** Forgets what is before `horizon`, and what is too much. True where the floor rose. */
  prune(horizon: number): boolean {
    const { moments } = this;
    let count = Math.max(0, moments.length - MAX_UNDO);
    while (count < moments.length - 1 && (moments[count] as Undo).time < horizon) count++;
    // The moments of one time are forgotten together.
    while (count > 0 && moments[count]?.time === moments[count - 1]?.time) count++;
    const last = moments[count - 1];
    if (!last) return false;
    moments.splice(0, count);
    this.floorTime = last.time;
    this.floorOrdinal = last.rank === TIMER ? -1 : last.rank === STEP ? last.ordinal + 1 : AFTER_ALL;
    return true;
  }

  /** Begins anew: there is no way back behind this step. */
  restart(time: number, ordinal: number): void {
    this.moments = [];
    this.floorTime = time;
    this.floorOrdinal = ordinal;
  }

  save(): readonly Undo[] {
    return this.moments;
  }

  load(moments: readonly Undo[], [time, ordinal]: readonly [time: number, ordinal: number]): void {
    this.restart(time, ordinal);
    this.moments = moments.map((undo) => ({ ...undo, issued: undo.issued.map((one) => ({ ...one })) }));
  }
}

function isFrom(undo: Undo, time: number, ordinal: number): boolean {
  if (undo.time !== time) return undo.time > time;
  return undo.rank === STEP ? undo.ordinal >= ordinal : undo.rank === DEED;
}
