import assert from 'node:assert/strict';
import {
  ALARM_EVENTS,
  ALARM_STATES,
  TRANSITIONS,
  isAnnounced,
  next,
  refusal,
  requireNext,
  type AlarmEvent,
  type AlarmState,
  type Underlying,
} from '../../../lib/alarms/state-machine';
import { stateDiagram } from '../../../lib/alarms';

const quiet: Underlying = { active: false, held: false, latched: false, shelved: false, suppressed: false };
const active: Underlying = { ...quiet, active: true };
/** A condition that its own system has acknowledged. */
const held: Underlying = { ...active, held: true };
const latched: Underlying = { ...quiet, latched: true };

const back = 'un-shelve shelve-time-out';
/** Written out a second time, so that a change of the table is a change here: state, events, what goes on below, result. */
const EXPECTED: readonly (readonly [AlarmState, string, Underlying, AlarmState])[] = [
  ['normal', 'active', active, 'unacknowledged'],
  ['normal', 'active', held, 'acknowledged'],
  ['unacknowledged', 'acknowledge', active, 'acknowledged'],
  ['unacknowledged', 'return', quiet, 'returned-unacknowledged'],
  ['unacknowledged', 'return', latched, 'latched-unacknowledged'],
  ['unacknowledged', 'level-up level-down', active, 'unacknowledged'],
  ['acknowledged', 'return', quiet, 'normal'],
  ['acknowledged', 'return', latched, 'latched-acknowledged'],
  ['acknowledged', 'level-up re-alarm', active, 'unacknowledged'],
  ['acknowledged', 'level-up', held, 'acknowledged'],
  ['acknowledged', 'level-down', active, 'acknowledged'],
  ['returned-unacknowledged', 'acknowledge', quiet, 'normal'],
  ['returned-unacknowledged', 'acknowledge', latched, 'latched-acknowledged'],
  ['returned-unacknowledged', 'active', held, 'acknowledged'],
  ['returned-unacknowledged', 'active', active, 'unacknowledged'],
  ['latched-unacknowledged', 'acknowledge', latched, 'latched-acknowledged'],
  ['latched-unacknowledged', 'active', held, 'acknowledged'],
  ['latched-unacknowledged', 'active', active, 'unacknowledged'],
  ['latched-acknowledged', 'reset', latched, 'normal'],
  ['latched-acknowledged', 'active', held, 'acknowledged'],
  ['latched-acknowledged', 'active', active, 'unacknowledged'],
  ...ALARM_STATES.slice(0, 6).flatMap((from) => [
    [from, 'shelve', quiet, 'shelved'] as const,
    [from, 'suppress', quiet, 'suppressed-by-design'] as const,
    [from, 'out-of-service', quiet, 'out-of-service'] as const,
  ]),
  ...ALARM_STATES.slice(6).map((from) => [from, 'active return level-up level-down', active, from] as const),
  ['shelved', back, active, 'unacknowledged'],
  ['shelved', back, held, 'acknowledged'],
  ['shelved', back, latched, 'latched-unacknowledged'],
  ['shelved', back, quiet, 'normal'],
  ['shelved', 'shelve', active, 'shelved'],
  ['shelved', 'suppress', { ...active, shelved: true }, 'suppressed-by-design'],
  ['shelved', 'out-of-service', active, 'out-of-service'],
  ['suppressed-by-design', 'un-suppress', active, 'unacknowledged'],
  ['suppressed-by-design', 'un-suppress', held, 'acknowledged'],
  ['suppressed-by-design', 'un-suppress', latched, 'latched-unacknowledged'],
  ['suppressed-by-design', 'un-suppress', quiet, 'normal'],
  ['suppressed-by-design', 'un-suppress', { ...active, shelved: true }, 'shelved'],
  ['suppressed-by-design', 'shelve-time-out', active, 'suppressed-by-design'],
  ['suppressed-by-design', 'out-of-service', active, 'out-of-service'],
  ['out-of-service', 'back-in-service', active, 'unacknowledged'],
  ['out-of-service', 'back-in-service', held, 'acknowledged'],
  ['out-of-service', 'back-in-service', latched, 'latched-unacknowledged'],
  ['out-of-service', 'back-in-service', quiet, 'normal'],
  ['out-of-service', 'back-in-service', { ...active, shelved: true }, 'shelved'],
  [
    'out-of-service',
    'back-in-service',
    { ...active, shelved: true, suppressed: true },
    'suppressed-by-design',
  ],
  ['out-of-service', 'suppress un-suppress shelve-time-out', active, 'out-of-service'],
];

describe('The states of an alarm (ISA-18.2)', () => {
  const possible = new Set<string>();
  for (const [from, events, below, to] of EXPECTED)
    for (const event of events.split(' ') as AlarmEvent[]) {
      possible.add(`${from} ${event}`);
      const held = Object.entries(below).filter(([, holds]) => holds);
      it(`${from}, ${event}${held.length ? ` (${held.map(([name]) => name).join(', ')})` : ''}: ${to}`, () => {
        assert.equal(next(from, event, below), to);
        assert.equal(requireNext(from, event, below), to);
      });
    }

  for (const state of ALARM_STATES)
    for (const event of ALARM_EVENTS)
      if (!possible.has(`${state} ${event}`))
        it(`${state}, ${event}: refused in words`, () => {
          assert.equal(next(state, event, active), undefined);
          const { message } = refusal(state, event);
          assert.match(message, /^The alarm (is|has) .+, so it cannot .+\.$/);
          assert.throws(() => requireNext(state, event, quiet), { code: 'conflict', message });
        });

  it('can be left, all of them, and come back to normal', () => {
    const reaches = new Set<AlarmState>(['normal']);
    for (let before = 0; before !== reaches.size;) {
      before = reaches.size;
      for (const { from, to } of TRANSITIONS) if (reaches.has(to)) reaches.add(from);
    }
    assert.deepEqual(
      [...ALARM_STATES].filter((state) => !reaches.has(state)),
      [],
    );
  });

  it('can be reached, all of them, from normal', () => {
    const reached = new Set<AlarmState>(['normal']);
    for (let before = 0; before !== reached.size;) {
      before = reached.size;
      for (const { from, to } of TRANSITIONS) if (reached.has(from)) reached.add(to);
    }
    assert.equal(reached.size, ALARM_STATES.length);
  });

  it('have a way out for every row: the last of each state and event has no guard or a sister that fits', () => {
    for (const { from, event } of TRANSITIONS) {
      const rows = TRANSITIONS.filter((one) => one.from === from && one.event === event);
      assert.equal(rows.at(-1)?.when, undefined, `${from}, ${event}`);
    }
  });

  it('are drawn from the table: every state, and an arrow for every row', () => {
    const diagram = stateDiagram();
    for (const state of ALARM_STATES) assert.ok(diagram.includes(`state "${state}" as`), state);
    for (const { from, to, event, when } of TRANSITIONS) {
      const arrow = `${from} --> ${to} : `.replaceAll(/(?<=[a-z])-(?=[a-z])/g, '_');
      const line = diagram.split('\n').find((one) => one.startsWith(`  ${arrow}`));
      assert.ok(line?.includes(when ? `${event} [${when}]` : event), `${arrow}${event}`);
    }
  });

  it('are announced unless they are normal or covered', () => {
    assert.deepEqual(ALARM_STATES.filter(isAnnounced), ALARM_STATES.slice(1, 6));
  });
});
