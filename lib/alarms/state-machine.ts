import { ThermaCoreError } from '../core/errors';

/**
 * The states of an alarm (ISA-18.2, IEC 62682; OPC 10000-9 names the same).
 *
 * Three of them cover the others: while an alarm is shelved, suppressed by design or out of service, its condition goes
 * on being tracked (`Underlying`), and that decides what it comes back to.
 */
export const ALARM_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned-unacknowledged',
  'latched-unacknowledged',
  'latched-acknowledged',
  'shelved',
  'suppressed-by-design',
  'out-of-service',
] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** What the process does. */
export const PROCESS_EVENTS = ['active', 'return', 'level-up', 'level-down'] as const;
/** What people do. */
export const ACTIONS = ['acknowledge', 'reset', 'shelve', 'un-shelve', 'out-of-service', 'back-in-service'] as const; // prettier-ignore
/** What the rule's design and the clock do. */
export const DESIGN_EVENTS = ['suppress', 'un-suppress', 'shelve-time-out', 're-alarm'] as const;
export const ALARM_EVENTS = [...PROCESS_EVENTS, ...ACTIONS, ...DESIGN_EVENTS] as const;
export type AlarmAction = (typeof ACTIONS)[number];
export type AlarmEvent = (typeof ALARM_EVENTS)[number];

/** What goes on below a state that covers it, after the event. */
export interface Underlying {
  /** The condition holds, delays counted. */
  readonly active: boolean;
  /** It is, and the system whose condition it is has it acknowledged. */
  readonly held: boolean;
  /** It held, was not reset since, and the rule latches. */
  readonly latched: boolean;
  readonly shelved: boolean;
  readonly suppressed: boolean;
}
type Guard = keyof Underlying;

export interface Transition {
  readonly from: AlarmState;
  readonly event: AlarmEvent;
  readonly to: AlarmState;
  /** Only while this holds below; of the rows of one state and event the first that fits counts. */
  readonly when?: Guard;
}

const row = (from: AlarmState, event: AlarmEvent, to: AlarmState, when?: Guard): Transition =>
  when ? { from, event, to, when } : { from, event, to };

/** What an alarm comes back to when nothing covers it any more: a condition that holds is announced anew. */
const uncovered = (from: AlarmState, event: AlarmEvent): Transition[] => [
  row(from, event, 'acknowledged', 'held'),
  row(from, event, 'unacknowledged', 'active'),
  row(from, event, 'latched-unacknowledged', 'latched'),
  row(from, event, 'normal'),
];

const ANNOUNCED = ALARM_STATES.slice(0, 6);

/** Each state that nothing covers can be covered by each of the three. */
const covering = ANNOUNCED.flatMap((from) => [
  row(from, 'shelve', 'shelved'),
  row(from, 'suppress', 'suppressed-by-design'),
  row(from, 'out-of-service', 'out-of-service'),
]);

/** A covered state stays what it is, whatever the process does. */
const tracked = (['shelved', 'suppressed-by-design', 'out-of-service'] as const).flatMap((state) =>
  PROCESS_EVENTS.map((event) => row(state, event, state)),
);

/** The one table of transitions. What is not in it cannot happen; `refusal` says why in words. */
export const TRANSITIONS: readonly Transition[] = [
  row('normal', 'active', 'acknowledged', 'held'),
  row('normal', 'active', 'unacknowledged'),

  row('unacknowledged', 'acknowledge', 'acknowledged'),
  row('unacknowledged', 'return', 'latched-unacknowledged', 'latched'),
  row('unacknowledged', 'return', 'returned-unacknowledged'),
  row('unacknowledged', 'level-up', 'unacknowledged'),
  row('unacknowledged', 'level-down', 'unacknowledged'),

  row('acknowledged', 'return', 'latched-acknowledged', 'latched'),
  row('acknowledged', 'return', 'normal'),
  // Worse than what was acknowledged: it is announced again. Better: it is not.
  row('acknowledged', 'level-up', 'acknowledged', 'held'),
  row('acknowledged', 'level-up', 'unacknowledged'),
  row('acknowledged', 'level-down', 'acknowledged'),
  row('acknowledged', 're-alarm', 'unacknowledged'),

  // Only where it has to be confirmed, which its system says late.
  row('returned-unacknowledged', 'acknowledge', 'latched-acknowledged', 'latched'),
  row('returned-unacknowledged', 'acknowledge', 'normal'),
  row('returned-unacknowledged', 'active', 'acknowledged', 'held'),
  row('returned-unacknowledged', 'active', 'unacknowledged'),

  row('latched-unacknowledged', 'acknowledge', 'latched-acknowledged'),
  row('latched-unacknowledged', 'active', 'acknowledged', 'held'),
  row('latched-unacknowledged', 'active', 'unacknowledged'),
  row('latched-acknowledged', 'reset', 'normal'),
  row('latched-acknowledged', 'active', 'acknowledged', 'held'),
  row('latched-acknowledged', 'active', 'unacknowledged'),

  ...covering,
  ...tracked,

  row('shelved', 'shelve', 'shelved'),
  row('shelved', 'suppress', 'suppressed-by-design'),
  row('shelved', 'out-of-service', 'out-of-service'),
  ...uncovered('shelved', 'un-shelve'),
  ...uncovered('shelved', 'shelve-time-out'),

  row('suppressed-by-design', 'out-of-service', 'out-of-service'),
  row('suppressed-by-design', 'shelve-time-out', 'suppressed-by-design'),
  row('suppressed-by-design', 'un-suppress', 'shelved', 'shelved'),
  ...uncovered('suppressed-by-design', 'un-suppress'),

  row('out-of-service', 'suppress', 'out-of-service'),
  row('out-of-service', 'un-suppress', 'out-of-service'),
  row('out-of-service', 'shelve-time-out', 'out-of-service'),
  row('out-of-service', 'back-in-service', 'suppressed-by-design', 'suppressed'),
  row('out-of-service', 'back-in-service', 'shelved', 'shelved'),
  ...uncovered('out-of-service', 'back-in-service'),
];

