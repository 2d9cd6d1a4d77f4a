import type { Logger } from '../../../../lib/core/logger';
import { createLogger } from '../../../../lib/core/logger';
import type { NotificationDelivery } from '../../../../lib/notifications';
import type { Item, NotifiedEvent } from '../../../../lib/notifications/event';
import type { Sender, Sending } from '../../../../lib/notifications/ports';
import { NotificationRouteInput, type NotificationRouteDraft } from '../../../../lib/notifications/route';
import { DashboardNotes } from '../../../../lib/notifications/service/dashboard-notes';
import {
  NotificationService,
  type ToldChange,
} from '../../../../lib/notifications/service/notification-service';
import type { AlarmSide } from '../../../../lib/notifications/service/ports';
import { OpenTarget } from '../../../../lib/notifications/target';
import { FakeClock } from '../../../support/fake-clock';
import { MemoryOutbox } from './memory';

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const TURNS = 12;
const KEPT = { version: 1, createdAt: 0, createdBy: undefined, updatedAt: 0, updatedBy: undefined };

/** Lets what was promised come to pass; no time passes. */
export async function turn(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await new Promise(setImmediate);
}

/** The alarms of the plant as the engine has them, which outlive the process that tells of them. */
export class Plant implements AlarmSide {
  readonly open = new Map<string, Item>();
  where: ReturnType<AlarmSide['owner']> = 'here';
  timeZone = 'UTC';

  owner(): ReturnType<AlarmSide['owner']> {
    return this.where;
  }
  has(_tenant: string, alarm: string): boolean {
    return this.open.has(alarm);
  }
  openAlarms(): ReturnType<AlarmSide['openAlarms']> {
    const items = [...this.open.values()];
    return Promise.resolve({ items, ids: new Set(this.open.keys()) });
  }
  place(tenant: string): ReturnType<AlarmSide['place']> {
    return Promise.resolve({ tenant, plant: tenant, timeZone: this.timeZone });
  }
}

/** What a receiver got, and when; it answers as the test says. */
export class Receiver implements Sender {
  readonly got: { at: number; target: string; id: string; count: number; kind: string; step: number }[] = [];
  answer: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly clock: FakeClock) {}

  async send({ id, settings, content }: Sending): Promise<void> {
    const { count, kind, step = -1 } = content;
    const { topic } = settings as { topic: string };
    this.got.push({ at: this.clock.now(), target: topic, id, count, kind, step });
    await this.answer();
  }

  /** "seconds target: kind count", since the start of the clock or what is given. */
  heard(from: number): string[] {
    return this.got.map(
      ({ at, target, kind, count, step }) =>
        `${(at - from) / SECOND} s ${target}: ${kind} ${count}, step ${step}`,
    );
  }
}

export const TENANT = 'aqua';

/** An installation with one tenant: its database, its alarms and its receivers stay, processes come and go. */
export class Site {
  readonly clock = new FakeClock();
  readonly start = this.clock.now();
  readonly outbox = new MemoryOutbox();
  readonly plant = new Plant();
  readonly receiver = new Receiver(this.clock);
  readonly logged: string[] = [];
  readonly outcomes: string[] = [];
  lost = 0;

  constructor(...routes: Partial<NotificationRouteDraft>[]) {
    this.target('lead');
    this.target('boss');
    for (const draft of routes) this.route(draft);
  }

  route(draft: Partial<NotificationRouteDraft> = {}): void {
    const route = NotificationRouteInput.parse({
      key: 'duty', name: 'Duty', groupSeconds: 0, steps: [{ afterSeconds: 0, targets: ['lead'] }], ...draft,
    }); // prettier-ignore
    this.outbox.routes.set(TENANT, { ...route, ...KEPT });
  }

  target(key: string, more: object = {}): void {
    const settings = { channel: 'mqtt', topic: key };
    const target = OpenTarget.parse({ key, name: key, settings, ...more });
    this.outbox.targets.set(TENANT, { ...target, ...KEPT, secrets: {} });
  }

