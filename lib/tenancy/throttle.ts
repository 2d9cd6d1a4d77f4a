import { isIPv6 } from 'node:net';
import type { Clock } from '../core/clock';
import { plainAddress } from '../core/door';
import { ThermaCoreError } from '../core/errors';
import { Gate } from '../core/gate';

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
/** Making room costs an attacker this many slow password checks for five more guesses. */
const MAX_ENTRIES = 10_000;
const MAX_WAITING = 50;

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
  /** Attempts of one pair go one after the other: otherwise a hundred at once would all be the first. */
  private readonly gates = new Map<string, Gate>();

  constructor(private readonly clock: Clock) {}

  /** Throws ThrottledError while the pair has to wait. */
  check(username: string, from: string): void {
    this.checkKey(keyOf(username, from));
  }

  /** Runs one attempt, which tells by its value whether it succeeded. Throws ThrottledError. */
  async attempt<T>(
    username: string,
    from: string,
    work: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const key = keyOf(username, from);
    this.checkKey(key);
    let gate = this.gates.get(key);
    if (!gate)
      this.gates.set(key, (gate = new Gate(1, MAX_WAITING, 'Too many logins of this user at once.')));
    try {
      return await gate.run(async () => {
        this.checkKey(key);
        const result = await work();
        if (result === undefined) this.failed(key);
        else this.failures.delete(key);
        return result;
      });
    } finally {
      if (gate.idle) this.gates.delete(key);
    }
  }

  private checkKey(key: string): void {
    const entry = this.failures.get(key);
    const now = this.clock.now();
    if (entry && entry.until > now) throw new ThrottledError(Math.ceil((entry.until - now) / 1000));
  }

  private failed(key: string): void {
    const now = this.clock.now();
    const before = this.failures.get(key);
    const count = (before && now - before.last < FORGET_AFTER_MS ? before.count : 0) + 1;
    const wait =
      count < FREE_ATTEMPTS ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE_ATTEMPTS));
    this.failures.delete(key);
    if (this.failures.size >= MAX_ENTRIES) this.failures.delete(this.failures.keys().next().value ?? '');
    this.failures.set(key, { count, until: now + wait, last: now });
  }
}

const keyOf = (username: string, from: string): string =>
  `${username.slice(0, 200).toLowerCase()}\n${networkOf(from)}`;

/** Whoever has one IPv6 address has 2^64 of them (RFC 6177): they count as one. */
export function networkOf(given: string): string {
  // A socket that takes both families tells of IPv4 within IPv6, where all of it would be one network.
  const address = plainAddress(given);
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled =
    tail === undefined
      ? groups
      : [...groups, ...Array<string>(8 - groups.length - rest.length).fill('0'), ...rest];
  return filled.slice(0, 4).join(':');
}
