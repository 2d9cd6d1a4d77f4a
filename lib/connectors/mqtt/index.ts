import type { ConnectorSpec } from '../connector';
import { testConnection } from './connection-test';
import { MqttConnector } from './connector';
import { MqttConfig, MqttPoint } from './spec';

export { startBroker, type BrokerIdentity, type EmbeddedBroker } from './broker/embedded-broker';
export type { Will } from './client-options';
export { MqttConnector } from './connector';
export { checkPoint, type TopicListener } from './inbox';
export { valuesOf } from './json-values';
export { Outbox } from './outbox';
export type { PublishOptions } from './outbox-record';
export { topicFiller } from './topic-template';
export { unsTemplate } from './uns';
export { MqttConfig, MqttPoint };

export const mqttSpec: ConnectorSpec<typeof MqttConfig, typeof MqttPoint> = {
  protocol: 'mqtt',
  title: 'MQTT',
  config: MqttConfig,
  point: MqttPoint,
  capabilities: ['subscribe', 'command'],
  test: testConnection,
  create: (config, context) => new MqttConnector(config, context),
};
