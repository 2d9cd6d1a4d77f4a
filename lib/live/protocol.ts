import { z } from 'zod';
import { KEY_PATTERN } from '../core/ids';
import type { Reading } from '../core/reading';

/** WebSocket subprotocol; a token may follow it as a second one, `bearer.<token>`, for browsers that cannot set headers. */
export const SUBPROTOCOL = 'thermacore.v1';
export const MAX_FRAME_BYTES = 64 * 1024;

const unit = z.string().regex(KEY_PATTERN);
const sensor = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}\/[a-z0-9][a-z0-9._-]{0,63}$/, 'must be unit/sensor');

/** What a client may say. */
export const ClientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auth'), token: z.string().max(4096) }).strict(),
  z
    .object({
      type: z.literal('subscribe'),
      id: z.string().min(1).max(64).default('1').describe('Chosen by the client; comes back with each frame'),
      units: z.array(unit).max(1000).optional().describe('Only these units'),
      sensors: z.array(sensor).max(5000).optional().describe('Only these sensors, as unit/sensor'),
    })
    .strict(),
  z.object({ type: z.literal('unsubscribe'), id: z.string().min(1).max(64) }).strict(),
  z.object({ type: z.literal('ping') }).strict(),
]);
export type ClientMessage = z.output<typeof ClientMessage>;

/** A reading as it goes to clients; its tenant is theirs. */
export interface LiveReading {
  readonly unit: string;
  readonly sensor: string;
  /** Epoch ms. */
  readonly timestamp: number;
  readonly value: Reading['value'];
  readonly quality: Reading['quality'];
  readonly flags?: Reading['flags'];
}

export const liveReading = ({ unit, sensor, timestamp, value, quality, flags }: Reading): LiveReading =>
  flags ? { unit, sensor, timestamp, value, quality, flags } : { unit, sensor, timestamp, value, quality };

/** Application close codes (RFC 6455 §7.4.2). */
export const CLOSE = {
  unauthenticated: 4401,
  forbidden: 4403,
  tooMany: 4429,
  slow: 1013,
  going: 1001,
  policy: 1008,
} as const;
