import type { StateReader, StateWriter } from '../state';
import { ANYTHING, LEAST_KNOWN, around, type Band, type Detector, type Sample } from './detector';

/** Intervals are told apart by powers of two, from less than a second to more than nine hours. */
const SPACINGS = 16;
/** A larger change than so many usual ones is learnt as that: one jump must not hide the next. */
const CUT = 6;

const spacingOf = (interval: number): number =>
  Math.min(SPACINGS - 1, Math.max(0, Math.ceil(Math.log2(interval))));

/** The change since the last value against the changes that were usual over as long a time. */
export class Rate implements Detector {
  readonly name = 'rate';
  /** By spacing: mean square of the changes, and how many there were. */
  private readonly squares = new Float64Array(SPACINGS);
  private readonly counts = new Float64Array(SPACINGS);

  constructor(private readonly memory: number) {}

  judge({ step, interval, floor }: Sample): number {
    if (step !== step) return NaN;
    const spacing = spacingOf(interval);
    if ((this.counts[spacing] as number) < LEAST_KNOWN) return NaN;
    return Math.abs(step) / this.scale(spacing, floor);
  }

  learn({ step, interval, floor }: Sample): void {
    if (step !== step) return;
    const spacing = spacingOf(interval);
    const count = Math.min(this.memory, (this.counts[spacing] as number) + 1);
    this.counts[spacing] = count;
    const cut = count <= LEAST_KNOWN ? Infinity : CUT * this.scale(spacing, floor);
    const change = Math.min(Math.abs(step), cut);
    this.squares[spacing] =
      (this.squares[spacing] as number) + (change * change - (this.squares[spacing] as number)) / count;
  }

  band(strength: number, { value, step, interval, floor }: Sample): Band {
    return step === step ? around(value - step, strength * this.scale(spacingOf(interval), floor)) : ANYTHING;
  }

  private scale(spacing: number, floor: number): number {
    return Math.max(Math.sqrt(this.squares[spacing] as number), floor);
  }

  save(to: StateWriter): void {
    to.numbers(this.squares);
    to.numbers(this.counts);
  }

  restore(from: StateReader): void {
    from.into(this.squares);
    from.into(this.counts);
  }
}

/** A chance of repeating itself is never taken for less, nor for more, than this. */
const RAREST = 0.001;
const SURE = 0.999;

/**
 * The same value again and again, of a sensor that else changes: the strength is in powers of ten of how unlikely so long
 * a run is. A sensor that often says the same, as a limit switch or a rounded level does, has long runs by nature.
 */
export class Stuck implements Detector {
  readonly name = 'stuck';
  private run = 0;
  private known = 0;
  /** How often a value is that before it. */
  private repeats = 0;
  private held = NaN;

  constructor(private readonly memory: number) {}

  judge({ value }: Sample): number {
    if (this.known < this.memory / 2) return NaN;
    return value === this.held ? (this.run + 1) * this.decades : 0;
  }

  learn({ value, step }: Sample): void {
    const same = value === this.held && step === step;
    // What is a fault already is not learnt as a habit.
    const unlikely = same && this.known >= this.memory / 2 && (this.run + 1) * this.decades > CUT;
    this.run = same ? this.run + 1 : 0;
    this.held = value;
    if (step !== step || unlikely) return;
    this.known = Math.min(this.memory, this.known + 1);
    this.repeats += ((same ? 1 : 0) - this.repeats) / this.known;
  }

  private get decades(): number {
    return -Math.log10(Math.min(SURE, Math.max(RAREST, this.repeats)));
  }

  /** Anything but what it shows. */
  band(): Band {
    return ANYTHING;
  }

  save(to: StateWriter): void {
    to.numbers([this.run, this.known, this.repeats, this.held]);
  }

  restore(from: StateReader): void {
    this.run = from.number();
    this.known = from.number();
    this.repeats = from.number();
    this.held = from.number();
  }
}
