/** What a master knows of its outstation. */
export type MasterState =
  /** There is no connection. */
  | 'offline'
  /** Connected; the sequence of start-up is not through. */
  | 'starting'
  | 'online'
  /** Connected, but requests stay unanswered. */
  | 'no-answer';

export type MasterEvent =
  | 'opened'
  | 'closed'
  /** An answer came, and nothing of the start-up is left. */
  | 'ready'
  /** An answer came, and there is something of the start-up left: also after a restart of the outstation. */
  | 'unready'
  /** A request stayed unanswered, repetitions and all. */
  | 'silent';

const TRANSITIONS: Readonly<Record<MasterState, Readonly<Partial<Record<MasterEvent, MasterState>>>>> = {
  offline: { opened: 'starting' },
  starting: { closed: 'offline', ready: 'online', silent: 'no-answer' },
  online: { closed: 'offline', unready: 'starting', silent: 'no-answer' },
  'no-answer': { closed: 'offline', ready: 'online', unready: 'starting' },
};

/** The state after an event; the same where the event changes nothing. */
export function after(state: MasterState, event: MasterEvent): MasterState {
  return TRANSITIONS[state][event] ?? state;
}
