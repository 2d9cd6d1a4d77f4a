import type { Timer } from '../core/clock';
import type { Command, CommandInput } from '../core/command';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { randomId } from '../core/ids';
import type { Page } from '../core/plant';
import type { SensorDirectory } from '../telemetry';
import { authorisedTenant, type Principal } from '../tenancy';
import { Execution, type ExecutionOptions } from './execution';
import type { CommandFilter, CommandRecord, CommandTarget, CommandTargets, InterlockReadings } from './ports';
import {
  CONFIRM_WITHIN_MS,
  EXPIRED,
  LOST,
  UNAUDITED,
  refusalText,
  refused,
  sameOrder,
  requireOwn,
  requireUnit,
  samePerson,
} from './refusals';
import { interlockFault, orderFault, type Order } from './rules';
import { requireNext, type CommandEvent } from './state-machine';
import { shown } from './shown';
import { Waiters } from './waiters';

export interface CommandServiceOptions extends ExecutionOptions {
  readonly targets: CommandTargets;
  readonly readings: InterlockReadings;
  readonly directory: SensorDirectory;
}

/** Who wants something. Without a user it is a flow of the tenant, which passes the same rules. */
export interface Requester {
  readonly tenant: string;
  readonly principal: Principal | undefined;
}

type CommandReader = Pick<ExecutionOptions['repository'], 'get' | 'list'>;

/** Commands of a tenant that wait or run; a further one is refused. */
export const MAX_OPEN = 100;
/** Commands that a tenant may ask for within a minute, also refused ones: each is a row. */
export const MAX_ASKED_PER_MINUTE = 600;
const SWEEP_MS = 5_000;

/**
 * Takes commands, holds them to the rules of their point, has them confirmed where that is asked for, sends them out,
 * and keeps what became of them. Nothing is queued: a command that cannot go out now is refused, because the plant that
 * its user looked at is not the plant of later.
 */
export class CommandService {
  private readonly execution: Execution;
  private readonly waiters: Waiters;
  private sweeper: Timer | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(private readonly use: CommandServiceOptions) {
    this.waiters = new Waiters(use.repository);
    this.execution = new Execution(use, (command) => this.waiters.tell(command));
  }

  /** Ends what an earlier process left, and from now on what runs out. */
  start(): void {
    this.sweeper ??= this.use.clock.every(SWEEP_MS, () => void this.sweep());
    void this.sweep();
  }

  /** Waits a little for what is on its way; what is not over then is ended by the next start. */
  async stop(): Promise<void> {
    this.sweeper?.stop();
    await this.execution.stop();
    await this.sweeping;
    this.waiters.stop();
  }

  /** Answers at once: the command may be refused already, wait for its confirmation, or be on its way. */
  async request(by: Requester, input: CommandInput): Promise<Command> {
    const { tenant } = by;
    requireUnit(by.principal, input);
    const { unit, sensor, comment, idempotencyKey } = input;
    const { target, fault } = await this.judge(tenant, input);
    const now = this.use.clock.now();
    const rules = target.write;
    const confirm = rules?.confirm === 'second-user';
    const record: CommandRecord = {
      id: randomId(),
      unit,
      sensor,
      device: target.device,
      value: input.value,
      mode: input.mode,
      comment,
      idempotencyKey,
      requestedBy: by.principal?.username ?? 'flow',
      requestedById: by.principal?.userId,
      requestedAt: now,
      ...(fault !== undefined || !rules
        ? refused(fault ?? '', now)
        : confirm
          ? {
              state: 'pending-confirmation',
              detail: 'Waits for another user to confirm it.',
              confirmBefore: now + CONFIRM_WITHIN_MS,
            }
          : { ...this.execution.startOf(rules, now), state: 'running', detail: 'On its way to the field.' }),
    };
    return this.execution.claim(record.id, () => this.begin(tenant, record, target));
  }

