import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/clock';
import type { UserRecord } from './ports';

interface Proof {
  readonly digest: Buffer;
  readonly until: number;
}

const REMEMBER_MS = 5 * 60 * 1000;
const MAX_ENTRIES = 10_000;

/**
 * Passwords that were proved right a moment ago. A thousand devices that reconnect after a broker restart would
 * otherwise wait minutes for scrypt. Kept is an HMAC under a key that lives in this process's memory only, bound to
 * the stored hash, so that a changed password counts at once.
 */
export class ProvedPasswords {
  private readonly key = randomBytes(32);
  private readonly proofs = new Map<string, Proof>();

  constructor(private readonly clock: Clock) {}

  has(user: UserRecord, password: string): boolean {
    const proof = this.proofs.get(user.id);
    if (!proof || proof.until <= this.clock.now()) return false;
    return timingSafeEqual(proof.digest, this.digest(user, password));
  }

  add(user: UserRecord, password: string): void {
    this.proofs.delete(user.id);
    if (this.proofs.size >= MAX_ENTRIES) this.proofs.delete(this.proofs.keys().next().value ?? '');
    this.proofs.set(user.id, { digest: this.digest(user, password), until: this.clock.now() + REMEMBER_MS });
  }

  private digest(user: UserRecord, password: string): Buffer {
    return createHmac('sha256', this.key).update(`${user.passwordHash}\n${password}`).digest();
  }
}
