import assert from 'node:assert/strict';
import { HostList, place } from '../../../../lib/dnp3/io/host-list';

describe('Hosts that may connect', () => {
  it('an empty list lets everybody in', () => {
    assert.ok(new HostList().allows('10.9.8.7'));
    assert.ok(new HostList([]).allows('fd00::1'));
  });

  it('addresses and networks of both families are told from others', () => {
    const list = new HostList(['10.1.0.0/16', '192.168.7.4', 'fd00::/8', '2001:db8::5']);
    for (const host of ['10.1.255.3', '192.168.7.4', 'fd12::1', '2001:db8::5'])
      assert.ok(list.allows(host), host);
    for (const host of ['10.2.0.1', '192.168.7.5', 'fe80::1', '2001:db8::6', '', 'rtu'])
      assert.ok(!list.allows(host), host);
  });

  it('an IPv4 address on a socket of IPv6 is that address', () => {
    const list = new HostList(['10.1.0.0/16', '::ffff:192.168.7.4']);
    assert.ok(list.allows('::ffff:10.1.2.3'));
    assert.ok(list.allows('::FFFF:192.168.7.4'));
    assert.ok(!list.allows('::ffff:10.2.2.3'));
    assert.equal(place('::ffff:10.1.2.3', 20_000), '10.1.2.3:20000');
    assert.equal(place('fd00::1', 20_000), '[fd00::1]:20000');
  });

  it('what is no address is refused, by its words', () => {
    for (const host of ['rtu-7', '10.1.0.0/33', '10.1.0.0/x', 'fd00::/129', '10.1.0.0/1.5', ''])
      assert.throws(() => new HostList([host]), {
        name: 'TypeError',
        message: `Allowed host "${host}": give an IP address, or a network such as 10.1.0.0/16.`,
      });
  });
});
