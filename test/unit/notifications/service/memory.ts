import { ThermaCoreError } from '../../../../lib/core/errors';
import type { Page } from '../../../../lib/core/plant';
import { NOTHING_PLANNED } from '../../../../lib/notifications/plan/planner';
import type {
  Delivery,
  DeliveryFilter,
  DueDelivery,
  KeptPlan,
  NewDelivery,
  OutboxRepository,
  Outcome,
  RouteRecord,
  RouteRepository,
  TargetFigures,
  TargetRecord,
  TargetRepository,
} from '../../../../lib/notifications/ports';

type Row = DueDelivery & { takenUntil: number | undefined };
type Kept = RouteRecord | TargetRecord;

const WAITING = ['planned', 'failed'];
const waits = ({ state }: Delivery): boolean => WAITING.includes(state);

/** Routes or targets of all tenants, as lib/store/notifications/registry.ts keeps them. */
class MemoryRegistry<T extends Kept> {
  private readonly rows = new Map<string, T>();

  constructor(private readonly database: MemoryOutbox) {}

  set(tenant: string, record: T): void {
    this.rows.set(`${tenant}/${record.key}`, record);
  }
  async all(tenant: string): Promise<T[]> {
    this.database.require();
    return [...this.rows].filter(([at]) => at.startsWith(`${tenant}/`)).map(([, row]) => row);
  }
  async list(tenant: string): Promise<Page<T>> {
    return { items: await this.all(tenant) };
  }
  async get(tenant: string, key: string): Promise<T> {
    this.database.require();
    const row = this.rows.get(`${tenant}/${key}`);
    if (row) return row;
    throw new ThermaCoreError('not-found', `There is no "${key}".`);
  }
  async remove(tenant: string, key: string): Promise<void> {
    this.rows.delete(`${tenant}/${key}`);
    return Promise.resolve();
  }
  /** People change things through NotificationRegistry, whose tests have a real database. */
  add(): Promise<T> {
    return Promise.reject(new Error('Nobody adds here.'));
  }
  update(): Promise<T> {
    return Promise.reject(new Error('Nobody changes here.'));
  }
}

/** A database that outlives processes: what notifications keep of it, with the rules of lib/store/notifications/outbox.ts. */
export class MemoryOutbox implements OutboxRepository {
  readonly rows: Row[] = [];
  readonly plans = new Map<string, KeptPlan>();
  readonly routes: RouteRepository & MemoryRegistry<RouteRecord> = new MemoryRegistry<RouteRecord>(this);
  readonly targets: TargetRepository & MemoryRegistry<TargetRecord> = new MemoryRegistry<TargetRecord>(this);
  away = false;
  /** How often a plan was written, and how large the largest was, in characters. */
  writes = 0;
  largestPlan = 0;

  require(): void {
    if (this.away) throw new ThermaCoreError('unavailable', 'The database is away.');
  }

  async plan(tenant: string): Promise<KeptPlan> {
    this.require();
    return Promise.resolve(this.plans.get(tenant) ?? { state: NOTHING_PLANNED, revision: 0 });
  }
  async keep(
    tenant: string,
    { state, revision }: KeptPlan,
    deliveries: readonly NewDelivery[],
  ): Promise<number> {
    // A database answers in a later turn: what comes meanwhile must not be lost.
    await new Promise(setImmediate);
    this.require();
    if ((this.plans.get(tenant)?.revision ?? 0) !== revision)
      throw new ThermaCoreError('conflict', 'Another process plans them too.');
    const text = JSON.stringify(state);
    this.writes++;
    this.largestPlan = Math.max(this.largestPlan, text.length);
    this.plans.set(tenant, { state: JSON.parse(text) as KeptPlan['state'], revision: revision + 1 });
    this.insert(tenant, deliveries);
    return revision + 1;
  }
  async add(tenant: string, deliveries: readonly NewDelivery[]): Promise<void> {
    this.require();
    this.insert(tenant, deliveries);
    return Promise.resolve();
  }
  async take(now: number, leaseMs: number, limit: number, busy: readonly string[]): Promise<DueDelivery[]> {
    this.require();
    const targets = new Set(busy);
    const due = this.rows.filter((row) => {
      const target = `${row.tenant}/${row.target}`;
      const free = waits(row) && row.dueAt <= now && (row.takenUntil ?? 0) <= now && !targets.has(target);
      if (free) targets.add(target);
      return free;
    });
    const mine = due.slice(0, limit);
    for (const row of mine) this.change(row, { attempts: row.attempts + 1, takenUntil: now + leaseMs });
    return Promise.resolve(mine.map((row) => ({ ...row })));
  }
  async settle(tenant: string, id: string, attempt: number, outcome: Outcome): Promise<boolean> {
    this.require();
    const row = this.rows.find((one) => one.tenant === tenant && one.id === id);
    if (!row || row.attempts !== attempt || !waits(row)) return Promise.resolve(false);
    const { state, at, reason, dueAt = row.dueAt } = outcome;
    const endedAt = state === 'failed' ? undefined : at;
    this.change(row, { state, reason, dueAt, triedAt: at, endedAt, takenUntil: undefined });
    return true;
  }
  async nextDue(): Promise<number | undefined> {
    this.require();
    const due = this.rows.filter(waits).map(({ dueAt, takenUntil = 0 }) => Math.max(dueAt, takenUntil));
    return Promise.resolve(due.length > 0 ? Math.min(...due) : undefined);
  }
  async waiting(): Promise<number> {
    return Promise.resolve(this.rows.filter(waits).length);
  }
  async list(tenant: string, { limit }: DeliveryFilter): Promise<Page<Delivery>> {
    return Promise.resolve({ items: this.rows.filter((row) => row.tenant === tenant).slice(0, limit) });
  }
  async get(tenant: string, id: string): Promise<Delivery> {
    const row = this.rows.find((one) => one.tenant === tenant && one.id === id);
    if (row) return Promise.resolve(row);
    throw new ThermaCoreError('not-found', 'There is no such notification.');
  }
  async figures(): Promise<readonly TargetFigures[]> {
    return Promise.resolve([]);
  }
  async resend(tenant: string, id: string, now: number): Promise<Delivery> {
    const row = await this.get(tenant, id);
    this.change(row as Row, {
      state: 'planned',
      dueAt: now,
      since: now,
      takenUntil: undefined,
      endedAt: undefined,
    });
    return row;
  }

  private insert(tenant: string, deliveries: readonly NewDelivery[]): void {
    for (const delivery of deliveries) {
      const { route, step, priority, subject, count } = delivery.content;
      if (this.rows.some(({ id }) => id === delivery.id)) continue;
      this.rows.push({
        ...delivery, tenant, route, step, priority, subject, count,
        state: 'planned', attempts: 0, since: delivery.dueAt, takenUntil: undefined,
      }); // prettier-ignore
    }
  }
  private change(row: Row, more: Partial<Row>): void {
    Object.assign(row, more);
  }
}
