import type { Clock } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { ActionResult } from '../engine';
import type { AlarmAnswer, AlarmOrder, AlarmRequest } from '../ports';
import type { AlarmStore } from './ports';

/** How long whoever acts waits for the process that evaluates to take it. */
export const ANSWER_MS = 5_000;
/** How long from then on for its answer: it may have to ask a device, and wait for what that says. */
export const DONE_MS = 30_000;
/** How often an answer is looked for where nothing is announced. */
const LOOK_MS = 500;
/** The same for requests of others. */
const SERVE_MS = 2_000;
/** Requests of others that are being done at a time. */
const MAX_AT_ONCE = 100;

export interface ForwardingUse {
  readonly store: Pick<AlarmStore, 'requests' | 'onRequests'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tenants that this process evaluates. */
  readonly evaluated: () => readonly string[];
  /** Does it, and resolves when it is kept. */
  readonly perform: (tenant: string, order: AlarmOrder) => Promise<readonly ActionResult[]>;
}

/** Actions on alarms go to the process that evaluates, wherever a person asks for them. */
export class Forwarding {
  private serving = false;
  private again = false;
  private readonly doing = new Set<Promise<void>>();
  private readonly waiting = new Set<() => void>();
  private readonly ends: (() => void)[];

  constructor(private readonly use: ForwardingUse) {
    const timer = use.clock.every(SERVE_MS, () => void this.serve());
    this.ends = [() => timer.stop(), use.store.onRequests(() => this.announced())];
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
    this.wakeAll();
  }

  /** Rejects `unavailable` where nobody takes it in time, and `timeout` where it is not known what became of it. */
  async ask(tenant: string, order: AlarmOrder): Promise<readonly ActionResult[]> {
    const { requests } = this.use.store;
    const id = await requests.ask(tenant, order);
    const soon = await this.answerWithin(ANSWER_MS, tenant, id);
    if (soon) return soon;
    if (await requests.withdraw(tenant, id)) throw nobody();
    const late = await this.answerWithin(DONE_MS, tenant, id);
    if (late) return late;
    throw new ThermaCoreError('timeout', 'The process that evaluates the alarms has not said what it did.', {
      advice: 'Look at the alarm before you try again.',
    });
  }

  private async answerWithin(
    ms: number,
    tenant: string,
    id: string,
  ): Promise<readonly ActionResult[] | undefined> {
    const { clock, store } = this.use;
    const until = clock.monotonic() + ms;
    for (;;) {
      const answer = await store.requests.fetch(tenant, id);
      if (answer) return answer.map(resultOf);
      if (clock.monotonic() >= until || this.ends.length === 0) return undefined;
      await this.announcement(Math.min(LOOK_MS, until - clock.monotonic()));
    }
  }

  private announced(): void {
    this.wakeAll();
    void this.serve();
  }

  private wakeAll(): void {
    for (const wake of this.waiting) wake();
  }

  private async announcement(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.waiting.add(resolve);
    const timer = this.use.clock.after(Math.max(0, ms), resolve, 'awaited');
    await promise;
    timer.stop();
    this.waiting.delete(resolve);
  }

  private async serve(): Promise<void> {
    this.again = true;
    if (this.serving) return;
    this.serving = true;
    const { store, evaluated } = this.use;
    while (this.again) {
      this.again = false;
      for (const tenant of evaluated())
        try {
          while (this.doing.size >= MAX_AT_ONCE) await Promise.race(this.doing);
          for (const request of await store.requests.take(tenant)) this.begin(tenant, request);
        } catch (error) {
          this.failed(tenant, error);
        }
    }
    this.serving = false;
  }

  /** One that waits for a device does not hold up the others. */
  private begin(tenant: string, request: AlarmRequest): void {
    const done = this.answer(tenant, request)
      .catch((error: unknown) => this.failed(tenant, error))
      .finally(() => this.doing.delete(done));
    this.doing.add(done);
  }

  /** Whoever asked is told that nobody answered. */
  private failed(tenant: string, error: unknown): void {
    this.use.logger.debug('Actions on alarms from other processes cannot be done', {
      tenant,
      reason: messageOf(error),
    });
  }

  private async answer(tenant: string, { id, order }: AlarmRequest): Promise<void> {
    const results = await this.use
      .perform(tenant, order)
      .catch((error: unknown) => order.alarms.map((alarm) => ({ id: alarm, refused: asRefusal(error) })));
    await this.use.store.requests.answer(tenant, id, results.map(answerOf));
  }
}

export const nobody = (): ThermaCoreError =>
  new ThermaCoreError('unavailable', 'No flow of any process evaluates the alarm rules of this tenant.', {
    advice: 'Deploy a flow with an "alarm rules" node, or try again in a few seconds.',
  });

const asRefusal = (error: unknown): ThermaCoreError =>
  error instanceof ThermaCoreError
    ? error
    : new ThermaCoreError('internal', 'The action on the alarm failed.', { cause: error });

const answerOf = ({ id, alarm, refused }: ActionResult): AlarmAnswer[number] =>
  refused
    ? {
        id,
        refused: {
          code: refused.code,
          message: refused.message,
          advice: refused.advice,
          field: refused.field,
        },
      }
    : { id, alarm };

function resultOf({ id, alarm, refused }: AlarmAnswer[number]): ActionResult {
  if (!refused) return alarm ? { id, alarm } : { id };
  const { code, message, advice, field } = refused;
  const details = { ...(advice === undefined ? {} : { advice }), ...(field === undefined ? {} : { field }) };
  return { id, refused: new ThermaCoreError(code, message, details) };
}
