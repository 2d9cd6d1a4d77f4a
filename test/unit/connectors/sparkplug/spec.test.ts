import assert from 'node:assert/strict';
import { z } from 'zod';
import { placing } from '../../../../lib/connectors/sparkplug/host/placing';
import {
  SparkplugEdgeConfig,
  SparkplugHostConfig,
  groupsOf,
} from '../../../../lib/connectors/sparkplug/spec';

describe('the forms of Sparkplug', () => {
  it('describes every field of its forms', () => {
    for (const form of [SparkplugHostConfig, SparkplugEdgeConfig]) {
      const { properties = {} } = z.toJSONSchema(form, { io: 'input' }) as {
        properties?: Record<string, { description?: string }>;
      };
      for (const [name, { description }] of Object.entries(properties)) assert.ok(description, name);
    }
  });

  it('names the field that is wrong', () => {
    const fieldOf = (input: object) => SparkplugHostConfig.safeParse(input).error?.issues[0]?.path[0];
    assert.deepEqual([{ unit: '{plant}' }, { hostId: 'a/b' }, { reorderMs: -1 }, {}].map(fieldOf), [
      'unit',
      'hostId',
      'reorderMs',
      undefined,
    ]);
    assert.equal(SparkplugEdgeConfig.safeParse({}).error?.issues[0]?.path[0], 'node');
  });

  it('reads groups by line', () => {
    assert.deepEqual(groupsOf(' a \n\nb'), ['a', 'b']);
    assert.equal(groupsOf('a\nb/c'), undefined);
    assert.deepEqual(groupsOf('a\nb\n a'), ['a', 'b'], 'one that is written twice would be heard twice');
  });
});

describe('the place of a metric', () => {
  const address = { group: 'Plant 1', node: 'Line', device: 'Boiler 1', metric: 'Inputs/Supply Temp' };

  it('is made of the names of Sparkplug', () => {
    assert.deepEqual(placing('{device}', '{metric}')(address), {
      unit: 'boiler-1',
      sensor: 'inputs-supply-temp',
    });
    assert.deepEqual(placing('{group}.{node}', 'x-{metric}')(address), {
      unit: 'plant-1.line',
      sensor: 'x-inputs-supply-temp',
    });
  });

  it('is the node where there is no device', () => {
    const node = { group: 'Plant 1', node: 'Line', metric: 'Load' };
    assert.equal(placing('{device}', '{metric}')(node)?.unit, 'line');
  });

  it('is none when nothing remains of a name, or too much', () => {
    for (const metric of ['漢字', 'x'.repeat(65)])
      assert.equal(placing('{device}', '{metric}')({ ...address, metric }), undefined);
  });
});
