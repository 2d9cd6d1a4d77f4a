import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { Gate } from '../core/gate';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP Password Storage Cheat Sheet: scrypt with N=2^16, r=8, p=2 (64 MiB) is one of its recommended settings. */
const COST: ScryptCost = { N: 2 ** 16, r: 8, p: 2 };
/** A stored string with more than this did not come from us, and would hold a thread for minutes (RFC 7914 §6). */
const LARGEST: ScryptCost = { N: 2 ** 18, r: 16, p: 4 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** scrypt runs in libuv's four threads; a login flood must leave some to the rest of the process. */
const MAX_PARALLEL = 2;
const MAX_WAITING = 100;

export const MAX_PASSWORD_LENGTH = 256;

interface Parts extends ScryptCost {
  readonly salt: Buffer;
  readonly key: Buffer;
}

const FORMAT = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

function parse(hash: string): Parts | undefined {
  const match = FORMAT.exec(hash);
  if (!match) return undefined;
  const [, N, r, p, salt = '', key = ''] = match;
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const possible = cost.N > 1 && Number.isInteger(Math.log2(cost.N)) && cost.r > 0 && cost.p > 0;
  if (!possible || cost.N > LARGEST.N || cost.r > LARGEST.r || cost.p > LARGEST.p) return undefined;
  return { ...cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
}

/** Hashes and checks passwords with scrypt (RFC 7914), a bounded number at a time. */
export class Passwords {
  private readonly gate = new Gate(MAX_PARALLEL, MAX_WAITING, 'Too many logins at once.');

  constructor(private readonly cost: ScryptCost = COST) {}

  /** `scrypt$N$r$p$salt$key`: the parameters travel with the hash, so that they can be raised later. */
  async hash(password: string): Promise<string> {
    const { N, r, p } = this.cost;
    const salt = randomBytes(SALT_BYTES);
    const key = await this.derive(password, salt, this.cost);
    return `scrypt$${N}$${r}$${p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
  }

  /**
   * Compares in constant time. Without a hash (an unknown user) it takes as long and says no, so that the time does
   * not tell whether the user exists. A hash that cannot be read matches nothing.
   */
  async verify(password: string, hash: string | undefined): Promise<boolean> {
    const parts = hash === undefined ? undefined : parse(hash);
    const short = password.slice(0, MAX_PASSWORD_LENGTH);
    const key = await this.derive(short, parts?.salt ?? Buffer.alloc(SALT_BYTES), parts ?? this.cost);
    return parts !== undefined && short === password && timingSafeEqual(key, parts.key);
  }

  /** True when the hash was made with other parameters than today's. */
  needsRehash(hash: string): boolean {
    const parts = parse(hash);
    const { N, r, p } = this.cost;
    return !parts || parts.N !== N || parts.r !== r || parts.p !== p;
  }

  private derive(password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
    // 128·N·r bytes is what scrypt needs (RFC 7914 §2); Node refuses more than maxmem.
    const options = { N, r, p, maxmem: 256 * N * r };
    return this.gate.run(() => derive(password.normalize('NFKC'), salt, KEY_BYTES, options));
  }
}

/** One gate for the whole process. */
export const passwords = new Passwords();

export const hashPassword = (password: string): Promise<string> => passwords.hash(password);
