import type { SensorAddress } from './history';
import { unpackQuality, type QualityClass, type QualityFlag } from './quality';
import type { Reading, ReadingValue } from './reading';

/** A sensor as blocks name it: by its place in a list. */
export interface BlockSensor extends SensorAddress {
  readonly type: 'number' | 'boolean' | 'text';
}

/**
 * Readings of one sensor in the order of (time, ordinal), by columns: so that a hundred thousand are a few objects, and
 * go from thread to thread without a copy.
 */
export interface ReadingBlock {
  /** Which sensor: its place in the list that was asked for. */
  readonly place: number;
  /** Epoch ms. */
  readonly times: Float64Array;
  /** Of a switch 0 or 1. */
  readonly values: Float64Array | readonly string[];
  /** As the store keeps it (`packQuality`); absent: all are good. */
  readonly quality?: Uint16Array | undefined;
  /** Absent: all are 0. */
  readonly ordinals?: Uint16Array | undefined;
}

/** Readings of one batch, about: one that share a moment are never parted. */
const BATCH = 1000;

/** What blocks of many sensors hold, by time, then by place, then by ordinal. Blocks of one sensor follow each other. */
export function* readingsOfBlocks(
  tenant: string,
  sensors: readonly BlockSensor[],
  blocks: readonly ReadingBlock[],
): Generator<Reading[]> {
  let batch: Reading[] = [];
  let timestamp = NaN;
  for (const head of merged(blocks)) {
    if (head.time !== timestamp) {
      timestamp = head.time;
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
    batch.push(readingAt(tenant, sensors, head));
  }
  if (batch.length > 0) yield batch;
}

/** Looks at heads that are not due, for each that is: beyond, sensors share too few moments. */
const MOST_IN_VAIN = 4;

/**
 * Heads of the blocks in the order of their readings. Sensors of a plant are mostly polled together: going through all of
 * them for each moment then costs less than a heap, which is for those that are not.
 */
function* merged(blocks: readonly ReadingBlock[]): Generator<Head> {
  let heads = blocks
    .filter(({ times }) => times.length > 0)
    .map((block) => new Head(block))
    .sort((a, b) => a.block.place - b.block.place);
  let patience = MOST_IN_VAIN * heads.length;
  while (heads.length > 0 && patience > 0) {
    let present = Infinity;
    for (const { time } of heads) if (time < present) present = time;
    let ended = false;
    for (const head of heads) {
      if (head.time !== present) patience--;
      else patience += MOST_IN_VAIN;
      while (head.time === present) {
        yield head;
        if (!head.next()) {
          head.time = Infinity;
          ended = true;
        }
      }
    }
    patience = Math.min(patience, MOST_IN_VAIN * heads.length);
    if (ended) heads = heads.filter(({ time }) => time < Infinity);
  }
  const heap = new Heap(heads);
  for (let head = heap.first; head; head = heap.first) {
    yield head;
    heap.advance();
  }
}

/** The next reading of a block. */
class Head {
  private index = 0;
  time: number;

  constructor(readonly block: ReadingBlock) {
    this.time = block.times[0] as number;
  }

  get at(): number {
    return this.index;
  }

  /** False behind the last one. */
  next(): boolean {
    const { times } = this.block;
    if (++this.index >= times.length) return false;
    this.time = times[this.index] as number;
    return true;
  }
}

const isBefore = (a: Head, b: Head): boolean =>
  a.time < b.time || (a.time === b.time && a.block.place < b.block.place);

/** Heads of blocks, the first in time on top. */
class Heap {
  private readonly heads: Head[];

  constructor(heads: readonly Head[]) {
    this.heads = [...heads];
    for (let i = (this.heads.length >> 1) - 1; i >= 0; i--) this.sink(i);
  }

  get first(): Head | undefined {
    return this.heads[0];
  }

  /** The first head goes on to its next reading. */
  advance(): void {
    const { heads } = this;
    if (!heads[0]?.next()) {
      const last = heads.pop();
      if (heads.length === 0 || !last) return;
      heads[0] = last;
    }
    this.sink(0);
  }

  private sink(from: number): void {
    const { heads } = this;
    const moved = heads[from] as Head;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heads.length) break;
      if (child + 1 < heads.length && isBefore(heads[child + 1] as Head, heads[child] as Head)) child++;
      if (!isBefore(heads[child] as Head, moved)) break;
      heads[at] = heads[child] as Head;
      at = child;
    }
    heads[at] = moved;
  }
}

/** Few different ones come, and unpacking makes a list of flags each time. */
const unpacked = new Map<number, { readonly quality: QualityClass; readonly flags?: QualityFlag[] }>();

function qualityOf(bits: number): { readonly quality: QualityClass; readonly flags?: QualityFlag[] } {
  const known = unpacked.get(bits);
  if (known) return known;
  const quality = unpackQuality(bits);
  unpacked.set(bits, quality);
  return quality;
}

function readingAt(tenant: string, sensors: readonly BlockSensor[], { block, at, time }: Head): Reading {
  const { unit, sensor, type } = sensors[block.place] as BlockSensor;
  const raw = block.values[at] as number | string;
  const value: ReadingValue = type === 'boolean' ? raw !== 0 : raw;
  const ordinal = block.ordinals?.[at] ?? 0;
  const { quality, flags } = qualityOf(block.quality?.[at] ?? 0);
  return flags
    ? { tenant, unit, sensor, timestamp: time, value, quality, ordinal, flags }
    : { tenant, unit, sensor, timestamp: time, value, quality, ordinal };
}
