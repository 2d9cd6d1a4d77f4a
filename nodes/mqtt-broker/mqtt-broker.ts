import { createHash } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { MqttConfig } from '../../lib/connectors/mqtt/spec';
import { ThermaCoreError } from '../../lib/core/errors';
import { MqttConnector, mqttSpec, type Platform } from '../../lib/platform';
import { serveConnectionTest } from '../_kit/connection-test';
import { nameField } from '../_kit/fields';
import { leasePlatform } from '../_kit/lease';
import { defineNode } from '../_kit/register';
import type { OwnSession, TenantService } from '../_kit/services';
import { Connection } from './connection';

const Qos = z.coerce.number().pipe(z.union([z.literal(0), z.literal(1), z.literal(2)]));

/** Fields of the form. Those of an external broker are the connector's own, but for three that a form gives otherwise. */
const config = MqttConfig.omit({ urls: true, clientId: true, will: true }).extend({
  name: nameField,
  source: z
    .enum(['embedded', 'external'])
    .default('embedded')
    .describe('The broker of this installation, or another one'),
  tenant: z
    .string()
    .optional()
    .describe('Tenant node: as whose device account to log in to the embedded broker'),
  urls: z
    .string()
    .default('')
    .describe('Addresses of an external broker, one per line; the next is tried when one does not answer'),
  clientId: z.string().max(128).optional().describe('Client id; empty: one that stays the same'),
  willTopic: z
    .string()
    .optional()
    .describe('Topic of the message that the broker publishes when the connection is lost'),
  willPayload: z.string().default('').describe('Payload of that message'),
  willQos: Qos.default(0).describe('Quality of service of that message'),
  willRetain: z.boolean().default(false).describe('Whether the broker keeps that message'),
});
type Config = z.output<typeof config>;

/** What the connector wants of an external broker. Throws `configuration` that names the field. */
function externalConfig(form: Config, ownId: string): MqttConfig {
  const { urls, clientId = ownId, willTopic, willPayload, willQos, willRetain, ...rest } = form;
  const parsed = MqttConfig.safeParse({
    ...rest,
    urls: urls.split(/[\s,]+/).filter(Boolean),
    clientId,
    ...(willTopic
      ? { will: { topic: willTopic, payload: willPayload, qos: willQos, retain: willRetain } }
      : {}),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = String(issue?.path[0] ?? 'configuration');
  throw new ThermaCoreError('configuration', `${field}: ${issue?.message ?? 'is not valid'}.`, {
    field,
    advice: 'Open the node, correct the field and deploy.',
  });
}

/**
 * The broker knows our session, and what it keeps for us, by this id: it must stay the same over restarts and differ
 * between installations that imported the same flow.
 */
function stableClientId(RED: NodeAPI, id: string, { settings }: Platform): string {
  const instance = instanceId(RED) ?? settings.home;
  return `thermacore-${createHash('sha256').update(`${instance} ${id}`).digest('hex').slice(0, 16)}`;
}

/** Node-RED's own random id of this installation; it has none when it runs without a place for its settings. */
function instanceId(RED: NodeAPI): string | undefined {
  try {
    return (RED.settings as unknown as { get: (name: string) => string | undefined }).get('instanceId');
  } catch {
    return undefined;
  }
}

const register = defineNode({
  name: 'mqtt-broker',
  config,
  secrets: { username: 'text', password: 'password', key: 'password' },
  create({ RED, node, config: form, platform, service }) {
    const ownId = stableClientId(RED, node.id, platform);
    const tenant =
      form.source === 'embedded' ? service<TenantService>(form.tenant ?? '', 'tenant') : undefined;
    const external = tenant ? undefined : externalConfig(form, ownId);

    async function make(own?: OwnSession): Promise<MqttConnector> {
      const shared = external ?? (await embedded());
      if (!own) return new MqttConnector(shared, platform);
      // Nothing is kept for it, and nothing of its last session may come in the next.
      const clientId = `${shared.clientId}-${own.id}`;
      return new MqttConnector({ ...shared, clientId, clean: true }, platform, own.will);
    }

    async function embedded(): Promise<MqttConfig> {
      const { url, username, password } = await platform.brokerAccess(tenant?.key ?? '');
      return MqttConfig.parse({ urls: [url], clientId: ownId, username, password });
    }

    const connection = new Connection({ tenant: tenant?.key, make, clock: platform.clock });
    return { service: connection, close: () => connection.close() };
  },
});

export = (RED: NodeAPI): void => {
  register(RED);
  serveConnectionTest(RED, 'mqtt-broker', async (form) =>
    mqttSpec.test(externalConfig(config.parse(form), 'thermacore-test'), leasePlatform(RED)),
  );
};
