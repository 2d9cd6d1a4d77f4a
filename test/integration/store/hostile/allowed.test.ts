import assert from 'node:assert/strict';
import { onEveryRung, useDatabase } from '../../../support/database';
import { FUNCTIONS, OF_NO_TENANT, RELATIONS } from './allowed';

const RIGHTS = ['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE'];

/** The catalogue is asked, not a list of names: what a migration adds is covered without a line here. */
onEveryRung('All that the application role can reach', (rung) => {
  const database = useDatabase(rung);
  let role: string;
  let found: string;
  const ask = async <Row extends object>(text: string): Promise<Row[]> =>
    (await database().owner.query<Row>(text, [role])).rows;

  before(async () => {
    const prepared = await database().prepare();
    role = prepared.role.user;
    found = prepared.rung.name;
  });

  const rightsIn = (schemas: string) =>
    ask<{ name: string; rights: string }>(
      `select c.relname::text as name, string_agg(r, ' ' order by r) as rights
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       cross join unnest(array[${RIGHTS.map((right) => `'${right}'`).join(', ')}]) r
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${schemas}
         and (has_table_privilege($1, c.oid, r)
              or (r in ('INSERT', 'SELECT', 'UPDATE', 'REFERENCES') and has_any_column_privilege($1, c.oid, r)))
       group by n.nspname, c.relname order by c.relname`,
    );

  it('of our relations is the list', async () => {
    const rights = await rightsIn(`n.nspname = 'thermacore'`);
    assert.deepEqual(Object.fromEntries(rights.map(({ name, rights: of }) => [name, of])), RELATIONS);
  });

  it('outside of them is what everybody may read, and no chunk or materialised table', async () => {
    const rights = await rightsIn(
      `n.nspname not in ('thermacore', 'pg_catalog', 'information_schema', 'pg_toast')`,
    );
    assert.deepEqual(rights.filter(({ rights: of }) => of !== 'SELECT'), []); // prettier-ignore
    const ours = await ask<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('thermacore', 'pg_catalog', 'information_schema')
         and not exists (select from pg_depend where objid = c.oid and classid = 'pg_class'::regclass and deptype = 'e')
         and has_any_column_privilege($1, c.oid, 'select')`,
    );
    assert.deepEqual(ours, []);
  });

  it('of tables shows by forced row-level security or through a barrier that names the tenant', async () => {
    const open = await ask<{ name: string; guard: string }>(
      `select c.relname::text as name,
              case when c.relkind in ('r', 'p') and c.relrowsecurity and c.relforcerowsecurity then 'policy'
                   when c.relkind = 'v' and 'security_barrier=true' = any (c.reloptions)
                        and pg_get_viewdef(c.oid) ~ 'current_tenant\\(\\)' then 'barrier'
                   when not exists (select from pg_attribute where attrelid = c.oid and attname in ('tenant_id', 'sensor_id'))
                   then 'of no tenant' else 'none' end as guard
       from pg_class c where c.relnamespace = 'thermacore'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
         and has_any_column_privilege($1, c.oid, 'select')`,
    );
    assert.ok(open.length >= 7);
    assert.deepEqual(
      open.filter(({ guard }) => guard === 'of no tenant').map(({ name }) => name),
      OF_NO_TENANT,
    );
    assert.deepEqual(open.filter(({ guard }) => guard === 'none'), []); // prettier-ignore
    const policies = await ask<{ name: string; expression: string }>(
      `select policyname::text as name, coalesce(qual, '') || coalesce(with_check, '') as expression
       from pg_policies where schemaname = 'thermacore' and permissive = 'PERMISSIVE' and $1::text is not null`,
    );
    assert.ok(policies.length >= 7);
    for (const { name, expression } of policies)
      assert.match(expression, /\bvisible\(\w+\)|'app\.door'|tenant_id IS NULL/, `${name} says for whom`);
    // They only take away from what the others allow (0036-unit-scope).
    const restrictive = await ask<{ name: string; expression: string }>(
      `select policyname::text as name, coalesce(qual, '') as expression
       from pg_policies where schemaname = 'thermacore' and permissive = 'RESTRICTIVE' and $1::text is not null`,
    );
    for (const { name, expression } of restrictive)
      assert.match(expression, /unit_visible\(|unit_key_visible\(|current_units\(\)|'app\.door'/, name);
  });

  it('of our functions is the list', async () => {
    const functions = await ask<{ name: string; definer: boolean }>(
      `select distinct proname::text as name, prosecdef as definer from pg_proc p
       where pronamespace = 'thermacore'::regnamespace and has_function_privilege($1, p.oid, 'execute')`,
    );
    const expected = Object.entries(FUNCTIONS).map(([name, as]) => [
      name,
      as.startsWith('owner') && !as.includes(found) ? 'owner' : 'caller',
    ]);
    assert.deepEqual(
      Object.fromEntries(functions.map(({ name, definer }) => [name, definer ? 'owner' : 'caller'])),
      Object.fromEntries(expected),
    );
  });

  it('of functions that run as their owner are ours or TimescaleDB’s, and their names cannot be led astray', async () => {
    const definers = await ask<{ name: string; ours: boolean; extension: boolean; path: string | null }>(
      `select p.oid::regprocedure::text as name, pronamespace = 'thermacore'::regnamespace as ours,
              exists (select from pg_depend where objid = p.oid and classid = 'pg_proc'::regclass and deptype = 'e') as extension,
              (select substr(s, length('search_path=') + 1) from unnest(proconfig) s where s like 'search_path=%') as path
       from pg_proc p where prosecdef and has_function_privilege($1, p.oid, 'execute')`,
    );
    assert.ok(definers.length >= 2);
    for (const { name, ours, extension, path } of definers) {
      assert.ok(ours || extension, name);
      const schemas = path?.split(/,\s*/) ?? [];
      assert.equal(schemas.at(-1), 'pg_temp', `${name}: temporary objects come last`);
      for (const schema of schemas.slice(0, -1)) {
        const [{ writable } = { writable: true }] = await ask<{ writable: boolean }>(
          `select has_schema_privilege($1, '${schema.replaceAll('"', '')}', 'create') as writable`,
        );
        assert.ok(!writable, `${name} looks into ${schema}, where the role may put things`);
      }
    }
  });

  it('of sequences is none: identities need no right of their own', async () => {
    const sequences = await ask<{ name: string }>(
      `select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'S' and n.nspname <> 'pg_catalog' and not exists (
         select from pg_depend where objid = c.oid and classid = 'pg_class'::regclass and deptype = 'e')
         and (has_sequence_privilege($1, c.oid, 'usage') or has_sequence_privilege($1, c.oid, 'select')
              or has_sequence_privilege($1, c.oid, 'update'))`,
    );
    assert.deepEqual(sequences, []);
  });

  it('is no schema to create in, no database, no role, no large object of others, no parameter, no server', async () => {
    const [more] = await ask(
      `select
         (select count(*)::int from pg_namespace n where has_schema_privilege($1, n.oid, 'create')
            and nspname !~ '^pg_(temp|toast_temp)_') as schemas,
         has_database_privilege($1, current_database(), 'create') as database,
         (select count(*)::int from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = $1) as roles,
         (select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication from pg_roles
            where rolname = $1) as powers,
         (select count(*)::int from pg_largeobject_metadata) as large_objects,
         (select count(*)::int from pg_tablespace t where has_tablespace_privilege($1, t.oid, 'create')
            and spcname <> 'pg_default') as tablespaces,
         (select count(*)::int from pg_foreign_server) as servers`,
    );
    assert.deepEqual(more, {
      schemas: 0,
      database: false,
      roles: 0,
      powers: false,
      large_objects: 0,
      tablespaces: 0,
      servers: 0,
    });
  });
});
