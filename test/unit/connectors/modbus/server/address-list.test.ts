import assert from 'node:assert/strict';
import { addressList } from '../../../../../lib/connectors/modbus/server/address-list';

describe('A list of addresses', () => {
  it('has the addresses and networks that it names, and no other', () => {
    const has = addressList('10.0.0.5, 10.1.0.0/16\n::1', 'writers');
    for (const address of ['10.0.0.5', '10.1.2.3', '::1']) assert.ok(has(address), address);
    for (const address of ['10.0.0.6', '10.2.0.1', '127.0.0.1', '::2', '']) assert.ok(!has(address), address);
  });

  it('has everybody when it is empty', () => {
    assert.ok(addressList(' ', 'writers')('10.0.0.1'));
  });

  it('names what is no address', () => {
    for (const text of ['plc-1', '10.0.0.5/33', '10.0.0', '::1/129', '10.0.0.5/x'])
      assert.throws(() => addressList(text, 'writers'), /^Error: writers: |writers: .* is not an IP address/);
  });
});
