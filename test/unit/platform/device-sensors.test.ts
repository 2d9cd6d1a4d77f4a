import assert from 'node:assert/strict';
import { OpcuaPoint } from '../../../lib/connectors/opcua/spec';
import type { NodeDescription, NodeFault } from '../../../lib/core/browse';
import { prepare } from '../../../lib/platform/device-sensors';

const described = (name: string, more: Partial<NodeDescription> = {}): NodeDescription => ({
  nodeId: 'i=1',
  name,
  type: 'number',
  quantity: 'other',
  uom: '',
  decimals: 1,
  settings: { nodeId: 'nsu=urn:plc;i=1' },
  ...more,
});
const prepared = (
  all: readonly (NodeDescription | NodeFault)[],
  keys: readonly (string | undefined)[] = [],
): ReturnType<typeof prepare> =>
  prepare(
    { point: OpcuaPoint },
    {
      unit: 'boiler-1',
      nodes: all.map((_, i) => ({ nodeId: 'i=1', ...(keys[i] === undefined ? {} : { sensor: keys[i] }) })),
    },
    all,
  );

describe('Sensors of nodes', () => {
  it('get keys of the names of their nodes, each its own, and never one that is given to another', () => {
    const all = [described('Vorlauf Süd'), described('Vorlauf Süd'), described('x'), described('Flow')];
    const { nodes, faults } = prepared(all, [undefined, undefined, 'flow', undefined]);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      nodes.map(({ sensor }) => sensor.key),
      ['vorlauf-sud', 'vorlauf-sud-2', 'flow', 'flow-2'],
    );
  });

  it('keep to the length of a key', () => {
    const { nodes } = prepared([described('a'.repeat(90)), described('a'.repeat(90))]);
    assert.deepEqual(
      nodes.map(({ sensor }) => sensor.key.length),
      [64, 64],
    );
  });

  it('have what the device says, and the defaults of a sensor for the rest', () => {
    const { nodes } = prepared([
      described('Supply', {
        uom: '°C',
        quantity: 'temperature',
        rangeLow: 0,
        rangeHigh: 140,
        description: 'x',
      }),
    ]);
    const [{ sensor, settings } = assert.fail()] = nodes;
    const { key, name, uom, rangeLow, rangeHigh, staleAfter } = sensor;
    assert.deepEqual(
      [key, name, uom, rangeLow, rangeHigh, staleAfter],
      ['supply', 'Supply', '°C', 0, 140, 60],
    );
    assert.deepEqual(settings, { nodeId: 'nsu=urn:plc;i=1' });
  });

  it('are refused one by one, by their index', () => {
    const { nodes, faults } = prepared([
      described('good'),
      { nodeId: 'i=2', fault: 'is an array: give the element in path, e.g. [0]' },
      described('温度'),
      described('bad', { settings: { nodeId: 'nonsense' } }),
    ]);
    assert.equal(nodes.length, 1);
    assert.deepEqual(
      faults.map(({ index, field }) => [index, field]),
      [[1, 'nodeId'], [2, 'sensor'], [3, 'nodeId']],
    ); // prettier-ignore
    assert.match(faults[0]?.reason ?? '', /is an array/);
    assert.match(faults[1]?.reason ?? '', /温度/);
  });
});
