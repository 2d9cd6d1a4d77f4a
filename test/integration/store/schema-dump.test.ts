import assert from 'node:assert/strict';
import { dumpSchema } from '../../../scripts/docs/schema-dump';
import { onEveryRung, useDatabase } from '../../support/database';
import { PLANT, T0, reading } from './fixture';

const DAY_MS = 86_400_000;

onEveryRung('The dump of the schema', (rung) => {
  const database = useDatabase(rung);
  const dump = async (): Promise<string> => {
    const { role } = await database().prepare();
    return dumpSchema(database().owner, role.user);
  };

  it('is the same after days of readings, with other partitions and chunks', async () => {
    const before = await dump();
    const store = await database().open();
    await store.tenants.ensure('aqua', 'Aqua', 'UTC');
    await store.plant.ensure('aqua', [PLANT]);
    await store.directory.refresh();
    for (let day = -40; day <= 9; day += 7)
      await store.sink.write([reading({ timestamp: T0 + day * DAY_MS })]);
    await database().owner.query('select thermacore.make_partitions(20)');
    assert.equal(await dump(), before);
    assert.doesNotMatch(before, /_hyper_\d|\b(readings|texts)_\d{8}\b|rollup_1m_\d{6}\b/);
    assert.doesNotMatch(before, /thermacore_test_/, 'no name of this database');
  });

  it('has every lasting table, view, function, policy and trigger of the catalogue', async () => {
    const text = await dump();
    const { rows } = await database().owner.query<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = 'thermacore'::regnamespace
         and relkind in ('r', 'p', 'v', 'm') and relname !~ '_\\d{6,8}$'
       union all select proname::text from pg_proc where pronamespace = 'thermacore'::regnamespace
       union all select policyname::text from pg_policies where schemaname = 'thermacore'
       union all select tgname::text from pg_trigger t join pg_class c on c.oid = tgrelid
         where relnamespace = 'thermacore'::regnamespace and not tgisinternal and not relispartition and tgname !~ '^ts_'`,
    );
    assert.ok(rows.length > 25);
    for (const { name } of rows) assert.match(text, new RegExp(`\\b${name}\\b`), name);
  });

  const changes = [
    ['alter table thermacore.units add column more int default 7 not null', 'alter table thermacore.units drop column more'],
    ['create index more on thermacore.units (name)', 'drop index thermacore.more'],
    ['alter table thermacore.units no force row level security', 'alter table thermacore.units force row level security'],
    ['create policy more on thermacore.units using (true)', 'drop policy more on thermacore.units'],
    ['alter view thermacore.texts_of_tenant set (security_barrier = false)', 'alter view thermacore.texts_of_tenant set (security_barrier = true)'],
    ['grant delete on thermacore.sessions to ROLE', 'revoke delete on thermacore.sessions from ROLE'],
    ['create type thermacore.more as (a int)', 'drop type thermacore.more'],
  ] as const; // prettier-ignore
  for (const [change, back] of changes)
    it(`tells: ${change}`, async () => {
      const { role } = await database().prepare();
      const before = await dumpSchema(database().owner, role.user);
      await database().owner.query(change.replace('ROLE', role.user));
      assert.notEqual(await dumpSchema(database().owner, role.user), before);
      await database().owner.query(back.replace('ROLE', role.user));
      assert.equal(await dumpSchema(database().owner, role.user), before);
    });
});
