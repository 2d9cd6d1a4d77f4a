import assert from 'node:assert/strict';
import { ThermaCoreError } from '../../../../lib/core/errors';
import type { ConditionReport } from '../../../../lib/core/foreign-condition';
import { FakeConditions } from '../../../support/condition-source';
import { process, rule, turn, user } from './fixture';

const CONDITION = 'nsu=urn:plc;s=Boiler.TooHot';

async function begin(from?: ReturnType<typeof process>) {
  const one = from ? process(from.database, from.clock) : process();
  if (!from) one.database.setRules('aqua');
  one.feed('aqua');
  await turn();
  const source = new FakeConditions();
  one.sources.open('plc-1', source);
  const report = (more: Partial<ConditionReport> = {}): ConditionReport => ({
    condition: CONDITION,
    name: 'Too hot',
    source: 'Boiler',
    at: one.clock.now(),
    active: true,
    acknowledged: false,
    severity: 700,
    shelves: false,
    suppressed: false,
    quality: 'good',
    message: 'It is 120 °C',
    ...more,
  });
  /** Once what was decided is kept. */
  const list = async () => {
    await turn();
    return (await one.service.list('aqua', { view: 'all', limit: 100 })).items;
  };
  const only = async () => {
    const [alarm, ...more] = await list();
    assert.ok(alarm && more.length === 0);
    return alarm;
  };
  const lines = async (): Promise<string[]> => {
    await turn();
    const first = one.told.filter(({ again }) => !again);
    return first.map(({ entry }) => `${entry.event}: ${entry.from} → ${entry.to}`);
  };
  const by = { tenant: 'aqua', principal: user('ann@aqua') };
  return { ...one, source, report, list, only, lines, by };
}

