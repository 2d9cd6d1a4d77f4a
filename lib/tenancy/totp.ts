import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';

const ISSUER = 'ThermaCore';
const PERIOD_S = 30;
const DIGITS = 6;
/** RFC 4226 §4 R6: at least 128 bit, 160 recommended. */
const SECRET_BYTES = 20;
/** RFC 6238 §5.2: at most one step for the delay of people and networks. */
const WINDOW = 1;

/** What people type: spaces are theirs. */
const withoutSpaces = (code: string): string => code.replace(/\s/g, '');

export const newSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

const generatorOf = (secret: string, label: string): TOTP =>
  new TOTP({
    issuer: ISSUER,
    label,
    secret: Secret.fromBase32(secret),
    // What every authenticator app takes; HMAC-SHA-1 does not need a hash without collisions.
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD_S,
  });

/** For authenticator apps (github.com/google/google-authenticator/wiki/Key-Uri-Format). */
export const uriOf = (secret: string, username: string): string => generatorOf(secret, username).toString();

/** The URI as a picture: dark squares on light ones, with the quiet zone that readers need, in either theme. */
export const qrOf = (uri: string): string => renderSVG(uri, { border: 4, pixelSize: 4, ecc: 'M' });

/** The time step whose code this is (RFC 6238 §4.2), or undefined. `now` in epoch ms. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const token = withoutSpaces(code);
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = generatorOf(secret, '').validate({ token, timestamp: now, window: WINDOW });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD_S) + delta;
}

const RECOVERY_CODES = 10;
/** Crockford's base 32: without letters that look like digits. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const RECOVERY_LENGTH = 16;

/** Each has 80 random bits, so that a plain hash keeps it (unlike a password). `xxxx-xxxx-xxxx-xxxx`. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    [...randomBytes(RECOVERY_LENGTH)]
      .map((byte) => ALPHABET[byte % ALPHABET.length])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );
  return { codes, hashes: codes.map((code) => hashOfRecovery(code) ?? '') };
}

/** Undefined for what cannot be a recovery code. */
export function hashOfRecovery(code: string): string | undefined {
  const bare = withoutSpaces(code)
    .replaceAll('-', '')
    .toLowerCase()
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  if (bare.length !== RECOVERY_LENGTH || ![...bare].every((one) => ALPHABET.includes(one))) return undefined;
  return createHash('sha256').update(bare).digest('base64url');
}
