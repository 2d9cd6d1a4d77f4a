import { join } from 'node:path';
import { CommandService, type CommandTargets, type Dispatcher } from '../control';
import type { Clock } from '../core/clock';
import { randomId } from '../core/ids';
import type { Logger } from '../core/logger';
import type { Counter, Meter } from '../core/meter';
import type { Store } from '../store';
import { readIfPresent, writePrivateFile } from './state-folder';

/** What commands need of a database. */
export type CommandStore = Pick<Store, 'commands' | 'interlocks' | 'directory' | 'audit'>;

export interface CommandsContext<S extends CommandStore = Store> {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Where sensors are in the field, as the registry in this database says. */
  readonly targets: (store: S) => CommandTargets;
  readonly dispatcher: Dispatcher;
}

/** Commands to the field: one service for each database, made by the first who asks. */
export class Commands<S extends CommandStore = Store> {
  private readonly services = new Map<S, CommandService>();
  private readonly inFlight = new Set<string>();
  private readonly outcomes: Counter;
  private instance: string | undefined;

  constructor(private readonly use: CommandsContext<S>) {
    const { meter } = use;
    this.outcomes = meter.counter('thermacore_commands_total', 'Commands that ended, by outcome', [
      'outcome',
    ]);
    meter.gauge(
      'thermacore_commands_running',
      'Commands on their way to the field',
      () => this.inFlight.size,
    );
  }

  of(store: S): CommandService {
    const known = this.services.get(store);
    if (known) return known;
    const { home, clock, logger, targets, dispatcher } = this.use;
    const service = new CommandService({
      repository: store.commands,
      targets: targets(store),
      dispatcher,
      readings: store.interlocks,
      directory: store.directory,
      audit: store.audit,
      clock,
      logger,
      outcomes: this.outcomes,
      inFlight: this.inFlight,
      instance: (this.instance ??= instanceOf(home)),
    });
    this.services.set(store, service);
    service.start();
    return service;
  }

  async stop(): Promise<void> {
    const all = [...this.services.values()];
    this.services.clear();
    await Promise.all(all.map((service) => service.stop()));
  }
}

/** Tells this installation from others on the same database; one process at a time has the folder. */
function instanceOf(home: string): string {
  const file = join(home, 'instance');
  const known = readIfPresent(file)?.trim();
  if (known) return known;
  const fresh = randomId();
  writePrivateFile(file, `${fresh}\n`);
  return fresh;
}