  private get logger(): Logger {
    return createLogger((level, message) => void this.logged.push(`${level}: ${message}`));
  }

  /** A process on this database. `kill` is a power cut: nothing of it runs any more, and nothing was flushed. */
  process() {
    const { outbox, plant, receiver } = this;
    const power = new Power(this.clock);
    const nobody: Sender = { send: () => Promise.reject(new Error('no such way out')) };
    const notes = new DashboardNotes();
    const service = new NotificationService({
      store: {
        routes: power.through(outbox.routes),
        targets: power.through(outbox.targets),
        outbox: power.through(outbox),
        tenants: () => Promise.resolve([TENANT]),
        onChange: () => () => undefined,
      },
      alarms: plant,
      secrets: { seal: () => ({}), open: () => ({}), merge: () => ({}) },
      senders: { email: nobody, webhook: nobody, mqtt: power.through(receiver), dashboard: notes },
      notes,
      clock: power,
      logger: this.logger,
      notifications: { add: () => undefined },
      lost: { add: (count = 1) => void (this.lost += count) },
    });
    const onOutcome = (_: string, { target, state, attempts, reason }: NotificationDelivery): void =>
      void this.outcomes.push(`${target} ${state} ${attempts}${reason === undefined ? '' : `: ${reason}`}`);
    const lease = service.feed({ onOutcome, onNote: () => undefined, onStatus: () => undefined });
    return { service, lease, kill: () => power.cut() };
  }

  /** The engine raises, acknowledges and so on, and tells the process that listens. */
  change(n: number | string, event: string, more: Partial<ToldChange> = {}): ToldChange {
    const id = `hot:boiler-${n}/supply`;
    const state = event === 'return' ? 'returned-unacknowledged' : event === 'acknowledge' ? 'acknowledged' : 'unacknowledged'; // prettier-ignore
    const change: ToldChange = {
      id, event, state, rule: 'hot', since: new Date(this.clock.now()).toISOString(), priority: 'high', class: 'process',
      message: `Supply ${n} is 95 °C`, unit: `boiler-${n}`, sensor: 'supply', firstOut: false, ...more,
    }; // prettier-ignore
    const { since, priority, class: kind, message } = change;
    if (event === 'active')
      this.plant.open.set(id, { id, event: 'raised' satisfies NotifiedEvent, at: Date.parse(since), priority, class: kind, message, rule: 'hot', unit: `boiler-${n}`, sensor: 'supply' }); // prettier-ignore
    if (event === 'acknowledge') this.plant.open.delete(id);
    return change;
  }

  /** Time passes in small steps, with room for what is promised in between. */
  async pass(ms: number, step = Math.min(ms, 250)): Promise<void> {
    await turn();
    for (let left = ms; left > 0; left -= step) {
      this.clock.advance(Math.min(step, left));
      await turn();
    }
  }

  heard(): string[] {
    return this.receiver.heard(this.start);
  }

  log(): string[] {
    return this.outbox.rows.map(
      ({ target, state, count, attempts }) => `${target} ${state} ${count}, ${attempts}`,
    );
  }
}

/** A process's hold on the world: after the cut none of its calls reaches anything, nor ever returns. */
class Power {
  private isOff = false;

  constructor(private readonly clock: FakeClock) {}

  cut(): void {
    this.isOff = true;
  }
  now(): number {
    return this.clock.now();
  }
  monotonic(): number {
    return this.clock.monotonic();
  }
  after(ms: number, run: () => void) {
    return this.clock.after(ms, () => !this.isOff && run());
  }
  every(ms: number, run: () => void) {
    return this.clock.every(ms, () => !this.isOff && run());
  }
  /** The same object, as long as there is power. */
  through<T extends object>(behind: T): T {
    return new Proxy(behind, {
      get: (target, name, receiver) => {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]) => {
          if (this.isOff) await new Promise<never>(() => undefined);
          const answer: unknown = await Reflect.apply(member, target, given);
          if (this.isOff) await new Promise<never>(() => undefined);
          return answer;
        };
      },
    });
  }
}
