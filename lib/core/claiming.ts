import { Backoff } from './backoff';
import { sleep, type Clock } from './clock';
import { ThermaCoreError, isThermaCoreError } from './errors';
import type { Gate } from './gate';
import type { Logger } from './logger';

/** A right over a tenant, which one process of all on a database has. */
export interface Claim {
  /** Called once when the right is lost: the connection that held it broke. */
  onLost(listener: () => void): void;
  release(): Promise<void>;
}

export interface Ownership {
  /** Undefined while another process has it. Rejects `unavailable` while the database is away. */
  claim(tenant: string): Promise<Claim | undefined>;
}

export type ClaimState =
  | 'starting'
  | 'running'
  /** Goes on while the database is away. */
  | 'keeping'
  | 'elsewhere'
  | 'away';

/** How often the right is asked for while another process has it. */
const ASK_AGAIN_MS = 2_000;

export interface ClaimingUse {
  readonly tenant: string;
  /** What is done by right, as it stands in sentences of the log: `Alarms`. */
  readonly what: string;
  readonly ownership: Ownership;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared by all tenants: a few of them are loaded at a time. */
  readonly loading: Gate;
  readonly show: (state: ClaimState) => void;
  /** Loads what is kept and goes on from there; `onConflict`: another process turned out to have written. */
  readonly load: (onConflict: () => void) => Promise<void>;
  /** Does it no more, and writes what is still to be written. `isOurs`: no other process has the right by now. */
  readonly unload: (isOurs: boolean) => Promise<void>;
}

/**
 * The right of this process to do something for a tenant that one process does: asks for it, has it done while it has it,
 * and loads anew when it was lost or another process turns out to have written: what the database has is what counts.
 */
export class Claiming {
  private readonly stopping = new AbortController();
  private life: Promise<void> = Promise.resolve();

  constructor(private readonly use: ClaimingUse) {}

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  start(): void {
    this.life = this.live();
  }

  /** Resolves when the right is given back. */
  async stop(): Promise<void> {
    this.stopping.abort(new ThermaCoreError('unavailable', `${this.use.what} are being stopped.`));
    await this.life;
  }

  private async live(): Promise<void> {
    const { tenant, what, clock, logger, ownership, show } = this.use;
    const { signal } = this.stopping;
    const backoff = new Backoff({ ceiling: ASK_AGAIN_MS });
    while (!signal.aborted) {
      let claim: Claim | undefined;
      let wait = 0;
      try {
        claim = await ownership.claim(tenant);
        if (claim) {
          claim = await this.hold(claim);
          backoff.reset();
        } else {
          show('elsewhere');
          wait = ASK_AGAIN_MS;
        }
      } catch (error) {
        const away = isThermaCoreError(error) && error.code === 'unavailable';
        if (!away) logger.error(`${what} could not be loaded`, { tenant, error });
        show('away');
        wait = backoff.next();
      }
      await claim?.release().catch(() => undefined);
      if (wait > 0) await sleep(clock, wait, signal).catch(() => undefined);
    }
  }

  /**
   * From the claim until another process has it, or turns out to have written, or the end. A database that is away takes
   * the claim with it and nothing else: evaluation goes on, what it decides waits, and the claim is asked for again.
   */
  private async hold(claim: Claim): Promise<Claim | undefined> {
    const { tenant, what, logger, loading, show, load, unload } = this.use;
    const { signal } = this.stopping;
    // It came while it was not wanted any more.
    if (signal.aborted) return claim;
    const over = new AbortController();
    const end = (): void => over.abort();
    signal.addEventListener('abort', end, { once: true });
    let held: Claim | undefined = claim;
    // From the beginning: it may be lost while alarms are being loaded.
    let lost = whenLost(claim);
    show('starting');
    try {
      await loading.run(() => load(end));
      show('running');
      while (held) {
        await Promise.race([lost, whenAborted(over.signal)]);
        if (over.signal.aborted) break;
        held = await this.claimAgain(over.signal);
        if (held) lost = whenLost(held);
      }
    } finally {
      signal.removeEventListener('abort', end);
      // Readings that come from now on are for whoever is next.
      const unloaded = unload(held !== undefined);
      if (!signal.aborted) show('starting');
      await unloaded;
    }
    if (!signal.aborted) logger.warn(`${what} are loaded anew: another process had them`, { tenant });
    return held;
  }

  /** Undefined where another process has it, or it is over. Whether one wrote meanwhile, the next write tells. */
  private async claimAgain(signal: AbortSignal): Promise<Claim | undefined> {
    const { tenant, what, clock, logger, ownership, show } = this.use;
    const backoff = new Backoff({ ceiling: ASK_AGAIN_MS });
    logger.warn(`${what}: the claim is lost; this process goes on, and asks for it again`, { tenant });
    while (!signal.aborted) {
      try {
        const claim = await ownership.claim(tenant);
        show('running');
        return claim;
      } catch {
        show('keeping');
        await sleep(clock, backoff.next(), signal).catch(() => undefined);
      }
    }
    return undefined;
  }
}

const whenLost = (claim: Claim): Promise<void> => new Promise((resolve) => claim.onLost(resolve));

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
