import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { clientAddress, isProxy, type TrustedProxies } from '../../../lib/platform/client-address';

const told = (proxies: TrustedProxies, peer: string | undefined, forwarded?: string): string | undefined =>
  clientAddress(proxies)({
    socket: { remoteAddress: peer },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage);

describe('whose request it is', () => {
  it('is whoever connects, whatever X-Forwarded-For says, unless a proxy is trusted', () => {
    assert.equal(told(0, '203.0.113.9', '198.51.100.1'), '203.0.113.9');
    assert.equal(told(0, '::ffff:203.0.113.9'), '203.0.113.9');
    assert.equal(told(['10.0.0.1'], '203.0.113.9', '198.51.100.1'), '203.0.113.9');
  });

  it('is whom the trusted proxy names, and not what the client put in front of that', () => {
    for (const proxies of [1, ['10.0.0.1'], ['10.0.0.0/8']] as const) {
      assert.equal(told(proxies, '10.0.0.1', '198.51.100.1'), '198.51.100.1');
      assert.equal(told(proxies, '::ffff:10.0.0.1', '127.0.0.1, 198.51.100.1'), '198.51.100.1');
    }
  });

  it('is read over as many proxies as stand there', () => {
    assert.equal(told(2, '10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2'), '198.51.100.1');
    assert.equal(told(['10.0.0.0/8'], '10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2'), '198.51.100.1');
    assert.equal(told(['fd00::/8'], 'fd00::1', '2001:db8::7'), '2001:db8::7');
  });

  it('is the proxy itself where what it hands on is no address, and nobody once the socket is gone', () => {
    for (const text of ['', 'unknown', '<script>', '198.51.100.1:4711', "' or 1=1"])
      assert.equal(told(1, '10.0.0.1', text), '10.0.0.1', text);
    assert.equal(told(1, undefined, '198.51.100.1'), undefined);
  });

  it('tells a trusted proxy from a client', () => {
    assert.equal(isProxy(0)('10.0.0.1'), false);
    assert.equal(isProxy(1)('10.0.0.1'), true);
    assert.equal(isProxy(['10.0.0.0/8'])('10.9.9.9'), true);
    assert.equal(isProxy(['10.0.0.0/8'])('11.9.9.9'), false);
  });
});