  private async begin(tenant: string, record: CommandRecord, target: CommandTarget): Promise<Command> {
    const rules = target.write;
    const command = await this.add(tenant, record, rules?.maxPerMinute ?? 1);
    if (command.id !== record.id) return shown(sameOrder(command, record));
    const noted = await this.note(tenant, record.requestedBy, 'command:request', command);
    if (command.state === 'done') {
      this.use.outcomes.add(1, { outcome: 'rejected' });
      return shown(command);
    }
    if (!noted) {
      await this.execution.finish(
        tenant,
        command,
        command.state === 'running' ? 'lost' : 'refuse',
        UNAUDITED,
      );
      return this.get(tenant, command.id);
    }
    if (command.state === 'running' && rules) this.execution.run(tenant, command, target, rules);
    return shown(command);
  }

  /** Lets a pending one go out. Another user than who asked for it must say so; the rules are looked at again. */
  async confirm(principal: Principal, id: string): Promise<Command> {
    const { repository, clock } = this.use;
    const tenant = authorisedTenant(principal, 'device:operate');
    const command = await repository.get(tenant, id);
    requireOwn(principal, command);
    requireNext(command.state, 'confirm');
    if (samePerson(command, principal))
      throw new ThermaCoreError('forbidden', 'You asked for this command yourself.', {
        advice: 'Another user must confirm it.',
      });
    if (clock.now() >= (command.confirmBefore ?? 0)) return this.close(tenant, command, 'expire', EXPIRED);
    const { target, fault } = await this.judge(tenant, command);
    const rules = target.write;
    if (fault !== undefined || !rules || target.device !== command.device)
      return this.close(
        tenant,
        command,
        'refuse',
        fault ?? `${command.unit}/${command.sensor} has moved to another device.`,
      );
    if (!(await this.note(tenant, principal.username, 'command:confirm', command)))
      return this.close(tenant, command, 'refuse', UNAUDITED.detail);
    const start = { ...this.execution.startOf(rules, clock.now()), confirmedBy: principal.username };
    const started = await this.execution.claim(id, async () => {
      const changed = await repository.start(tenant, id, start, { maxPerMinute: rules.maxPerMinute });
      if (typeof changed !== 'string') this.execution.run(tenant, changed, target, rules);
      return changed;
    });
    if (typeof started !== 'string') return shown(started);
    // Somebody else was faster.
    if (started === 'not-pending') requireNext((await repository.get(tenant, id)).state, 'confirm');
    return this.close(tenant, command, 'refuse', refusalText(started, command, rules.maxPerMinute));
  }

  /** Takes back one that waits for its confirmation: who asked for it, or anybody who may command. */
  async cancel(by: Requester, id: string): Promise<Command> {
    const command = await this.use.repository.get(by.tenant, id);
    requireOwn(by.principal, command);
    requireNext(command.state, 'cancel');
    const who = by.principal?.username ?? 'flow';
    await this.note(by.tenant, who, 'command:cancel', command);
    return this.close(by.tenant, command, 'cancel', `Cancelled by ${who}; nothing was sent.`);
  }

  /** `repository`: of who sees less than all. */
  async get(tenant: string, id: string, repository: CommandReader = this.use.repository): Promise<Command> {
    return shown(await repository.get(tenant, id));
  }

  async list(
    tenant: string,
    filter: CommandFilter,
    repository: CommandReader = this.use.repository,
  ): Promise<Page<Command>> {
    const page = await repository.list(tenant, filter);
    return { ...page, items: page.items.map(shown) };
  }

  /** Resolves when the command is over, whoever ends it. */
  ended(tenant: string, id: string): Promise<Command> {
    return this.waiters.ended(tenant, id);
  }

