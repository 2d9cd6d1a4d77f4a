import assert from 'node:assert/strict';
import { CommandStatus } from '../../../../lib/dnp3/app/command-status';
import { PendingControls, statusOf } from '../../../../lib/connectors/dnp3/outstation/pending-controls';
import { FakeClock } from '../../../support/fake-clock';

describe('A control on its way through a flow', () => {
  let clock: FakeClock;
  let pending: PendingControls;
  beforeEach(() => {
    clock = new FakeClock();
    pending = new PendingControls(clock, 4000);
  });

  it('is answered with the outcome that the flow brings back, once', async () => {
    let number = 0;
    const status = pending.begin((control) => (number = control));
    assert.equal(pending.end(number, statusOf('verified')), true);
    assert.equal(await status, CommandStatus.Success);
    assert.equal(pending.end(number, 0), false);
    assert.deepEqual([pending.size, clock.timers], [0, 0]);
  });

  it('is no success where nobody says what became of it', async () => {
    const status = pending.begin(() => undefined);
    clock.advance(4000);
    assert.equal(await status, CommandStatus.Undefined);
  });

  it('is cancelled when the flow goes, and refused where too many wait', async () => {
    const waiting = Array.from({ length: 1000 }, () => pending.begin(() => undefined));
    assert.equal(await pending.begin(() => assert.fail('not sent')), CommandStatus.AlreadyActive);
    pending.close();
    assert.ok((await Promise.all(waiting)).every((status) => status === CommandStatus.Cancelled));
  });

  it('is told apart by how its command ended', () => {
    assert.deepEqual((['accepted', 'verified', 'rejected', 'failed', 'timed-out'] as const).map(statusOf), [
      CommandStatus.Success,
      CommandStatus.Success,
      CommandStatus.Blocked,
      CommandStatus.DownstreamFail,
      CommandStatus.Undefined,
    ]);
  });
});
