import { isIP } from 'node:net';
import type { Clock } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import { randomId } from '../../core/ids';
import type { Logger } from '../../core/logger';
import {
  BlockedList,
  canonicalAddress,
  isNetwork,
  type Block,
  type BlockKind,
} from '../../security/intrusion';
import type { Store } from '../../store';
import { networkOf } from '../../tenancy';

/** What the blocks need of a store. */
export type BlockStore = Pick<Store, 'blocks' | 'onBlocks' | 'users'>;

export interface NewBlock {
  readonly kind: BlockKind;
  readonly value: string;
  readonly reason: string;
  readonly minutes: number;
}

interface BlockContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Users who are kept out from now on: what they have open here is to be closed. */
  readonly onAccounts: (usernames: readonly string[]) => void;
}

/** Of a tenant, and of the installation. */
export const MOST_BLOCKS = 1_000;
const REFRESH_MS = 30_000;
const MINUTE_MS = 60_000;

/**
 * Who is kept out: kept in the database, looked up in memory. What another process blocks holds here as soon as the database
 * announces it, at the latest after 30 s.
 */
export class BlockOffice {
  readonly list: BlockedList;
  private store: BlockStore | undefined;
  private readonly stops: (() => void)[] = [];
  private loading: Promise<void> | undefined;
  private again = false;

  constructor(private readonly use: BlockContext) {
    this.list = new BlockedList(() => use.clock.now());
  }

  async start(store: BlockStore): Promise<void> {
    this.store = store;
    const timer = this.use.clock.every(REFRESH_MS, () => void this.refresh());
    this.stops.push(
      store.onBlocks(() => void this.refresh()),
      () => timer.stop(),
    );
    await this.refresh();
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) stop();
    await this.loading;
    this.store = undefined;
  }

  /** Rejects `invalid` that names the field, `forbidden` for an address that a tenant asks for, `conflict` when there are too many. */
  async block(tenant: string | null, by: string, { kind, value, reason, minutes }: NewBlock): Promise<Block> {
    const wanted = await this.checked(tenant, kind, value.trim());
    const now = this.use.clock.now();
    const block = {
      id: randomId(),
      tenant,
      kind,
      value: wanted,
      reason,
      createdBy: by,
      createdAt: now,
      expiresAt: now + minutes * MINUTE_MS,
    };
    await this.open.blocks.put(block, MOST_BLOCKS);
    await this.refresh();
    return block;
  }

  /** The block that keeps this address out at least until then, also by what other processes know. */
  async holdsUntil(address: string, until: number): Promise<Block | undefined> {
    await this.refresh();
    const held = this.list.address(address);
    return held && held.expiresAt >= until ? held : undefined;
  }

  /** Rejects `not-found`. */
  async unblock(tenant: string | null, id: string): Promise<Block> {
    const removed = await this.open.blocks.remove(tenant, id);
    await this.refresh();
    return removed;
  }

  /** Those that hold now, newest first. */
  async of(tenant: string | null): Promise<readonly Block[]> {
    const now = this.use.clock.now();
    return (await this.open.blocks.list(tenant)).filter(({ expiresAt }) => expiresAt > now);
  }

  /** Runs one after the other; changes that come during one are taken over by one more after it. */
  refresh(): Promise<void> {
    // Before the start there is nothing to read, and a run that ends at once would stay the last one.
    if (!this.store) return Promise.resolve();
    this.again = true;
    return (this.loading ??= this.load());
  }

  private async load(): Promise<void> {
    while (this.again && this.store) {
      this.again = false;
      try {
        const blocks = await this.store.blocks.all(this.use.clock.now());
        const known = new Set(this.list.all.map(({ id }) => id));
        this.list.replace(blocks);
        const fresh = blocks.filter(({ id, kind }) => kind === 'account' && !known.has(id));
        if (fresh.length > 0) this.use.onAccounts(fresh.map(({ value }) => value));
      } catch (error) {
        // While the database is away what was last read holds.
        this.use.logger.warn('The block list could not be read', { reason: messageOf(error) });
      }
    }
    this.loading = undefined;
  }

  private get open(): BlockStore {
    if (this.store) return this.store;
    throw new ThermaCoreError('unavailable', 'ThermaCore is still starting.', {
      advice: 'Try again in a moment.',
    });
  }

  private async checked(tenant: string | null, kind: BlockKind, value: string): Promise<string> {
    const field = 'value';
    if (kind === 'address') {
      if (tenant !== null)
        throw new ThermaCoreError('forbidden', 'An address is kept out for all tenants.', {
          field: 'kind',
          advice: 'Ask the administrator of the platform, or block an account or an MQTT client of yours.',
        });
      if (!isNetwork(value))
        throw new ThermaCoreError('invalid', `"${value.slice(0, 60)}" is not an IP address.`, {
          field,
          advice: 'Write an address such as 192.0.2.7 or a network such as 192.0.2.0/24.',
        });
      if (this.list.isSpared(value.split('/')[0] ?? ''))
        throw new ThermaCoreError(
          'invalid',
          'This address is this machine’s or on the list of those never blocked.',
          {
            field,
            advice: 'Take it off that list in the security node first.',
          },
        );
      return isIP(value) === 0 ? value.toLowerCase() : canonicalAddress(value);
    }
    if (kind === 'account') {
      const user = await this.open.users.findByUsername(value);
      if (!user || (tenant !== null && user.tenant !== tenant))
        throw new ThermaCoreError('not-found', 'There is no such user.', { field });
      return user.username;
    }
    return value;
  }
}

/** Whoever has one IPv6 address has its whole /64. */
export function blockedAddress(given: string): string {
  const address = canonicalAddress(given);
  return isIP(address) === 6 ? `${networkOf(address)}::/64` : address;
}