describe('A condition of another system', () => {
  it('is an alarm like all others, in the words of its system, its priority by severity', async () => {
    const { source, report, only, lines } = await begin();
    source.changed(report());
    const alarm = await only();
    assert.deepEqual(
      [alarm.device, alarm.state, alarm.priority, alarm.value, alarm.message, alarm.class],
      ['plc-1', 'unacknowledged', 'high', 700, 'Boiler: Too hot: It is 120 °C', 'process'],
    );
    assert.deepEqual(await lines(), ['active: normal → unacknowledged']);
  });

  it('has the level that its system says, and is announced again when it gets worse', async () => {
    const { source, report, only, clock, lines } = await begin();
    source.changed(report({ level: 'high' }));
    clock.advance(1000);
    source.changed(report({ level: 'high', acknowledged: true, user: 'panel' }));
    assert.deepEqual([(await only()).state, (await only()).acknowledgedBy], ['acknowledged', 'panel']);
    clock.advance(1000);
    source.changed(report({ level: 'high-high', severity: 900 }));
    const alarm = await only();
    assert.deepEqual([alarm.level, alarm.priority, alarm.state], ['high-high', 'critical', 'unacknowledged']);
    assert.deepEqual(await lines(), [
      'active: normal → unacknowledged',
      'acknowledge: unacknowledged → acknowledged',
      'level-up: acknowledged → unacknowledged',
    ]);
  });

  it('that gets worse and stays acknowledged there is announced to nobody again', async () => {
    const { source, report, lines, clock } = await begin();
    source.changed(report({ acknowledged: true }));
    clock.advance(1000);
    source.changed(report({ acknowledged: true, severity: 900 }));
    assert.deepEqual(await lines(), [
      'active: normal → acknowledged',
      'level-up: acknowledged → acknowledged',
    ]);
  });

  it('that wants to be acknowledged once more is announced again', async () => {
    const { source, report, lines, clock } = await begin();
    source.changed(report({ acknowledged: true }));
    clock.advance(1000);
    source.changed(report());
    assert.deepEqual((await lines()).at(-1), 're-alarm: acknowledged → unacknowledged');
  });

  it('shows new words of its system without a line in the journal', async () => {
    const { source, report, only, lines, clock } = await begin();
    source.changed(report());
    clock.advance(1000);
    source.changed(report({ message: 'It is 130 °C' }));
    assert.match((await only()).message, /130/);
    assert.equal((await lines()).length, 1);
  });

  it('is acknowledged by its system, and here when that says so, by the name of our user', async () => {
    const { source, report, only, service, by, clock, database } = await begin();
    source.changed(report());
    const { id } = await only();
    source.answer = () => {
      clock.advance(100);
      source.changed(report({ acknowledged: true, user: 'session of thermacore' }));
    };
    const alarm = await service.act(by, id, { action: 'acknowledge', comment: 'seen' });
    assert.deepEqual(source.deeds, [
      { condition: CONDITION, action: 'acknowledge', user: 'ann@aqua', comment: 'seen', seconds: undefined },
    ]);
    assert.deepEqual(
      [alarm.state, alarm.acknowledgedBy, alarm.comment],
      ['acknowledged', 'ann@aqua', 'seen'],
    );
    assert.equal(database.audited.at(-1)?.outcome, 'ok');
  });

  it('is not acknowledged here when its system refuses, and the answer says which and why', async () => {
    const { source, report, only, service, by, database } = await begin();
    source.changed(report());
    const { id } = await only();
    source.answer = () => {
      throw new ThermaCoreError('conflict', 'the server refused it: BadEventIdUnknown.');
    };
    await assert.rejects(
      service.act(by, id, { action: 'acknowledge' }),
      /^ThermaCoreError: Device plc-1: the server refused it: BadEventIdUnknown\./,
    );
    assert.equal((await only()).state, 'unacknowledged');
    assert.equal(database.audited.at(-1)?.outcome, 'refused');
    const { refused } = await service.actAll(by, [id], { action: 'acknowledge' });
    assert.match(refused[0]?.reason ?? '', /BadEventIdUnknown/);
  });

  it('of a device that is only read is not acknowledged here', async () => {
    const { source, report, only, service, by } = await begin();
    source.isWritable = false;
    source.changed(report());
    await assert.rejects(service.act(by, (await only()).id, { action: 'acknowledge' }), /are only read/);
    assert.deepEqual(source.deeds, []);
  });

  it('is not asked to do what its state does not allow', async () => {
    const { source, report, only, service, by } = await begin();
    source.changed(report({ acknowledged: true }));
    await assert.rejects(service.act(by, (await only()).id, { action: 'acknowledge' }), { code: 'conflict' });
    assert.deepEqual(source.deeds, []);
  });

  it('is confirmed as it is acknowledged, and stays until then', async () => {
    const { source, report, only, list, service, by, clock } = await begin();
    source.changed(report({ confirmed: false }));
    clock.advance(10);
    source.changed(report({ confirmed: false, active: false }));
    assert.equal((await only()).state, 'latched-unacknowledged');
    clock.advance(10);
    source.changed(report({ confirmed: false, active: false, acknowledged: true }));
    const { id, state } = await only();
    assert.equal(state, 'latched-acknowledged');
    source.answer = () => source.changed(report({ active: false, acknowledged: true, confirmed: true }));
    await service.act(by, id, { action: 'reset' });
    assert.equal(source.deeds[0]?.action, 'confirm');
    assert.deepEqual(await list(), []);
  });

  it('is shelved and suppressed by its system', async () => {
    const { source, report, only, service, by, clock } = await begin();
    source.changed(report({ shelves: true, severity: 300 }));
    const { id } = await only();
    source.answer = (_, { seconds = 0 }) =>
      source.changed(report({ shelves: true, severity: 300, shelvedMs: seconds * 1000 }));
    clock.advance(10);
    const alarm = await service.act(by, id, { action: 'shelve', seconds: 60 });
    assert.deepEqual([alarm.state, source.deeds[0]?.seconds], ['shelved', 60]);
    clock.advance(10);
    source.changed(report({ shelves: true, severity: 300 }));
    assert.equal((await only()).state, 'unacknowledged');
    clock.advance(10);
    source.changed(report({ shelves: true, severity: 300, suppressed: true }));
    assert.equal((await only()).state, 'suppressed-by-design');
  });

  it('is shelved here where its system cannot', async () => {
    const { source, report, only, service, by } = await begin();
    source.changed(report());
    const alarm = await service.act(by, (await only()).id, { action: 'shelve', seconds: 60 });
    assert.deepEqual([alarm.state, source.deeds.length], ['shelved', 0]);
  });

  it('stays while its system is away, marked as uncertain, and is good again when that says so', async () => {
    const { source, report, only, lines, clock } = await begin();
    source.changed(report());
    clock.advance(1000);
    source.tell({ kind: 'lost' });
    assert.deepEqual([(await only()).state, (await only()).quality], ['unacknowledged', 'uncertain']);
    clock.advance(60_000);
    source.all(report({ at: clock.now() - 61_000 }));
    assert.deepEqual([(await only()).state, (await only()).quality], ['unacknowledged', 'good']);
    assert.deepEqual(
      (await lines()).map((line) => line.split(':')[0]),
      ['active', 'quality-lost', 'quality-back'],
    );
  });

  it('that is gone when its system is back has returned', async () => {
    const { source, report, list, lines, clock } = await begin();
    source.changed(report());
    source.tell({ kind: 'lost' });
    clock.advance(60_000);
    source.all();
    assert.deepEqual(await list(), []);
    assert.ok((await lines()).includes('return: unacknowledged → returned-unacknowledged'));
  });

  it('that came and went while nobody listened waits to be acknowledged', async () => {
    const { source, report, only, lines } = await begin();
    source.all(report({ active: false, at: Date.UTC(2026, 10, 23, 8) }));
    assert.equal((await only()).state, 'returned-unacknowledged');
    assert.deepEqual(await lines(), [
      'active: normal → unacknowledged',
      'return: unacknowledged → returned-unacknowledged',
    ]);
  });

  it('that needs nobody is no alarm', async () => {
    const { source, report, list } = await begin();
    source.changed(report({ active: false, acknowledged: true }));
    assert.deepEqual(await list(), []);
  });

  it('survives a restart in its state, and goes on with what its system says then', async () => {
    const one = await begin();
    one.source.changed(one.report({ acknowledged: true, user: 'panel' }));
    await turn();
    await one.service.stop();
    const next = await begin(one);
    const alarm = await next.only();
    assert.deepEqual(
      [alarm.state, alarm.quality, alarm.acknowledgedBy],
      ['acknowledged', 'uncertain', 'panel'],
    );
    next.clock.advance(1000);
    next.source.all(next.report({ acknowledged: true }));
    assert.deepEqual([(await next.only()).quality, (await next.lines()).at(-1)], [
      'good',
      'quality-back: acknowledged → acknowledged',
    ]); // prettier-ignore
  });

  it('goes when no flow reads its device any more', async () => {
    const { source, report, list, only, sources, clock, lines } = await begin();
    source.changed(report());
    sources.close('plc-1');
    assert.equal((await only()).quality, 'uncertain');
    clock.advance(121_000);
    assert.deepEqual(await list(), []);
    assert.equal(
      (await lines()).some((line) => line.startsWith('return')),
      false,
    );
  });

  it('is ruled by a rule that names it', async () => {
    const one = await begin();
    const named = rule({
      key: 'boiler-hot',
      name: 'Boiler too hot',
      appliesTo: { to: 'device', device: 'plc-1' },
      condition: { kind: 'foreign', condition: CONDITION },
      priority: 'low',
      message: '{name} ({value}): {text}',
    });
    one.database.setRules('aqua', named);
    await turn();
    one.source.changed(one.report());
    const alarm = await one.only();
    assert.deepEqual(
      [alarm.id, alarm.priority, alarm.message],
      ['boiler-hot:plc-1', 'low', 'Boiler too hot (700): It is 120 °C'],
    );
  });
});
