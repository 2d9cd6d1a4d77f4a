import assert from 'node:assert/strict';
import { Outgoing } from '../../../lib/dashboard/outgoing';
import { WidgetStore } from '../../../lib/dashboard/widget-store';
import type { Principal } from '../../../lib/tenancy';

const principal: Principal = {
  userId: 'u1', username: 'viewer@aqua', role: 'viewer', homeTenant: 'aqua', tenant: 'aqua', sessionId: 's1',
}; // prettier-ignore

describe('events to a browser', () => {
  let dropped: string[];
  let store: WidgetStore;
  let outgoing: Outgoing;

  beforeEach(() => {
    dropped = [];
    store = new WidgetStore();
    outgoing = new Outgoing({
      socketId: 'mine',
      principal,
      store,
      dropped: (reason) => void dropped.push(reason),
    });
    outgoing.filter('ui-config', [
      'base',
      { widgets: { w1: { props: {} }, w2: { props: { className: 'role-admin' } } } },
    ]);
  });

  it('are dropped unless they are known, to a given widget and addressed', () => {
    const bound = { tenant: 'aqua', payload: 1 };
    const refused: [string, ...unknown[]][] = [
      ['anything', bound],
      ['msg-input:w2', bound],
      ['msg-input:gone', bound],
      ['msg-input:w1', { payload: 1 }],
      ['msg-input:w1', { tenant: 'borealis', payload: 1 }],
      ['msg-input:w1', { tenant: 'borealis', _client: { socketId: 'mine' } }],
      ['msg-input:w1', { _client: { socketId: 'other' } }],
      ['msg-input:w1', bound, { more: 'that nobody checked' }],
      ['msg-input:w1', 'text'],
      ['msg-input:w1', [{ tenant: 'borealis' }, { payload: 2 }]],
      ['ui-config', 'base', 'not a configuration'],
    ];
    for (const [event, ...args] of refused)
      assert.equal(outgoing.filter(event, args), undefined, `${event} ${JSON.stringify(args)}`);
    assert.equal(dropped.length, refused.length);
    assert.deepEqual(outgoing.filter('msg-input:w1', [bound]), [{ payload: 1 }]);
    assert.deepEqual(outgoing.filter('own-event:w1', [bound]), [{ payload: 1 }], 'a widget of one’s own');
  });

  it('of the installation are for users of the platform, wherever they act, and for nobody else', () => {
    const bound = { tenant: null, payload: 1 };
    assert.equal(outgoing.filter('msg-input:w1', [bound]), undefined);
    const ofPlatform = { ...principal, username: 'admin', homeTenant: null };
    const theirs = new Outgoing({ socketId: 'x', principal: ofPlatform, store, dropped: () => undefined });
    theirs.filter('ui-config', ['base', { widgets: { w1: { props: {} } } }]);
    assert.deepEqual(theirs.filter('msg-input:w1', [bound]), [{ payload: 1 }]);
  });

  it('give of an array only the own part', () => {
    const list = [{ tenant: 'aqua', payload: 1 }, { tenant: 'borealis', payload: 2 }, { payload: 3 }];
    assert.deepEqual(outgoing.filter('msg-input:w1', [list]), [[{ payload: 1 }]]);
  });

  it('replay what the own tenant saw last, never what Dashboard kept', () => {
    const foreign = { payload: 'of whom?' };
    assert.deepEqual(outgoing.filter('widget-load:w1', [foreign, { enabled: true }]), [
      undefined,
      { enabled: true },
    ]);
    store.save('w1', { tenant: 'borealis', payload: 1 });
    store.save('w1', { tenant: 'aqua', payload: 2, principal: {}, ui_update: { label: 'l' } });
    store.save('w1', { tenant: 'aqua', topic: 't' });
    store.save('w1', { tenant: 'aqua', _client: { socketId: 'other' }, payload: 'an answer' });
    store.setState('w1', { tenant: 'aqua' }, 'label', 'ours');
    store.setState('w1', { tenant: 'borealis' }, 'label', 'theirs');
    const [message, state] = outgoing.filter('widget-load:w1', [foreign, { enabled: true }]) ?? [];
    assert.deepEqual(message, { payload: 2, topic: 't', ui_update: undefined });
    assert.deepEqual(state, { enabled: true, label: 'ours' });
  });

  it('forget a widget that is deleted', () => {
    store.save('w1', { tenant: 'aqua', payload: 2 });
    store.clear('w1');
    assert.equal(store.message('aqua', 'w1'), undefined);
  });

  it('to somebody limited to units are his answers, and of what all are told the readings of his units', () => {
    const limited = new Outgoing({
      socketId: 'mine',
      principal: { ...principal, units: ['tank-1'] },
      store,
      dropped: (reason) => void dropped.push(reason),
    });
    limited.filter('ui-config', ['base', { widgets: { w1: { props: {} } } }]);
    const live = (...units: string[]) => ({
      tenant: 'aqua',
      topic: 'live',
      payload: { type: 'readings', readings: units.map((unit) => ({ unit, sensor: 's', value: 1 })) },
    });
    assert.deepEqual(limited.filter('msg-input:w1', [live('boiler-1', 'tank-1')]), [
      { topic: 'live', payload: { type: 'readings', readings: [{ unit: 'tank-1', sensor: 's', value: 1 }] } },
    ]);
    const { payload } = live('tank-1');
    for (const message of [
      live('boiler-1'),
      { ...live('tank-1'), payload: { ...payload, summary: 'boiler-1 is hot' } },
      { tenant: 'aqua', payload: { type: 'alarms', items: [{ unit: 'boiler-1' }] } },
      { tenant: 'aqua', payload: 'boiler-1 is hot' },
      { tenant: 'aqua', ui_update: { label: 'boiler-1' } },
    ])
      assert.equal(limited.filter('msg-input:w1', [message]), undefined, JSON.stringify(message));
    const beside = { ...live('tank-1'), ui_update: { label: 'boiler-1' } };
    assert.ok(!JSON.stringify(limited.filter('msg-input:w1', [beside])).includes('boiler-1'));
    const answer = { _client: { socketId: 'mine' }, tenant: 'aqua', payload: { any: 'thing' } };
    assert.deepEqual(limited.filter('msg-input:w1', [answer]), [{ payload: { any: 'thing' } }]);
    const synced = { ...answer, _client: { socketId: 'other' } };
    assert.equal(limited.filter('widget-sync:w1', [synced]), undefined, 'what another typed');
    store.save('w1', { tenant: 'aqua', payload: 'boiler-1 is hot' });
    store.setState('w1', { tenant: 'aqua' }, 'label', 'boiler-1');
    assert.deepEqual(
      limited.filter('widget-load:w1', [undefined, {}]),
      [undefined, {}],
      'nothing is replayed',
    );
  });
});
