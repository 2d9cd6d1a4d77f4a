import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Incoming } from '../../../lib/dashboard/incoming';
import type { Principal } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';

const principal: Principal = {
  userId: 'u1', username: 'viewer@aqua', role: 'viewer', homeTenant: 'aqua', tenant: 'aqua', sessionId: 's1',
}; // prettier-ignore

describe('events from a browser', () => {
  const clock = new FakeClock();
  let dropped: string[];
  let incoming: Incoming;

  beforeEach(() => {
    dropped = [];
    incoming = new Incoming({
      socketId: 'socket-1',
      address: '10.0.0.1',
      principal,
      clock,
      has: (widget) => widget === 'w1',
      dropped: (reason) => void dropped.push(reason),
    });
  });

  it('carry the verified user, whatever they claim', () => {
    fc.assert(
      fc.property(
        fc.object({ maxDepth: 2, maxKeys: 5 }),
        fc.anything(),
        fc.anything(),
        (rest, client, tenant) => {
          clock.advance(1000);
          const event = incoming.filter([
            'widget-send',
            'w1',
            { ...rest, _client: client, tenant, principal: client },
          ]);
          const message = event?.[2] as Record<string, unknown>;
          assert.deepEqual(message['_client'], { socketId: 'socket-1', socketIp: '10.0.0.1', principal });
          assert.equal(message['tenant'], 'aqua');
          assert.deepEqual(message['principal'], principal);
        },
      ),
    );
  });

  it('carry the user in each part of an array, and in a bare value', () => {
    const [, , list] = incoming.filter(['widget-action', 'w1', [{ payload: 1 }, [{ tenant: 'x' }]]]) as [
      0,
      0,
      unknown[],
    ];
    assert.ok(
      JSON.stringify(list).match(/viewer@aqua/g)?.length === 4 && !JSON.stringify(list).includes('"x"'),
    );
    const [, , bare] = incoming.filter(['widget-send', 'w1', 'text']) as [0, 0, { payload: string }];
    assert.equal(bare.payload, 'text');
  });

  it('pass only for widgets that were given and in forms that are known', () => {
    assert.equal(incoming.filter(['widget-send', 'w2', {}]), undefined);
    assert.equal(incoming.filter(['widget-send', { toString: () => 'w1' }, {}]), undefined);
    assert.equal(incoming.filter(['disconnect', 'w1']), undefined);
    assert.equal(incoming.filter([{}, 'w1']), undefined);
    assert.deepEqual(incoming.filter(['widget-load', 'w1', { forged: true }]), ['widget-load', 'w1']);
    assert.deepEqual(dropped, ['not-given', 'not-given', 'unknown-event', 'unknown-event']);
  });

  it('are bounded in size and depth', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 40; i++) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`k${i}`, i]));
    for (const value of [
      'x'.repeat(300_000),
      Buffer.alloc(300_000),
      { a: { b: 'x'.repeat(300_000) } },
      deep,
      wide,
    ])
      assert.equal(incoming.filter(['widget-change', 'w1', value]), undefined);
    assert.deepEqual([...new Set(dropped)], ['too-large']);
  });

  it('are bounded in rate, and pass again after a while', () => {
    const passed = Array.from({ length: 500 }, () => incoming.filter(['widget-load', 'w1'])).filter(
      Boolean,
    ).length;
    assert.equal(passed, 400);
    clock.advance(1000);
    assert.ok(incoming.filter(['widget-load', 'w1']));
  });
});
