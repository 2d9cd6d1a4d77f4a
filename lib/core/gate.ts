import { ThermaCoreError } from './errors';

/** Tenants of which what nobody waits for is read at a time: with a hundred, people still find a free connection. */
const TENANTS_AT_A_TIME = 4;

/** Lets a bounded number of pieces of work run at a time and a bounded number wait, in order. */
export class Gate {
  /** For what is done for each tenant on its own, such as loading it: all of them may wait. */
  static ofTenants(): Gate {
    return new Gate(TENANTS_AT_A_TIME, Infinity, '');
  }

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
