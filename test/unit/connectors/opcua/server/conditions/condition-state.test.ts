import assert from 'node:assert/strict';
import { ConditionState } from '../../../../../../lib/connectors/opcua/server/conditions/condition-state';
import { HOT, condition, raised } from '../../../../../support/opcua-alarms';

const NOW = 1_800_000_000_500;
const of = (tenant = 'aqua') => new ConditionState(tenant, condition('hot', 'supply-temperature'), NOW);
const change = (state: ConditionState, more: Parameters<typeof raised>[1] = {}): boolean =>
  state.change({ alarm: raised(HOT, more), at: 1_800_000_000_000 }, NOW);

describe('The state of an OPC UA condition', () => {
  it('has an event id of 16 bytes that is the same for the same state, in another process too', () => {
    const [one, other, foreign] = [of(), of(), of('borealis')];
    for (const state of [one, other, foreign]) change(state);
    assert.equal(one.now.eventId.length, 16);
    assert.deepEqual(one.now.eventId, other.now.eventId);
    assert.notDeepEqual(one.now.eventId, foreign.now.eventId);
  });

  it('changes with what is told, not with the value or the text alone', () => {
    const state = of();
    assert.equal(change(state), true);
    assert.equal(change(state, { value: 99, message: 'hotter' }), false);
    assert.equal(change(state, { quality: 'bad' }), true);
    assert.equal(change(state, { quality: 'bad', cover: 'shelved', acknowledged: true }), true);
  });

  it('lets a client answer an older notification of the same announcement, and none from before it', () => {
    const state = of();
    change(state);
    const first = state.now.eventId;
    change(state, { quality: 'uncertain' });
    assert.ok(state.stands(first));
    change(state, { level: 'high-high', priority: 'critical', quality: 'uncertain' });
    assert.ok(!state.stands(first), 'it got worse');
    const worse = state.now.eventId;
    change(state, { level: 'high-high', priority: 'critical', acknowledged: true, acknowledgedAt: NOW });
    assert.ok(state.stands(worse));
    change(state, { level: 'high-high', priority: 'critical', since: NOW + 1 });
    assert.ok(!state.stands(worse), 'it was announced again');
  });

  it('remembers no more than 32 notifications', () => {
    const state = of();
    change(state);
    const first = state.now.eventId;
    for (let i = 0; i < 32; i++) change(state, { quality: i % 2 ? 'good' : 'bad', since: NOW + i });
    assert.ok(!state.stands(first));
    assert.ok(state.stands(state.now.eventId));
  });

  it('keeps a remark until something is done or the next occurrence begins', () => {
    const state = of();
    change(state);
    state.remarked({ text: 'on my way', user: 'operator@aqua', at: NOW });
    change(state, { quality: 'bad' });
    assert.equal(state.now.remark?.text, 'on my way');
    change(state, { acknowledged: true, comment: 'done' });
    assert.equal(state.now.remark, undefined);
    state.remarked({ text: 'again', user: 'operator@aqua', at: NOW });
    change(state, { comment: 'done', activeSince: NOW + 1 });
    assert.equal(state.now.remark, undefined);
  });

  it('says which severity it had before', () => {
    const state = of();
    change(state);
    change(state, { level: 'high-high', priority: 'critical' });
    assert.equal(state.now.lastPriority, 'high');
    change(state, { level: 'high-high', priority: 'critical', quality: 'bad' });
    assert.equal(state.now.lastPriority, 'high');
  });
});
