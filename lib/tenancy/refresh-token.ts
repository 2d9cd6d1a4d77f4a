import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `<session id>.<256 random bits>`, both base64url; see `randomId` for the first. */
const FORMAT = /^([\w-]{22})\.([\w-]{43})$/;
const SECRET_BYTES = 32;

/** A plain hash does: nobody can guess 256 random bits, unlike a password. */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** A new refresh token of a session, and the hash that is kept of it. */
export function issueRefreshToken(sessionId: string): { token: string; hash: string } {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { token: `${sessionId}.${secret}`, hash: hashOf(secret) };
}

/** Undefined when the text cannot be a refresh token of ours. */
export function readRefreshToken(token: string): { sessionId: string; hash: string } | undefined {
  const [, sessionId, secret] = FORMAT.exec(token) ?? [];
  return sessionId === undefined || secret === undefined ? undefined : { sessionId, hash: hashOf(secret) };
}

/** In constant time. */
export const sameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
