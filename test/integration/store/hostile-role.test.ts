import assert from 'node:assert/strict';
import type { SqlSource } from '../../../lib/store/sql-client';
import { onEveryRung, onEveryServer, useDatabase, type TestDatabase } from '../../support/database';
import { PLANT, T0, reading } from './fixture';

/**
 * What ADR 3 and lib/store/tenant-transaction.ts promise: with `app.tenant` set, whatever SQL a mistake of ours lets
 * through as the application role sees and changes one tenant only. The settings themselves are believed.
 */
const SECRET_NUMBER = 424_242.5;
const SECRET_TEXT = 'secret-of-borealis';
const SECRETS = [String(SECRET_NUMBER), SECRET_TEXT];
const REFUSED = { code: '42501' };

interface Rooms {
  readonly aqua: number;
  readonly borealis: number;
  readonly borealisUnit: number;
  readonly borealisSensor: number;
}

/** Two tenants with the same plant; everything that is Borealis' bears a secret. */
async function furnish(database: TestDatabase): Promise<Rooms> {
  const store = await database.open();
  const secret = { name: SECRET_TEXT, description: SECRET_TEXT };
  for (const [tenant, mark] of [
    ['aqua', {}],
    ['borealis', secret],
  ] as const) {
    await store.tenants.ensure(tenant, mark === secret ? SECRET_TEXT : 'Aqua', 'UTC');
    await store.plant.ensure(tenant, [
      {
        unit: { ...PLANT.unit, ...mark },
        sensors: PLANT.sensors.map((sensor) => ({ ...sensor, ...mark })),
      },
    ]);
    const passwordHash = mark === secret ? SECRET_TEXT : 'hash';
    const user = await store.users.create({
      username: `admin@${tenant}`,
      role: 'admin',
      tenant,
      passwordHash,
    });
    const [createdAt, expiresAt] = [T0, T0 + 1000];
    await store.sessions.create({
      id: tenant, userId: user.id, actingTenant: null, refreshHash: passwordHash, createdAt, expiresAt,
    }); // prettier-ignore
    await store.audit.record({ tenant, actor: passwordHash, action: 'session:login', outcome: 'ok' });
  }
  await store.directory.refresh();
  // Partitions made ahead, the default partition, and several chunks.
  for (const timestamp of [Date.now(), T0, T0 - 40 * 86_400_000])
    await store.sink.write([
      reading({ timestamp }),
      reading({ timestamp, sensor: 'mode', value: 'auto' }),
      reading({ timestamp, tenant: 'borealis', value: SECRET_NUMBER }),
      reading({ timestamp, tenant: 'borealis', sensor: 'mode', value: SECRET_TEXT }),
    ]);
  await database.owner.query('analyze');
  const { rows } = await database.owner.query<Rooms>(
    `select a.id as aqua, b.id as borealis, u.id as "borealisUnit", s.id as "borealisSensor"
     from thermacore.tenants a, thermacore.tenants b
     join thermacore.units u on u.tenant_id = b.id
     join thermacore.sensors s on s.unit_id = u.id and s.key = 'supply'
     where a.key = 'aqua' and b.key = 'borealis'`,
  );
  assert.ok(rows[0]);
  return rows[0];
}

/** All that is Borealis', as the owner sees it. */
async function holdings(database: TestDatabase, { borealis }: Rooms): Promise<unknown[]> {
  const tables = ['users', 'units', 'sensors', 'readings', 'texts', 'latest', 'audit'];
  const parts = tables.map(
    (table) => `select '${table}' as "table", to_jsonb(x)::text as row from thermacore.${table} x
                where tenant_id = ${borealis}`,
  );
  const { rows } = await database.owner.query(
    `${parts.join(' union all ')} union all select 'sessions', to_jsonb(x)::text from thermacore.sessions x order by 1, 2`,
  );
  return rows;
}

const assertNoSecret = (shown: unknown, what: string): void => {
  const text = JSON.stringify(shown);
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `${what} shows ${secret}`);
};

