import assert from 'node:assert/strict';
import { ANSWER_MS } from '../../../../lib/alarms/service/forwarding';
import { ThermaCoreError } from '../../../../lib/core/errors';
import type { ConditionReport } from '../../../../lib/core/foreign-condition';
import { FakeConditions } from '../../../support/condition-source';
import { MemoryDatabase, process, rule, turn, user } from './fixture';

const HOT = 'hot:boiler-1/supply';
const operator = { tenant: 'aqua', principal: user('ann@aqua') };
const acknowledge = { action: 'acknowledge', comment: 'seen' } as const;

/** The first process evaluates and reads a device with alarms of its own; people act at the second. */
async function two() {
  const database = new MemoryDatabase();
  database.setRules('aqua', rule());
  const first = process(database);
  const lease = first.feed('aqua');
  await turn();
  const source = new FakeConditions();
  first.sources.open('plc-1', source);
  const { clock } = first;
  const report = (more: Partial<ConditionReport> = {}): ConditionReport => ({
    condition: 's=Pump.Tripped',
    name: 'Tripped',
    source: 'Pump',
    at: clock.now(),
    active: true,
    acknowledged: false,
    severity: 700,
    shelves: false,
    suppressed: false,
    quality: 'good',
    message: 'It stands',
    ...more,
  });
  const { service } = process(database, clock);
  source.changed(report());
  lease.readings([first.reading(95)]);
  await turn();
  const { items } = await first.service.list('aqua', { view: 'all', limit: 100 });
  const tripped = items.find(({ device }) => device === 'plc-1')?.id ?? '';
  /** Lets it pass in steps in which timers come up. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      clock.advance(500);
      await turn();
    }
  };
  return { first, service, source, report, tripped, pass };
}

describe('A condition of another system, at a process that does not evaluate', () => {
  it('is acknowledged by its system, under the name of who asked', async () => {
    const { first, service, source, report, tripped } = await two();
    source.answer = () => source.changed(report({ acknowledged: true, user: 'session of thermacore' }));
    const alarm = await service.act(operator, tripped, acknowledge);
    assert.deepEqual([alarm.state, alarm.acknowledgedBy], ['acknowledged', 'ann@aqua']);
    assert.deepEqual([source.deeds.length, source.deeds[0]?.user], [1, 'ann@aqua']);
    assert.ok((await first.states()).includes(`${tripped} acknowledged`));
  });

  it('says what its system answers when it refuses', async () => {
    const { first, service, source, tripped } = await two();
    source.answer = () => {
      throw new ThermaCoreError('conflict', 'the server refused it: BadEventIdUnknown.');
    };
    await assert.rejects(service.act(operator, tripped, acknowledge), {
      code: 'conflict',
      message: 'Device plc-1: the server refused it: BadEventIdUnknown.',
    });
    assert.ok((await first.states()).includes(`${tripped} unacknowledged`));
  });

  it('is waited for longer than for a process, and holds up no other alarm meanwhile', async () => {
    const { first, service, source, report, tripped, pass } = await two();
    const { promise, resolve } = Promise.withResolvers<void>();
    source.answer = () => promise;
    const slow = service.act(operator, tripped, acknowledge);
    await turn();
    assert.equal((await service.act(operator, HOT, acknowledge)).state, 'acknowledged');
    await pass(2 * ANSWER_MS);
    assert.ok((await first.states()).includes(`${tripped} unacknowledged`));
    resolve();
    source.changed(report({ acknowledged: true }));
    await pass(500);
    assert.equal((await slow).state, 'acknowledged');
  });
});
