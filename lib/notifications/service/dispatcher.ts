import { Backoff } from '../../core/backoff';
import { endedWithin, type Clock, type Timer } from '../../core/clock';
import { isThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Counter } from '../../core/meter';
import type {
  DueDelivery,
  Outcome,
  OutboxRepository,
  Senders,
  TargetRecord,
  TargetRepository,
} from '../ports';
import { retryDelay } from '../retry';
import { SendError } from '../send-error';
import type { TargetSecrets } from './ports';

export interface DispatcherUse {
  readonly outbox: OutboxRepository;
  readonly targets: TargetRepository;
  readonly secrets: TargetSecrets;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly logger: Logger;
  /** By channel and outcome. */
  readonly notifications: Counter;
  readonly onSettled: (delivery: DueDelivery, outcome: Outcome) => void;
}

/** Messages that are sent at a time; of one target one. */
const MAX_SENDING = 8;
export const SEND_TIMEOUT_MS = 30_000;
/** Longer than an attempt can take: what is still taken then was taken by a process that died. */
const LEASE_MS = 60_000;
/** What other processes planned, and clocks that are set, are looked for this often. */
const LOOK_MS = 5_000;
const STOP_MS = 5_000;

/** Sends what is due, from the database: whoever planned it, and whenever that was. Several processes may do so. */
export class Dispatcher {
  private readonly sending = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly backoff = new Backoff({ ceiling: LOOK_MS });
  private timer: Timer | undefined;
  private looking = false;
  private lookAgain = false;
  /** As the last look found it. */
  waiting = 0;

  constructor(private readonly use: DispatcherUse) {}

  /** Something may be due. */
  poke(): void {
    if (this.looking) this.lookAgain = true;
    else void this.look();
  }

  /** Gives what is being sent a few seconds; what does not end is sent again by whoever comes next. */
  async stop(): Promise<void> {
    this.timer?.stop();
    await endedWithin(this.use.clock, STOP_MS, Promise.all(this.sending.values()));
    this.stopping.abort(new Error('ThermaCore is shutting down'));
    await Promise.all(this.sending.values());
  }

  private async look(): Promise<void> {
    const { outbox, clock, logger } = this.use;
    this.looking = true;
    this.timer?.stop();
    let wait: number;
    try {
      do {
        this.lookAgain = false;
        const room = MAX_SENDING - this.sending.size;
        if (room <= 0 || this.stopping.signal.aborted) break;
        const due = await outbox.take(clock.now(), LEASE_MS, room, [...this.sending.keys()]);
        for (const delivery of due) this.begin(delivery);
        if (due.length > 0) this.lookAgain = true;
      } while (this.lookAgain);
      const next = await outbox.nextDue();
      this.waiting = await outbox.waiting();
      wait = Math.min(LOOK_MS, Math.max(50, (next ?? Infinity) - clock.now()));
      this.backoff.reset();
    } catch (error) {
      const away = isThermaCoreError(error) && (error.code === 'unavailable' || error.code === 'timeout');
      if (!away) logger.error('Notifications could not be looked for', { error });
      wait = this.backoff.next();
    }
    this.looking = false;
    if (this.stopping.signal.aborted) return;
    this.timer = clock.after(wait, () => this.poke());
  }

  private begin(delivery: DueDelivery): void {
    const key = `${delivery.tenant}/${delivery.target}`;
    const sent = this.deliver(delivery)
      .catch((error: unknown) =>
        this.use.logger.error('What became of a notification could not be kept', {
          reason: messageOf(error),
        }),
      )
      .finally(() => {
        this.sending.delete(key);
        if (!this.stopping.signal.aborted) this.poke();
      });
    this.sending.set(key, sent);
  }

  private async deliver(delivery: DueDelivery): Promise<void> {
    const { outbox, notifications, onSettled } = this.use;
    const { tenant, id, attempts, channel } = delivery;
    const outcome = await this.attempt(delivery);
    if (!(await outbox.settle(tenant, id, attempts, outcome))) return;
    notifications.add(1, { channel, outcome: outcome.state });
    onSettled(delivery, outcome);
  }

  private async attempt(delivery: DueDelivery): Promise<Outcome> {
    const { targets, clock, logger } = this.use;
    const { tenant, target: key } = delivery;
    let target: TargetRecord | undefined;
    try {
      target = await targets.get(tenant, key);
      if (!target.enabled)
        return { state: 'dropped', at: clock.now(), reason: 'The target is switched off.' };
      await this.send(delivery, target);
      return { state: 'sent', at: clock.now() };
    } catch (error) {
      if (!target && isThermaCoreError(error) && error.code === 'not-found')
        return { state: 'dropped', at: clock.now(), reason: 'The target is there no more.' };
      if (!(error instanceof SendError) && !isThermaCoreError(error))
        logger.error('A notification could not be sent', { tenant, target: key, error });
      return this.after(delivery, target?.retrySeconds ?? 0, error);
    }
  }

  /** A secret that cannot be opened, or a database that is away, is as good a reason to try again as any. */
  private after({ attempts, since }: DueDelivery, retrySeconds: number, error: unknown): Outcome {
    const at = this.use.clock.now();
    const known = error instanceof SendError ? error : undefined;
    const reason = known?.message ?? (isThermaCoreError(error) ? error.sentence : 'It failed on our side.');
    const dueAt = at + retryDelay(attempts, known?.waitMs);
    if (known?.isFinal || dueAt > since + retrySeconds * 1000) return { state: 'dead', at, reason };
    return { state: 'failed', at, reason, dueAt };
  }

  private async send({ tenant, id, channel, content }: DueDelivery, target: TargetRecord): Promise<void> {
    const { senders, secrets } = this.use;
    const { settings } = target;
    if (settings.channel !== channel)
      throw new SendError('The target has another channel now.', { isFinal: true });
    await withinTime(this.use.clock, this.stopping.signal, (signal) =>
      senders[channel].send(
        { tenant, id, settings, secrets: secrets.open(tenant, target.key, target.secrets), content },
        signal,
      ),
    );
  }
}

/** Runs it with a signal that ends it after the time of an attempt. */
export async function withinTime(
  clock: Clock,
  stop: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const abort = new AbortController();
  const end = (): void => abort.abort(new SendError('There is no answer in time.'));
  const timer = clock.after(SEND_TIMEOUT_MS, end, 'awaited');
  stop?.addEventListener('abort', end, { once: true });
  const { promise: late, reject } = Promise.withResolvers<never>();
  abort.signal.addEventListener('abort', () => reject(new SendError('There is no answer in time.')), {
    once: true,
  });
  try {
    // A sender that does not listen to the signal holds nobody up either.
    await Promise.race([work(abort.signal), late]);
  } finally {
    timer.stop();
    stop?.removeEventListener('abort', end);
    late.catch(() => undefined);
  }
}
