import type { FragmentWriter } from '../app/writer';
import type { EventBatch } from './event-buffer';

/** A piece of a response. It may take several fragments. */
export interface Part {
  /** Writes on where it stopped, events into the batch. Answers false where the fragment is full before the end. */
  write(writer: FragmentWriter, batch: EventBatch): boolean;
}
