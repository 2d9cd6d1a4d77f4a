import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BlockedList, isNetwork, networksOf, type Block } from '../../../../lib/security/intrusion';
import { T0 } from './events';

const block = (more: Partial<Block>): Block => ({
  id: 'b',
  tenant: null,
  kind: 'address',
  value: '198.51.100.7',
  reason: 'guesses',
  createdBy: 'intrusion',
  createdAt: T0,
  expiresAt: T0 + 1000,
  ...more,
});

function listOf(...blocks: Block[]): BlockedList & { at: number } {
  let at = T0;
  const list = Object.assign(new BlockedList(() => at), { at });
  Object.defineProperty(list, 'at', { set: (value: number) => (at = value), get: () => at });
  list.replace(blocks);
  return list;
}

describe('the block list', () => {
  it('keeps an address out until its time is over', () => {
    const list = listOf(block({}));
    assert.equal(list.address('198.51.100.7')?.reason, 'guesses');
    assert.ok(list.address('::ffff:198.51.100.7'), 'also as an IPv4 address in IPv6');
    assert.equal(list.address('198.51.100.8'), undefined);
    list.at = T0 + 1000;
    assert.equal(list.address('198.51.100.7'), undefined);
  });

  it('keeps an IPv6 address out however it is written', () => {
    const list = listOf(
      block({ value: '2001:DB8:0:0:0::00a1' }),
      block({ value: '::ffff:198.51.100.7' }),
      block({ value: '0:0:0:0:0:0:0:1' }),
    );
    assert.ok(list.address('2001:db8::a1'));
    assert.ok(list.address('198.51.100.7'));
    assert.ok(list.address('::ffff:c633:6407'));
    assert.equal(list.address('2001:db8::a2'), undefined);
    assert.equal(list.address('::1'), undefined, 'this machine');
    list.allow(['2001:0db8::00a1', '::ffff:198.51.100.7']);
    assert.equal(list.address('2001:db8::a1'), undefined);
    assert.equal(list.address('198.51.100.7'), undefined);
  });

  it('keeps an address out as long as any block of it holds', () => {
    const list = listOf(
      block({ id: 'net', value: '198.51.100.0/24', expiresAt: T0 + 5000 }),
      block({ id: 'long', expiresAt: T0 + 3000 }),
      block({ id: 'short' }),
    );
    assert.equal(list.address('198.51.100.7')?.id, 'net');
    list.at = T0 + 4000;
    assert.equal(list.address('198.51.100.7')?.id, 'net');
  });

  it('keeps networks out', () => {
    const list = listOf(block({ value: '10.8.0.0/16' }), block({ value: '2001:db8:0:1::/64' }));
    assert.ok(list.address('10.8.255.1'));
    assert.ok(list.address('2001:db8:0:1:9::4'));
    assert.equal(list.address('10.9.0.1'), undefined);
    assert.equal(list.address('2001:db8:0:2::1'), undefined);
  });

  it('never keeps out this machine, nor who is on the allow list', () => {
    const list = listOf(
      block({ value: '127.0.0.1' }),
      block({ value: '0.0.0.0/0' }),
      block({ value: '::/0' }),
    );
    list.allow(['10.1.0.0/24', '2001:db8::5']);
    for (const address of ['127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1', '10.1.0.9', '2001:db8::5'])
      assert.equal(list.address(address), undefined, address);
    assert.ok(list.address('10.1.1.9'));
    assert.ok(list.address('2001:db8::6'));
  });

  it('keeps a tenant’s own accounts and clients out, and those of the installation everywhere', () => {
    const list = listOf(
      block({ kind: 'account', value: 'Operator@aqua', tenant: 'aqua' }),
      block({ kind: 'account', value: 'admin' }),
      block({ kind: 'client', value: 'gateway-1', tenant: 'aqua' }),
    );
    assert.ok(list.account('operator@AQUA', 'aqua'));
    assert.equal(list.account('operator@aqua', 'borealis'), undefined);
    assert.ok(list.account('admin', null));
    assert.ok(list.client('gateway-1', 'aqua'));
    assert.equal(list.client('Gateway-1', 'aqua'), undefined, 'client ids regard case');
    assert.equal(list.client('gateway-1', 'borealis'), undefined);
  });

  it('names the field and the entry that is no network', () => {
    assert.throws(() => networksOf(['10.0.0.1', '10.0.0.0/33'], 'neverBlock'), {
      code: 'invalid',
      field: 'neverBlock',
      message: /10\.0\.0\.0\/33/,
    });
    for (const bad of ['', 'x', '1.2.3', '1.2.3.4/', '1.2.3.4/5/6', '::1/129', '1.2.3.4/-1'])
      assert.ok(!isNetwork(bad), bad);
  });

  it('answers for anything that calls itself an address, and passes over entries that are none', () => {
    const list = listOf(block({ value: 'nonsense' }), block({}));
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.equal(list.address(text), undefined);
      }),
    );
    assert.equal(list.address(undefined), undefined);
    assert.ok(list.address('198.51.100.7'));
  });
});
