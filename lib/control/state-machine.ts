import { ThermaCoreError } from '../core/errors';
import type { CommandState } from '../core/command';

/** What can happen to a command. */
export type CommandEvent = 'confirm' | 'cancel' | 'expire' | 'refuse' | 'outcome' | 'lost';

/**
 * The one table of transitions. What is not in it cannot happen: a command that runs cannot be cancelled, because
 * nobody knows whether the field has the value already; one that is done stays as it is.
 */
export const TRANSITIONS: Readonly<
  Record<CommandState, Readonly<Partial<Record<CommandEvent, CommandState>>>>
> = {
  'pending-confirmation': { confirm: 'running', cancel: 'done', expire: 'done', refuse: 'done' },
  running: { outcome: 'done', lost: 'done' },
  done: {},
};

export const next = (state: CommandState, event: CommandEvent): CommandState | undefined =>
  TRANSITIONS[state][event];

const NOT_NOW: Readonly<Record<CommandState, string>> = {
  'pending-confirmation': 'The command waits for its confirmation.',
  running: 'The command is on its way to the field.',
  done: 'The command is over.',
};

/** Throws `conflict` in words when the event cannot happen in this state. */
export function requireNext(state: CommandState, event: CommandEvent): CommandState {
  const after = next(state, event);
  if (after) return after;
  throw new ThermaCoreError('conflict', NOT_NOW[state], {
    advice: 'Look at the command again: it changed meanwhile.',
  });
}
