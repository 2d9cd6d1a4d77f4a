import assert from 'node:assert/strict';
import type { AlarmRuleRecord } from '../../../../lib/alarms/ports';
import { AlarmRules } from '../../../../lib/alarms/service/rules';
import { ThermaCoreError, isThermaCoreError } from '../../../../lib/core/errors';
import { MemoryDatabase, process, rule, turn } from './fixture';

const admin = { tenant: 'aqua', user: 'admin@aqua', reason: 'Hazard study' };

/** Rules as people change them, over a process that evaluates them. */
async function editor(...rules: ReturnType<typeof rule>[]) {
  const database = new MemoryDatabase();
  database.setRules('aqua', ...rules);
  const one = process(database);
  const { store, plants, service } = one;
  const known = (): AlarmRuleRecord[] => database.rules.get('aqua') ?? [];
  Object.assign(store.rules, {
    async get(_: string, key: string) {
      const found = known().find((record) => record.key === key);
      if (!found) throw new ThermaCoreError('not-found', `There is no alarm rule "${key}".`);
      return found;
    },
    async remove(_: string, key: string) {
      database.setRules('aqua', ...known().filter((record) => record.key !== key));
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
