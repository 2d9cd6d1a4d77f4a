import assert from 'node:assert/strict';
import type { NodeId } from 'node-opcua';
import { ExpandedNodeId, NodeIdType, ReadRequest, coerceNodeId } from 'node-opcua';
import { blindfold } from '../../../../../lib/connectors/opcua/server/blindfold';
import {
  conditionId,
  conditionOf,
  sensorId,
  sensorOf,
} from '../../../../../lib/connectors/opcua/server/node-ids';
import { Visibility } from '../../../../../lib/connectors/opcua/server/visibility';

const aqua = { name: 'a', tenant: 'aqua', mayCommand: true };

describe('Which nodes a session of an OPC UA server knows of', () => {
  const visibility = new Visibility();
  const sees = (id: string, user: typeof aqua | undefined = aqua): boolean =>
    visibility.sees(user, coerceNodeId(id));

  it('is its tenant’s branch, by the text of the id alone', () => {
    for (const id of ['ThermaCore', 'aqua', 'aqua/u', 'aqua/u/s', 'aqua/u/s-EURange', 'aqua/not/there'])
      assert.ok(sees(`ns=2;s=${id}`), id);
    for (const id of ['borealis', 'borealis/u/s', 'aqua-2', 'aqua-2/u/s', 'aqu', 'AQUA', 'thermacore', '/'])
      assert.equal(sees(`ns=2;s=${id}`), false, id);
    assert.equal(sees('ns=2;i=1000'), false);
    assert.equal(visibility.sees(undefined, coerceNodeId('ns=2;s=ThermaCore')), false);
    assert.ok(sees('i=85'));
    assert.equal(sees('ns=1;s=a session'), false);
  });

  it('leaves out what is hidden', () => {
    visibility.hide(coerceNodeId('i=2275'));
    assert.equal(sees('i=2275'), false);
    assert.ok(sees('i=2274'));
  });

  it('reads sensors out of ids, and nothing else', () => {
    assert.deepEqual(sensorOf(sensorId('aqua', 'u', 's')), { tenant: 'aqua', unit: 'u', sensor: 's' });
    for (const id of [
      'ns=2;s=aqua/u',
      'ns=2;s=aqua/u/s/x',
      'ns=2;s=aqua/u/s-EURange',
      'ns=3;s=aqua/u/s',
      'i=1',
    ])
      assert.equal(sensorOf(coerceNodeId(id)), undefined, id);
  });

  it('reads conditions out of their ids and those of their parts, and nothing else', () => {
    const id = conditionId('aqua', { rule: 'too-hot', unit: 'u', sensor: 's' });
    assert.equal(id.value, 'aqua/u/s/too-hot');
    assert.equal(conditionOf(id), id.value);
    const part = coerceNodeId('ns=2;s=aqua/u/s/too-hot-ShelvingState-CurrentState');
    assert.equal(conditionOf(part), id.value);
    const ofDevice = conditionId('aqua', { rule: 'offline', device: 'plc-1' });
    assert.equal(ofDevice.value, 'aqua//plc-1/offline');
    assert.ok(sees(String(ofDevice)) && !sees(String(ofDevice).replace('aqua', 'borealis')));
    for (const text of [
      'ns=2;s=aqua/u/s',
      'ns=2;s=aqua/u/s-EURange',
      'ns=2;s=aqua/u/s/r/x',
      'ns=3;s=aqua/u/s/r',
      'i=1',
    ])
      assert.equal(conditionOf(coerceNodeId(text)), undefined, text);
  });
});

describe('The blindfold of a request', () => {
  const sees = (id: NodeId): boolean => String(id) !== 'ns=2;s=borealis';
  const foreign = (): NodeId => coerceNodeId('ns=2;s=borealis');

  it('takes ids away wherever they are', () => {
    const own = coerceNodeId('ns=2;s=aqua');
    const request = {
      nodes: [foreign(), own],
      filter: { operands: [{ value: { value: foreign() } }] },
      view: { viewId: foreign() },
    };
    assert.ok(blindfold(request, sees));
    assert.doesNotMatch(JSON.stringify(request), /borealis/);
    assert.equal(request.nodes[1], own);
  });

  it('takes away ids that name their namespace or server otherwise', () => {
    const byUri = new ExpandedNodeId(NodeIdType.STRING, 'aqua', 0, 'urn:thermacore:plant');
    const elsewhere = new ExpandedNodeId(NodeIdType.STRING, 'aqua', 2, null, 1);
    const request = { ids: [byUri, elsewhere] };
    blindfold(request, () => true);
    for (const id of request.ids) {
      assert.ok(id instanceof ExpandedNodeId);
      assert.equal(String(id), 'ns=2;s=/');
    }
  });

  it('leaves the session’s own token, and does not follow what has no end', () => {
    const request = new ReadRequest({ requestHeader: { authenticationToken: foreign() } });
    assert.ok(blindfold(request, sees));
    assert.equal(String(request.requestHeader.authenticationToken), 'ns=2;s=borealis');
    let deep: object = { id: foreign() };
    for (let i = 0; i < 100; i++) deep = { deep };
    assert.equal(blindfold(deep, sees), false);
  });
});
