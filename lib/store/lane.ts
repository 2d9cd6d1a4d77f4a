import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { SizedSource, SqlClient, SqlSource } from './sql-client';

export interface LaneOptions {
  readonly name: string;
  /** Connections at a time, at first. */
  readonly size: number;
  /** How many may wait for one; the next is refused at once. */
  readonly maxWaiting: number;
  /** How long one may wait, in ms. */
  readonly acquireTimeoutMs: number;
  readonly clock: Clock;
}

interface Waiter {
  go(): void;
  refuse(reason: ThermaCoreError): void;
}

/**
 * Connections for one purpose: whoever finds all busy waits in line, for a bounded time in a bounded line, and is told
 * which lane is full.
 */
export class Lane implements SqlSource {
  private readonly line = new Set<Waiter>();
  private used = 0;
  private connections: number;
  private closed = false;

  constructor(
    private readonly source: SizedSource,
    private readonly options: LaneOptions,
  ) {
    this.connections = options.size;
  }

  get size(): number {
    return this.connections;
  }
  get inUse(): number {
    return this.used;
  }
  get waiting(): number {
    return this.line.size;
  }

  /** Rejects `unavailable` when no connection became free in time. */
  async use<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await this.source.use(work);
    } finally {
      this.leave();
    }
  }

  /** More are used at once; of too many, each is given back when its work is done. */
  resize(connections: number): void {
    this.connections = connections;
    this.source.resize(connections);
    for (const waiter of this.line) {
      if (this.used >= connections) break;
      this.used++;
      waiter.go();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const waiter of this.line) waiter.refuse(this.closing());
    await this.source.close();
  }

  private enter(): Promise<void> {
    const { maxWaiting, acquireTimeoutMs, clock } = this.options;
    if (this.closed) return Promise.reject(this.closing());
    if (this.used < this.connections) {
      this.used++;
      return Promise.resolve();
    }
    if (this.line.size >= maxWaiting) return Promise.reject(this.exhausted());
    return new Promise((resolve, reject) => {
      const timer = clock.after(acquireTimeoutMs, () => waiter.refuse(this.exhausted()));
      const waiter: Waiter = {
        go: () => {
          leave();
          resolve();
        },
        refuse: (reason) => {
          leave();
          reject(reason);
        },
      };
      const leave = (): void => {
        timer.stop();
        this.line.delete(waiter);
      };
      this.line.add(waiter);
    });
  }

  /** The first in line takes over the place, so that no newcomer overtakes it. */
  private leave(): void {
    const [first] = this.line;
    if (first && this.used <= this.connections) first.go();
    else this.used--;
  }

  private exhausted(): ThermaCoreError {
    const { name } = this.options;
    const size = this.connections;
    return new ThermaCoreError(
      'unavailable',
      `The database lane "${name}" is exhausted: ${size} of ${size} connections are busy, ${this.line.size} more wait.`,
      { advice: 'Try again in a moment; if it happens often, raise the pool size of the database node.' },
    );
  }

  private closing(): ThermaCoreError {
    return new ThermaCoreError('unavailable', 'The database is being closed.');
  }
}
