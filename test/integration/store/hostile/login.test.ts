import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { Transactions } from '../../../../lib/store/tenant-transaction';
import { connect, onEveryServer } from '../../../support/database';
import { eventually } from '../../../support/product';
import { REFUSED, SECRET_TEXT, attack, assertNoSecret, useAttacker } from './rooms';

onEveryServer('The application role, logged in', (rung) => {
  const { database, role, rooms, run } = useAttacker(rung);

  /** A session as the role, with all that the protocol offers. */
  async function loggedIn<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { role: made } = await database().prepare();
    const target = new URL(database().url);
    target.username = made.user;
    target.password = made.password;
    const client = await connect(target.toString());
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  it('cannot become the owner, nor end the owner’s sessions', async () => {
    const { rows } = await database().owner.query<{ owner: string; pid: number }>(
      'select current_user::text as owner, pg_backend_pid() as pid',
    );
    const [{ owner, pid } = { owner: '', pid: 0 }] = rows;
    for (const statement of [
      `set role ${owner}`,
      `set local role ${owner}`,
      `select set_config('role', '${owner}', false)`,
      `set session authorization ${owner}`,
      `grant ${owner} to current_user`,
      `set role pg_read_all_data`,
      `set role pg_monitor`,
      `select pg_terminate_backend(${pid})`,
      `select pg_cancel_backend(${pid})`,
    ])
      await assert.rejects(attack(role(), rooms(), statement), REFUSED, statement);
    for (const statement of [
      'reset role',
      'set role none',
      'reset session authorization',
      'reset all',
      'discard temp',
    ]) {
      const [who] = await run(statement, 'select current_user::text as me, session_user::text as login');
      const { me, login } = who as { me: string; login: string };
      assert.match(me, /^thermacore_test_/, statement);
      assert.equal(login, me, statement);
    }
  });

  describe('by COPY', () => {
    const asAqua = <T>(work: (client: Client) => Promise<T>) =>
      loggedIn(async (client) => {
        await client.query(`begin; set local app.tenant = '${rooms().aqua}'`);
        return work(client);
      });
    const out = (client: Client, statement: string) => text(client.query(copyTo(statement)));

    it('gets its own rows of what it may read', () =>
      asAqua(async (client) => {
        for (const statement of [
          'copy thermacore.units to stdout',
          'copy (select * from thermacore.texts_of_tenant) to stdout',
          'copy thermacore.users to stdout with (format csv, header)',
        ]) {
          const rows = await out(client, statement);
          assert.ok(
            rows.includes('boiler-1') || rows.includes('auto') || rows.includes('admin@aqua'),
            statement,
          );
          assertNoSecret(rows, statement);
        }
      }));

    for (const statement of [
      'copy thermacore.readings to stdout',
      'copy (select * from thermacore.texts) to stdout',
      'copy thermacore.audit to stdout',
      'copy thermacore.migrations to stdout (format binary)',
    ])
      it(`is refused ${statement}`, () =>
        asAqua((client) => assert.rejects(out(client, statement), REFUSED)));

    for (const [statement, code] of [
      ['copy thermacore.readings from stdin', '42501'],
      ['copy thermacore.latest from stdin', '42501'],
      ['copy thermacore.readings_of_tenant from stdin', '42501'],
      // Row-level security would not see the rows: PostgreSQL refuses it as such.
      ['copy thermacore.units (tenant_id, key, name, kind) from stdin', '0A000'],
      ['copy thermacore.users (username, role, password_hash) from stdin', '0A000'],
    ] as const)
      it(`cannot ${statement}`, () =>
        asAqua(async (client) => {
          const into = client.query(copyFrom(statement));
          await assert.rejects(finished(Readable.from([`${rooms().borealis}\tx\tx\tx\n`]).pipe(into)), {
            code,
          });
        }));
  });

  it('hears of plant changes only that there was one', () =>
    loggedIn(async (client) => {
      const heard: unknown[] = [];
      client.on('notification', ({ channel, payload }) => heard.push({ channel, payload }));
      await client.query('listen thermacore_plant');
      await database().owner.query(`update thermacore.units set area = area`);
      await eventually('the announcement', () => Promise.resolve(heard.length > 0));
      assert.deepEqual(heard, [{ channel: 'thermacore_plant', payload: '' }]);
      // It may announce a change itself: that costs a refresh, and tells nobody anything.
      await client.query(`notify thermacore_plant, 'x'`);
    }));

  it('leaves no prepared transaction behind that would keep locks', async () => {
    await loggedIn(async (client) => {
      await client
        .query('begin; lock table thermacore.units in share mode')
        .catch(() => client.query('rollback; begin'));
      await assert.rejects(client.query(`prepare transaction 'mine'`), { code: '55000' });
    });
    assert.deepEqual((await database().owner.query('select * from pg_prepared_xacts')).rows, []);
  });

  it('reads no large object of the owner’s, and no file through one', async () => {
    const { rows } = await database().owner.query<{ oid: number }>(
      `select lo_from_bytea(0, '${SECRET_TEXT}') as oid`,
    );
    const oid = rows[0]?.oid;
    try {
      for (const statement of [
        `select lo_get(${oid})`,
        `select lo_put(${oid}, 0, 'mine')`,
        `select lo_unlink(${oid})`,
        `select lo_open(${oid}, 262144)`,
        `select * from pg_largeobject`,
        `alter large object ${oid} owner to current_user`,
        `select lo_export(${oid}, '/tmp/mine')`,
      ])
        await assert.rejects(attack(role(), rooms(), statement), REFUSED, statement);
    } finally {
      await database().owner.query(`select lo_unlink(${oid})`);
    }
  });

  it('leaves nothing in a pooled connection that the next transaction believes', async () => {
    const { aqua } = rooms();
    // One connection, as the pool would hand it on.
    await loggedIn(async (client) => {
      const source = {
        use: <T>(work: (one: { query: Client['query'] }) => Promise<T>) => work(client),
        close: () => Promise.resolve(),
      };
      const transactions = new Transactions(source);
      await client.query(
        `set app.door = 'platform'; set app.tenant = '${rooms().borealis}'; set search_path = pg_temp`,
      );
      await client.query('create temp table units (key text)');
      const seen = await transactions.forTenant('aqua', 'lookup', async (one) => [
        (await one.query('select * from thermacore.units')).rows,
        (await one.query('select * from thermacore.readings_of_tenant')).rows,
        (
          await one.query(
            `select current_setting('app.tenant') as tenant, current_setting('app.door') as door`,
          )
        ).rows,
      ]);
      assertNoSecret(seen, 'the next transaction');
      assert.deepEqual(seen[2], [{ tenant: String(aqua), door: '' }]);
      assert.ok(seen[1]!.length > 0);
    });
  });
});
