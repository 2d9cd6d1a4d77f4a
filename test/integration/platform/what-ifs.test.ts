import assert from 'node:assert/strict';
import {
  AlarmEngine,
  AlarmRuleInput,
  replay,
  type AlarmRuleDraft,
  type JournalEntry,
} from '../../../lib/alarms';
import type { AlarmWhatIf, AlarmWhatIfInput } from '../../../lib/alarms/what-if/shapes';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { Reading } from '../../../lib/core/reading';
import { StoredPlants } from '../../../lib/platform/alarm-plant';
import { WhatIfs, type WhatIfsContext } from '../../../lib/platform/what-ifs';
import type { Store } from '../../../lib/store';
import { plainRung, useDatabase } from '../../support/database';
import { PLANT } from '../store/fixture';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const STEPS = 3000;
const NOW = Math.floor(Date.now() / MINUTE) * MINUTE;
const FROM = NOW - STEPS * MINUTE;
const SPAN = { from: new Date(FROM).toISOString(), to: new Date(NOW).toISOString() };

/** The same walk each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => ((state = (state * 1_103_515_245 + 12_345) % 2 ** 31), state / 2 ** 31);
}

function walk(tenant: string, seed: number): Reading[] {
  const next = seeded(seed);
  let value = 80;
  return Array.from({ length: STEPS }, (_, i): Reading[] => {
    value = Math.min(120, Math.max(40, value + (next() - 0.5) * 12));
    const timestamp = FROM + i * MINUTE;
    const base = { tenant, unit: 'boiler-1', timestamp, ordinal: 0, quality: 'good' as const };
    return [
      { ...base, sensor: 'supply', value: Math.round(value * 10) / 10, ...(next() < 0.02 ? { quality: 'bad' as const } : {}) },
      ...(next() < 0.02 ? [{ ...base, sensor: 'pump', value: next() < 0.7 }] : []),
      ...(next() < 0.02 ? [{ ...base, sensor: 'mode', value: next() < 0.5 ? 'AUTO' : 'TRIPPED' }] : []),
    ];
  }).flat(); // prettier-ignore
}

const rule = (more: Partial<AlarmRuleDraft> = {}): AlarmRuleInput =>
  AlarmRuleInput.parse({
    key: 'high',
    name: 'High',
    appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply' },
    condition: { kind: 'limit', limits: [{ level: 'high', value: 90 }], deadband: { value: 1 } },
    ...more,
  });
const on = (sensor: string) => ({ appliesTo: { to: 'sensor' as const, unit: 'boiler-1', sensor } });

/** One of each kind that can be replayed, with delays, conditions and a schedule. */
const RULES: Readonly<Record<string, AlarmRuleInput>> = {
  limit: rule({ onDelaySeconds: 90, offDelaySeconds: 30 }),
  enabled: rule({ enable: { when: { kind: 'state', sensor: 'pump', states: [true] }, delaySeconds: 60 } }),
  scheduled: rule({ schedule: { days: ['monday', 'wednesday', 'friday', 'saturday'], from: '06:00', to: '18:00' } }),
  rate: rule({ condition: { kind: 'rate-of-change', limit: 5, windowSeconds: 60 } }),
  deviation: rule({ condition: { kind: 'deviation', from: { kind: 'fixed', value: 80 }, limit: 15 } }),
  digital: rule({ ...on('mode'), condition: { kind: 'digital', states: ['TRIPPED'] } }),
  stale: rule({ ...on('pump'), condition: { kind: 'stale', afterSeconds: 3600 } }),
  quality: rule({ condition: { kind: 'bad-quality' } }),
  expression: rule({ condition: { kind: 'expression', expression: 'value > 90 && sensor("{unit}","pump") > 0' } }),
}; // prettier-ignore

