import type { RungName } from '../rung';

export interface Migration {
  /** Sorts by number; never changes once released. */
  readonly name: string;
  /** The text for a rung; it must stay the same for that rung for ever. */
  sql(this: void, rung: RungName): string;
}
