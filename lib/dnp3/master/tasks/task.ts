import type { Fragment } from '../../app/fragment';
import type { FunctionCode } from '../../app/function-code';
import { iinNames, REFUSALS } from '../../app/iin';
import type { FragmentWriter } from '../../app/writer';
import type { Now } from '../../machine';
import { DONE, failure, type Failure, type RequestResult } from '../request';

/** A request of a conversation. */
export interface Question {
  readonly code: FunctionCode;
  /** Adds the objects; false where they do not fit into the fragment. */
  readonly write: (writer: FragmentWriter) => boolean;
  /** It does no harm when the outstation carries it out twice. */
  readonly repeatable: boolean;
}

/** What follows an answer: another request, or the end of the conversation. */
export type Step = { readonly ask: Question } | { readonly end: RequestResult };

/**
 * One conversation: a request and its answer, or several of them. It builds the requests and takes the answers; number,
 * time-out, repetition and confirmation are the session's.
 */
export interface Task {
  /** For the log, e.g. `integrity poll`. */
  readonly name: string;
  /** The points in the answer are measurements, and are delivered. */
  readonly reads: boolean;
  /** The first request. Called again when the whole conversation is repeated. */
  begin(now: Now): Question;
  /**
   * A fragment of the answer, in order and well-formed. Undefined while more fragments are to come (`control.fin` tells
   * the last). `measurements`: how many of it were delivered.
   */
  take(answer: Fragment, now: Now, measurements: number): Step | undefined;
}

/** Undefined where the outstation accepted the request. */
export function refusalOf(name: string, { iin }: Fragment): Failure | undefined {
  const refusals = iin & REFUSALS;
  if (refusals === 0) return undefined;
  return failure('refused', `the outstation refuses the ${name}: ${iinNames(refusals).join(', ')}`);
}

export const end = (result: RequestResult): Step => ({ end: result });

/** A request whose answer says no more than whether it was accepted. */
export function plainTask(name: string, question: Question): Task {
  return {
    name,
    reads: false,
    begin: () => question,
    take: (answer) => end(refusalOf(name, answer) ?? DONE),
  };
}