describe('What-ifs of alarm rules', function () {
  this.timeout(120_000);
  const database = useDatabase(plainRung);
  const readings = walk('aqua', 7);
  let store: Store;
  let whatIfs: WhatIfs;
  const others: WhatIfs[] = [];

  const make = (more: Partial<WhatIfsContext> = {}): WhatIfs => {
    const made = new WhatIfs({ clock: systemClock, logger: silentLogger, meter: nullMeter, flowRules: () => [], ...more });
    others.push(made);
    return made;
  }; // prettier-ignore
  const acting = (tenant = 'aqua') => ({ store, tenant, by: `admin@${tenant}` });
  const answered = (draft: AlarmRuleInput, more: Partial<AlarmWhatIfInput> = SPAN): Promise<AlarmWhatIf> =>
    whatIfs.answered(acting(), { rule: draft, ...more });
  const refused = (draft: AlarmRuleInput, field: string, message: RegExp): Promise<void> =>
    assert.rejects(whatIfs.start(acting(), { rule: draft, ...SPAN }), { code: 'invalid', field, message });
  async function* batches(): AsyncGenerator<readonly Reading[]> {
    for (let i = 0; i < readings.length; i += 500) yield await Promise.resolve(readings.slice(i, i + 500));
  }

  before(async function () {
    store = (await database().open()) as Store;
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      await store.plant.ensure(tenant, [PLANT]);
    }
    await store.directory.refresh();
    for (let i = 0; i < readings.length; i += 1000) await store.sink.write(readings.slice(i, i + 1000));
    whatIfs = make();
  });
  after(() => Promise.all(others.map((one) => one.stop())));

  for (const [kind, draft] of Object.entries(RULES))
    it(`through the store are as the pure replay and a live engine over the same readings: ${kind}`, async () => {
      const plant = await new StoredPlants(store, silentLogger).load('aqua');
      try {
        // With the past from before the span, of which there is none, as the store has it.
        const lead = { begin: FROM - 3_600_000 };
        const pure = await replay({ tenant: 'aqua', plant, before: undefined, after: draft, history: batches(), from: FROM, to: NOW, ...lead }); // prettier-ignore
        const { state, result, error } = await answered(draft);
        assert.deepEqual([state, error], ['done', undefined]);
        assert.equal(result?.draft.announcements, pure.after.alarms);
        assert.equal(result?.draft.activeSeconds, pure.after.activeMs / 1000);
        const live = new AlarmEngine({ tenant: 'aqua', plant, now: lead.begin });
        live.setRules([draft], lead.begin);
        const wake = (until: number): void => {
          for (let at = live.wakeAt; at !== undefined && at <= until; at = live.wakeAt) live.wake(at);
        };
        for (const moment of Map.groupBy(readings, ({ timestamp }) => timestamp).values()) {
          const at = moment[0]?.timestamp ?? NOW;
          wake(at);
          live.readings(moment, at);
        }
        wake(NOW - 1);
        const announced = announcedIn(live.takeJournal()).filter((at) => at >= FROM);
        const episodes = result?.episodes.items.map(({ from }) => Date.parse(from)) ?? [];
        assert.deepEqual(
          episodes.filter((at) => at >= FROM),
          announced.reverse().slice(0, episodes.length),
        );
        assert.ok(pure.after.alarms + pure.after.standing > 0, 'there is something to compare');
      } finally {
        plant.close();
      }
    });

  it('hold a draft against the rule in force: kept, removed, added, and what really happened', async () => {
    await store.alarmRules.add('aqua', rule({ key: 'in-force' }), { user: undefined, reason: 'test' });
    const narrow = rule({
      key: 'in-force',
      condition: { kind: 'limit', limits: [{ level: 'high', value: 100 }] },
    });
    const { result } = await answered(narrow); // prettier-ignore
    assert.ok(result?.current && result.comparison);
    const { kept, removed, added, keptAs } = result.comparison;
    assert.equal(kept + removed, result.current.announcements + result.current.standing);
    assert.equal(keptAs + added, result.draft.announcements + result.draft.standing);
    assert.ok(removed > 0 && kept > 0 && added === 0);
    assert.equal(result.journalled?.announcements, 0);
    assert.ok(
      result.journalled?.ruleChangedAt === undefined || Date.parse(result.journalled.ruleChangedAt) > FROM,
    );
    const sum = (side: 'draft' | 'current'): number =>
      result.timeline.buckets.reduce((all, bucket) => all + (bucket[side]?.announcements ?? 0), 0);
    assert.deepEqual(
      [sum('draft'), sum('current')],
      [result.draft.announcements, result.current.announcements],
    );
    const both = result.episodes.items.find((one) => one.in === 'both');
    assert.equal(both?.unitName, 'Boiler 1');
    assert.ok((both?.peak ?? 0) > 100 && both?.limit === 100 && both.current);
  });

  it('refuse what makes no sense for the plant, with the field', async () => {
    await refused(rule(on('nothing')), 'rule.appliesTo', /no sensor boiler-1\/nothing/);
    await refused(rule({ appliesTo: { to: 'sensors', sensor: 'zzz*' } }), 'rule.appliesTo', /no sensor that matches/);
    const limits = (high: number, low: number, band = 0) =>
      rule({ condition: { kind: 'limit', limits: [{ level: 'high', value: high }, { level: 'low', value: low }], deadband: { value: band } } });
    await refused(limits(50, 60), 'rule.condition.limits', /has to be below/);
    await refused(limits(60, 50, 20), 'rule.condition.deadband', /never return/);
    await refused(rule({ condition: { kind: 'expression', expression: 'value >' } }), 'rule.condition.expression', /The expression/);
    await refused(rule({ condition: { kind: 'anomaly' } }), 'rule.condition.kind', /anomaly cannot be replayed/);
    const offline = rule({ appliesTo: { to: 'devices' }, condition: { kind: 'device-offline' } });
    await refused(offline, 'rule.condition.kind', /device-offline cannot be replayed/);
    const foreign = rule({ appliesTo: { to: 'device', device: 'plc-1' }, condition: { kind: 'foreign', condition: 's=Hot' } });
    await refused(foreign, 'rule.condition.kind', /foreign cannot be replayed/);
    const future = { from: new Date(Date.now() + DAY).toISOString() };
    await assert.rejects(whatIfs.start(acting(), { rule: rule(), ...future }), { code: 'invalid', field: 'from' });
  }); // prettier-ignore

  it('say that a span has no readings, or too many, or none any more', async () => {
    const old = (days: number): string => new Date(NOW - days * DAY).toISOString();
    const empty = await answered(rule(), { from: old(20), to: old(10) });
    assert.deepEqual([empty.state, empty.error?.field], ['failed', 'from']);
    assert.match(empty.error?.message ?? '', /no readings/);
    const gone = await answered(rule(), { from: old(300), to: old(290) });
    assert.match(gone.error?.message ?? '', /are gone/);
    whatIfs = make({ maxReadings: 10 });
    const many = await answered(rule(), { days: 30 });
    whatIfs = make();
    assert.deepEqual([many.error?.field, many.result], ['days', undefined]);
  });

  it('say where readings are gone, and begin there', async () => {
    await store.retention.set('aqua', 'raw', 7);
    try {
      const { result } = await answered(rule(), { days: 30 });
      assert.ok(Math.abs(Date.parse(result?.from ?? '') - (Date.now() - 7 * DAY)) < 5 * MINUTE);
      assert.match(result?.notes.join() ?? '', /are gone; the replay begins there/);
    } finally {
      await store.retention.set('aqua', 'raw', null);
    }
  });

  it('are none of another tenant’s', async () => {
    const { id } = await answered(rule());
    assert.throws(() => whatIfs.get('borealis', id), { code: 'not-found' });
    await assert.rejects(whatIfs.remove('borealis', id), { code: 'not-found' });
    assert.deepEqual(whatIfs.list('borealis'), []);
    const own = await whatIfs.answered(acting('borealis'), { rule: rule(), ...SPAN });
    assert.match(own.error?.message ?? '', /no readings/, 'those of aqua are not there');
    assert.equal(whatIfs.list('aqua').find((one) => one.id === id)?.result, undefined, 'lists are short');
    assert.ok(whatIfs.get('aqua', id).result);
  });

  it('are bounded, and cancelled at any time', async () => {
    const mine = make();
    const all: AlarmWhatIf[] = [];
    for (let i = 0; i < 6; i++) all.push(await mine.start(acting(), { rule: rule(), ...SPAN }));
    await assert.rejects(
      async () => {
        for (let i = 0; i < 6; i++) await mine.start(acting(), { rule: rule(), ...SPAN });
      },
      { code: 'rate-limited' },
    );
    for (const { id } of mine.list('aqua')) await mine.remove('aqua', id);
    const states = mine.list('aqua').map(({ state }) => state);
    assert.ok(states.length > 0 && states.every((state) => state === 'cancelled'), states.join());
    const [first] = all;
    assert.ok(first && ['queued', 'running'].includes(first.state));
  });
});

function announcedIn(lines: readonly JournalEntry[]): number[] {
  return lines
    .filter(
      ({ event, from, to }) => to === 'unacknowledged' && from !== 'unacknowledged' && event !== 'level-up',
    )
    .map(({ at }) => at);
}
