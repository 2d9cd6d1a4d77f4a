import type { MasterRequest } from './request';
import type { Task } from './tasks/task';

/** A request of a user that waits for its turn. */
export interface Waiting {
  readonly id: number;
  readonly request: MasterRequest;
  readonly task: Task;
  /** Monotonic ms; after that nobody expects it any more. */
  readonly deadline: number;
}

/** Requests of users, in the order in which they came. All wait equally long. */
export class RequestQueue {
  private waiting: Waiting[] = [];

  constructor(private readonly most: number) {}

  get length(): number {
    return this.waiting.length;
  }

  /** When the first one has waited for too long; Infinity: there is none. */
  get deadline(): number {
    return this.waiting[0]?.deadline ?? Infinity;
  }

  /** False: too many wait. */
  push(waiting: Waiting): boolean {
    if (this.waiting.length >= this.most) return false;
    this.waiting.push(waiting);
    return true;
  }

  shift(): Waiting | undefined {
    return this.waiting.shift();
  }

  /** Takes one back; false where it does not wait. */
  remove(id: number): boolean {
    const left = this.waiting.filter((one) => one.id !== id);
    const found = left.length < this.waiting.length;
    this.waiting = left;
    return found;
  }

  clear(): Waiting[] {
    return this.waiting.splice(0);
  }
}
