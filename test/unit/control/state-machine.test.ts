import assert from 'node:assert/strict';
import { COMMAND_STATES } from '../../../lib/core/command';
import { next, requireNext, type CommandEvent } from '../../../lib/control/state-machine';

/** Written out a second time, so that a change of the table is a change here. */
const EXPECTED: Record<string, string> = {
  'pending-confirmation confirm': 'running',
  'pending-confirmation cancel': 'done',
  'pending-confirmation expire': 'done',
  'pending-confirmation refuse': 'done',
  'running outcome': 'done',
  'running lost': 'done',
};
const EVENTS: CommandEvent[] = ['confirm', 'cancel', 'expire', 'refuse', 'outcome', 'lost'];

describe('The states of a command', () => {
  for (const state of COMMAND_STATES)
    for (const event of EVENTS) {
      const after = EXPECTED[`${state} ${event}`];
      it(`${state}, ${event}: ${after ?? 'cannot happen'}`, () => {
        assert.equal(next(state, event), after);
        if (after === undefined) assert.throws(() => requireNext(state, event), { code: 'conflict' });
        else assert.equal(requireNext(state, event), after);
      });
    }
});