/** Runs an attack as Aqua in a transaction that is rolled back; gives the rows of its last statement. */
async function attack(role: SqlSource, { aqua }: Rooms, ...statements: string[]): Promise<unknown[]> {
  return role.use(async (client) => {
    await client.query(`begin; set local app.tenant = '${aqua}'`);
    try {
      let rows: unknown[] = [];
      for (const statement of statements) ({ rows } = await client.query(statement));
      return rows;
    } finally {
      await client.query('rollback');
    }
  });
}

onEveryRung('The application role as tenant Aqua', (rung) => {
  const database = useDatabase(rung);
  let role: SqlSource;
  let rooms: Rooms;
  let untouched: unknown[];
  const run = (...statements: string[]) => attack(role, rooms, ...statements);
  const refused = async (...statements: string[]): Promise<void> => {
    const code = await run(...statements).then(
      () => 'not refused',
      (error: { code: string }) => error.code,
    );
    assert.equal(code, REFUSED.code, statements.join('; '));
  };

  before(async function () {
    this.timeout(30_000);
    rooms = await furnish(database());
    role = await database().application();
    untouched = await holdings(database(), rooms);
    assert.ok(SECRETS.every((secret) => JSON.stringify(untouched).includes(secret)));
  });
  afterEach('nothing of Borealis’ was changed', async () =>
    assert.deepEqual(await holdings(database(), rooms), untouched),
  );

  describe('sees its own rows only', () => {
    for (const table of [
      'tenants',
      'users',
      'units',
      'sensors',
      'latest',
      'readings_of_tenant',
      'texts_of_tenant',
    ])
      it(`in ${table}`, async () => {
        const rows = await run(`select * from thermacore.${table}`);
        assert.ok(rows.length > 0, 'its own rows are there');
        assertNoSecret(rows, table);
      });

    it('in no relation of the whole database, be it table, view, partition, chunk or catalogue', async function () {
      this.timeout(60_000);
      const { rows: relations } = await database().owner.query<{ name: string }>(
        `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
         where relkind in ('r', 'p', 'v', 'm', 'f') and nspname <> 'pg_toast'`,
      );
      assert.ok(relations.some(({ name }) => name === 'thermacore.readings'));
      let readable = 0;
      for (const { name } of relations) {
        const rows = await run(`select to_jsonb(x) from ${name} x`).catch((error: unknown) => {
          assert.ok(error instanceof Error);
          return undefined;
        });
        if (!rows) continue;
        readable++;
        // What an attacker's own statements look like is in pg_stat_activity and the like; rows of others are not.
        assertNoSecret(rows, name);
      }
      assert.ok(readable > 50, `${readable} relations are readable: the catalogues at least`);
    });

    it('in statistics that the planner keeps', async () => {
      assertNoSecret(await run('select * from pg_stats'), 'pg_stats');
      await refused('select * from pg_statistic');
    });

    it('when a function of its own looks at rows before they are filtered', async () => {
      for (const [source, column] of [
        ['readings_of_tenant', 'value'],
        ['texts_of_tenant', 'value'],
        ['latest', 'text'],
        ['units', 'description'],
        ['users', 'password_hash'],
      ]) {
        const seen = await run(
          'create temp table seen (what text) on commit drop',
          `create function pg_temp.look(what text) returns boolean language plpgsql cost 0.0000001
           as $$ begin insert into seen values (what); return true; end $$`,
          `select count(*) from thermacore.${source} where pg_temp.look(${column}::text)`,
          'select * from seen',
        );
        assert.ok(seen.length > 0, `${source}: it saw its own`);
        assertNoSecret(seen, source!);
      }
    });

    it('when an error would tell which values there are', async () => {
      const rows = await run(
        `select count(*)::int as n from thermacore.readings_of_tenant where 1 / (value - ${SECRET_NUMBER}) is not null`,
      );
      assert.deepEqual(rows, [{ n: 3 }]);
    });

    it('when it switches row security off: then the statement is refused', () =>
      refused('set local row_security = off', 'select * from thermacore.units'));

    it('and none at all without a tenant', async () => {
      for (const table of ['tenants', 'users', 'units', 'sessions', 'latest', 'readings_of_tenant'])
        assert.deepEqual(
          await run(`set local app.tenant = ''`, `select * from thermacore.${table}`),
          [],
          table,
        );
    });
  });

  describe('has no right to', () => {
    it('any partition or chunk, to read or to write', async () => {
      const { rows } = await database().owner.query<{ name: string }>(
        `with recursive below (oid) as (
           select unnest(array['thermacore.readings', 'thermacore.texts']::regclass[])::oid
           union all select inhrelid from pg_inherits join below on inhparent = below.oid)
         select format('%I.%I', relnamespace::regnamespace, relname) as name from below join pg_class using (oid)`,
      );
      assert.ok(rows.length >= 6, `${rows.length} relations hold readings`);
      for (const { name } of rows) {
        await refused(`select * from ${name}`);
        await refused(`insert into ${name} select * from ${name}`);
        await refused(`insert into ${name} values (now(), ${rooms.borealis}, 1, 0, 0, default)`);
        await refused(`update ${name} set quality = 0`);
        await refused(`delete from ${name}`);
        await refused(`truncate ${name}`);
        await refused(`lock table ${name}`);
        await refused(`create temp table copy (like ${name})`);
      }
    });

    const statements: Record<string, string[]> = {
      'read what it only writes': [
        'select * from thermacore.audit',
        'select * from thermacore.migrations',
        'select last_value from thermacore.units_id_seq',
        `select setval('thermacore.units_id_seq', 1)`,
      ],
      'rewrite the past': [
        'update thermacore.audit set actor = $$me$$',
        'delete from thermacore.audit',
        'delete from thermacore.users',
        'delete from thermacore.sessions',
        'update thermacore.tenants set name = $$mine$$',
        'update thermacore.latest set value = 1',
        'insert into thermacore.latest select * from thermacore.latest',
        'truncate thermacore.units cascade',
        'update thermacore.migrations set checksum = $$x$$',
      ],
      'change the schema': [
        'alter table thermacore.units disable row level security',
        'alter table thermacore.units no force row level security',
        'alter table thermacore.units owner to current_user',
        'alter table thermacore.readings add column mine int',
        'drop policy units_visible on thermacore.units',
        'create policy mine on thermacore.units using (true)',
        'create or replace view thermacore.readings_of_tenant as select * from thermacore.readings',
        'alter view thermacore.readings_of_tenant set (security_barrier = false)',
        'create or replace function thermacore.visible(tenant int) returns boolean language sql as $$ select true $$',
        'create function thermacore.mine() returns int language sql as $$ select 1 $$',
        'alter function thermacore.current_tenant() security definer',
        'drop function thermacore.current_tenant()',
        'create trigger mine after insert on thermacore.units for each row execute function thermacore.announce_plant()',
        'create rule mine as on insert to thermacore.units do instead nothing',
        'create temp table mine () inherits (thermacore.units)',
        'create table thermacore.mine (x int)',
        'create table public.mine (x int)',
        'create schema mine',
        'drop schema thermacore cascade',
        'grant all on thermacore.readings to public',
      ],
      'become more than it is': [
        'alter role current_user superuser',
        'alter role current_user bypassrls',
        'alter role current_user createrole',
        'create role mine superuser',
        `set session_replication_role = 'replica'`,
      ],
      'reach the machine': [
        `select pg_read_file('/etc/passwd')`,
        `select pg_read_binary_file('PG_VERSION')`,
        `select pg_ls_dir('.')`,
        `select lo_import('/etc/passwd')`,
        `copy thermacore.units to program 'cat'`,
        `copy (select 1) to program 'id'`,
        `copy thermacore.units (name) from program 'id'`,
        `copy thermacore.units to '/tmp/units'`,
        `create function pg_temp.mine() returns int language c as 'libc', 'getpid'`,
        `create function pg_temp.mine() returns int language internal as 'pg_backend_pid'`,
        'create language mine handler plpgsql_call_handler',
        'create foreign data wrapper mine',
      ],
    };
    for (const [what, list] of Object.entries(statements))
      it(what, async () => {
        for (const statement of list) await refused(statement);
      });

    it('change the server’s settings', async () => {
      // ALTER SYSTEM runs outside of transactions only.
      const alter = role.use((client) => client.query(`alter system set fsync = 'off'`));
      await assert.rejects(alter, REFUSED);
    });

    it('let TimescaleDB do it', async function () {
      const { name } = (await database().prepare()).rung;
      // Plain PostgreSQL has nothing of it: not on this rung.
      if (name === 'plain') this.skip();
      await refused(`select drop_chunks('thermacore.readings', older_than => interval '0 days')`);
      await refused(`select set_chunk_time_interval('thermacore.readings', interval '1 hour')`);
      if (name === 'timescale-apache') return;
      await refused(`select add_retention_policy('thermacore.readings', interval '0 days')`);
      await refused(`select compress_chunk(c) from show_chunks('thermacore.readings') c`);
      await refused(
        `create materialized view public.mine with (timescaledb.continuous) as
         select time_bucket('1 hour', time) as t, max(value) from thermacore.readings group by 1 with no data`,
      );
    });
  });

  describe('changes its own rows only', () => {
    it('when it names another tenant’s rows', async () => {
      const { borealis, borealisUnit, borealisSensor } = rooms;
      for (const statement of [
        `update thermacore.units set name = 'mine' where id = ${borealisUnit} returning id`,
        `delete from thermacore.units where id = ${borealisUnit} returning id`,
        `update thermacore.sensors set name = 'mine' where id = ${borealisSensor} returning id`,
        `delete from thermacore.sensors where id = ${borealisSensor} returning id`,
        `update thermacore.users set password_hash = 'mine' where tenant_id = ${borealis} returning id`,
        `update thermacore.sessions set revoked_at = now() returning id`,
        `select id from thermacore.units where id = ${borealisUnit} for update`,
      ])
        assert.deepEqual(await run(statement), [], statement);
    });

    it('when it makes rows for another tenant, or gives its own away', async () => {
      const { borealis } = rooms;
      for (const owner of [borealis, 'null'])
        for (const statement of [
          `insert into thermacore.users (username, role, tenant_id, password_hash) values ('me', 'admin', ${owner}, 'x')`,
          `update thermacore.users set tenant_id = ${owner}`,
          `insert into thermacore.audit (tenant_id, actor, action, outcome) values (${owner}, 'me', 'x', 'ok')`,
        ])
          await refused(statement);
      await refused(`update thermacore.units set tenant_id = ${borealis}`);
      await refused(`update thermacore.sensors set tenant_id = ${borealis}`);
      await refused(
        `insert into thermacore.units (tenant_id, key, name, kind) values (${borealis}, 'mine', 'x', 'other')`,
      );
      await refused(
        `insert into thermacore.users (username, role, tenant_id, password_hash)
         values ('admin@borealis', 'admin', ${rooms.aqua}, 'mine')
         on conflict (lower(username)) do update set password_hash = excluded.password_hash`,
      );
      await refused(
        `insert into thermacore.sessions (id, user_id, refresh_hash, created_at, expires_at)
         select 'mine', id, 'x', now(), now() from thermacore.users`,
      );
    });

    it('when it hangs a sensor of its own into another tenant’s unit, which it cannot tell from one that is not there', async () => {
      const insert = (unit: number) =>
        `insert into thermacore.sensors (tenant_id, unit_id, key, name, type, quantity, uom, decimals, stale_after, headline)
         values (${rooms.aqua}, ${unit}, 'mine', 'x', 'number', 'other', '', 1, 60, false)`;
      for (const unit of [rooms.borealisUnit, 1_000_000]) {
        await assert.rejects(run(insert(unit)), { code: '23503' });
        await assert.rejects(run(`update thermacore.sensors set unit_id = ${unit} where key = 'pump'`), {
          code: '23503',
        });
      }
    });
  });

  describe('may call as the owner', () => {
    const writeTo = (sensor: number) =>
      `select * from thermacore.write_readings(array[${sensor}], array[now()], array[0::smallint], array[0::smallint], array[1::float8])`;

    it('these functions only, whose names cannot be led astray', async () => {
      const { rows } = await database().owner.query(
        `select proname::text as name, proconfig as settings from pg_proc
         where pronamespace = 'thermacore'::regnamespace and prosecdef order by 1`,
      );
      const settings = ['search_path=thermacore, pg_temp'];
      const found = (await database().prepare()).rung.name;
      assert.deepEqual(rows, [
        ...(found === 'timescale-tsl' ? [] : [{ name: 'advance_rollups', settings }]),
        { name: 'apply_retention', settings },
        { name: 'delete_ended_sessions', settings },
        ...(found === 'plain' ? [{ name: 'make_partitions', settings }] : []),
        { name: 'refresh_rollups', settings },
        ...(found === 'plain' ? [{ name: 'settle_days', settings }] : []),
        { name: 'write_readings', settings },
        { name: 'write_texts', settings },
      ]);
    });

    it('the writer, which refuses another tenant’s sensor', async () => {
      assert.deepEqual(await run(writeTo(rooms.borealisSensor)), [
        { stored: 0, refused: [rooms.borealisSensor] },
      ]);
    });

    it('the writer, which is not fooled by tables of the caller’s', async () => {
      const rows = await run(
        `create temp table sensors as select ${rooms.borealisSensor} as id, ${rooms.aqua} as tenant_id`,
        `create temp table readings (like pg_temp.sensors)`,
        'set local search_path = pg_temp, thermacore',
        writeTo(rooms.borealisSensor),
      );
      assert.deepEqual(rows, [{ stored: 0, refused: [rooms.borealisSensor] }]);
    });

    it('the writer, which needs a tenant', () =>
      refused(`set local app.tenant = ''`, writeTo(rooms.borealisSensor)));
  });

  describe('is believed when it says for whom', () => {
    it('so that SQL which sets app.tenant acts as that tenant: no statement may be built from input', async () => {
      const rows = await run(
        `select set_config('app.tenant', '${rooms.borealis}', true)`,
        'select name from thermacore.units',
      );
      assert.deepEqual(rows, [{ name: SECRET_TEXT }]);
    });

    it('for one transaction only', async () => {
      await role.use(async (client) => {
        await client.query(`begin; set local app.tenant = '${rooms.borealis}'`);
        await client.query('commit');
        assert.deepEqual((await client.query('select * from thermacore.units')).rows, []);
      });
    });

    it('unless what it says is no tenant’s number', async () => {
      await assert.rejects(run(`set local app.tenant = 'aqua'`, 'select * from thermacore.units'), {
        code: '22P02',
      });
    });
  });
});

onEveryServer('The application role, logged in', (rung) => {
  const database = useDatabase(rung);

  it('cannot become the owner, nor end the owner’s sessions', async () => {
    const rooms = await furnish(database());
    const role = await database().application();
    const { rows } = await database().owner.query<{ owner: string; pid: number }>(
      'select current_user::text as owner, pg_backend_pid() as pid',
    );
    const [{ owner, pid } = { owner: '', pid: 0 }] = rows;
    for (const statement of [
      `set role ${owner}`,
      `set session authorization ${owner}`,
      `grant ${owner} to current_user`,
      `select pg_terminate_backend(${pid})`,
      `select pg_cancel_backend(${pid})`,
    ])
      await assert.rejects(attack(role, rooms, statement), REFUSED, statement);
    const [who] = await attack(role, rooms, 'reset role', 'reset session authorization', 'select current_user::text as me'); // prettier-ignore
    assert.match((who as { me: string }).me, /^thermacore_test_/);
  });
});
