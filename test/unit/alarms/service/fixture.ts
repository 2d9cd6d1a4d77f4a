import type { Ownership } from '../../../../lib/core/claiming';
import { ThermaCoreError } from '../../../../lib/core/errors';
import { silentLogger } from '../../../../lib/core/logger';
import type { Reading } from '../../../../lib/core/reading';
import type {
  AlarmAnswer,
  AlarmBatch,
  AlarmKeeper,
  AlarmNotice,
  AlarmOrder,
  AlarmRequest,
  AlarmRequests,
  AlarmRuleRecord,
  KeptRule,
  InstanceRecord,
  JournalEntry,
  SensorFacts,
  UnreadableRule,
} from '../../../../lib/alarms/ports';
import { AlarmRuleInput, type AlarmRuleDraft } from '../../../../lib/alarms/rule';
import { AlarmService } from '../../../../lib/alarms/service/alarm-service';
import type { AlarmPlants, AlarmStore, LoadedPlant } from '../../../../lib/alarms/service/ports';
import type { AuditEntry, Principal } from '../../../../lib/tenancy';
import { FakeSources } from '../../../support/condition-source';
import { FakeClock } from '../../../support/fake-clock';

export const user = (username: string, tenant = username.split('@')[1] ?? null): Principal => ({
  userId: `id of ${username}`, username, role: 'operator', homeTenant: tenant, tenant, sessionId: 's',
}); // prettier-ignore

export const rule = (draft: Partial<AlarmRuleDraft> = {}): AlarmRuleInput =>
  AlarmRuleInput.parse({
    key: 'hot',
    name: 'Too hot',
    appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply' },
    condition: { kind: 'limit', limits: [{ level: 'high', value: 90 }] },
    commentRequired: [],
    ...draft,
  });

const HISTORY = { version: 1, createdAt: 0, createdBy: undefined, updatedAt: 0, updatedBy: undefined };

export const recordOf = (input: AlarmRuleInput): AlarmRuleRecord => ({ ...input, ...HISTORY });

/** A rule as a newer version would find it: what it says is not what a rule says. */
export const unreadableRule = (key: string, stored: object = rule({ key })): UnreadableRule => ({
  key,
  name: key,
  enabled: true,
  ...HISTORY,
  stored: { ...stored, condition: { kind: 'limit', limits: [{ level: 'high', value: 'hot' }] } },
  fault: { field: 'condition.limits.0.value', message: 'It is not a number.', advice: 'Change it.' },
});

/** Told in a later turn, as a database does. */
class Announced {
  private readonly listeners = new Set<() => void>();

  on(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
  tell(): void {
    void Promise.resolve().then(() => {
      for (const listener of [...this.listeners]) listener();
    });
  }
}

/** As in lib/store/alarms/requests.ts, without its bounds. */
class MemoryRequests implements AlarmRequests {
  readonly announced = new Announced();
  private readonly asked = new Map<
    string,
    { tenant: string; order: AlarmOrder; taken: boolean; answer?: AlarmAnswer }
  >();
  private count = 0;

  async ask(tenant: string, order: AlarmOrder): Promise<string> {
    const id = String(++this.count);
    this.asked.set(id, { tenant, order, taken: false });
    this.announced.tell();
    return id;
  }
  async take(tenant: string): Promise<AlarmRequest[]> {
    const open = [...this.asked].filter(([, one]) => one.tenant === tenant && !one.taken);
    for (const [, one] of open) one.taken = true;
    return open.map(([id, { order }]) => ({ id, order }));
  }
  async answer(_: string, id: string, answer: AlarmAnswer): Promise<void> {
    Object.assign(this.asked.get(id) ?? {}, { answer });
    this.announced.tell();
  }
  async fetch(_: string, id: string): Promise<AlarmAnswer | undefined> {
    return this.asked.get(id)?.answer;
  }
  async withdraw(_: string, id: string): Promise<boolean> {
    return this.asked.get(id)?.taken === false && this.asked.delete(id);
  }
}

/** A database that outlives processes: what alarms keep of it, by tenant. */
export class MemoryDatabase {
  readonly rules = new Map<string, KeptRule[]>();
  readonly instances = new Map<string, Map<string, InstanceRecord>>();
  readonly lines: (JournalEntry & { readonly tenant: string })[] = [];
  readonly audited: AuditEntry[] = [];
  readonly owners = new Map<string, object>();
  readonly writers = new Map<string, object>();
  readonly listeners = new Set<() => void>();
  readonly keeping = new Announced();
  readonly requests = new MemoryRequests();
  away = false;

