import type { IClientOptions } from 'mqtt';
import { pemOf } from '../pem';
import type { MqttConfig } from './spec';

/** Certificates as they are now: files are read for every connection, so a renewed one needs no redeploy. */
export function certificates({ ca, cert, key }: MqttConfig): Pick<IClientOptions, 'ca' | 'cert' | 'key'> {
  return Object.fromEntries(
    Object.entries({ ca, cert, key }).flatMap(([field, text]) => (text ? [[field, pemOf(text, field)]] : [])),
  );
}

/** The message that the broker publishes when the connection is lost. */
export interface Will {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** Options for one broker of the list. Reconnecting is ours: with backoff, jitter and the next broker. */
export function clientOptions(config: MqttConfig, will: Will | undefined = config.will): IClientOptions {
  const v5 = config.version === '5';
  return {
    clientId: config.clientId,
    protocolVersion: v5 ? 5 : 4,
    clean: config.clean,
    keepalive: config.keepAlive,
    connectTimeout: config.connectTimeout * 1000,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: true,
    // Its own log asks for every packet whether somebody wants to read it, which costs more than parsing it.
    log: () => undefined,
    rejectUnauthorized: config.verify,
    ...(config.username === undefined ? {} : { username: config.username }),
    ...(config.password === undefined ? {} : { password: config.password }),
    ...(config.servername ? { servername: config.servername } : {}),
    ...(will ? { will: { ...will, payload: Buffer.from(will.payload) } } : {}),
    ...(v5
      ? {
          properties: {
            receiveMaximum: config.receiveMaximum,
            sessionExpiryInterval: config.clean ? 0 : config.sessionExpiry,
          },
        }
      : {}),
    ...certificates(config),
  };
}
