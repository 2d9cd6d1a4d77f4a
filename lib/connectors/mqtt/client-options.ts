import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { MqttConfig } from './spec';

const PEM = /-----BEGIN /;

/** PEM text as it is, otherwise the content of the file it names. Throws `configuration` naming the field. */
function pem(text: string | undefined, field: string): Buffer | undefined {
  if (!text) return undefined;
  if (PEM.test(text)) return Buffer.from(text);
  try {
    return readFileSync(text);
  } catch (error) {
    throw new ThermaCoreError(
      'configuration',
      `${field}: the file ${text} cannot be read (${messageOf(error)}).`,
      {
        field,
        advice: 'Give the path of a PEM file that this user may read, or the PEM text itself.',
        cause: error,
      },
    );
  }
}

/** Certificates as they are now: files are read for every connection, so a renewed one needs no redeploy. */
export function certificates({ ca, cert, key }: MqttConfig): Pick<IClientOptions, 'ca' | 'cert' | 'key'> {
  const parts = { ca: pem(ca, 'ca'), cert: pem(cert, 'cert'), key: pem(key, 'key') };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** Options for one broker of the list. Reconnecting is ours: with backoff, jitter and the next broker. */
export function clientOptions(config: MqttConfig): IClientOptions {
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
    ...(config.will ? { will: { ...config.will, payload: Buffer.from(config.will.payload) } } : {}),
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
