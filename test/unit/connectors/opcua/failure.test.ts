import assert from 'node:assert/strict';
import { OpcuaFailure, failureOf } from '../../../../lib/connectors/opcua/failure';

const URL = 'opc.tcp://plc:4840';

describe('A failure of OPC UA', () => {
  for (const [text, says, status] of [
    [
      'serviceResult = BadNodeIdUnknown (0x80340000)',
      /^the server has no such node \(BadNodeIdUnknown\)$/,
      'BadNodeIdUnknown',
    ],
    [
      'BadCertificateUntrusted (0x801a0000)',
      /approve it among the OPC UA certificates/,
      'BadCertificateUntrusted',
    ],
    ['BadViewIdUnknown', /^BadViewIdUnknown$/, 'BadViewIdUnknown'],
    [
      'Cannot find ANONYMOUS user token policy in end point description',
      /does not take this kind of login/,
      'BadIdentityTokenInvalid',
    ],
    ['connect ECONNREFUSED 127.0.0.1:1', /^nothing answers at opc\.tcp:\/\/plc:4840$/, undefined],
    ['getaddrinfo ENOTFOUND plc', /^the host in opc\.tcp:\/\/plc:4840 is unknown$/, undefined],
    ['Transaction has timed out ( timeout = 10000 ms)', /^no answer in time/, 'BadTimeout'],
    ['Connection Break', /^the server ended the connection/, 'BadConnectionClosed'],
    ['something\nwith a second line', /^something$/, undefined],
  ] as const)
    it(`is told in words: ${text.split('\n', 1)[0]}`, () => {
      const failure = failureOf(new Error(text), URL);
      assert.match(failure.message, says);
      assert.equal(failure.status, status);
    });

  it('stays what it is', () => {
    const failure = OpcuaFailure.of('BadTimeout');
    assert.equal(failureOf(failure, URL), failure);
  });

  it('is uncertain where the server may have acted although nobody said so', () => {
    assert.equal(OpcuaFailure.of('BadTimeout').isUncertain, true);
    assert.equal(OpcuaFailure.of('BadConnectionClosed').isUncertain, true);
    assert.equal(OpcuaFailure.of('BadNotWritable').isUncertain, false);
  });
});
