import type { ConnectorSpec } from '../connector';
import { ModbusBuses } from './buses';
import { testConnection } from './connection-test';
import { ModbusConnector } from './connector';
import { describeRegister } from './register-ids';
import { RegisterScan } from './scan';
import { ModbusConfig, ModbusPoint } from './spec';

export { ModbusBuses, ModbusConfig, ModbusConnector, ModbusPoint };

/** Connectors made by one spec share the connections of `buses`. */
export const modbusSpec = (buses: ModbusBuses): ConnectorSpec<typeof ModbusConfig, typeof ModbusPoint> => ({
  protocol: 'modbus',
  title: 'Modbus',
  config: ModbusConfig,
  point: ModbusPoint,
  capabilities: ['poll', 'command', 'browse'],
  secrets: ['key'],
  ofFlows: ['certificate'],
  identity: ['host', 'port', 'unitId'],
  test: (config, { certificates }) => testConnection(config, certificates),
  create: (config, context) => new ModbusConnector(config, context, buses),
  browse: (config, { clock }, question) => new RegisterScan().browse(config, clock, question),
  describe: (_config, _context, nodes) =>
    Promise.resolve(nodes.map(({ nodeId }) => describeRegister(nodeId))),
});
