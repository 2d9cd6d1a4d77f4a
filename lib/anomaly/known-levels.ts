import type { Saved, StateReader, StateWriter } from './state';

/** Levels that are remembered. */
const MOST = 8;
/** Readings near each other that make a visit: a spike is none. */
const STAYS = 5;
/** Visits before a level is known. */
const VISITS = 3;
/** How far from a level is near it, as a share of the way that led there. */
const NEAR = 0.05;

interface Level {
  value: number;
  near: number;
  visits: number;
}

/**
 * Levels to which a sensor jumped and where it stayed, again and again: a valve that opens twice a day, a pump that starts.
 * Against the last hours each time is as surprising as the first; who has seen it some times knows it.
 */
export class KnownLevels implements Saved {
  private levels: Level[] = [];
  /** Where the last jump led, and how many readings stayed there. */
  private place: Level = { value: NaN, near: 0, visits: 0 };
  private stays = 0;

  isKnown(value: number): boolean {
    return this.find(value, VISITS) !== undefined;
  }

  /** `way`: how far the value is from where the sensor was, when that is a surprise; 0 when it is none. */
  learn(value: number, way: number): void {
    const { place } = this;
    if (Math.abs(value - place.value) <= place.near) {
      if (++this.stays === STAYS) this.visit(place);
    } else if (way > 0) {
      this.place = { value, near: NEAR * way, visits: 1 };
      this.stays = 1;
    } else this.place = { value: NaN, near: 0, visits: 0 };
  }

  /** The one that was come back to least of late makes room. */
  private visit(place: Level): void {
    const known = this.find(place.value, 1);
    const level = known ? { ...known, visits: Math.min(VISITS, known.visits + 1) } : { ...place };
    this.levels = [...this.levels.filter((one) => one !== known), level].slice(-MOST);
  }

  private find(value: number, visits: number): Level | undefined {
    return this.levels.find((one) => one.visits >= visits && Math.abs(value - one.value) <= one.near);
  }

  save(to: StateWriter): void {
    to.numbers([this.levels.length, this.stays]);
    for (const { value, near, visits } of [...this.levels, this.place]) to.numbers([value, near, visits]);
  }

  restore(from: StateReader): void {
    const count = from.count(MOST);
    this.stays = from.number();
    const level = (): Level => ({ value: from.number(), near: from.number(), visits: from.number() });
    this.levels = Array.from({ length: count }, level);
    this.place = level();
  }
}
