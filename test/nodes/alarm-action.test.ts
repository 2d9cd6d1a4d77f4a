import assert from 'node:assert/strict';
import { HOT, makeAlarmPlants, raise, runAlarms } from '../support/alarm-plant';
import { principalNamed } from '../support/ask-platform';
import { useRealPlatform } from '../support/real-platform';
import alarmAction = require('../../nodes/alarm-action/alarm-action');

interface Outcome {
  readonly done: readonly { id: string; state: string; acknowledgedBy?: string; shelvedUntil?: string }[];
  readonly refused: readonly { alarm: string; reason: string }[];
}

const run = (operation: string) =>
  runAlarms([alarmAction], [{ id: 'n', type: 'thermacore-alarm-action', operation, wires: [['out']] }]);
const operator = principalNamed('operator@aqua');

describe('thermacore-alarm-action', () => {
  useRealPlatform();
  before(makeAlarmPlants);

  it('acknowledges an alarm by its id, in the name of the user', async () => {
    const flow = await run('acknowledge');
    await raise(flow);
    flow.send('n', { principal: operator, payload: HOT });
    const { done } = (await flow.next('out'))['payload'] as Outcome;
    assert.deepEqual([done[0]?.state, done[0]?.acknowledgedBy], ['acknowledged', 'operator@aqua']);
  });

  it('takes alarms as other nodes give them, and says of each what became of it', async () => {
    const flow = await run('acknowledge');
    const alarm = await raise(flow);
    flow.send('n', { payload: [alarm, { id: 'nothing:u/s' }] });
    const { done, refused } = (await flow.next('out'))['payload'] as Outcome;
    assert.equal(done[0]?.state, 'acknowledged');
    assert.deepEqual(
      refused.map(({ alarm: id }) => id),
      ['nothing:u/s'],
    );
  });

  it('shelves for a time, with a comment, and takes it back', async () => {
    const flow = await run('');
    await raise(flow);
    flow.send('n', { operation: 'shelve', payload: { alarms: HOT, seconds: 60, comment: 'Calibration' } });
    const shelved = ((await flow.next('out'))['payload'] as Outcome).done[0];
    assert.equal(shelved?.state, 'shelved');
    assert.ok(Date.parse(shelved?.shelvedUntil ?? '') > Date.now() + 50_000);
    flow.send('n', { operation: 'un-shelve', payload: HOT });
    assert.equal(((await flow.next('out'))['payload'] as Outcome).done[0]?.state, 'unacknowledged');
  });

  it('says what a rule asks for', async () => {
    const flow = await run('shelve');
    await raise(flow);
    flow.send('n', { payload: { alarms: HOT, seconds: 60 } });
    const { refused } = (await flow.next('out'))['payload'] as Outcome;
    assert.match(refused[0]?.reason ?? '', /asks for a comment/);
  });

  it('refuses a viewer, and a payload that names no alarm', async () => {
    const flow = await run('acknowledge');
    flow.send('n', { principal: principalNamed('viewer@aqua'), payload: HOT });
    flow.send('n', { payload: 7 });
    await flow.shows('n', /payload/);
    assert.match(flow.errors('n').join('\n'), /acknowledge[^]*payload/i);
  });
});
