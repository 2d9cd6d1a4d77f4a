import type { Saved, StateReader, StateWriter } from './state';

/** Readings of the short and of the long memory. */
const SHORT = 10;
const LONG = 2000;
const LEAST_LEARNT = 50;
/** An evidence above this is learnt as this: an event must not make the next one usual. */
const CUT = 4;
const LEAST_DEVIATION = 0.15;
const MOST = 12;

/**
 * Whether surprise comes more often of late than it usually does (the anomaly likelihood of Ahmad and others, 2017): the
 * mean of the last few evidences against mean and deviation of many. A single peak of a noisy sensor says little, a row of
 * small surprises of a quiet one much.
 */
export class Likelihood implements Saved {
  private recent = 0;
  private mean = 0;
  private square = 0;
  private learnt = 0;

  /** Takes the evidence of a reading; answers in powers of ten, 0 while too little is known. */
  next(evidence: number): number {
    const cut = Math.min(evidence, CUT);
    this.learnt = Math.min(LONG, this.learnt + 1);
    this.recent += (cut - this.recent) / Math.min(SHORT, this.learnt);
    const distance = cut - this.mean;
    this.mean += distance / this.learnt;
    this.square += (distance * (cut - this.mean) - this.square) / this.learnt;
    if (this.learnt < LEAST_LEARNT) return 0;
    // Means of a few vary less than what they are of, though neighbours resemble each other.
    const deviation = Math.max(LEAST_DEVIATION, Math.sqrt(this.square / 2));
    return Math.min(MOST, rarity((this.recent - this.mean) / deviation));
  }

  save(to: StateWriter): void {
    to.numbers([this.recent, this.mean, this.square, this.learnt]);
  }

  restore(from: StateReader): void {
    this.recent = from.number();
    this.mean = from.number();
    this.square = from.number();
    this.learnt = from.number();
  }
}

/** -log10 of the upper tail of the normal distribution, to a few percent: by the bounds of Mills' ratio. */
export function rarity(z: number): number {
  if (z <= 0) return Math.LOG10E * Math.LN2 * Math.max(0, 1 + z);
  const ratio = 2 / (z + Math.sqrt(z * z + 8 / Math.PI));
  return Math.LOG10E * ((z * z) / 2 + Math.log(Math.sqrt(2 * Math.PI) / ratio));
}
