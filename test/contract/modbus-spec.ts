import { ModbusBuses, modbusSpec } from '../../lib/connectors/modbus';

/** Apart from the tests, so that a process of its own can load it. */
export const contractSpec = modbusSpec(new ModbusBuses());
