import { confidenceOf } from './confidence';
import { Rate, Stuck } from './detectors/changes';
import { ANYTHING, type Band, type Detector, type DetectorName, type Sample } from './detectors/detector';
import { Cusum, Ewma } from './detectors/drifts';
import { Iqr, MovingAverage, RobustZ, ZScore } from './detectors/levels';
import { Seasonal } from './detectors/seasonal';
import { NO_FEEDBACK, type Feedback } from './feedback';
import { KnownLevels } from './known-levels';
import { Likelihood } from './likelihood';
import { maskOf, warmUpOf, type AnomalySettings } from './settings';
import { StateReader, StateWriter } from './state';
import { Tail } from './tail';
import { Moments } from './windows/moments';
import { Ring } from './windows/ring';

/** To be raised whenever the parts of a state change: what an older version kept begins anew then. */
const FORMAT = 2;
/** A silence of so many usual intervals is a gap: nothing is compared across it. */
const GAP = 10;
/** Share of the range, or of the value, that nobody sees; and of the smallest step that a sensor was seen to make. */
const SHARE_OF_RANGE = 1e-3;
const SHARE_OF_VALUE = 1e-6;
const SHARE_OF_STEP = 0.5;
/** From this rarity on, in powers of ten, it is remembered where a value jumped to; one that is known is never rarer than that. */
const SURPRISING = 6;
const KNOWN = 2;
/** The moving average follows so much of the window. */
const SPAN = 8;

export interface SensorModelOptions {
  readonly settings: AnomalySettings;
  /** Width of the sensor's range in its unit of measure, where it is known. */
  readonly range?: number | undefined;
  /** What the plant's wall clock is ahead of UTC at an instant, in ms. */
  readonly offsetAt?: ((at: number) => number) | undefined;
  readonly feedback?: Feedback | undefined;
}

/** Why a reading was left out: it is passed on, and neither judged nor learnt. */
export type Ignored = 'not-a-number' | 'out-of-order';

interface Part {
  readonly detector: Detector;
  readonly tail: Tail;
}

/**
 * All that is known of one sensor: its detectors, how rare their strengths are for it, and how sure the whole is. After
 * `observe` the fields say what was found; they are overwritten by the next reading.
 */
export class SensorModel {
  /** 0 to 1; 0 during warm-up. */
  confidence = 0;
  /** The detector that was surprised most, and how much, in its own measure. */
  detector: DetectorName | undefined;
  strength = 0;
  /** What the confidence was made of, in powers of ten of rarity. */
  evidence = 0;
  likelihood = 0;
  band: Band = ANYTHING;

  settings: AnomalySettings;
  feedback: Feedback;
  private readonly ring: Ring;
  private readonly moments: Moments;
  private readonly parts: readonly Part[];
  private readonly surprise = new Likelihood();
  private readonly known = new KnownLevels();
  private readonly sample: Sample = { value: 0, at: -Infinity, interval: NaN, step: NaN, floor: 1 };
  private seen = 0;
  private usualInterval = NaN;
  private smallestStep = Infinity;
  /** Evidence from elsewhere that is to count for the next reading, and who has it. */
  private readonly outside: { name: DetectorName | undefined; evidence: number } = {
    name: undefined,
    evidence: 0,
  };

  constructor(private readonly options: SensorModelOptions) {
    const { settings, feedback = NO_FEEDBACK } = options;
    this.settings = settings;
    this.feedback = feedback;
    this.ring = new Ring(settings.window);
    this.moments = new Moments(this.ring);
    this.parts = this.detectorsOf(settings).map((detector) => ({ detector, tail: new Tail() }));
  }

  private detectorsOf({ window, detectors }: AnomalySettings): Detector[] {
    const { ring, moments } = this;
    const { offsetAt = () => 0 } = this.options;
    const all: Detector[] = [
      new ZScore(ring, moments),
      new Iqr(ring, moments),
      new MovingAverage(Math.max(5, Math.floor(window / SPAN)), window),
      new RobustZ(ring, moments),
      new Ewma(ring, moments),
      new Cusum(ring, moments),
      new Seasonal(offsetAt),
      new Stuck(window),
      new Rate(window),
    ];
    return all.filter(({ name }) => detectors.includes(name));
  }

  get isWarm(): boolean {
    return this.seen >= warmUpOf(this.settings);
  }

  /** Readings that are still to come before anything is said. */
  get warmsUpFor(): number {
    return Math.max(0, warmUpOf(this.settings) - this.seen);
  }

  /** What several sensors together say of the next reading of this one. */
  hint(name: DetectorName, evidence: number): void {
    this.outside.name = name;
    this.outside.evidence = evidence;
  }

  /** Judges a value and learns it. `at`: epoch ms, in the field's time. */
  observe(value: number, at: number): Ignored | undefined {
    if (!Number.isFinite(value)) return 'not-a-number';
    if (!(at > this.sample.at)) return 'out-of-order';
    this.take(value, at);
    this.judge();
    const { sample, ring, moments } = this;
    const gone = ring.push(value);
    moments.slide(value, gone);
    for (const { detector } of this.parts) detector.learn(sample, gone);
    this.seen++;
    const step = Math.abs(sample.step);
    if (step > 0 && step < this.smallestStep) this.smallestStep = step;
    return undefined;
  }

