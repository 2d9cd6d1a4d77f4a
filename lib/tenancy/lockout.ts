import type { Clock } from '../core/clock';
import { networkOf } from './throttle';

interface Guessing {
  readonly username: string;
  tenant: string | null | undefined;
  count: number;
  /** Epoch ms. */
  since: number;
  last: number;
  until: number;
}

/** An account that is being guessed at. */
export interface LockedUser {
  readonly username: string;
  readonly tenant: string | null;
  /** Wrong passwords and codes in a row, over all addresses. */
  readonly failures: number;
  /** Epoch ms. */
  readonly since: number;
  readonly until: number;
}

/** More than any person mistypes, also with a few who share an account. */
const FREE_FAILURES = 20;
const FIRST_WAIT_MS = 5_000;
/** A cap: guessing gets no more than twelve tries an hour, and the owner at a new device waits no longer than this. */
const LONGEST_WAIT_MS = 5 * 60_000;
const FORGET_AFTER_MS = 60 * 60_000;
const MAX_ACCOUNTS = 10_000;
const MAX_NETWORKS = 8;

/**
 * Slows an account down that is guessed at from many addresses at once, where counting by address (throttle.ts) sees
 * each of them only once. It never closes the account: standing sessions go on, networks that the user has logged in
 * from are let through, and so is a browser whose session stands; for all others the wait has a cap. Names that nobody
 * has are slowed down alike, so that the wait tells nothing.
 */
export class AccountLockout {
  private readonly guessing = new Map<string, Guessing>();
  /** User → networks of logins that succeeded, the newest last. */
  private readonly known = new Map<string, string[]>();

  constructor(private readonly clock: Clock) {}

  /** Milliseconds that somebody at this address has to wait; 0 for none. */
  waitOf(username: string, from: string): number {
    const entry = this.guessing.get(keyOf(username));
    if (!entry || this.isKnown(username, from)) return 0;
    return Math.max(0, entry.until - this.clock.now());
  }

  /** True when this failure is the one that begins to slow the account down. */
  failed(username: string, tenant: string | null | undefined): boolean {
    const key = keyOf(username);
    const now = this.clock.now();
    const before = this.current(key);
    const count = (before?.count ?? 0) + 1;
    const slow = count - FREE_FAILURES;
    const wait = slow < 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** slow);
    this.guessing.delete(key);
    makeRoom(this.guessing);
    this.guessing.set(key, {
      username,
      tenant,
      count,
      since: slow > 0 ? (before?.since ?? now) : now,
      last: now,
      until: now + wait,
    });
    return slow === 0;
  }

  /** The network is known from now on. Guessing elsewhere goes on being slowed down. */
  succeeded(username: string, from: string): void {
    const key = keyOf(username);
    const network = networkOf(from);
    const networks = (this.known.get(key) ?? []).filter((one) => one !== network);
    this.known.delete(key);
    makeRoom(this.known);
    this.known.set(key, [...networks, network].slice(-MAX_NETWORKS));
    const entry = this.guessing.get(key);
    if (entry && entry.count < FREE_FAILURES) this.guessing.delete(key);
  }

  /** Those that are slowed down now and exist, of the tenant (null: users of the platform). */
  list(tenant: string | null): LockedUser[] {
    return [...this.guessing.keys()].flatMap((key) => {
      const entry = this.current(key);
      return entry && entry.count >= FREE_FAILURES && entry.tenant === tenant ? [shown(entry, tenant)] : [];
    });
  }

  /** False when the account of the tenant is not slowed down. */
  release(username: string, tenant: string | null): boolean {
    const key = keyOf(username);
    const found = this.list(tenant).some((one) => keyOf(one.username) === key);
    if (found) this.guessing.delete(key);
    return found;
  }

  private isKnown(username: string, from: string): boolean {
    return this.known.get(keyOf(username))?.includes(networkOf(from)) ?? false;
  }

  private current(key: string): Guessing | undefined {
    const entry = this.guessing.get(key);
    return entry && this.clock.now() - entry.last < FORGET_AFTER_MS ? entry : undefined;
  }
}

const keyOf = (username: string): string => username.slice(0, 200).toLowerCase();

const shown = ({ username, count, since, until }: Guessing, tenant: string | null): LockedUser => ({
  username,
  tenant,
  failures: count,
  since,
  until,
});

/** The entry that was touched longest ago goes: a Map iterates in the order of insertion. */
function makeRoom(map: Map<string, unknown>): void {
  if (map.size >= MAX_ACCOUNTS) map.delete(map.keys().next().value ?? '');
}
