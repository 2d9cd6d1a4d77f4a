import type { Saved, StateReader, StateWriter } from './state';

/** The share of strengths that count as the tail. */
const TAIL = 0.05;
const LOG10_TAIL = -Math.log10(TAIL);
const LOG10_E = Math.LOG10E;
/** Strengths below these are noise even of a series that has none. */
const LEAST_START = 2;
const LEAST_EXCESS = 0.4;
/** What exceeds the start of the tail by more usual excesses than this is learnt as that. */
const CUT = 6;
/** How fast the start of the tail follows, in usual excesses for each strength. */
const STEP = 0.05;
/** Strengths before it says anything. */
const LEAST_LEARNT = 30;
/** Strengths that it remembers. */
const MEMORY = 5000;
/** Excursions that it remembers, and how much the first ones weigh. */
const MOST_EXCURSIONS = 200;
const LEAST_EXCURSIONS = 12;
/** Readings of an excursion; what goes on longer begins another one, so that it becomes a habit in the end. */
const LONGEST = 25;
export const MOST_EVIDENCE = 30;
/** Above this only the order of magnitude counts. */
const LINEAR = 10;

const compressed = (strength: number): number =>
  strength <= LINEAR ? strength : LINEAR * (1 + Math.log(strength / LINEAR));
const expanded = (strength: number): number =>
  strength <= LINEAR ? strength : LINEAR * Math.exp(strength / LINEAR - 1);

/**
 * How rare a strength is for this very sensor. Above a high quantile, tails fall off exponentially, or slower (the idea
 * of peaks over threshold); so two numbers that adapt, where the tail starts and by how much it is exceeded on average,
 * tell of any strength how seldom it occurs. Noisy sensors get long tails, and with them patience.
 */
export class Tail implements Saved {
  private start = LEAST_START;
  private excess = LEAST_EXCESS;
  private learnt = 0;
  /** Rows of strengths in the tail: those that are over, and the length and the height of this one. */
  private excursions = 0;
  private excursion = 0;
  private peak = 0;

  /** Powers of ten: 3 for what comes once in a thousand readings. 0 while too little is known. */
  evidence(given: number): number {
    if (this.learnt < LEAST_LEARNT) return 0;
    const strength = compressed(given);
    const start = Math.max(this.start, LEAST_START);
    if (strength <= start) return (LOG10_TAIL * strength) / start;
    const excess = Math.max(this.excess, LEAST_EXCESS);
    return Math.min(MOST_EVIDENCE, LOG10_TAIL + ((strength - start) / excess) * LOG10_E);
  }

  /** Of what strength evidence would be `evidence`: the edge of what is expected. */
  strengthAt(evidence: number): number {
    const start = Math.max(this.start, LEAST_START);
    if (evidence <= LOG10_TAIL) return expanded((start * evidence) / LOG10_TAIL);
    return expanded(start + ((evidence - LOG10_TAIL) / LOG10_E) * Math.max(this.excess, LEAST_EXCESS));
  }

  learn(given: number): void {
    const strength = compressed(given);
    this.learnt = Math.min(MEMORY, this.learnt + 1);
    // Large steps as long as it knows little, so that it finds its place while the series warms up.
    const step = STEP * Math.max(this.excess, LEAST_EXCESS) * (1 + 200 / this.learnt);
    if (strength > this.start) {
      this.excursion++;
      this.peak = Math.max(this.peak, strength - this.start);
      this.start += step * (1 - TAIL);
      if (this.excursion >= LONGEST) this.endExcursion();
    } else {
      if (this.excursion > 0) this.endExcursion();
      this.start = Math.max(0, this.start - step * TAIL);
    }
  }

  /** Of readings that exceed in a row, only the peak counts: neighbours tell the same story. */
  private endExcursion(): void {
    this.excursions = Math.min(MOST_EXCURSIONS, this.excursions + 1);
    const over = Math.min(this.peak, CUT * Math.max(this.excess, LEAST_EXCESS));
    this.excess += (over - this.excess) / Math.max(LEAST_EXCURSIONS, this.excursions);
    this.excursion = 0;
    this.peak = 0;
  }

  save(to: StateWriter): void {
    to.numbers([this.start, this.excess, this.learnt, this.excursions, this.excursion, this.peak]);
  }

  restore(from: StateReader): void {
    this.start = from.number();
    this.excess = from.number();
    this.learnt = from.number();
    this.excursions = from.number();
    this.excursion = from.number();
    this.peak = from.number();
  }
}
