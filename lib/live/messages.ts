import { z } from 'zod';
import type { ErrorCode } from '../core/errors';
import { KEY_PATTERN } from '../core/ids';
import { Key } from '../core/plant';
import { TOPICS } from './item';

/** The name of the protocol, offered in `Sec-WebSocket-Protocol`. */
export const LIVE_PROTOCOL = 'thermacore.v1';

const KEY = KEY_PATTERN.source.slice(1, -1);
const SensorAddress = z
  .string()
  .regex(new RegExp(`^${KEY}/${KEY}$`), 'must be unit/sensor')
  .describe('A sensor as unit/sensor');
const Id = z
  .string()
  .min(1)
  .max(64)
  .default('1')
  .describe('The client’s name for a subscription; comes back with its readings or alarms');

/** What a client may say. Every message is one JSON object in a text frame. */
export const ClientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('auth'),
    token: z
      .string()
      .min(1)
      .max(4096)
      .describe('Access token. First message, or a fresh one before it expires'),
  }),
  z.strictObject({
    type: z.literal('subscribe'),
    id: Id,
    topic: z
      .enum(TOPICS)
      .default('readings')
      .describe('alarms: each alarm of them whose state changes, and no readings'),
    units: z.array(Key).max(1000).optional().describe('Units wanted. Without units and sensors: all'),
    sensors: z.array(SensorAddress).max(2000).optional().describe('Sensors wanted besides'),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), id: Id }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type ClientMessage = z.output<typeof ClientMessage>;

/** What the server says besides readings and alarms, which are put together as text (subscription.ts). */
export type ServerMessage =
  | { readonly type: 'ready'; readonly user: string; readonly tenant: string; readonly expiresAt: number }
  | { readonly type: 'subscribed' | 'unsubscribed'; readonly id: string }
  | { readonly type: 'pong' }
  | {
      readonly type: 'error';
      readonly code: ErrorCode;
      readonly message: string;
      readonly advice?: string;
      readonly id?: string;
    };

/** Close codes: 1000–2999 of RFC 6455 §7.4.1, 4000–4999 private, after the HTTP status that means the same. */
export const CLOSE = {
  goingAway: 1001,
  policy: 1008,
  tryAgainLater: 1013,
  unauthenticated: 4401,
  forbidden: 4403,
} as const;
