import assert from 'node:assert/strict';
import { OpcuaConfig, OpcuaPoint } from '../../../../lib/connectors/opcua/spec';

const config = (more: object = {}) => OpcuaConfig.safeParse({ endpoint: 'opc.tcp://plc:4840', ...more });
const point = (more: object = {}) =>
  OpcuaPoint.safeParse({ unit: 'u', sensor: 's', nodeId: 'i=85', ...more });
const at = ({ error }: { error?: { issues: { path: PropertyKey[] }[] } | undefined }): PropertyKey[] =>
  (error?.issues ?? []).map(({ path }) => path[0] as PropertyKey);

describe('The form of an OPC UA device', () => {
  it('asks for the strongest security, a trusted certificate and nobody’s name unless it is told otherwise', () => {
    const { data } = config();
    assert.deepEqual(
      [data?.security, data?.mode, data?.trust, data?.identity],
      ['strongest', 'SignAndEncrypt', 'listed', 'anonymous'],
    );
  });

  for (const [what, more, field] of [
    ['a user without a name', { identity: 'user', password: 'x' }, 'username'],
    ['a user without a password', { identity: 'user', username: 'x' }, 'password'],
    ['a certificate without its key', { identity: 'certificate', userCertificate: 'x' }, 'userKey'],
    [
      'a fingerprint where there is no security',
      { security: 'none', fingerprint: 'ab'.repeat(32) },
      'fingerprint',
    ],
    ['a policy that is broken', { security: 'Basic128Rsa15' }, 'security'],
  ] as const)
    it(`refuses ${what}`, () => {
      assert.deepEqual(at(config(more)), [field]);
    });
});

describe('A point of an OPC UA device', () => {
  for (const nodeId of [
    'i=85',
    'ns=2;s=Boiler.Temperature',
    'ns=3;g=72962B91-FA75-4AE6-8D28-B404DC7DAF63',
    'ns=1;b=aGVsbG8=',
    'nsu=urn:plc:app;s=a;b=c',
  ])
    it(`is at ${nodeId}`, () => {
      assert.equal(point({ nodeId }).success, true);
    });

  for (const [what, more, field] of [
    ['a node id without a kind', { nodeId: 'Boiler.Temperature' }, 'nodeId'],
    ['a namespace without a number', { nodeId: 'ns=x;i=5' }, 'nodeId'],
    ['a path that is none', { path: '.X' }, 'path'],
    ['a deadband of more than all of the range', { deadband: 101, deadbandType: 'percent' }, 'deadband'],
    ['a method without its object', { methodId: 'i=5' }, 'methodObjectId'],
    ['a scale of nothing', { scale: 0 }, 'scale'],
    ['a queue of nothing', { queueSize: 0 }, 'queueSize'],
  ] as const)
    it(`refuses ${what}`, () => {
      assert.deepEqual(at(point(more)), [field]);
    });
});
