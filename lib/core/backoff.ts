/** Exponential backoff with full jitter: a random wait in (0, min(ceiling, first·2ⁿ)], never below `floor`. */
export interface BackoffOptions {
  /** Wait before the second attempt, in ms. Default 500. */
  readonly first?: number;
  /** Longest wait, in ms. Default 30,000. */
  readonly ceiling?: number;
  /** Shortest wait, in ms. Default 100. */
  readonly floor?: number;
  /** Source of randomness in [0, 1). */
  readonly random?: () => number;
}

export class Backoff {
  private attempt = 0;
  private readonly first: number;
  private readonly ceiling: number;
  private readonly floor: number;
  private readonly random: () => number;

  constructor(options: BackoffOptions = {}) {
    this.first = options.first ?? 500;
    this.ceiling = options.ceiling ?? 30_000;
    this.floor = options.floor ?? 100;
    this.random = options.random ?? Math.random;
  }

  /** The wait before the next attempt, in ms. */
  next(): number {
    const limit = Math.min(this.ceiling, this.first * 2 ** Math.min(this.attempt++, 20));
    return Math.max(this.floor, Math.round(this.random() * limit));
  }

  /** Call after a success that lasted. */
  reset(): void {
    this.attempt = 0;
  }
}
