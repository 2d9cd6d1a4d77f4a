import assert from 'node:assert/strict';
import { Link, describeFault } from '../../../../lib/connectors/mqtt/link';
import { FakeClock } from '../../../support/fake-clock';

const URL = 'mqtt://broker.example:1883';
const withCode = (code: string | number): Error =>
  Object.assign(new Error('in the library’s words'), { code });

describe('a fault of an MQTT connection', () => {
  for (const [code, says] of [
    [1, /does not speak this MQTT version/],
    [2, /refuses the client id/],
    [4, /^wrong user name or password$/],
    [5, /not authorised/],
    [132, /does not speak this MQTT version/],
    [134, /^wrong user name or password$/],
    [137, /busy/],
    [142, /is the client id used twice\?$/],
    ['ECONNREFUSED', /^nothing answers at mqtt:\/\/broker\.example:1883$/],
    ['ENOTFOUND', /^the host in .* is unknown$/],
    ['EAI_AGAIN', /^the host in .* is unknown$/],
    ['ETIMEDOUT', /cannot be reached$/],
    ['EHOSTUNREACH', /cannot be reached$/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /not trusted: give its certificate authority$/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /not trusted/],
    ['CERT_HAS_EXPIRED', /has expired$/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /is for another name/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /does not accept our client certificate/],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', /does not accept our client certificate/],
  ] as const)
    it(`${code} is told in words that say what to do`, () => {
      assert.match(describeFault(withCode(code), URL), says);
    });

  it('that nobody knows is told as the library says it', () => {
    assert.equal(describeFault(withCode('EODD'), URL), 'in the library’s words');
    assert.equal(describeFault(new Error('connection lost'), URL), 'connection lost');
  });
});

describe('the link of an MQTT connection', () => {
  it('tells a new listener its state at once, each change with its time, and the same thing once', () => {
    const clock = new FakeClock(1000);
    const link = new Link(clock);
    const told: unknown[] = [];
    const stop = link.listen(({ state, text, since }) => told.push([state, text, since]));
    clock.advance(5);
    link.set('connecting', 'connecting to a');
    link.set('connecting', 'connecting to a');
    link.set('connecting', 'connecting to b');
    stop();
    link.set('connected', 'connected');
    assert.deepEqual(told, [
      ['stopped', 'stopped', 1000],
      ['connecting', 'connecting to a', 1005],
      ['connecting', 'connecting to b', 1005],
    ]);
    assert.equal(link.status.state, 'connected');
  });

  it('suspects a second client when connections are lost three times right after they were made', () => {
    const clock = new FakeClock();
    const link = new Link(clock);
    const lose = (after: number): string | undefined => {
      link.connected();
      clock.advance(after);
      return link.lost();
    };
    assert.deepEqual([lose(100), lose(4_999)], [undefined, undefined]);
    assert.equal(link.isFlapping, false);
    assert.match(lose(100) ?? '', /is the client id used twice\?$/);
    assert.equal(link.isFlapping, true);
    assert.equal(lose(60_000), undefined, 'one that lasted ends the suspicion');
    assert.equal(link.isFlapping, false);
    assert.equal(lose(100), undefined);
  });
});
