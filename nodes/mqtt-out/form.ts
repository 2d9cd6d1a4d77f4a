import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { chosen, nameField } from '../_kit/fields';
import { STYLES } from './packets';

export const config = z.object({
  name: nameField,
  broker: chosen('MQTT broker node'),
  topic: z
    .string()
    .default('plant/{tenant}/{unit}/{sensor}')
    .describe('Topic of a reading: {tenant}, {unit} and {sensor} are those of the reading'),
  naming: z
    .enum(['pattern', 'uns'])
    .default('pattern')
    .describe('pattern: as the topic says; uns: levels of ISA-95 in a unified namespace'),
  location: z
    .string()
    .default('{tenant}/{unit}')
    .describe('Enterprise, site, area, line: where the plant stands in the unified namespace'),
  contract: z
    .string()
    .default('_historian')
    .describe('What the messages are, for those who read the unified namespace'),
  qos: z.coerce
    .number()
    .pipe(z.union([z.literal(0), z.literal(1), z.literal(2)], { error: 'must be 0, 1 or 2' }))
    .default(1)
    .describe('Quality of service'),
  retain: z.boolean().default(false).describe('The broker keeps the last message of each topic'),
  style: z
    .enum(STYLES)
    .default('json')
    .describe('json: one object per reading; value: the bare value; batch: one array per unit'),
  keep: z
    .enum(['disk', 'memory'])
    .default('disk')
    .describe('Where messages of QoS 1 and 2 wait for the broker: on disk they survive a restart'),
  outboxMb: z.coerce
    .number()
    .min(1)
    .max(100_000)
    .default(100)
    .describe('Megabytes on disk above which messages are refused'),
  outboxHours: z.coerce
    .number()
    .min(0.1)
    .max(8760)
    .default(72)
    .describe('Hours after which a message on disk is not published any more'),
  outboxRate: z.coerce
    .number()
    .min(1)
    .max(100_000)
    .default(500)
    .describe('Messages per second while draining what has gathered on disk'),
  expiry: z.coerce
    .number()
    .int()
    .min(1)
    .max(4_294_967_295)
    .optional()
    .describe('Seconds after which the broker does not deliver the message any more (MQTT 5)'),
  userProperties: z
    .string()
    .default('')
    .describe('User properties of each message, one name=value per line (MQTT 5)'),
});
export type Config = z.output<typeof config>;

const MAX_PROPERTIES = 50;

/** The lines of the form. Throws `configuration` naming the field. */
export function userPropertiesOf(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines.filter(Boolean).map((line) => {
      const at = line.indexOf('=');
      if (at > 0) return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      throw new ThermaCoreError('configuration', `userProperties: "${line}" is not name=value.`, {
        field: 'userProperties',
        advice: 'Write one name=value per line.',
      });
    }),
  );
}

/** Those of a message (msg.userProperties). Throws `invalid`. */
export function messageProperties(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (!entries || entries.length > MAX_PROPERTIES || entries.some(([, each]) => typeof each !== 'string'))
    throw new ThermaCoreError(
      'invalid',
      'msg.userProperties is not an object of texts; nothing was published.',
      {
        field: 'msg.userProperties',
        advice: `Give at most ${MAX_PROPERTIES} properties, each a text.`,
      },
    );
  return Object.fromEntries(entries);
}
