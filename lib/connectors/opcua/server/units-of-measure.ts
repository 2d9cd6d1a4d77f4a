import { makeEUInformation } from 'node-opcua';
import { UNECE, unitIdOf } from '../unece';

/** A unit that UNECE does not know is `unitId` -1 with its name. */
export function engineeringUnit(uom: string): ReturnType<typeof makeEUInformation> {
  const [code, name] = UNECE[uom] ?? [];
  const unit = makeEUInformation(code ?? '', uom, name ?? uom);
  unit.unitId = code === undefined ? -1 : unitIdOf(code);
  if (code === undefined) unit.namespaceUri = '';
  return unit;
}
