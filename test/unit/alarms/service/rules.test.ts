import assert from 'node:assert/strict';
import { AlarmRules } from '../../../../lib/alarms/service/rules';
import { ThermaCoreError, isThermaCoreError } from '../../../../lib/core/errors';
import { isReadable, type KeptRule } from '../../../../lib/alarms/ports';
import type { AlarmRulePatch } from '../../../../lib/alarms/rule';
import { changedRule } from '../../../../lib/alarms/rule-change';
import { MemoryDatabase, process, recordOf, rule, turn, unreadableRule } from './fixture';

const admin = { tenant: 'aqua', user: 'admin@aqua', reason: 'Hazard study' };

/** Rules as people change them, over a process that evaluates them. */
async function editor(...rules: ReturnType<typeof rule>[]) {
  const database = new MemoryDatabase();
  database.setRules('aqua', ...rules);
  const one = process(database);
  const { store, plants, service } = one;
  const known = (): KeptRule[] => database.rules.get('aqua') ?? [];
  Object.assign(store.rules, {
    async get(_: string, key: string) {
      const found = known().find((record) => record.key === key);
      if (!found) throw new ThermaCoreError('not-found', `There is no alarm rule "${key}".`);
      return found;
    },
    async list() {
      return { items: known() };
    },
    async update(_: string, key: string, patch: AlarmRulePatch) {
      const found = known().find((record) => record.key === key);
      const kept = found && !isReadable(found) ? found.stored : found;
      const after = recordOf(changedRule(kept, patch));
      database.setKept(
        'aqua',
        known().map((record) => (record.key === key ? after : record)),
      );
      return after;
    },
    async remove(_: string, key: string) {
      database.setKept(
        'aqua',
        known().filter((record) => record.key !== key),
      );
    },
  });
  const lease = one.feed('aqua');
  await turn();
  return { ...one, lease, edited: new AlarmRules({ service, store, plants }) };
}

describe('AlarmRules', () => {
  it('refuses to delete a rule that suppresses another one: that one would have no alarms', async () => {
    const { edited, database, lease } = await editor(rule(), rule({ key: 'warm', parent: 'hot' }));
    await assert.rejects(
      edited.delete(admin, 'hot'),
      (error) =>
        isThermaCoreError(error) &&
        error.code === 'conflict' &&
        error.sentence ===
          'The rule "hot" is the parent of warm. Take it out there, or switch this one off instead.',
    );
    assert.equal(database.rules.get('aqua')?.length, 2);
    await edited.delete(admin, 'warm');
    await edited.delete(admin, 'hot');
    assert.deepEqual(lease.status().brokenRules, []);
  });

  it('runs the others where one cannot be read, and lists that one with its fault', async () => {
    const { edited, database, lease, reading, states } = await editor(rule());
    database.setKept('aqua', [recordOf(rule()), unreadableRule('broken')]);
    await turn();
    lease.readings([reading(95)]);
    assert.deepEqual(await states(), ['hot:boiler-1/supply unacknowledged']);
    assert.deepEqual(lease.status().brokenRules, ['aqua: broken']);
    const { items } = await edited.list('aqua', { limit: 10 });
    assert.deepEqual(
      items.map(({ key, enabled, fault }) => [key, enabled, fault?.field, fault?.reason]),
      [
        ['hot', true, undefined, undefined],
        ['broken', true, 'condition.limits.0.value', 'It is not a number. Change it.'],
      ],
    );
    await assert.rejects(edited.enable(admin, 'broken', false), {
      code: 'invalid',
      field: 'condition.limits.0.value',
    });
    await edited.update(admin, 'broken', { condition: rule().condition }, 1);
    assert.deepEqual(lease.status().brokenRules, []);
    assert.equal((await edited.get('aqua', 'broken')).fault, undefined);
  });

  it('removes one that cannot be read', async () => {
    const { edited, database, lease } = await editor();
    database.setKept('aqua', [unreadableRule('broken')]);
    await edited.delete(admin, 'broken');
    assert.deepEqual(lease.status().brokenRules, []);
  });

  for (const where of ['here', 'elsewhere'])
    it(`lists a rule whose sensor is gone with its fault, evaluated ${where}`, async () => {
      const { edited, service, lease, plants } = await editor(
        rule(),
        rule({ key: 'stays', condition: { kind: 'stale' } }),
      );
      plants.sensors = [];
      plants.changed();
      if (where === 'elsewhere') {
        lease.release();
        await service.stop();
      }
      for (const { key, fault } of (await edited.list('aqua', { limit: 10 })).items)
        assert.equal(fault?.field, 'appliesTo', key);
      assert.equal((await edited.get('aqua', 'hot')).fault?.field, 'appliesTo');
    });

  it('keeps what was changed, and counts it soon, where the rules cannot be read at once', async () => {
    const { edited, database, store, clock, lease, reading, states } = await editor(rule());
    const { all } = store.rules;
    lease.readings([reading(95)]);
    let failures = 1;
    Object.assign(store.rules, {
      all: async (tenant: string) => {
        if (database.rules.get('aqua')?.length === 0 && failures-- > 0)
          throw new ThermaCoreError('timeout', 'The database took too long.');
        return all(tenant);
      },
    });
    await edited.delete(admin, 'hot');
    clock.advance(5_000);
    await turn();
    assert.equal((await states()).length, 0);
  });

  it('leaves no timer behind where the rules cannot be read', async () => {
    const { service, store, database, clock } = await editor(rule());
    Object.assign(store.rules, { all: () => Promise.reject(new Error('broken')) });
    database.setRules('aqua');
    await turn();
    await service.stop();
    assert.equal(clock.timers, 0);
  });
});
