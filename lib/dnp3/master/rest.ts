import { backOff } from './job';

/** How long polls of a silent outstation rest: longer each time, so that it takes little from others on the line. */
export class Rest {
  /** Monotonic ms; in the past where it does not rest. */
  until = -Infinity;
  private silences = 0;

  constructor(private readonly limits: { readonly first: number; readonly most: number }) {}

  /** The last request stayed unanswered. */
  get doubtful(): boolean {
    return this.silences > 0;
  }

  silent(mono: number): void {
    this.silences++;
    this.until = mono + backOff(this.silences, this.limits);
  }

  heard(): void {
    this.silences = 0;
    this.until = -Infinity;
  }
}
