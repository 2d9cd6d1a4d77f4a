import { Backoff } from '../core/backoff';
import { sleep, type Clock } from '../core/clock';
import type { FieldOutcome } from '../core/field-command';
import type { WriteRules } from '../core/device';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Counter } from '../core/meter';
import type { AuditLog } from '../tenancy';
import { requireNext, type CommandEvent } from './state-machine';
import type { CommandRecord, CommandRepository, CommandTarget, Dispatcher } from './ports';

export interface ExecutionOptions {
  readonly repository: CommandRepository;
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `thermacore_commands_total{outcome}` */
  readonly outcomes: Counter;
  /** Ids of what this process carries out; shared by all services of the process. */
  readonly inFlight: Set<string>;
  readonly instance: string;
}

/** A connector is given this much longer than its own time-out to say so itself. */
const GRACE_MS = 1000;
/** Another process may still be writing an outcome down; after this it is gone. */
const LOST_AFTER_MS = 15_000;
const STOP_MS = 3000;

const AUDIT_OUTCOME = {
  accepted: 'ok',
  verified: 'ok',
  rejected: 'refused',
  failed: 'failed',
  'timed-out': 'failed',
} as const satisfies Record<FieldOutcome['outcome'], string>;

/** Sends commands out and sees to it that each gets exactly one outcome, which is never guessed. */
export class Execution {
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopped = new AbortController();

  constructor(
    private readonly use: ExecutionOptions,
    private readonly ended: (command: CommandRecord) => void,
  ) {}

  startOf(rules: WriteRules, now: number): { startedAt: number; deadline: number; instance: string } {
    return {
      startedAt: now,
      deadline: now + rules.timeoutSeconds * 1000 + LOST_AFTER_MS,
      instance: this.use.instance,
    };
  }

  runs(id: string): boolean {
    return this.use.inFlight.has(id);
  }

  /** While `work` runs, nobody takes the command for one that an earlier process left. */
  async claim<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.use.inFlight.add(id);
    try {
      return await work();
    } finally {
      if (!this.running.has(id)) this.use.inFlight.delete(id);
    }
  }

  /** Sends a command that is `running` in the repository. */
  run(tenant: string, command: CommandRecord, target: CommandTarget, rules: WriteRules): void {
    const work = this.carryOut(tenant, command, target, rules)
      .catch((error: unknown) =>
        this.use.logger.error('The outcome of a command could not be kept', { command: command.id, error }),
      )
      .finally(() => {
        this.running.delete(command.id);
        this.use.inFlight.delete(command.id);
      });
    this.running.set(command.id, work);
  }

  /** Ends a command. Only the first end counts; the others find it over. */
  async finish(
    tenant: string,
    command: CommandRecord,
    event: CommandEvent,
    outcome: FieldOutcome,
  ): Promise<void> {
    requireNext(command.state, event);
    const { repository, clock } = this.use;
    const end = { ...outcome, endedAt: clock.now() };
    const done = await repository.end(tenant, command.id, command.state, end);
    if (!done) return;
    this.use.outcomes.add(1, { outcome: outcome.outcome });
    await this.note(tenant, done, 'command:end', outcome);
    this.ended(done);
  }

  async stop(): Promise<void> {
    const timer = Promise.withResolvers<void>();
    const bound = this.use.clock.after(STOP_MS, () => timer.resolve());
    await Promise.race([Promise.all(this.running.values()), timer.promise]);
    bound.stop();
    this.stopped.abort(new ThermaCoreError('unavailable', 'ThermaCore is shutting down.'));
  }

  private async carryOut(
    tenant: string,
    command: CommandRecord,
    target: CommandTarget,
    rules: WriteRules,
  ): Promise<void> {
    const outcome = await this.answer(tenant, command, target, rules);
    const backoff = new Backoff({ ceiling: 5000 });
    // The database may be away: what the field said must not be lost while this process lives.
    for (;;)
      try {
        return await this.finish(tenant, command, 'outcome', outcome);
      } catch (error) {
        if (!isThermaCoreError(error) || error.code !== 'unavailable') throw error;
        await sleep(this.use.clock, backoff.next(), this.stopped.signal);
      }
  }

  private answer(
    tenant: string,
    command: CommandRecord,
    target: CommandTarget,
    rules: WriteRules,
  ): Promise<FieldOutcome> {
    const { clock, dispatcher } = this.use;
    const { unit, sensor, value, mode } = command;
    const timeoutMs = rules.timeoutSeconds * 1000;
    const { promise, resolve } = Promise.withResolvers<FieldOutcome>();
    let late = false;
    const timer = clock.after(timeoutMs + GRACE_MS, () => {
      late = true;
      resolve({
        outcome: 'timed-out',
        detail: `No answer within ${rules.timeoutSeconds} s; the field may or may not have the value.`,
      });
    });
    // In a function of its own, so that a dispatcher that throws at once is no different from one that rejects.
    const sent = (async () =>
      dispatcher.dispatch(tenant, target, { unit, sensor, value, mode, verify: rules.verify, timeoutMs }))();
    sent
      .catch((error: unknown): FieldOutcome => {
        this.use.logger.error('A command met an unexpected error', { command: command.id, error });
        return {
          outcome: 'failed',
          detail: `An error on our side (${messageOf(error)}); the state of the field is unknown.`,
        };
      })
      .then((outcome) => {
        timer.stop();
        if (late) void this.note(tenant, command, 'command:late', outcome);
        else resolve(outcome);
      })
      .catch(() => undefined);
    return promise;
  }

  /** After the fact: an audit log that is away is reported, and does not undo it. */
  private async note(
    tenant: string,
    { id, unit, sensor, device, value, requestedBy }: CommandRecord,
    action: string,
    { outcome, detail, readBack }: FieldOutcome,
  ): Promise<void> {
    await this.use.audit
      .record({
        tenant,
        actor: requestedBy,
        action,
        target: `${unit}/${sensor}`,
        outcome: AUDIT_OUTCOME[outcome],
        detail: { id, device, value, outcome, detail, ...(readBack === undefined ? {} : { readBack }) },
      })
      .catch((error: unknown) =>
        this.use.logger.error('The outcome of a command could not be written to the audit log', { error }),
      );
  }
}
