import assert from 'node:assert/strict';
import { MAX_WAITING, Outbox } from '../../../../../../lib/connectors/opcua/server/conditions/outbox';
import { FakeClock } from '../../../../../support/fake-clock';

describe('The outbox of notifications', () => {
  let clock: FakeClock;
  let overflowed: string[];
  let outbox: Outbox;
  let out: string[];
  beforeEach(() => {
    clock = new FakeClock();
    overflowed = [];
    out = [];
    outbox = new Outbox(clock, (tenant) => overflowed.push(tenant));
  });
  const push = (tenant: string, name: string): void => outbox.push(tenant, () => out.push(name));

  it('hands out in order, and not before others had their turn', () => {
    push('aqua', 'a');
    push('aqua', 'b');
    assert.deepEqual(out, []);
    clock.advance(0);
    assert.deepEqual(out, ['a', 'b']);
  });

  it('lets tenants take turns', () => {
    for (const name of ['a1', 'a2', 'a3']) push('aqua', name);
    push('borealis', 'b1');
    clock.advance(0);
    assert.deepEqual(out, ['a1', 'b1', 'a2', 'a3']);
  });

  it('pauses after 10 ms, and goes on', () => {
    for (let i = 0; i < 4; i++)
      outbox.push('aqua', () => {
        out.push(String(i));
        clock.advance(6);
      });
    clock.advance(0);
    assert.deepEqual(out, ['0', '1']);
    clock.advance(30);
    assert.deepEqual(out, ['0', '1', '2', '3']);
  });

  it('drops what waits of a tenant that has too much, and says so before what comes after', () => {
    push('borealis', 'other');
    for (let i = 0; i <= MAX_WAITING; i++) push('aqua', String(i));
    clock.advance(0);
    assert.deepEqual(overflowed, ['aqua']);
    assert.deepEqual(out, ['other', String(MAX_WAITING)]);
    push('aqua', 'later');
    clock.advance(0);
    assert.deepEqual(overflowed, ['aqua'], 'once');
  });

  it('hands out nothing after it is stopped', () => {
    push('aqua', 'a');
    outbox.stop();
    push('aqua', 'b');
    clock.advance(1000);
    assert.deepEqual(out, []);
  });
});
