import { z } from 'zod';
import { PointsRead, ReadNow } from '../../core/field-value';
import { SeenTopics, TopicLook } from '../../core/mqtt-topics';
import { Key } from '../../core/plant';
import { ProtocolList } from '../../core/protocol';
import { route } from '../contract';

/** A little longer than the device is given. */
const READ_TIMEOUT_MS = 15_000;
const TOPICS_TIMEOUT_MS = 30_000;

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

export const readDevice = route({
  operationId: 'readDevice',
  method: 'POST',
  path: '/devices/{device}/read',
  permission: 'device:test',
  params: z.object({ device: Key }).strict(),
  body: ReadNow,
  response: PointsRead,
  summary: 'Read points of a device at once, whatever their interval',
  description:
    'Asks the device itself, over the connection that it has; at most 200 points in ten seconds. A point that cannot be read has a `fault`, and the others have their values. Values go to who asks, and are not stored.',
  tags,
  errors: ['not-found', 'unavailable'],
  timeoutMs: READ_TIMEOUT_MS,
  examples: {
    body: { points: [{ unit: 'boiler-1', sensor: 'supply-temperature' }] },
    response: {
      items: [
        {
          unit: 'boiler-1',
          sensor: 'supply-temperature',
          timestamp: '2026-11-23T09:00:00.000Z',
          value: 71.3,
          quality: 'good',
        },
      ],
    },
  },
});

export const lookAtTopics = route({
  operationId: 'lookAtTopics',
  method: 'POST',
  path: '/mqtt/topics',
  permission: 'device:test',
  body: TopicLook,
  response: SeenTopics,
  summary: 'Listen to the tenant’s own MQTT topics for some seconds, and tell what came',
  description:
    'At the broker of the installation, below `plant/{tenant}/` and nowhere else; retained messages come at once. One look of a tenant at a time. A topic `plant/{tenant}/{unit}/{sensor}` has readings as soon as that sensor exists; others are decoded by `mqtt in`, which takes the paths.',
  tags,
  errors: ['unavailable', 'rate-limited'],
  timeoutMs: TOPICS_TIMEOUT_MS,
  examples: {
    body: { filter: 'boiler-1/#', seconds: 5 },
    response: {
      items: [
        {
          topic: 'plant/aqua/boiler-1/supply-temperature',
          messages: 5,
          payload: '{"value":71.3}',
          values: [{ path: 'value', value: 71.3 }],
          unit: 'boiler-1',
          sensor: 'supply-temperature',
        },
      ],
      more: false,
    },
  },
});

export const deviceControlRoutes = [listProtocols, readDevice, lookAtTopics] as const;
