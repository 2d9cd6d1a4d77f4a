import assert from 'node:assert/strict';
import { quantityOf, unitOf } from '../../../../../lib/connectors/opcua/browse/engineering-units';

const CEFACT = 'http://www.opcfoundation.org/UA/units/un/cefact';

describe('Engineering units of OPC UA', () => {
  // Ids as the OPC Foundation lists them (UNECE_to_OPCUA.csv).
  for (const [unitId, text, unit] of [
    [4408652, 'degree Celsius', '°C'],
    [4342098, 'bar [unit of pressure]', 'bar'],
    [5067080, 'cubic metre per hour', 'm³/h'],
    [20529, 'percent', '%'],
    [4937556, 'kilowatt', 'kW'],
    [13122, 'megajoule', 'MJ'],
  ] as const)
    it(`of UNECE: ${text} is ${unit}`, () => {
      assert.equal(unitOf({ namespaceUri: CEFACT, unitId, displayName: { text } }), unit);
    });

  for (const [text, unit] of [
    ['°C', '°C'],
    ['deg C', '°C'],
    ['m3/h', 'm³/h'],
    ['KW', 'kW'],
    ['furlongs per fortnight', 'furlongs per fortnig'],
    ['constructor', 'constructor'],
    [null, ''],
  ] as const)
    it(`of a vendor: ${text ?? 'nothing'} is ${unit || 'nothing'}`, () => {
      assert.equal(unitOf({ namespaceUri: 'urn:vendor', unitId: 4408652, displayName: { text } }), unit);
    });

  it('say what is measured, where there is one answer', () => {
    assert.deepEqual(['°C', 'bar', 'm³/h', 'kWh', 'mm/s', '%', 'm³', '', 'constructor'].map(quantityOf), [
      'temperature', 'pressure', 'flow', 'energy', 'vibration', 'ratio', 'other', 'other', 'other',
    ]); // prettier-ignore
  });
});
