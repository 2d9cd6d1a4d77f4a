import { z } from 'zod';

/** PEM text, or the path of a file that holds it. A file is read again when the connection is made again. */
const Pem = z.string().optional();

export const MqttConfig = z.object({
  urls: z
    .array(
      z
        .string()
        .regex(/^(mqtts?|wss?|ssl|tcp):\/\/[^\s]+$/, 'must look like mqtt://host:1883 or mqtts://host:8883'),
    )
    .min(1, 'at least one broker is needed')
    .describe('Brokers; the next one is tried when one does not answer'),
  version: z.enum(['3.1.1', '5']).default('3.1.1').describe('MQTT version'),
  clientId: z.string().min(1).max(128).describe('Client id; the broker knows the session by it'),
  username: z.string().optional().describe('User name'),
  password: z.string().optional().describe('Password'),
  keepAlive: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(30)
    .describe('Seconds of silence after which a ping is sent'),
  clean: z
    .boolean()
    .default(false)
    .describe('Forget the session on each connection: messages of the meantime are lost'),
  sessionExpiry: z.coerce
    .number()
    .int()
    .min(0)
    .max(4_294_967_295)
    .default(86_400)
    .describe('Seconds for which the broker keeps the session (MQTT 5)'),
  receiveMaximum: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(1000)
    .describe(
      'Unconfirmed messages that the broker may send (MQTT 5; in 3.1.1 the broker’s own limit counts)',
    ),
  connectTimeout: z.coerce
    .number()
    .min(1)
    .max(120)
    .default(10)
    .describe('Seconds to wait for the broker’s answer'),
  maxUnconfirmed: z.coerce
    .number()
    .int()
    .min(100)
    .max(1_000_000)
    .default(20_000)
    .describe('Readings on their way to the database above which the socket is not read'),
  ca: Pem.describe('Certificate authority (PEM or file) that signed the broker’s certificate'),
  cert: Pem.describe('Client certificate (PEM or file)'),
  key: Pem.describe('Key of the client certificate (PEM or file)'),
  servername: z
    .string()
    .optional()
    .describe('Name expected in the broker’s certificate, if it is not the host'),
  verify: z.boolean().default(true).describe('Refuse a broker whose certificate cannot be verified'),
  will: z
    .object({
      topic: z.string().min(1),
      payload: z.string().default(''),
      qos: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
      retain: z.boolean().default(false),
    })
    .optional()
    .describe('Message that the broker publishes when the connection is lost'),
});
export type MqttConfig = z.output<typeof MqttConfig>;

export const MqttPoint = z.object({
  topic: z
    .string()
    .min(1)
    .max(1000)
    .describe('Topic with {unit} and {sensor}, e.g. plant/aqua/{unit}/{sensor}'),
  group: z
    .string()
    .regex(/^[^/+#]*$/, 'must not contain /, + or #')
    .optional()
    .describe('Shared subscription: the group among which messages are divided'),
  qos: z.coerce
    .number()
    .int()
    .min(0)
    .max(2)
    .default(1)
    .describe(
      'Quality of service. From 1 on a message is confirmed only when it is stored, which together with the unique key of a reading is exactly once end to end; 2 therefore subscribes with 1',
    ),
  format: z
    .enum(['json', 'number', 'text', 'auto', 'flatten'])
    .default('json')
    .describe(
      'What a payload is; auto: JSON, number, boolean, text or (as hexadecimal text) binary; flatten: a JSON object whose every value is a reading of the sensor with its name',
    ),
  valuePath: z.string().default('value').describe('Where the value stands in a JSON payload'),
  timestampPath: z.string().default('timestamp').describe('Where the field’s time stands'),
  qualityPath: z.string().default('quality').describe('Where the quality stands; absent means good'),
  sensorPath: z.string().default('sensor').describe('Where the sensor’s key stands, if the topic has none'),
  missingTimestamp: z
    .enum(['reject', 'arrival'])
    .default('reject')
    .describe('A JSON reading without a time: refuse it, or take the time of arrival'),
  maxPayloadKb: z.coerce.number().min(1).max(262_144).default(1024).describe('Largest payload in kB'),
});
export type MqttPoint = z.output<typeof MqttPoint>;
