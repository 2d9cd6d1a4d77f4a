import assert from 'node:assert/strict';
import * as opcua from 'node-opcua';
import { readPoints } from '../../../../lib/connectors/opcua/reading-now';
import { OpcuaPoint } from '../../../../lib/connectors/opcua/spec';
import type { Live } from '../../../../lib/connectors/opcua/subscription';

describe('A reading of OPC UA points at once', () => {
  it('asks for no more nodes at a time than the server takes, and a request that fails is a fault of its own points', async () => {
    const asked: number[] = [];
    const read = (nodes: readonly object[]): Promise<opcua.DataValue[]> => {
      asked.push(nodes.length);
      if (asked.length === 2) return Promise.reject(new Error('BadTooManyOperations'));
      const value = { dataType: opcua.DataType.Double, value: asked.length };
      return Promise.resolve(nodes.map(() => new opcua.DataValue({ value })));
    };
    const live = {
      opcua,
      session: { read },
      where: 'opc.tcp://plc',
      maxRead: 2,
      resolve: (nodeId: string) => {
        if (nodeId === 'ns=9;s=none') throw new Error('no such namespace');
        return opcua.resolveNodeId(nodeId);
      },
    } as unknown as Live;
    const nodes = ['ns=1;s=a', 'ns=9;s=none', 'ns=1;s=b', 'ns=1;s=c', 'ns=1;s=d', 'ns=1;s=e'];
    const points = nodes.map((nodeId) => OpcuaPoint.parse({ unit: 'u', sensor: 's', nodeId }));
    const found = await readPoints(points, live, (run) => run());
    assert.deepEqual(asked, [2, 2, 1]);
    const values = found.map(({ value }) => value);
    assert.deepEqual(values, [1, undefined, 1, undefined, undefined, 3]);
  });
});
