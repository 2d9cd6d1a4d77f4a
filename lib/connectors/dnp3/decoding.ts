import { DECODE_LEVELS, type DecodeLevel } from '../../dnp3/decode-log/level';
import type { Line } from './stack';

interface Wish {
  readonly level: DecodeLevel;
  readonly log: (block: string) => void;
}

/** The decode log of a connection, for all who want it: as deep as the deepest wish, and off without any. */
export class SharedDecoding {
  private readonly wishes = new Set<Wish>();
  private level: DecodeLevel = 'off';

  constructor(private readonly line: Line) {}

  /** Returns what ends it. */
  add(level: DecodeLevel, log: (block: string) => void): () => void {
    const wish: Wish = { level, log };
    this.wishes.add(wish);
    this.settle();
    return () => {
      if (this.wishes.delete(wish)) this.settle();
    };
  }

  private settle(): void {
    const wanted = [...this.wishes].map(({ level }) => level);
    const deepest = DECODE_LEVELS.findLast((level) => wanted.includes(level)) ?? 'off';
    if (deepest === this.level) return;
    this.level = deepest;
    this.line.decode(deepest, (block) => {
      for (const { log } of [...this.wishes]) log(block);
    });
  }
}
