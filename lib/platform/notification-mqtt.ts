import { MqttConnector, mqttSpec } from '../connectors/mqtt';
import type { ConnectorContext } from '../connectors/connector';
import type { Sender, Sending } from '../notifications/ports';
import { SendError, inWords } from '../notifications/send-error';
import type { SettingsOf } from '../notifications/target';

/** A login to the broker of the installation. */
export interface BrokerLogin {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Deeper than readings lie (`plant/{tenant}/{unit}/{sensor}`), so that nobody takes a message for one. */
const topicOf = (tenant: string, topic: string): string => `plant/${tenant}/notify/alarms/${topic}`;

/** Publishes at the broker of the installation, as the device account of the tenant; one connection a tenant. */
export class MqttSender implements Sender {
  private readonly connections = new Map<string, Promise<MqttConnector>>();

  constructor(
    private readonly access: (tenant: string) => Promise<BrokerLogin>,
    private readonly context: ConnectorContext,
  ) {}

  async send(sending: Sending<SettingsOf<'mqtt'>>, signal: AbortSignal): Promise<void> {
    const { tenant, id, settings, content } = sending;
    const { topic, qos, retain } = settings;
    try {
      const connector = await this.connected(tenant, signal);
      await connector.publish(topicOf(tenant, topic), JSON.stringify({ id, ...content }), { qos, retain });
    } catch (cause) {
      throw new SendError(`The broker does not take the message: ${inWords(cause)}.`, { cause });
    }
  }

  async close(): Promise<void> {
    const open = [...this.connections.values()];
    this.connections.clear();
    await Promise.all(open.map(async (one) => (await one.catch(() => undefined))?.stop()));
  }

  private async connected(tenant: string, signal: AbortSignal): Promise<MqttConnector> {
    let connection = this.connections.get(tenant);
    if (!connection) {
      connection = this.connect(tenant);
      this.connections.set(tenant, connection);
      connection.catch(() => this.connections.delete(tenant));
    }
    const connector = await connection;
    await linked(connector, signal);
    return connector;
  }

  private async connect(tenant: string): Promise<MqttConnector> {
    const { url, username, password } = await this.access(tenant);
    const config = mqttSpec.config.parse({
      urls: [url],
      clientId: 'notifications',
      clean: true,
      username,
      password,
    });
    const connector = new MqttConnector(config, this.context);
    connector.start();
    return connector;
  }
}

/** Resolves when the connection is there; it goes on trying by itself. */
async function linked(connector: MqttConnector, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const give = (): void => reject(new Error('there is no answer'));
  signal.addEventListener('abort', give, { once: true });
  const end = connector.onLink(({ state }) => {
    if (state === 'connected') resolve();
  });
  try {
    await promise;
  } finally {
    end();
    signal.removeEventListener('abort', give);
  }
}
