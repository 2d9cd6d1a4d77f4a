import assert from 'node:assert/strict';
import { standardUnits } from 'node-opcua';
import { engineeringUnit } from '../../../../../lib/connectors/opcua/server/units-of-measure';
import { unitIdOf } from '../../../../../lib/connectors/opcua/unece';

describe('Units of measure of an OPC UA server', () => {
  it('are numbered as OPC 10000-8 says', () => {
    // The example of the standard: METRE is MTR, 0x4D5452.
    assert.equal(unitIdOf('MTR'), 5_067_858);
    for (const [ours, theirs] of [
      ['°C', standardUnits.degree_celsius],
      ['bar', standardUnits.bar],
      ['m³/h', standardUnits.cubic_metre_per_hour],
      ['kW', standardUnits.kilowatt],
      ['%', standardUnits.percent],
      ['mm', standardUnits.millimetre],
      ['kPa', standardUnits.kilopascal],
      ['ppm', standardUnits.part_per_million],
    ] as const) {
      const unit = engineeringUnit(ours);
      assert.equal(unit.unitId, theirs.unitId, ours);
      assert.equal(unit.namespaceUri, theirs.namespaceUri);
      assert.equal(unit.displayName.text, ours);
    }
  });

  it('are shown by name where UNECE has none', () => {
    const { unitId, namespaceUri, displayName } = engineeringUnit('furlong');
    assert.deepEqual([unitId, namespaceUri, displayName.text], [-1, '', 'furlong']);
  });
});