  private take(value: number, at: number): void {
    const { sample } = this;
    const interval = (at - sample.at) / 1000;
    const known = this.seen > 0;
    const isGap = known && this.seen > GAP && interval > GAP * this.usualInterval;
    sample.interval = known && !isGap ? interval : NaN;
    sample.step = known && !isGap ? value - sample.value : NaN;
    sample.value = value;
    sample.at = at;
    if (known && !isGap) {
      this.usualInterval =
        this.usualInterval !== this.usualInterval
          ? interval
          : this.usualInterval + (interval - this.usualInterval) / Math.min(50, this.seen);
    } else if (isGap) this.usualInterval *= 2;
    sample.floor = this.floor(value);
  }

  /** Never 0: a constant series has no deviation to measure a change by. */
  private floor(value: number): number {
    const size = Math.abs(value);
    const least = Math.max(size * SHARE_OF_VALUE, 1e-9);
    if (this.smallestStep < Infinity) return Math.max(least, this.smallestStep * SHARE_OF_STEP);
    return Math.max(least, SHARE_OF_RANGE * (this.options.range ?? size));
  }

  private judge(): void {
    const { sample, feedback, outside, known } = this;
    const isKnown = known.isKnown(sample.value);
    let first = -Infinity;
    let rarest = 0;
    let found: Part | undefined;
    this.strength = 0;
    for (const part of this.parts) {
      const strength = part.detector.judge(sample);
      if (strength !== strength) continue;
      const rarity = part.tail.evidence(strength);
      part.tail.learn(strength);
      const { name } = part.detector;
      // How long a value stays is no matter of where it is.
      const isHabit = isKnown && name !== 'stuck';
      if (name !== 'stuck') rarest = Math.max(rarest, rarity);
      const evidence = (isHabit ? Math.min(rarity, KNOWN) : rarity) - (feedback.shifts[name] ?? 0);
      if (evidence <= first) continue;
      first = evidence;
      found = part;
      this.strength = strength;
    }
    known.learn(sample.value, rarest < SURPRISING ? 0 : this.wayTo(sample.value));
    this.detector = found?.detector.name;
    const { name } = outside;
    const outer = name === undefined ? 0 : outside.evidence - (feedback.shifts[name] ?? 0);
    if (outer > first) {
      first = outer;
      this.detector = name;
      this.strength = outside.evidence;
    }
    outside.name = undefined;
    this.evidence = Math.max(0, first);
    this.likelihood = this.surprise.next(this.evidence);
    this.confidence = this.isWarm
      ? confidenceOf({ first: this.evidence, likelihood: this.likelihood }, this.more)
      : 0;
    // Before the value is learnt, and only where somebody may look at it.
    if (this.confidence < 0.5 || !found) this.band = ANYTHING;
    else this.band = found.detector.band(found.tail.strengthAt(this.edge), sample);
  }

  /** How far a value is from where the sensor was. */
  private wayTo(value: number): number {
    const { step } = this.sample;
    return Math.max(Math.abs(value - this.moments.mean), step === step ? Math.abs(step) : 0);
  }

  /** What is asked for in addition, in powers of ten. */
  private get more(): number {
    return this.feedback.shift - Math.log10(this.settings.sensitivity);
  }

  /** Where a value begins to be unusual, in powers of ten: once in ten thousand. */
  private get edge(): number {
    return 4 + Math.max(0, this.more);
  }

  /** All that it has learnt. Bounded by the window: about 30 bytes for each reading of it, and 8 kB. */
  save(): Buffer {
    const to = new StateWriter();
    const { settings, sample } = this;
    to.numbers([FORMAT, settings.window, maskOf(settings.detectors)]);
    to.numbers([this.seen, this.usualInterval, this.smallestStep, sample.at, sample.value]);
    this.ring.save(to);
    this.moments.save(to);
    this.surprise.save(to);
    this.known.save(to);
    for (const { detector, tail } of this.parts) {
      detector.save(to);
      tail.save(to);
    }
    return to.bytes();
  }

  /** Undefined for a state of another version, of other settings, or one that was spoilt: it begins anew. */
  static restore(options: SensorModelOptions, state: Uint8Array): SensorModel | undefined {
    const model = new SensorModel(options);
    try {
      model.load(new StateReader(state));
      return model;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  private load(from: StateReader): void {
    const { settings, sample } = this;
    for (const expected of [FORMAT, settings.window, maskOf(settings.detectors)])
      if (from.number() !== expected) throw new RangeError('the state is of other settings');
    this.seen = from.number();
    this.usualInterval = from.number();
    this.smallestStep = from.number();
    sample.at = from.number();
    sample.value = from.number();
    this.ring.restore(from);
    this.moments.restore(from);
    this.surprise.restore(from);
    this.known.restore(from);
    for (const { detector, tail } of this.parts) {
      detector.restore(from);
      tail.restore(from);
    }
    from.end();
  }
}
