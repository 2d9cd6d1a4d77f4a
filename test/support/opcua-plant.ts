import type { UAVariable } from 'node-opcua';
import type { OpcuaField } from './opcua-field';

/** EUInformation of the UNECE code, as servers have it. */
const CEFACT = 'http://www.opcfoundation.org/UA/units/un/cefact';
const idOf = (code: string): number =>
  [...code].reduce((sum, character) => sum * 256 + character.charCodeAt(0), 0);

export interface Analog {
  readonly low: number;
  readonly high: number;
  readonly code?: string;
  readonly text: string;
  readonly description?: string;
}

/** An analog item: a Double with range and unit. */
export function analog(field: OpcuaField, name: string, value: number, of: Analog): UAVariable {
  const { opcua, namespace, objects } = field;
  const engineeringUnits = opcua.makeEUInformation('', of.text, of.text);
  engineeringUnits.namespaceUri = of.code === undefined ? 'urn:vendor' : CEFACT;
  engineeringUnits.unitId = of.code === undefined ? 1 : idOf(of.code);
  return namespace.addAnalogDataItem({
    componentOf: objects,
    browseName: name,
    nodeId: `s=${name}`,
    dataType: 'Double',
    engineeringUnitsRange: { low: of.low, high: of.high },
    engineeringUnits,
    ...(of.description === undefined ? {} : { description: of.description }),
    value: { dataType: 'Double', value },
    minimumSamplingInterval: 10,
  });
}

/** A folder with so many variables of one value each. */
export function folderOf(field: OpcuaField, name: string, count: number): void {
  const { namespace, objects } = field;
  const folder = namespace.addObject({ organizedBy: objects, browseName: name, nodeId: `s=${name}` });
  for (let i = 0; i < count; i++)
    namespace.addVariable({
      componentOf: folder,
      browseName: `Tag ${i}`,
      nodeId: `s=${name}.${i}`,
      dataType: 'Double',
      value: { dataType: 'Double', value: i },
    });
}
