import { createHmac, timingSafeEqual } from 'node:crypto';
import { ThermaCoreError } from '../core/errors';

/** Signatures of webhooks as in Standard Webhooks: HMAC-SHA256 over id, timestamp and body. */
const PREFIX = 'whsec_';
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;

const keyOf = (secret: string): Buffer =>
  Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '', 'base64');

/** Throws `invalid` for what is no secret of that form. */
export function requireSecret(secret: string): void {
  const { length } = keyOf(secret);
  const isBase64 = /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret);
  if (!isBase64 || length < FEWEST_BYTES || length > MOST_BYTES)
    throw new ThermaCoreError('invalid', 'The secret is not whsec_ and 24 to 64 bytes in base64.', {
      field: 'secrets.secret',
      advice: 'Make one with: echo "whsec_$(openssl rand -base64 32)"',
    });
}

/** `timestamp` in seconds since 1970. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return `v1,${mac}`;
}

/** What a receiver does: one of the signatures in the header is ours. */
export function verifies(
  secret: string,
  header: string,
  id: string,
  timestamp: number,
  body: string,
): boolean {
  const wanted = Buffer.from(sign(secret, id, timestamp, body));
  return header.split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
