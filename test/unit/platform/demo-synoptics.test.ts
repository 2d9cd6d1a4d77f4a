import assert from 'node:assert/strict';
import { PLANT_DEFINITION } from '../../../lib/connectors/simulator';
import { soundSynoptic } from '../../../lib/core/synoptic';
import { demoSynoptic } from '../../../lib/platform/demo-synoptics';

describe('the drawings of the demo', () => {
  for (const unit of ['boiler-1', 'makeup-tank-1'] as const)
    it(`show sensors that ${unit} has, in elements that it has, and are kept as they are drawn`, () => {
      const input = demoSynoptic(unit);
      const { svg, bindings } = soundSynoptic(input);
      const known = PLANT_DEFINITION.find((one) => one.unit.key === unit)?.sensors.map(({ key }) => key);
      for (const { sensor } of bindings) assert.ok(known?.includes(sensor), sensor);
      assert.equal(svg.match(/<\w/g)?.length, input.svg.match(/<\w/g)?.length);
    });
});
