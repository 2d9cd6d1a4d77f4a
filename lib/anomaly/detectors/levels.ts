import type { StateReader, StateWriter } from '../state';
import { Moments } from '../windows/moments';
import { QuantileWindow } from '../windows/quantile';
import { Ring } from '../windows/ring';
import { SortedWindow } from '../windows/sorted';
import { LEAST_KNOWN, around, type Band, type Detector, type Sample } from './detector';

/** Of a normal distribution: its quartiles are so many standard deviations apart, and its median distance is so many. */
const QUARTILES_APART = 1.3489795003921634;
const MEDIAN_DISTANCE = QUARTILES_APART / 2;
/** Of a series that rests most of the time quartiles and median are one; then this share of the deviation is its scale. */
const LEAST_SHARE = 0.1;

/** Distance from the mean of the window in its standard deviations. */
export class ZScore implements Detector {
  readonly name = 'z-score';

  constructor(
    private readonly ring: Ring,
    private readonly moments: Moments,
  ) {}

  judge({ value, floor }: Sample): number {
    if (this.ring.length < LEAST_KNOWN) return NaN;
    return Math.abs(value - this.moments.mean) / Math.max(this.moments.deviation, floor);
  }

  learn(): void {
    // Whoever owns the moments slides them: several detectors look at the same ones.
  }

  band(strength: number, { floor }: Sample): Band {
    return around(this.moments.mean, strength * Math.max(this.moments.deviation, floor));
  }

  save(): void {
    // Nothing of its own.
  }

  restore(): void {
    // Nothing of its own.
  }
}

/**
 * Distance from the middle between the quartiles, as a normal distribution of that spread would have it: Tukey's fences
 * of 1.5 interquartile ranges lie at 2.7.
 */
export class Iqr implements Detector {
  readonly name = 'iqr';
  private readonly lower: QuantileWindow;
  private readonly upper: QuantileWindow;

  constructor(
    private readonly ring: Ring,
    private readonly moments: Moments,
  ) {
    this.lower = new QuantileWindow(ring, 0.25);
    this.upper = new QuantileWindow(ring, 0.75);
  }

  judge({ value, floor }: Sample): number {
    if (this.ring.length < LEAST_KNOWN) return NaN;
    return Math.abs(value - (this.lower.value + this.upper.value) / 2) / this.scale(floor);
  }

  learn({ value }: Sample, gone: number): void {
    this.lower.slide(value, gone);
    this.upper.slide(value, gone);
  }

  band(strength: number, { floor }: Sample): Band {
    return around((this.lower.value + this.upper.value) / 2, strength * this.scale(floor));
  }

  private scale(floor: number): number {
    const spread = (this.upper.value - this.lower.value) / QUARTILES_APART;
    return Math.max(spread, LEAST_SHARE * this.moments.deviation, floor);
  }

  save(to: StateWriter): void {
    this.lower.save(to);
    this.upper.save(to);
  }

  restore(from: StateReader): void {
    this.lower.restore(from);
    this.upper.restore(from);
  }
}

/** Distance from the median in median distances: half of the window may be spoilt before it is. */
export class RobustZ implements Detector {
  readonly name = 'robust-z';
  private readonly sorted: SortedWindow;

  constructor(
    private readonly ring: Ring,
    private readonly moments: Moments,
  ) {
    this.sorted = new SortedWindow(ring);
  }

  judge({ value, floor }: Sample): number {
    if (this.ring.length < LEAST_KNOWN) return NaN;
    return Math.abs(value - this.sorted.median) / this.scale(floor);
  }

  learn({ value }: Sample, gone: number): void {
    this.sorted.slide(value, gone);
  }

  band(strength: number, { floor }: Sample): Band {
    return around(this.sorted.median, strength * this.scale(floor));
  }

  private scale(floor: number): number {
    const { medianDistance } = this.sorted;
    return Math.max(medianDistance / MEDIAN_DISTANCE, LEAST_SHARE * this.moments.deviation, floor);
  }

  save(to: StateWriter): void {
    this.sorted.save(to);
  }

  restore(from: StateReader): void {
    this.sorted.restore(from);
  }
}

/**
 * Distance from the mean of the last `span` values, against how far values are from it usually. Follows the course of a
 * day that a whole window would take for spread.
 */
export class MovingAverage implements Detector {
  readonly name = 'moving-average';
  private readonly ring: Ring;
  private readonly moments: Moments;
  /** Mean square of the distances, fading out over some spans. */
  private square = NaN;
  private readonly fade: number;

  constructor(span: number, memory: number) {
    this.ring = new Ring(span);
    this.moments = new Moments(this.ring);
    this.fade = 2 / (memory + 1);
  }

  get mean(): number {
    return this.moments.mean;
  }

  judge({ value, floor }: Sample): number {
    if (this.ring.length < this.ring.size) return NaN;
    return Math.abs(value - this.moments.mean) / this.scale(floor);
  }

  learn({ value }: Sample): void {
    if (this.ring.length === this.ring.size) {
      const distance = value - this.moments.mean;
      const square = distance * distance;
      this.square = this.square !== this.square ? square : this.square + (square - this.square) * this.fade;
    }
    this.moments.slide(value, this.ring.push(value));
  }

  band(strength: number, { floor }: Sample): Band {
    return around(this.moments.mean, strength * this.scale(floor));
  }

  private scale(floor: number): number {
    return this.square > floor * floor ? Math.sqrt(this.square) : floor;
  }

  save(to: StateWriter): void {
    this.ring.save(to);
    this.moments.save(to);
    to.number(this.square);
  }

  restore(from: StateReader): void {
    this.ring.restore(from);
    this.moments.restore(from);
    this.square = from.number();
  }
}
