import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { FairGate, OWN_TURN, type Turn } from '../core/fair-gate';
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

/**
 * Connections for one purpose: whoever finds all busy waits for a bounded time in a bounded line, where tenants take turns
 * and what people wait for goes before what is long, and is told which lane is full.
 */
export class Lane implements SqlSource {
  private readonly gate: FairGate;

  constructor(
    private readonly source: SizedSource,
    private readonly options: LaneOptions,
  ) {
    const { size, maxWaiting, acquireTimeoutMs: timeoutMs, clock } = options;
    this.gate = new FairGate({ size, maxWaiting, timeoutMs, clock, full: () => this.exhausted() });
  }

  get size(): number {
    return this.gate.size;
  }
  get inUse(): number {
    return this.gate.inUse;
  }
  get waiting(): number {
    return this.gate.waiting;
  }

  /** Connections that a tenant has. */
  heldBy(tenant: string): number {
    return this.gate.heldBy(tenant);
  }

  /** Rejects `unavailable` when no connection became free in time. */
  async use<T>(work: (client: SqlClient) => Promise<T>, turn: Turn = OWN_TURN): Promise<T> {
    await this.gate.enter(turn);
    try {
      return await this.source.use(work);
    } finally {
      this.gate.leave(turn.owner);
    }
  }

  /** More are used at once; of too many, each is given back when its work is done. */
  resize(connections: number): void {
    // First the connections, then those who wait for them.
    this.source.resize(connections);
    this.gate.resize(connections);
  }

  async close(): Promise<void> {
    this.gate.close(new ThermaCoreError('unavailable', 'The database is being closed.'));
    await this.source.close();
  }

  private exhausted(): ThermaCoreError {
    const { name } = this.options;
    const { size, waiting } = this.gate;
    return new ThermaCoreError(
      'unavailable',
      `The database lane "${name}" is exhausted: ${size} of ${size} connections are busy, ${waiting} more wait.`,
      { advice: 'Try again in a moment; if it happens often, raise the pool size of the database node.' },
    );
  }
}
