import { HalfSpaceTrees, TREE_WINDOW } from './half-space-trees';
import { StateReader, StateWriter } from './state';
import { Tail } from './tail';

const FORMAT = 1;
/** Sensors of a unit that are looked at together, at most. */
export const MOST_TOGETHER = 32;
/** From here on it is worked out which sensor it is. */
const WORTH_ASKING = 3;
/** Vectors after which the scale of a sensor forgets half. */
const MEMORY = 5000;

/** Where the values of one sensor lie: mean and deviation, which fade slowly. */
class Scale {
  mean = 0;
  square = 0;
  count = 0;

  learn(value: number): void {
    this.count = Math.min(MEMORY, this.count + 1);
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.square += (distance * (value - this.mean) - this.square) / this.count;
  }

  /** Mostly between 0 and 1: four deviations to each side. */
  of(value: number): number {
    const deviation = Math.sqrt(this.square);
    return deviation > 0 ? 0.5 + (value - this.mean) / (8 * deviation) : 0.5;
  }
}

export interface Together {
  /** Powers of ten of rarity. */
  readonly evidence: number;
  /** Index of the sensor that has most part in it. */
  readonly sensor: number;
}

/** The sensors of a unit together: a vector of their newest values, once all that change have changed. */
export class UnitModel {
  private readonly trees: HalfSpaceTrees;
  private readonly tail = new Tail();
  private readonly scales: readonly Scale[];
  private readonly values: Float64Array;
  private readonly fresh: Uint8Array;
  private readonly vector: Float64Array;
  private missing: number;

  /** `size`: 2 to MOST_TOGETHER sensors. */
  constructor(readonly size: number) {
    this.trees = new HalfSpaceTrees(size);
    this.scales = Array.from({ length: size }, () => new Scale());
    this.values = new Float64Array(size).fill(NaN);
    this.vector = new Float64Array(size);
    this.fresh = new Uint8Array(size);
    this.missing = size;
  }

  /** A new value of a sensor. Answers when a whole vector is rare. */
  observe(sensor: number, value: number): Together | undefined {
    // A sensor that reports more often than the others does not wait for them: the vector has their last values.
    const again = this.fresh[sensor] === 1;
    const found = again && this.missing < this.size && !this.hasUnknown() ? this.round() : undefined;
    this.values[sensor] = value;
    if (this.fresh[sensor] === 0) {
      this.fresh[sensor] = 1;
      this.missing--;
    }
    return this.missing === 0 ? this.round() : found;
  }

  private hasUnknown(): boolean {
    return this.values.some((value) => value !== value);
  }

  private round(): Together | undefined {
    this.fresh.fill(0);
    this.missing = this.size;
    const { values, vector, scales, trees, tail } = this;
    for (let i = 0; i < this.size; i++) vector[i] = (scales[i] as Scale).of(values[i] as number);
    const strength = trees.judge(vector);
    let found: Together | undefined;
    if (strength === strength) {
      const evidence = tail.evidence(strength);
      tail.learn(strength);
      if (evidence > WORTH_ASKING) found = { evidence, sensor: this.culprit(strength) };
    }
    for (let i = 0; i < this.size; i++) (scales[i] as Scale).learn(values[i] as number);
    // While the scales are found, the space would move under the trees.
    if ((scales[0] as Scale).count > TREE_WINDOW / 2) trees.learn(vector);
    return found;
  }

  /** The sensor without which the vector would be least rare. */
  private culprit(strength: number): number {
    const { vector, trees } = this;
    let most = 0;
    let least = strength;
    for (let i = 0; i < this.size; i++) {
      const kept = vector[i] as number;
      vector[i] = 0.5;
      const without = trees.judge(vector);
      vector[i] = kept;
      if (without >= least) continue;
      least = without;
      most = i;
    }
    return most;
  }

  save(): Buffer {
    const to = new StateWriter();
    to.numbers([FORMAT, this.size]);
    this.trees.save(to);
    this.tail.save(to);
    for (const { mean, square, count } of this.scales) to.numbers([mean, square, count]);
    to.numbers(this.values);
    to.numbers(this.fresh);
    return to.bytes();
  }

  /** Undefined for a state of another version or of other sensors. */
  static restore(size: number, state: Uint8Array): UnitModel | undefined {
    const model = new UnitModel(size);
    try {
      model.load(new StateReader(state));
      return model;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  private load(from: StateReader): void {
    for (const expected of [FORMAT, this.size])
      if (from.number() !== expected) throw new RangeError('the state is of other sensors');
    this.trees.restore(from);
    this.tail.restore(from);
    for (const scale of this.scales) {
      scale.mean = from.number();
      scale.square = from.number();
      scale.count = from.number();
    }
    from.into(this.values);
    for (let i = 0; i < this.size; i++) this.fresh[i] = from.count(1);
    this.missing = this.size - this.fresh.reduce((sum, one) => sum + one, 0);
    from.end();
  }
}
