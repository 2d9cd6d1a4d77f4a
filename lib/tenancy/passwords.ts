import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { ThermaCoreError } from '../core/errors';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** OWASP Password Storage Cheat Sheet: scrypt with N=2^16, r=8, p=2 (64 MiB) is one of its recommended settings. */
const COST = { N: 2 ** 16, r: 8, p: 2 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** scrypt runs in libuv's four threads; a login flood must leave some to the rest of the process. */
const MAX_PARALLEL = 2;
const MAX_WAITING = 100;

export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 256;

let running = 0;
const waiting: (() => void)[] = [];

async function bounded<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_PARALLEL) {
    if (waiting.length >= MAX_WAITING)
      throw new ThermaCoreError('rate-limited', 'Too many logins at once.', {
        advice: 'Try again in a few seconds.',
      });
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    // The place is handed over, not freed and fought for.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

interface Parts {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

const FORMAT = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/;

function parse(hash: string): Parts | undefined {
  const match = FORMAT.exec(hash);
  if (!match) return undefined;
  const [, N, r, p, salt = '', key = ''] = match;
  return {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

const run = (
  password: string,
  salt: Buffer,
  { N, r, p }: { N: number; r: number; p: number },
): Promise<Buffer> =>
  bounded(() => derive(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }));

/** `scrypt$N$r$p$salt$key`: the parameters travel with the hash, so that they can be raised later. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await run(password, salt, cost);
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** Compares in constant time. A hash that cannot be read matches nothing. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parts = password.length <= MAX_PASSWORD_LENGTH ? parse(hash) : undefined;
  if (!parts) return false;
  const key = await run(password, parts.salt, parts);
  return key.length === parts.key.length && timingSafeEqual(key, parts.key);
}

/** True when the hash was made with other parameters than today's. */
export function needsRehash(hash: string): boolean {
  const parts = parse(hash);
  return !parts || parts.N !== COST.N || parts.r !== COST.r || parts.p !== COST.p;
}

/** Spends the time of a real check, so that an unknown user cannot be told from a wrong password. */
export async function spendPasswordTime(password: string): Promise<void> {
  await run(password.slice(0, MAX_PASSWORD_LENGTH), Buffer.alloc(SALT_BYTES), COST);
}

/** Throws `invalid` naming the field when a new password is too short or too long. */
export function requirePasswordPolicy(password: string): void {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH)
    throw new ThermaCoreError(
      'invalid',
      `The password has ${password.length} characters; it needs ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH}.`,
      { field: 'password' },
    );
}
