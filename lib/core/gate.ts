import { ThermaCoreError } from './errors';

/** Lets a bounded number of pieces of work run at a time and a bounded number wait, in order. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
    private readonly fullMessage: string,
  ) {}

  get idle(): boolean {
    return this.running === 0;
  }

  /** Throws `rate-limited` when too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.maxRunning) {
      if (this.waiting.length >= this.maxWaiting)
        throw new ThermaCoreError('rate-limited', this.fullMessage, {
          advice: 'Try again in a few seconds.',
        });
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running++;
    try {
      return await work();
    } finally {
      // The place is handed over, not freed and fought for.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