const table = new Map<AlarmState, Map<AlarmEvent, Transition[]>>();
for (const transition of TRANSITIONS) {
  const events = table.get(transition.from) ?? new Map<AlarmEvent, Transition[]>();
  table.set(transition.from, events);
  events.set(transition.event, [...(events.get(transition.event) ?? []), transition]);
}

/** The state after the event, or undefined where it cannot happen. */
export function next(state: AlarmState, event: AlarmEvent, below: Underlying): AlarmState | undefined {
  return table
    .get(state)
    ?.get(event)
    ?.find(({ when }) => when === undefined || below[when])?.to;
}

const STATE_WORDS: Readonly<Record<AlarmState, string>> = {
  normal: 'is not active',
  unacknowledged: 'is active and not acknowledged',
  acknowledged: 'is acknowledged already and still active',
  'returned-unacknowledged': 'has returned and is not acknowledged',
  'latched-unacknowledged': 'has returned, is latched and not acknowledged',
  'latched-acknowledged': 'is acknowledged already and latched',
  shelved: 'is shelved',
  'suppressed-by-design': 'is suppressed by design',
  'out-of-service': 'is out of service',
};

const EVENT_WORDS: Readonly<Record<AlarmEvent, string>> = {
  active: 'become active',
  return: 'return',
  'level-up': 'get worse',
  'level-down': 'get better',
  acknowledge: 'be acknowledged',
  reset: 'be reset',
  shelve: 'be shelved',
  'un-shelve': 'be un-shelved',
  'out-of-service': 'be taken out of service',
  'back-in-service': 'be put back in service',
  suppress: 'be suppressed',
  'un-suppress': 'come out of suppression',
  'shelve-time-out': 'come back from the shelf',
  're-alarm': 'be announced again',
};

/** What to do instead, where there is something. */
const ADVICE: Readonly<Partial<Record<AlarmEvent, Readonly<Partial<Record<AlarmState, string>>>>>> = {
  acknowledge: {
    shelved: 'Un-shelve it first.',
    'out-of-service': 'Put it back in service first.',
  },
  reset: {
    unacknowledged: 'Acknowledge it, and reset it when it has returned.',
    acknowledged: 'Reset it when it has returned.',
    'returned-unacknowledged': 'Acknowledge it; its rule does not latch.',
    'latched-unacknowledged': 'Acknowledge it first.',
    shelved: 'Un-shelve it first.',
    'out-of-service': 'Put it back in service first.',
  },
  shelve: { 'out-of-service': 'Put it back in service first.' },
};

/** Why the event cannot happen in this state, in words. */
export function refusal(state: AlarmState, event: AlarmEvent): { message: string; advice?: string } {
  const message = `The alarm ${STATE_WORDS[state]}, so it cannot ${EVENT_WORDS[event]}.`;
  const advice = ADVICE[event]?.[state];
  return advice ? { message, advice } : { message };
}

/** Throws `conflict` in words when the event cannot happen in this state. */
export function requireNext(state: AlarmState, event: AlarmEvent, below: Underlying): AlarmState {
  const after = next(state, event, below);
  if (after) return after;
  const { message, advice } = refusal(state, event);
  throw new ThermaCoreError('conflict', message, advice ? { advice } : {});
}

/** States in which an operator is told of the alarm. */
export const isAnnounced = (state: AlarmState): boolean => state !== 'normal' && !isCovered(state);
/** Shelved, suppressed or out of service: announced to nobody. */
export const isCovered = (state: AlarmState): boolean =>
  state === 'shelved' || state === 'suppressed-by-design' || state === 'out-of-service';
/** States that wait for an acknowledgement. */
export const isUnacknowledged = (state: AlarmState): boolean => state.endsWith('unacknowledged');