  setRules(tenant: string, ...rules: AlarmRuleInput[]): void {
    this.setKept(tenant, rules.map(recordOf));
  }

  setKept(tenant: string, rules: readonly KeptRule[]): void {
    this.rules.set(tenant, [...rules]);
    for (const listener of this.listeners) listener();
  }

  kept(tenant: string): Map<string, InstanceRecord> {
    let kept = this.instances.get(tenant);
    if (!kept) this.instances.set(tenant, (kept = new Map()));
    return kept;
  }

  linesOf(tenant: string): string[] {
    return this.lines
      .filter((line) => line.tenant === tenant)
      .map(({ event, from, to }) => `${event}: ${from} → ${to}`);
  }

  /** Those of one tenant; throws while the database is away. */
  of<T>(found: T): T {
    if (this.away) throw new ThermaCoreError('unavailable', 'The database does not answer.');
    return found;
  }
}

/** Writes of one claim; another that wrote meanwhile makes them fail, as in lib/store. */
class MemoryKeeper implements AlarmKeeper {
  readonly records: readonly InstanceRecord[];

  constructor(
    private readonly database: MemoryDatabase,
    private readonly tenant: string,
  ) {
    this.records = structuredClone([...database.kept(tenant).values()]);
    database.writers.set(tenant, this);
  }
  async keep({ lines, instances, removed }: AlarmBatch): Promise<void> {
    const { database, tenant } = this;
    database.of(undefined);
    if (database.writers.get(tenant) !== this)
      throw new ThermaCoreError('conflict', 'Another process keeps the alarms of this tenant too.');
    const kept = database.kept(tenant);
    for (const id of removed) kept.delete(id);
    for (const record of instances) kept.set(record.id, structuredClone(record));
    database.lines.push(...lines.map((line) => ({ ...line, tenant })));
    database.keeping.tell();
  }
}

const refuse = (): never => {
  throw new Error('not part of these tests');
};

export const memoryStore = (database: MemoryDatabase): AlarmStore => ({
  rules: {
    all: async (tenant) => database.of(database.rules.get(tenant) ?? []),
    list: refuse, get: refuse, add: refuse, update: refuse, clone: refuse, remove: refuse, changes: refuse,
  }, // prettier-ignore
  instances: {
    open: async (tenant) => database.of(new MemoryKeeper(database, tenant)),
    async get(tenant, id) {
      const found = database.kept(tenant).get(id);
      if (found) return found.shown;
      throw new ThermaCoreError('not-found', 'There is no alarm like this.');
    },
    async changes(tenant, cursor = '0') {
      const kept = [...database.of(database.kept(tenant)).values()].map(({ shown }) => shown);
      const lineOf = (id: string) =>
        database.lines.findLast((line) => line.tenant === tenant && line.instance === id);
      const open = kept.filter(({ state }) => state !== 'normal');
      return {
        alarms: (cursor === '0' ? open : kept).map((alarm) => ({ alarm, line: lineOf(alarm.id) })),
        cursor: String(database.lines.length),
        open: open.length,
      };
    },
    list: async (tenant) => ({
      items: [...database.kept(tenant).values()]
        .map(({ shown }) => shown)
        .filter(({ state }) => state !== 'normal'),
    }),
  },
  journal: {
    append: refuse, list: refuse, rate: refuse, badActors: refuse, byUnit: refuse, announcements: refuse,
    async *read(tenant) {
      yield* database.of(database.lines.filter((line) => line.tenant === tenant));
    },
  }, // prettier-ignore
  audit: { record: async (entry) => void database.audited.push(entry) },
  requests: database.requests,
  tenants: async () => database.of([...database.rules.keys()]),
  onRules(listener) {
    database.listeners.add(listener);
    return () => void database.listeners.delete(listener);
  },
  onAlarms: (listener) => database.keeping.on(listener),
  onRequests: (listener) => database.requests.announced.on(listener),
});

export const facts = (unit: string, sensor: string, more: Partial<SensorFacts> = {}): SensorFacts => ({
  unit,
  sensor,
  name: sensor,
  type: 'number',
  uom: '°C',
  decimals: 1,
  staleAfter: 60,
  unitKind: 'boiler',
  ...more,
});

/** The same plant for each tenant, which a test may change. */
export class MemoryPlants implements AlarmPlants {
  sensors = [facts('boiler-1', 'supply'), facts('pump-1', 'state', { type: 'text', unitKind: 'pump-set' })];
  private readonly listeners = new Set<() => void>();

