import type { Command } from '../core/command';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import type { CommandRecord, CommandRepository } from './ports';
import { shown } from './shown';

interface Waiter {
  readonly tenant: string;
  readonly all: {
    readonly resolve: (command: Command) => void;
    readonly reject: (error: unknown) => void;
  }[];
}

/** Who waits for the end of a command, whoever ends it: this process, a user elsewhere, time. */
export class Waiters {
  private readonly waiters = new Map<string, Waiter>();

  constructor(private readonly repository: Pick<CommandRepository, 'get'>) {}

  async ended(tenant: string, id: string): Promise<Command> {
    const { promise, resolve, reject } = Promise.withResolvers<Command>();
    const waiter = this.waiters.get(id) ?? { tenant, all: [] };
    waiter.all.push({ resolve, reject });
    this.waiters.set(id, waiter);
    await this.look(tenant, id);
    return promise;
  }

  tell(command: CommandRecord): void {
    const waiter = this.waiters.get(command.id);
    this.waiters.delete(command.id);
    for (const { resolve } of waiter?.all ?? []) resolve(shown(command));
  }

  /** Sees what another process ended. */
  async lookAround(here: (id: string) => boolean): Promise<void> {
    for (const [id, { tenant }] of this.waiters) if (!here(id)) await this.look(tenant, id);
  }

  stop(): void {
    for (const id of this.waiters.keys())
      this.disappoint(id, new ThermaCoreError('unavailable', 'ThermaCore is shutting down.'));
  }

  private async look(tenant: string, id: string): Promise<void> {
    try {
      const command = await this.repository.get(tenant, id);
      if (command.state === 'done') this.tell(command);
    } catch (error) {
      // One that is only away is asked again by the next look.
      if (!isThermaCoreError(error) || error.code !== 'unavailable') this.disappoint(id, error);
    }
  }

  private disappoint(id: string, error: unknown): void {
    const waiter = this.waiters.get(id);
    this.waiters.delete(id);
    for (const { reject } of waiter?.all ?? []) reject(error);
  }
}
