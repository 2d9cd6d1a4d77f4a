import type { RungName } from '../rung';
import { identity } from './0001-identity';
import { plant } from './0002-plant';
import { readings } from './0003-readings';
import { writeFunction } from './0004-write-function';

export interface Migration {
  /** Sorts by number; never changes once released. */
  readonly name: string;
  /** The text for a rung; it must stay the same for that rung for ever. */
  sql(rung: RungName): string;
}

/** Forward only, in this order. A released migration is never edited: write the next one. */
export const migrations: readonly Migration[] = [identity, plant, readings, writeFunction];