  changed(): void {
    for (const listener of this.listeners) listener();
  }
  async load(): Promise<LoadedPlant> {
    return {
      timeZone: 'UTC',
      sensor: (unit, sensor) => this.sensors.find((one) => one.unit === unit && one.sensor === sensor),
      sensors: () => this.sensors,
      hasDevice: (device) => device === 'plc-1',
      devices: () => ['plc-1'],
      onChange: (listener) => void this.listeners.add(listener),
      close: () => undefined,
    };
  }
}

/** Each process claims for itself. */
export const ownershipOf = (database: MemoryDatabase): Ownership & { lose(): void } => {
  const me = {};
  const lost = new Set<() => void>();
  return {
    async claim(tenant) {
      database.of(undefined);
      if ((database.owners.get(tenant) ?? me) !== me) return undefined;
      database.owners.set(tenant, me);
      return {
        onLost: (listener) => void lost.add(listener),
        async release() {
          if (database.owners.get(tenant) === me) database.owners.delete(tenant);
        },
      };
    },
    lose() {
      for (const listener of lost) listener();
      lost.clear();
    },
  };
};

/** Lets what is under way come to its end; nothing here waits for anything but promises. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

/** A process with a service on a database. */
export function process(database = new MemoryDatabase(), clock = new FakeClock(), operators = 1) {
  const store = memoryStore(database);
  const plants = new MemoryPlants();
  const ownership = ownershipOf(database);
  const reach = new Map<string, boolean>();
  const sources = new FakeSources();
  const told: (AlarmNotice & { readonly tenant: string })[] = [];
  const service = new AlarmService({
    store,
    plants,
    ownership,
    reach: () => reach,
    conditions: sources,
    clock,
    logger: silentLogger,
    transitions: { add: () => undefined },
    lost: { add: () => undefined },
    operators,
    listener: (tenant, notices) => told.push(...notices.map((notice) => ({ ...notice, tenant }))),
  });
  const feed = (tenant?: string, rules: AlarmRuleInput[] = []) =>
    service.feed({ tenant, rules, onNotices: () => undefined, onStatus: () => undefined });
  const reading = (value: Reading['value'], more: Partial<Reading> = {}): Reading => ({
    tenant: 'aqua',
    unit: 'boiler-1',
    sensor: 'supply',
    timestamp: clock.now(),
    value,
    quality: 'good',
    ...more,
  });
  /** Once what was decided is kept. */
  const states = async (tenant = 'aqua'): Promise<string[]> => {
    await turn();
    const { items } = await service.list(tenant, { view: 'all', limit: 1000 });
    return items.map(({ id, state }) => `${id} ${state}`);
  };
  return { database, clock, store, plants, ownership, reach, sources, told, service, feed, reading, states };
}
