import type { IClientPublishOptions } from 'mqtt';

export interface PublishProperties {
  /** Seconds after which nobody wants the message any more (MQTT 5 §3.3.2.3.3). */
  readonly messageExpiryInterval?: number;
  /** MQTT 5 §3.3.2.3.7. */
  readonly userProperties?: Readonly<Record<string, string>>;
}

export interface PublishOptions {
  readonly qos?: 0 | 1 | 2;
  readonly retain?: boolean;
  readonly properties?: PublishProperties;
}

/** The connection was lost again and again right after this message, and nothing else was on its way. */
export class SuspectMessage extends Error {}

/** A message that waits for the broker. */
export interface OutboxMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly options: PublishOptions;
  /** When it was taken, epoch ms. */
  readonly at: number;
}

const LENGTH_BYTES = 4;

/** `length of the head (4) | head as JSON | payload`: an engineer can read it, and any payload stays as it is. */
export function encodeMessage({ payload, ...head }: OutboxMessage): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const record = Buffer.allocUnsafe(LENGTH_BYTES + json.length + payload.length);
  record.writeUInt32BE(json.length, 0);
  json.copy(record, LENGTH_BYTES);
  payload.copy(record, LENGTH_BYTES + json.length);
  return record;
}

export function decodeMessage(record: Buffer): OutboxMessage {
  const end = LENGTH_BYTES + record.readUInt32BE(0);
  const head = JSON.parse(record.toString('utf8', LENGTH_BYTES, end)) as Omit<OutboxMessage, 'payload'>;
  // A copy: the record is a part of a whole segment, which must not live as long as the message.
  return { ...head, payload: Buffer.from(record.subarray(end)) };
}

/** What the client library is told; what is left of a message's life counts from when it was taken. */
export function clientPublishOptions(
  { qos = 0, retain = false, properties }: PublishOptions,
  waitedMs = 0,
): IClientPublishOptions {
  const { messageExpiryInterval: life, userProperties } = properties ?? {};
  const left = life === undefined ? undefined : Math.max(1, Math.ceil(life - waitedMs / 1000));
  return {
    qos,
    retain,
    ...(properties
      ? {
          properties: {
            ...(left === undefined ? {} : { messageExpiryInterval: left }),
            ...(userProperties ? { userProperties: { ...userProperties } } : {}),
          },
        }
      : {}),
  };
}

/** Whether nobody wants the message any more: too long in the outbox, or past its own life. */
export function isExpired({ at, options }: OutboxMessage, maxAgeMs: number, now: number): boolean {
  const life = (options.properties?.messageExpiryInterval ?? Infinity) * 1000;
  return now - at >= Math.min(maxAgeMs, life);
}
