import { z } from 'zod';
import { patchOf } from '../core/patch';
import { Key } from '../core/plant';

/** Where a message goes: one schema a channel, and the secrets that it takes. */
export const CHANNELS = ['email', 'webhook', 'mqtt', 'dashboard'] as const;
export type Channel = (typeof CHANNELS)[number];

const MAX_ADDRESSES = 50;
const Host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'must be a host name or an address');

const EmailSettings = z
  .object({
    channel: z.literal('email'),
    host: Host.describe('SMTP server'),
    port: z.int().min(1).max(65_535).default(587),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe('starttls: encrypted after the greeting, or not at all; tls: from the start (port 465)'),
    verify: z.boolean().default(true).describe('Whether the certificate of the server is checked'),
    ca: z.string().max(20_000).optional().describe('Certificates of authorities to trust, as PEM'),
    username: z.string().min(1).max(200).optional().describe('Left out: without login'),
    from: z.email('must be an e-mail address').describe('Sender'),
    to: z
      .array(z.email('must be an e-mail address'))
      .min(1, 'needs at least one address')
      .max(MAX_ADDRESSES)
      .describe('Recipients'),
  })
  .strict();

const WebhookSettings = z
  .object({
    channel: z.literal('webhook'),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
      .max(1000)
      .refine((url) => !/^https?:\/\/[^/]*@/.test(url), 'must not have a password in it; use `authorization`')
      .describe('Receives a POST with JSON'),
    verify: z.boolean().default(true).describe('Whether the certificate of the receiver is checked'),
  })
  .strict();

const MqttSettings = z
  .object({
    channel: z.literal('mqtt'),
    topic: z
      .string()
      .regex(/^[^/+#$][^+#]{0,199}$/, 'must be a topic without wildcards that begins with no /')
      .refine((topic) => !topic.includes('\0'), 'must not have the character U+0000')
      .describe('At the broker of the installation, below plant/<tenant>/notify/alarms/'),
    qos: z.literal([0, 1, 2]).default(1).describe('Quality of service'),
    retain: z.boolean().default(false),
  })
  .strict();

const DashboardSettings = z
  .object({
    channel: z.literal('dashboard'),
    seconds: z.int().min(3).max(3600).default(15).describe('How long it is shown; critical ones stay'),
  })
  .strict();

export const TargetSettings = z.discriminatedUnion('channel', [
  EmailSettings,
  WebhookSettings,
  MqttSettings,
  DashboardSettings,
]);
export type TargetSettings = z.output<typeof TargetSettings>;
export type SettingsOf<C extends Channel> = Extract<TargetSettings, { channel: C }>;

/** By channel: the secrets that it takes, and whether it must have them. */
export const SECRETS: Readonly<Record<Channel, Readonly<Record<string, 'needed' | 'optional'>>>> = {
  email: { password: 'optional' },
  webhook: { secret: 'needed', authorization: 'optional' },
  mqtt: {},
  dashboard: {},
};

const Secrets = z
  .record(z.string().max(40), z.string().max(4000))
  .describe(
    'email: password; webhook: secret (whsec_ and base64 of 24 to 64 bytes, signs each message), authorization (sent as the header). Never come back; an empty text removes one',
  );

const TargetFields = z
  .object({
    key: Key,
    name: z.string().trim().min(1).max(200).describe('Name shown to people'),
    enabled: z.boolean().default(true).describe('Nothing is sent to one that is off'),
    settings: TargetSettings,
    retrySeconds: z
      .int()
      .min(0, 'cannot be negative; 0 means one attempt')
      .max(3 * 86_400, 'can be three days at most')
      .default(6 * 3600)
      .describe('How long a message is tried again before it is given up, in seconds'),
    secrets: Secrets.optional(),
  })
  .strict();

export const NotificationTargetInput = TargetFields.meta({ id: 'NotificationTargetInput' });
export type NotificationTargetInput = z.output<typeof NotificationTargetInput>;
export type NotificationTargetDraft = z.input<typeof NotificationTargetInput>;
/** What the store keeps in the open. */
export const OpenTarget = TargetFields.omit({ secrets: true });
export type OpenTarget = z.output<typeof OpenTarget>;

export const NotificationTargetPatch = patchOf(TargetFields.omit({ key: true })).meta({
  id: 'NotificationTargetPatch',
  minProperties: 1,
});
export type NotificationTargetPatch = z.output<typeof NotificationTargetPatch>;
