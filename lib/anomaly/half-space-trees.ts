import type { Saved, StateReader, StateWriter } from './state';

const TREES = 25;
const DEPTH = 7;
const NODES = 2 ** (DEPTH + 1) - 1;
/** Vectors between two exchanges of what is counted and what is compared with. */
export const TREE_WINDOW = 250;
/** Below so many of the last window in a node it is not looked into more closely. */
const SMALL = 0.1 * TREE_WINDOW;

/**
 * Half-space trees (Tan, Ting and Liu 2011): each tree halves the space of all sensors of a unit along sensors drawn by
 * lot, and counts how much falls where. A vector that lies where little fell during the last window is rare as a
 * combination, even if each of its values is usual. O(trees × depth), whatever the number of sensors.
 */
export class HalfSpaceTrees implements Saved {
  /** By tree and node: which sensor is compared, and with what; fixed by the seed. */
  private readonly dimensions = new Uint8Array(TREES * NODES);
  private readonly cuts = new Float64Array(TREES * NODES);
  /** What the last whole window counted, and what this one does. */
  private reference = new Float64Array(TREES * NODES);
  private counting = new Float64Array(TREES * NODES);
  private counted = 0;
  private windows = 0;

  /** `size`: values of a vector, 1 to 255; they are to lie mostly between 0 and 1. */
  constructor(
    readonly size: number,
    seed = 1,
  ) {
    const next = random(seed);
    for (let tree = 0; tree < TREES; tree++) {
      // A work space around a random middle that covers 0 to 1 from anywhere.
      const low = new Float64Array(size);
      const high = new Float64Array(size);
      for (let i = 0; i < size; i++) {
        const middle = next();
        const half = 2 * Math.max(middle, 1 - middle);
        low[i] = middle - half;
        high[i] = middle + half;
      }
      this.grow(tree, 0, low, high, next);
    }
  }

  private grow(tree: number, node: number, low: Float64Array, high: Float64Array, next: () => number): void {
    if (node >= NODES >> 1) return;
    const place = tree * NODES + node;
    const dimension = Math.floor(next() * this.size);
    const [from, to] = [low[dimension] as number, high[dimension] as number];
    const cut = (from + to) / 2;
    this.dimensions[place] = dimension;
    this.cuts[place] = cut;
    high[dimension] = cut;
    this.grow(tree, 2 * node + 1, low, high, next);
    high[dimension] = to;
    low[dimension] = cut;
    this.grow(tree, 2 * node + 2, low, high, next);
    low[dimension] = from;
  }

  /** How rare the vector is: powers of two fewer than if all were spread evenly. NaN during the first window. */
  judge(vector: Float64Array): number {
    if (this.windows === 0) return NaN;
    let sum = 0;
    for (let tree = 0; tree < TREES; tree++) {
      const root = tree * NODES;
      let node = 0;
      let depth = 0;
      while (depth < DEPTH && (this.reference[root + node] as number) > SMALL) {
        node = this.below(root + node, node, vector);
        depth++;
      }
      sum += Math.log2(((this.reference[root + node] as number) + 1) / (TREE_WINDOW + 1)) + depth;
    }
    return DEPTH - sum / TREES;
  }

  learn(vector: Float64Array): void {
    for (let tree = 0; tree < TREES; tree++) {
      const root = tree * NODES;
      let node = 0;
      for (let depth = 0; depth <= DEPTH; depth++) {
        this.counting[root + node] = (this.counting[root + node] as number) + 1;
        if (depth < DEPTH) node = this.below(root + node, node, vector);
      }
    }
    if (++this.counted < TREE_WINDOW) return;
    [this.reference, this.counting] = [this.counting, this.reference];
    this.counting.fill(0);
    this.counted = 0;
    this.windows++;
  }

  private below(place: number, node: number, vector: Float64Array): number {
    const value = vector[this.dimensions[place] as number] as number;
    return 2 * node + (value < (this.cuts[place] as number) ? 1 : 2);
  }

  save(to: StateWriter): void {
    to.numbers(this.reference);
    to.numbers(this.counting);
    to.numbers([this.counted, this.windows]);
  }

  restore(from: StateReader): void {
    from.into(this.reference);
    from.into(this.counting);
    this.counted = from.number();
    this.windows = from.number();
  }
}

/** The same trees for the same seed, also after a restart. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
