import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';

interface Failures {
  count: number;
  /** No attempt before this, epoch ms. */
  until: number;
  last: number;
}

const FREE_ATTEMPTS = 5;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15 * 60 * 1000;
const FORGET_AFTER_MS = 60 * 60 * 1000;
const MAX_ENTRIES = 10_000;

/** The error of a throttled login; the API turns `retryAfter` (seconds) into Retry-After. */
export class ThrottledError extends ThermaCoreError {
  constructor(readonly retryAfter: number) {
    super('rate-limited', 'Too many failed logins.', { advice: `Try again in ${retryAfter} s.` });
  }
}

/**
 * Slows down guessing: after five failures for a user from one address each further one doubles the wait, up to 15
 * minutes. Counting per user *and* address keeps an attacker elsewhere from locking the operator out.
 */
export class LoginThrottle {
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  /** Throws ThrottledError while the pair has to wait. */
  check(username: string, from: string): void {
    const entry = this.failures.get(key(username, from));
    const now = this.clock.now();
    if (entry && entry.until > now) throw new ThrottledError(Math.ceil((entry.until - now) / 1000));
  }

  failed(username: string, from: string): void {
    const id = key(username, from);
    const now = this.clock.now();
    const before = this.failures.get(id);
    const count = (before && now - before.last < FORGET_AFTER_MS ? before.count : 0) + 1;
    const wait =
      count < FREE_ATTEMPTS ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE_ATTEMPTS));
    this.failures.delete(id);
    if (this.failures.size >= MAX_ENTRIES) this.failures.delete(this.failures.keys().next().value ?? '');
    this.failures.set(id, { count, until: now + wait, last: now });
  }

  succeeded(username: string, from: string): void {
    this.failures.delete(key(username, from));
  }
}

const key = (username: string, from: string): string => `${username.toLowerCase()}\n${from}`;
