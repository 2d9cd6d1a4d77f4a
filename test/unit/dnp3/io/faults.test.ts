import assert from 'node:assert/strict';
import { faultWords } from '../../../../lib/dnp3/io/faults';

const fault = (code: string, message = 'no words'): string =>
  faultWords(Object.assign(new Error(message), { code }));

describe('Words for what sockets and TLS say', () => {
  it('say what is wrong and what to do', () => {
    assert.equal(
      fault('ECONNREFUSED'),
      'nothing listens there; check host and port, and that the device is on',
    );
    assert.match(fault('CERT_HAS_EXPIRED'), /has expired; renew it/);
    assert.match(fault('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), /refused our certificate; check/);
  });

  it('tell what nobody has words for as it is, with its code', () => {
    assert.equal(fault('EWHATEVER', 'something odd'), 'something odd (EWHATEVER)');
    assert.equal(faultWords(new Error('plain')), 'plain');
    assert.equal(faultWords('thrown text'), 'thrown text');
  });
});
