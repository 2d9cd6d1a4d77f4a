import {
  CommandService,
  type CommandRecord,
  type CommandRepository,
  type CommandTarget,
} from '../../../lib/control';
import type { FieldOutcome } from '../../../lib/core/field-command';
import { CommandInput } from '../../../lib/core/command';
import { WriteRules } from '../../../lib/core/device';
import { ThermaCoreError } from '../../../lib/core/errors';
import { silentLogger } from '../../../lib/core/logger';
import type { AuditEntry, Principal } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';

/** Keeps commands in memory, by the rules that lib/store keeps them. */
export class MemoryCommands implements CommandRepository {
  readonly kept = new Map<string, CommandRecord & { tenant: string }>();
  away = false;

  private mine(tenant: string): (CommandRecord & { tenant: string })[] {
    if (this.away) throw new ThermaCoreError('unavailable', 'The database does not answer.');
    return [...this.kept.values()].filter((one) => one.tenant === tenant);
  }
  private held(tenant: string, { unit, sensor }: CommandRecord, now: number, maxPerMinute: number) {
    const point = this.mine(tenant).filter((one) => one.unit === unit && one.sensor === sensor);
    if (point.some(({ state }) => state === 'running')) return 'busy' as const;
    const recent = point.filter(({ startedAt = -Infinity }) => startedAt > now - 60_000);
    return recent.length >= maxPerMinute ? ('rate' as const) : undefined;
  }
  async add(...[tenant, command, limits]: Parameters<CommandRepository['add']>) {
    const { idempotencyKey: key } = command;
    const known = this.mine(tenant).find((one) => key !== undefined && one.idempotencyKey === key);
    if (known) return { command: known, added: false };
    const asked = this.mine(tenant).filter(({ requestedAt }) => requestedAt > command.requestedAt - 60_000);
    if (asked.length >= limits.maxAskedPerMinute) return 'flood' as const;
    const open = this.mine(tenant).filter(({ state }) => state !== 'done').length;
    if (command.state !== 'done' && open >= limits.maxOpen) return 'full' as const;
    const held =
      command.state === 'running' && this.held(tenant, command, command.startedAt ?? 0, limits.maxPerMinute);
    if (held) return held;
    this.kept.set(command.id, { ...command, tenant });
    return { command, added: true };
  }
  async get(tenant: string, id: string) {
    const found = this.mine(tenant).find((one) => one.id === id);
    if (!found) throw new ThermaCoreError('not-found', 'There is no such command.');
    return found;
  }
  async list(tenant: string) {
    return { items: this.mine(tenant).reverse() };
  }
  async start(...[tenant, id, start, limits]: Parameters<CommandRepository['start']>) {
    const found = await this.get(tenant, id);
    if (found.state !== 'pending-confirmation') return 'not-pending' as const;
    const held = this.held(tenant, found, start.startedAt, limits.maxPerMinute);
    if (held) return held;
    const running = { ...found, ...start, state: 'running' as const, detail: 'On its way to the field.' };
    this.kept.set(id, running);
    return running;
  }
  async end(...[tenant, id, from, end]: Parameters<CommandRepository['end']>) {
    const found = this.mine(tenant).find((one) => one.id === id);
    if (found?.state !== from) return undefined;
    const done = { ...found, ...end, state: 'done' as const };
    this.kept.set(id, done);
    return done;
  }
  async due(now: number, instance: string) {
    if (this.away) throw new ThermaCoreError('unavailable', 'The database does not answer.');
    return [...this.kept.values()].filter(
      (one) =>
        (one.state === 'pending-confirmation' && (one.confirmBefore ?? 0) <= now) ||
        (one.state === 'running' && ((one.deadline ?? 0) <= now || one.instance === instance)),
    );
  }
}

export const user = (username: string, tenant = username.split('@')[1] ?? null): Principal => ({
  userId: `id of ${username}`, username, role: 'operator', homeTenant: tenant, tenant, sessionId: 's',
}); // prettier-ignore
export const by = (username: string) => ({ tenant: 'aqua', principal: user(username) });

/** A service on a plant of one device, whose answers a test gives. */
export class World {
  readonly clock = new FakeClock();
  readonly commands = new MemoryCommands();
  readonly audited: AuditEntry[] = [];
  readonly sent: { tenant: string; device: string; value: unknown; timeoutMs: number; verify: boolean }[] =
    [];
  readonly inFlight = new Set<string>();
  readonly outcomes: string[] = [];
  write: WriteRules | undefined = WriteRules.parse({ min: 0, max: 100 });
  target: Partial<CommandTarget> | undefined = {};
  auditAway = false;
  latest: () => Promise<never[]> = () => Promise.resolve([]);
  answer: (outcome: FieldOutcome) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  readonly service = this.another();

  another(instance = 'here', inFlight = this.inFlight): CommandService {
    return new CommandService({
      repository: this.commands,
      clock: this.clock,
      logger: silentLogger,
      instance,
      inFlight,
      outcomes: { add: (_count, labels) => void this.outcomes.push(labels?.['outcome'] ?? '') },
      directory: {
        find: (_tenant, unit, sensor) =>
          unit === 'boiler-1' && sensor !== 'nothing' ? { type: 'number' } : undefined,
        hasUnit: () => true,
      },
      targets: {
        find: () =>
          Promise.resolve(
            this.target && { device: 'plc-1', protocol: 'modbus', write: this.write, ...this.target },
          ),
      },
      readings: { latest: () => this.latest() },
      audit: {
        record: (entry) => {
          if (this.auditAway) return Promise.reject(new Error('away'));
          this.audited.push(entry);
          return Promise.resolve();
        },
      },
      dispatcher: {
        dispatch: (tenant, { device }, { value, timeoutMs, verify }) => {
          this.sent.push({ tenant, device, value, timeoutMs, verify });
          const { promise, resolve, reject } = Promise.withResolvers<FieldOutcome>();
          this.answer = resolve;
          this.fail = reject;
          return promise;
        },
      },
    });
  }

  ask(value: number, more: object = {}, who = 'kim@aqua') {
    return this.service.request(
      by(who),
      CommandInput.parse({ unit: 'boiler-1', sensor: 'setpoint', value, ...more }),
    );
  }
}

/** Lets what is ready run. */
export const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};
