import { ProtocolList } from '../../core/protocol';
import { route } from '../contract';

const tags = ['Devices'] as const;

const protocol = {
  protocol: 'modbus',
  title: 'Modbus',
  capabilities: ['poll', 'command', 'browse'],
  identity: ['host', 'port', 'unitId'],
  secrets: ['key'],
  settings: {
    type: 'object',
    properties: {
      host: {
        type: 'string',
        description: 'Host name or address of the device, or of the gateway before it',
      },
      port: { type: 'integer', default: 502, description: 'TCP port; 502, with TLS 802' },
    },
    required: ['host'],
  },
  point: { type: 'object', properties: { address: { type: 'integer' } }, required: ['address'] },
};

export const listProtocols = route({
  operationId: 'listProtocols',
  method: 'GET',
  path: '/protocols',
  permission: 'device:read',
  response: ProtocolList,
  summary: 'The protocols of devices, what each can do, and what its settings are',
  description:
    'A form for a device or a point can be made of the schemas: each field has its description, default and range.',
  tags,
  examples: { response: { items: [protocol] } },
});

export const deviceControlRoutes = [listProtocols] as const;
