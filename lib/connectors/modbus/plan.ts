import { BIT_TYPES, type Table } from './types';

/** What a point takes in its table: registers, or bits. `first` is the address on the wire. */
export interface Span {
  readonly table: Table;
  readonly first: number;
  readonly length: number;
  readonly intervalMs: number;
}

export interface PlanLimits {
  readonly maxRegisters: number;
  readonly maxBits: number;
  /** Registers (of bits sixteen times as many) that may be read although nobody asked. */
  readonly maxGap: number;
}

/** One read request and the spans that its answer has. */
export interface Block {
  readonly table: Table;
  readonly start: number;
  readonly count: number;
  readonly intervalMs: number;
  /** Indexes of spans. */
  readonly spans: readonly number[];
}

/** An address that the device refused is tried again after so long: somebody may have extended the device. */
export const RETRY_REFUSED_MS = 10 * 60_000;

const BITS_PER_REGISTER = 16;

/**
 * Joins what lies near each other into few requests, and learns where a device has holes. A request that is refused with
 * exception 2 (illegal data address) is cut: first where nobody asked for anything, then in the middle, until one span is
 * left, which then is known to be refused; what was cut only to find it is joined again. A span is never cut, so a
 * value of 32 or 64 bit comes from one answer.
 */
export class Planner {
  /** Spans before which no block may go on, by index. */
  private readonly cuts = new Set<number>();
  private readonly refusedSpans = new Set<number>();
  private readonly order: readonly number[];

  constructor(
    private readonly spans: readonly Span[],
    private readonly limits: PlanLimits,
  ) {
    this.order = spans
      .map((_, i) => i)
      .sort((a, b) => {
        const [one, other] = [spans[a], spans[b]] as [Span, Span];
        return (
          one.intervalMs - other.intervalMs ||
          one.table.localeCompare(other.table) ||
          one.first - other.first ||
          one.length - other.length
        );
      });
  }

  /** Spans that the device refuses. */
  get refused(): ReadonlySet<number> {
    return this.refusedSpans;
  }

  plan(): Block[] {
    const blocks: Block[] = [];
    let open: { table: Table; start: number; end: number; intervalMs: number; spans: number[] } | undefined;
    const close = (): void => {
      if (open) blocks.push(blockOf(open));
      open = undefined;
    };
    for (const index of this.order) {
      const span = this.spans[index] as Span;
      const { table, first, length, intervalMs } = span;
      if (this.refusedSpans.has(index)) {
        // Whatever joins over it would be refused, too.
        close();
        blocks.push({ table, start: first, count: length, intervalMs: RETRY_REFUSED_MS, spans: [index] });
        continue;
      }
      const joins =
        open?.table === table &&
        open.intervalMs === intervalMs &&
        !this.cuts.has(index) &&
        first - open.end <= this.gap(table) &&
        Math.max(open.end, first + length) - open.start <= this.most(table);
      if (open && joins) {
        open.end = Math.max(open.end, first + length);
        open.spans.push(index);
        continue;
      }
      close();
      open = { table, start: first, end: first + length, intervalMs, spans: [index] };
    }
    close();
    return blocks;
  }

  /** The device refused a block. Plan again. */
  learn({ spans, table }: Block): void {
    const [only] = spans;
    if (spans.length === 1 && only !== undefined) {
      this.refusedSpans.add(only);
      // Found: what was cut to find it may be one again, around it.
      for (const index of [...this.cuts]) if (this.spans[index]?.table === table) this.cuts.delete(index);
      return;
    }
    const gaps = spans.filter((_, i) => i > 0 && this.startsAfterGap(spans, i));
    const [middle] = spans.slice(Math.floor(spans.length / 2));
    for (const index of gaps.length > 0 ? gaps : middle === undefined ? [] : [middle]) this.cuts.add(index);
  }

  /** A span that was refused has been read. Plan again if this is true. */
  relearn({ spans }: Block): boolean {
    const before = this.refusedSpans.size;
    for (const index of spans) this.refusedSpans.delete(index);
    return this.refusedSpans.size !== before;
  }

  private startsAfterGap(spans: readonly number[], i: number): boolean {
    const ends = spans.slice(0, i).map((index) => {
      const { first, length } = this.spans[index] as Span;
      return first + length;
    });
    return (this.spans[spans[i] as number] as Span).first > Math.max(...ends);
  }

  private gap(table: Table): number {
    return BIT_TYPES.has(table) ? this.limits.maxGap * BITS_PER_REGISTER : this.limits.maxGap;
  }

  private most(table: Table): number {
    return BIT_TYPES.has(table) ? this.limits.maxBits : this.limits.maxRegisters;
  }
}

const blockOf = ({
  table,
  start,
  end,
  intervalMs,
  spans,
}: {
  table: Table;
  start: number;
  end: number;
  intervalMs: number;
  spans: readonly number[];
}): Block => ({ table, start, count: end - start, intervalMs, spans });
