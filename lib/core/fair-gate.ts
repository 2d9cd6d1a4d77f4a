import type { Clock } from './clock';
import type { ThermaCoreError } from './errors';
import { FairLine } from './fair-line';

export interface FairGateOptions {
  /** Places, at first. */
  readonly size: number;
  /** How many may wait, of all owners together. */
  readonly maxWaiting: number;
  /** How long one may wait, in ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** What those are told who find no place in time, or no room in the line. */
  readonly full: () => ThermaCoreError;
}

/** Who wants a place, and for what. */
export interface Turn {
  /** The tenant; `''` is the installation itself, which may hold all places. */
  readonly owner: string;
  /** It is for something long: what people wait for goes before it. */
  readonly patient?: boolean;
  /** Whoever gives up waiting aborts it. */
  readonly signal?: AbortSignal;
}

interface Waiter {
  readonly owner: string;
  go(): void;
  refuse(reason: Error): void;
}

export const OWN_TURN: Turn = { owner: '' };

/** Of fewer places none is kept free: it would be too large a part. */
const FEWEST_TO_SHARE = 4;
const MOST_SHARE = 3 / 4;

/**
 * Places for work, shared fairly between owners: a place that becomes free goes to the one of those waiting who holds
 * fewest, in turn among equals. Work is not interrupted, so a quarter of the places is kept for whoever else may come: one
 * owner alone holds three quarters at most.
 *
 * The line is bounded. When it is full, the last of the owner with the longest line makes room for one with a shorter.
 */
export class FairGate {
  private readonly line = new FairLine<Waiter>();
  private readonly held = new Map<string, number>();
  private places: number;
  private used = 0;
  private closed: Error | undefined;

  constructor(private readonly options: FairGateOptions) {
    this.places = options.size;
  }

  get size(): number {
    return this.places;
  }
  get inUse(): number {
    return this.used;
  }
  get waiting(): number {
    return this.line.size;
  }

  heldBy(owner: string): number {
    return this.held.get(owner) ?? 0;
  }

  /** Resolves with a place, to be given back by `leave`. Rejects when there is none in time. */
  enter({ owner, patient, signal }: Turn): Promise<void> {
    if (this.closed) return Promise.reject(this.closed);
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.used < this.places && this.rankOf(owner) !== undefined) {
      this.occupy(owner);
      return Promise.resolve();
    }
    if (this.line.size >= this.options.maxWaiting && !this.makeRoomFor(owner))
      return Promise.reject(this.options.full());
    return this.wait(owner, patient, signal);
  }

  leave(owner: string): void {
    this.used--;
    const left = this.heldBy(owner) - 1;
    if (left > 0) this.held.set(owner, left);
    else this.held.delete(owner);
    this.admit();
  }

  /** More places are used at once; of too many, each is given up when its work is done. */
  resize(places: number): void {
    this.places = places;
    this.admit();
  }

  /** Refuses whoever waits or comes. */
  close(reason: Error): void {
    this.closed = reason;
    for (const waiter of [...this.line.items()]) waiter.refuse(reason);
  }

  private wait(owner: string, patient: boolean | undefined, signal: AbortSignal | undefined): Promise<void> {
    const { clock, timeoutMs, full } = this.options;
    return new Promise((resolve, reject) => {
      const gaveUp = (): void => waiter.refuse(signal?.reason as Error);
      const timer = clock.after(timeoutMs, () => waiter.refuse(full()));
      const done = (): void => {
        timer.stop();
        signal?.removeEventListener('abort', gaveUp);
      };
      const waiter: Waiter = {
        owner,
        go: () => {
          done();
          resolve();
        },
        refuse: (reason) => {
          done();
          this.line.delete(owner, waiter);
          reject(reason);
        },
      };
      signal?.addEventListener('abort', gaveUp, { once: true });
      this.line.push(owner, waiter, patient);
    });
  }

  /** Who holds fewest is first; undefined for one who holds as many as an owner may. */
  private rankOf(owner: string): number | undefined {
    const held = this.heldBy(owner);
    const most =
      owner === '' || this.places < FEWEST_TO_SHARE ? this.places : Math.ceil(this.places * MOST_SHARE);
    return held < most ? held : undefined;
  }

  private admit(): void {
    while (this.used < this.places) {
      const owner = this.line.turn((one) => this.rankOf(one));
      const next = owner === undefined ? undefined : this.line.take(owner);
      if (!next) return;
      this.occupy(next.owner);
      next.go();
    }
  }

  private occupy(owner: string): void {
    this.used++;
    this.held.set(owner, this.heldBy(owner) + 1);
  }

  private makeRoomFor(owner: string): boolean {
    const longest = this.line.longest();
    if (longest === undefined || this.line.sizeOf(longest) <= this.line.sizeOf(owner) + 1) return false;
    this.line.last(longest)?.refuse(this.options.full());
    return true;
  }
}
