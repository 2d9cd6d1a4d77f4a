import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { ModbusConfig } from '../../lib/connectors/modbus/spec';
import { ThermaCoreError } from '../../lib/core/errors';
import { serveConnectionTest } from '../_kit/connection-test';
import { nameField } from '../_kit/fields';
import { leasePlatform } from '../_kit/lease';
import { defineNode } from '../_kit/register';
import type { ModbusBusService } from '../_kit/services';

/** Of the connector's own fields those that belong to the connection; the rest belongs to a device (modbus-in). */
const config = ModbusConfig.pick({
  transport: true,
  pauseMs: true,
  connectPauseMs: true,
  maxInFlight: true,
  ca: true,
  certificate: true,
  cert: true,
  key: true,
  servername: true,
  verify: true,
}).extend({
  name: nameField,
  source: z
    .enum(['own', 'other'])
    .default('other')
    .describe('The Modbus server of this installation, or another device or gateway'),
  host: z.string().trim().max(255).default('').describe('Host name or address of the device or gateway'),
  port: z.coerce.number().int().min(1).max(65_535).optional().describe('TCP port; empty: 502, with TLS 802'),
});
type Config = z.output<typeof config>;

const PORT = 502;
const TLS_PORT = 802;

function wayOf({ source, host, port, name: _, ...rest }: Config, ownPort: number): ModbusBusService['way'] {
  if (source === 'own') return { ...rest, host: '127.0.0.1', port: ownPort, transport: 'tcp' };
  if (host === '')
    throw new ThermaCoreError('configuration', 'host: is not given.', {
      field: 'host',
      advice: 'Give the host name or address of the device, or of the gateway before it.',
    });
  return { ...rest, host, port: port ?? (rest.transport === 'tls' ? TLS_PORT : PORT) };
}

const register = defineNode({
  name: 'modbus-bus',
  config,
  secrets: { key: 'password' },
  create({ config: form, platform }) {
    const service: ModbusBusService = { way: wayOf(form, platform.settings.ports.modbus) };
    return { service };
  },
});

export = (RED: NodeAPI): void => {
  register(RED);
  serveConnectionTest(RED, 'modbus-bus', async (form) => {
    const platform = leasePlatform(RED);
    const way = wayOf(config.parse(form), platform.settings.ports.modbus);
    return platform.modbus.test(ModbusConfig.parse({ ...way, unitId: form['testUnit'] }), platform);
  });
};
