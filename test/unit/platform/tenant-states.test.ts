import assert from 'node:assert/strict';
import { createLogger } from '../../../lib/core/logger';
import type { Meter } from '../../../lib/core/meter';
import { TenantStates } from '../../../lib/platform/tenant-states';
import type { TenantState } from '../../../lib/store/identity/tenant-repository';
import { FakeClock } from '../../support/fake-clock';

const state = (more: Partial<TenantState> = {}): TenantState => ({
  key: 'aqua',
  suspended: false,
  quotas: {},
  used: { units: 1, sensors: 2, devices: 3, users: 4 },
  storageMiB: undefined,
  ...more,
});

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what holds for tenants', () => {
  let clock: FakeClock;
  let answers: TenantState[] | Error;
  let asked: number;
  let changed: () => void;
  let lines: string[];
  let gauges: Map<string, () => number | undefined>;
  let states: TenantStates;

  beforeEach(async () => {
    clock = new FakeClock();
    answers = [state(), state({ key: 'borealis' })];
    asked = 0;
    lines = [];
    gauges = new Map();
    const meter: Pick<Meter, 'gauge'> = {
      gauge: (name, _help, read, { tenant, quota } = {}) =>
        void gauges.set(`${name} ${tenant} ${quota}`, read),
    };
    const store = {
      tenants: {
        states: async () => {
          asked++;
          if (answers instanceof Error) throw answers;
          return answers;
        },
      },
      onTenants: (listener: () => void) => {
        changed = listener;
        return () => undefined;
      },
    };
    states = new TenantStates(store, {
      clock,
      logger: createLogger((level, message) => lines.push(`${level} ${message}`)),
      meter: meter as Meter,
    });
    await states.refresh();
  });
  afterEach(() => states.stop());

  const becomes = async (...next: TenantState[]): Promise<void> => {
    answers = next;
    changed();
    await settle();
  };

  it('is read when the database announces it, and every 30 s', async () => {
    for (let i = 0; i < 10; i++) changed();
    await settle();
    const before = asked;
    assert.ok(before > 1 && before <= 3, 'many at once are few');
    clock.advance(30_000);
    await settle();
    assert.equal(asked, before + 1);
  });

  it('stays as it was last read while the database is away', async () => {
    await becomes(state({ quotas: { units: 5 }, suspended: true }));
    answers = new Error('away');
    await states.refresh();
    assert.deepEqual(states.quotasOf('aqua'), { units: 5 });
    assert.equal(states.holdOf('aqua'), 'tenant-suspended');
    assert.ok(lines.some((line) => line.startsWith('warn The quotas of tenants could not be read')));
  });

  it('holds nothing for tenants that are not known, or have no quota', () => {
    for (const tenant of ['aqua', 'nowhere']) {
      assert.deepEqual(states.quotasOf(tenant), {});
      assert.equal(states.holdOf(tenant), undefined);
      assert.equal(states.gaugeOf(tenant).take(), true);
    }
  });

  it('shares one bucket among all who let readings of a tenant in, and follows its quota', async () => {
    await becomes(state({ quotas: { readingsPerSecond: 2 } }), state({ key: 'borealis' }));
    const [one, other] = [states.gaugeOf('aqua'), states.gaugeOf('aqua')];
    const takes = (count: number) =>
      Array.from({ length: count }, (_, i) => (i % 2 ? one : other).take()).filter(Boolean).length;
    assert.equal(takes(10), 4, 'as many as in two seconds at once');
    clock.advance(1000);
    assert.equal(takes(10), 2);
    await states.refresh();
    assert.equal(takes(10), 0, 'reading the same again fills nothing');
    await becomes(state({ quotas: { readingsPerSecond: 5 } }));
    assert.equal(takes(20), 10);
    await becomes(state());
    assert.equal(takes(20), 20);
  });

  it('warns once at 90 % of the storage, and holds readings at 100 % until there is room', async () => {
    const filled = (storageMiB: number) => becomes(state({ quotas: { storageMiB: 100 }, storageMiB }));
    const warnings = () => lines.filter((line) => /storage quota/.test(line));
    await filled(89.9);
    assert.deepEqual([states.holdOf('aqua'), warnings().length], [undefined, 0]);
    await filled(90);
    await filled(95);
    assert.deepEqual([states.holdOf('aqua'), warnings().length], [undefined, 1]);
    await filled(100);
    assert.equal(states.holdOf('aqua'), 'storage-quota');
    await filled(80);
    assert.equal(states.holdOf('aqua'), undefined);
    await filled(100);
    assert.equal(warnings().length, 2);
    assert.match(warnings()[1] ?? '', /all of its storage quota/);
  });

  it('tells who is suspended or gone, once', async () => {
    const ended: string[] = [];
    states.onEnd((tenant) => ended.push(tenant));
    await becomes(state({ suspended: true }), state({ key: 'borealis' }));
    await becomes(state({ suspended: true }), state({ key: 'borealis' }));
    assert.deepEqual(ended, ['aqua']);
    await becomes(state({ suspended: true }));
    assert.deepEqual(ended, ['aqua', 'borealis']);
    assert.equal(states.isSuspended('aqua'), true);
    assert.equal(states.isSuspended('borealis'), false);
  });

  it('is shown as metrics, and no more when the tenant is gone', async () => {
    await becomes(state({ quotas: { sensors: 9, storageMiB: 100 }, storageMiB: 12.5 }));
    const read = (name: string) => gauges.get(name)?.();
    assert.deepEqual(
      ['used aqua sensors', 'limit aqua sensors', 'used aqua storageMiB', 'limit aqua units'].map((name) => read(`thermacore_quota_${name}`)),
      [2, 9, 12.5, undefined],
    ); // prettier-ignore
    assert.equal(read('thermacore_quota_used borealis units'), undefined);
  });
});
