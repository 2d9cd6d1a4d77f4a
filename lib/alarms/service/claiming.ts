import { Backoff } from '../../core/backoff';
import { sleep, type Clock } from '../../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { AlarmClaim, AlarmOwnership } from './ports';

/** Where the evaluation of a tenant's rules is. */
export type TenantState =
  | 'starting'
  | 'running'
  /** Evaluates while the database is away; what comes out waits on disk. */
  | 'keeping'
  | 'elsewhere'
  | 'away'
  | 'stopped';

export const STATE_TEXT: Readonly<Record<TenantState, string>> = {
  starting: 'loading rules and alarms',
  running: 'running',
  keeping: 'running; the database is away, alarms are kept for it',
  elsewhere: 'another process on this database evaluates the rules',
  away: 'the database is away',
  stopped: 'stopped',
};

/** How often the right to evaluate is asked for while another process has it. */
const ASK_AGAIN_MS = 2_000;

export interface ClaimingUse {
  readonly tenant: string;
  readonly ownership: AlarmOwnership;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly show: (state: TenantState) => void;
  /** Loads rules and alarms and evaluates from then on; `onConflict`: another process turned out to have written. */
  readonly load: (onConflict: () => void) => Promise<void>;
  /** Evaluates no more, and writes what is still to be written. */
  readonly unload: () => Promise<void>;
}

/**
 * The right of this process to evaluate the rules of a tenant: asks for it, has them loaded while it has it, and loads anew
 * when it was lost or another process turns out to have written: what the database has is what counts.
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
    this.stopping.abort(new ThermaCoreError('unavailable', 'Alarms are being stopped.'));
    await this.life;
  }

  private async live(): Promise<void> {
    const { tenant, clock, logger, ownership, show } = this.use;
    const { signal } = this.stopping;
    const backoff = new Backoff({ ceiling: ASK_AGAIN_MS });
    while (!signal.aborted) {
      let claim: AlarmClaim | undefined;
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
        if (!away) logger.error('Alarms could not be loaded', { tenant, error });
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
  private async hold(claim: AlarmClaim): Promise<AlarmClaim | undefined> {
    const { tenant, logger, show, load, unload } = this.use;
    const { signal } = this.stopping;
    // It came while it was not wanted any more.
    if (signal.aborted) return claim;
    const over = new AbortController();
    const end = (): void => over.abort();
    signal.addEventListener('abort', end, { once: true });
    let held: AlarmClaim | undefined = claim;
    // From the beginning: it may be lost while alarms are being loaded.
    let lost = whenLost(claim);
    show('starting');
    try {
      await load(end);
      show('running');
      while (held) {
        await Promise.race([lost, whenAborted(over.signal)]);
        if (over.signal.aborted) break;
        held = await this.claimAgain(over.signal);
        if (held) lost = whenLost(held);
      }
    } finally {
      signal.removeEventListener('abort', end);
      // Readings that come from now on are for the next engine.
      const unloaded = unload();
      if (!signal.aborted) show('starting');
      await unloaded;
    }
    if (!signal.aborted) logger.warn('Alarms are loaded anew: another process evaluated them', { tenant });
    return held;
  }

  /** Undefined where another process has it, or it is over. Whether one wrote meanwhile, the next write tells. */
  private async claimAgain(signal: AbortSignal): Promise<AlarmClaim | undefined> {
    const { tenant, clock, logger, ownership, show } = this.use;
    const backoff = new Backoff({ ceiling: ASK_AGAIN_MS });
    logger.warn('The claim on the alarms is lost; they are evaluated on, and it is asked for again', {
      tenant,
    });
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

const whenLost = (claim: AlarmClaim): Promise<void> => new Promise((resolve) => claim.onLost(resolve));

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
