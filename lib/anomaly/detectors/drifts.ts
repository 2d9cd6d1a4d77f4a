import type { StateReader, StateWriter } from '../state';
import type { Moments } from '../windows/moments';
import type { Ring } from '../windows/ring';
import { LEAST_KNOWN, ANYTHING, around, type Band, type Detector, type Sample } from './detector';

/** A value farther out counts as this far: a single spike is no drift, and must not look like one for long. */
const FARTHEST = 4;

/** Standard deviations from the mean of the window, with their sign. */
const standardised = ({ value, floor }: Sample, moments: Moments): number =>
  Math.max(-FARTHEST, Math.min(FARTHEST, (value - moments.mean) / Math.max(moments.deviation, floor)));

/** Share of the newest value in the average. */
const LAMBDA = 0.1;
/** Of independent values the average has this much of their deviation (Roberts 1959). */
const OF_AVERAGE = Math.sqrt(LAMBDA / (2 - LAMBDA));

/** An exponentially weighted average of the newest values against the mean of the window: sees what creeps. */
export class Ewma implements Detector {
  readonly name = 'ewma';
  private average = NaN;

  constructor(
    private readonly ring: Ring,
    private readonly moments: Moments,
  ) {}

  judge(sample: Sample): number {
    if (this.ring.length < LEAST_KNOWN || this.average !== this.average) return NaN;
    const next = this.average + LAMBDA * (this.tamed(sample) - this.average);
    return Math.abs(next - this.moments.mean) / this.scale(sample);
  }

  learn(sample: Sample): void {
    const { value, step } = sample;
    // Over a gap it begins anew, with the level that is there now.
    if (step !== step || this.average !== this.average || this.ring.length < LEAST_KNOWN)
      this.average = value;
    else this.average += LAMBDA * (this.tamed(sample) - this.average);
  }

  private tamed(sample: Sample): number {
    const { mean, deviation } = this.moments;
    return mean + standardised(sample, this.moments) * Math.max(deviation, sample.floor);
  }

  band(strength: number, sample: Sample): Band {
    return around(this.moments.mean, strength * this.scale(sample));
  }

  private scale({ floor }: Sample): number {
    return OF_AVERAGE * Math.max(this.moments.deviation, floor);
  }

  save(to: StateWriter): void {
    to.number(this.average);
  }

  restore(from: StateReader): void {
    this.average = from.number();
  }
}

/** What does not count as a shift, in standard deviations: half of the shift that is to be found fastest. */
const SLACK = 0.5;
const MOST = 60;

/** Page's cumulative sums, upwards and downwards: many small deviations to one side add up. */
export class Cusum implements Detector {
  readonly name = 'cusum';
  private up = 0;
  private down = 0;

  constructor(
    private readonly ring: Ring,
    private readonly moments: Moments,
  ) {}

  judge(sample: Sample): number {
    if (this.ring.length < LEAST_KNOWN) return NaN;
    const z = standardised(sample, this.moments);
    return Math.max(grown(this.up, z), grown(this.down, -z));
  }

  learn(sample: Sample): void {
    if (this.ring.length < LEAST_KNOWN || sample.step !== sample.step) {
      this.up = this.down = 0;
      return;
    }
    const z = standardised(sample, this.moments);
    this.up = grown(this.up, z);
    this.down = grown(this.down, -z);
  }

  /** A sum has no band; values within the slack let it sink. */
  band(_strength: number, { floor }: Sample): Band {
    if (this.ring.length < LEAST_KNOWN) return ANYTHING;
    return around(this.moments.mean, SLACK * Math.max(this.moments.deviation, floor));
  }

  save(to: StateWriter): void {
    to.numbers([this.up, this.down]);
  }

  restore(from: StateReader): void {
    this.up = from.number();
    this.down = from.number();
  }
}

const grown = (sum: number, z: number): number => Math.min(MOST, Math.max(0, sum + z - SLACK));
