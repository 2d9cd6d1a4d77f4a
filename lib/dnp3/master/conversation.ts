import type { Waiting } from './request-queue';
import type { Turn } from './schedule';
import type { Question, Step, Task } from './tasks/task';

/** The conversation that is under way. */
export interface Conversation {
  readonly task: Task;
  /** Of the schedule; undefined where a user asked. */
  readonly turn: Turn | undefined;
  /** The user's request; undefined where it is of the schedule. */
  readonly waiting: Waiting | undefined;
  question: Question;
  /** How often it may begin anew when nobody answers. */
  retries: number;
  /** It begins anew when it has the turn again: others on the line do not wait for a silent one twice. */
  paused: boolean;
  /** Fragments of the present answer that came. */
  fragments: number;
  /** Monotonic ms until which the next fragment must be there; Infinity while measurements are stored. */
  deadline: number;
  /** What follows when the measurements of the last fragment are stored. */
  stored: { readonly batch: number; readonly confirm: number; readonly step: Step | undefined } | undefined;
  /** Indications of the last fragment; undefined before the first one. */
  iin: number | undefined;
}