  /** The target, and why the order may not go out. Rejects `not-found` where there is nothing to command. */
  private async judge(
    tenant: string,
    order: Order,
  ): Promise<{ target: CommandTarget; fault: string | undefined }> {
    const { targets, directory, readings, clock } = this.use;
    const { unit, sensor } = order;
    const entry = directory.find(tenant, unit, sensor);
    if (!entry)
      throw new ThermaCoreError('not-found', `There is no sensor "${sensor}" in unit "${unit}".`, {
        field: 'sensor',
      });
    const target = await targets.find(tenant, unit, sensor);
    if (!target)
      throw new ThermaCoreError('not-found', `No device has a point for ${unit}/${sensor}.`, {
        field: 'sensor',
        advice: 'Add the point to a device of the registry.',
      });
    const fault =
      orderFault(target, entry.type, order) ??
      (target.write &&
        (await interlockFault(target.write, order.value, { tenant, readings, now: () => clock.now() })));
    return { target, fault };
  }

  /** Keeps it; one that may not begin is kept as refused. */
  private async add(tenant: string, record: CommandRecord, maxPerMinute: number): Promise<CommandRecord> {
    const { repository, clock } = this.use;
    const limits = { maxPerMinute, maxOpen: MAX_OPEN, maxAskedPerMinute: MAX_ASKED_PER_MINUTE };
    const kept = await repository.add(tenant, record, limits);
    if (typeof kept !== 'string') return kept.command;
    if (kept === 'flood')
      throw new ThermaCoreError(
        'rate-limited',
        `${MAX_ASKED_PER_MINUTE} commands were asked for in a minute.`,
        {
          advice: 'Wait a minute; look for a flow or script that asks without end.',
        },
      );
    if (kept === 'full')
      throw new ThermaCoreError('rate-limited', `${MAX_OPEN} commands wait or run already.`, {
        advice: 'Confirm or cancel those that wait.',
      });
    const refusal = {
      ...record,
      startedAt: undefined,
      deadline: undefined,
      instance: undefined,
      ...refused(refusalText(kept, record, maxPerMinute), clock.now()),
    };
    const again = await repository.add(tenant, refusal, limits);
    return typeof again === 'string' ? refusal : again.command;
  }

  private async close(
    tenant: string,
    command: CommandRecord,
    event: CommandEvent,
    detail: string,
  ): Promise<Command> {
    await this.execution.finish(tenant, command, event, { outcome: 'rejected', detail });
    return shown(await this.use.repository.get(tenant, command.id));
  }

  /** What happens is written down before it happens: false when it could not be, so that it must not. */
  private async note(
    tenant: string,
    actor: string,
    action: string,
    command: CommandRecord,
  ): Promise<boolean> {
    const { id, unit, sensor, device, value, mode, comment, state, detail } = command;
    try {
      await this.use.audit.record({
        tenant,
        actor,
        action,
        target: `${unit}/${sensor}`,
        outcome: state === 'done' ? 'refused' : 'ok',
        detail: {
          id,
          device,
          value,
          mode,
          ...(comment ? { comment } : {}),
          ...(state === 'done' ? { detail } : {}),
        },
      });
      return true;
    } catch (error) {
      this.use.logger.error('A command could not be written to the audit log', { error });
      return false;
    }
  }

  private sweep(): Promise<void> {
    this.sweeping ??= this.tidy()
      .catch((error: unknown) => {
        // A database that is away says so elsewhere.
        const known = isThermaCoreError(error) && error.code === 'unavailable';
        if (!known) this.use.logger.error('Commands could not be tidied up', { error });
      })
      .finally(() => (this.sweeping = undefined));
    return this.sweeping;
  }

  private async tidy(): Promise<void> {
    const { repository, clock, instance } = this.use;
    for (const { tenant, ...command } of await repository.due(clock.now(), instance)) {
      if (this.execution.runs(command.id)) continue;
      const pending = command.state === 'pending-confirmation';
      if (pending) await this.close(tenant, command, 'expire', EXPIRED);
      else await this.execution.finish(tenant, command, 'lost', LOST);
    }
    await this.waiters.lookAround((id) => this.execution.runs(id));
  }
}
