import assert from 'node:assert/strict';
import type { SqlSource } from '../../../../lib/store/sql-client';
import { useDatabase, type TestDatabase, type TestRung } from '../../../support/database';
import { alarm, batch, line, rule } from '../alarms/fixture';
import { notificationDelivery, notificationRoute, notificationTarget } from './notification-calls';
import { anomaly } from '../anomalies/fixture';
import { hostileReport, hostileRun } from './report-calls';
import { PLANT, T0, reading } from '../fixture';

/**
 * What ADR 3 and lib/store/tenant-transaction.ts promise: with `app.tenant` set, whatever SQL a mistake of ours lets
 * through as the application role sees and changes one tenant only. The settings themselves are believed.
 */
export const SECRET_NUMBER = 424_242.5;
export const SECRET_TEXT = 'secret-of-borealis';
const SECRETS = [String(SECRET_NUMBER), SECRET_TEXT];
export const REFUSED = { code: '42501' };

export interface Rooms {
  readonly aqua: number;
  readonly borealis: number;
  readonly borealisUnit: number;
  readonly borealisSensor: number;
}

/** Two tenants with the same plant; everything that is Borealis' bears a secret. */
export async function furnish(database: TestDatabase): Promise<Rooms> {
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
    await store.mfa.begin(user.id, passwordHash);
    await store.apiKeys.create(
      { id: tenant, userId: user.id, tenant, name: passwordHash, hash: passwordHash, permissions: [], units: null, createdAt, expiresAt },
      1,
    ); // prettier-ignore
    await store.commands.add(
      tenant,
      {
        id: tenant, unit: 'boiler-1', sensor: 'supply', device: 'd', value: passwordHash, mode: 'direct', state: 'done',
        outcome: 'rejected', detail: passwordHash, comment: passwordHash, requestedBy: passwordHash, requestedAt: T0, endedAt: T0,
      },
      { maxPerMinute: 1, maxOpen: 1, maxAskedPerMinute: 9 },
    ); // prettier-ignore
    await store.templates.create(tenant, {
      key: 'type', name: passwordHash, protocol: 'modbus', settings: { host: passwordHash },
      points: [{ sensor: 'supply', settings: { address: 1, note: passwordHash } }],
    }); // prettier-ignore
    await store.devices.create(
      tenant,
      { key: 'd', name: passwordHash, protocol: 'modbus', enabled: true, settings: {}, template: 'type', templateUnit: 'boiler-1' },
      { key: passwordHash },
    ); // prettier-ignore
    const stamp = { id: tenant, tenant, createdAt: T0, expiresAt };
    await store.blocks.put(
      { ...stamp, kind: 'client', value: passwordHash, reason: passwordHash, createdBy: passwordHash },
      9,
    );
    await store.incidents.keep({
      id: tenant, tenant, detector: 'd', severity: 'low', title: passwordHash, summary: passwordHash, advice: passwordHash,
      account: passwordHash, protocol: 'http', count: 1, firstAt: T0, lastAt: T0,
    }); // prettier-ignore
    await store.alarmRules.add(tenant, rule({ name: passwordHash, cause: passwordHash }), {
      user: passwordHash,
      reason: passwordHash,
    });
    await store.notificationTargets.add(
      tenant,
      notificationTarget(passwordHash),
      { secret: passwordHash },
      passwordHash,
    );
    await store.notificationRoutes.add(tenant, notificationRoute(passwordHash), passwordHash);
    const heard = [[passwordHash, T0]] as const;
    await store.outbox.keep(tenant, { state: { routes: {}, heard }, revision: 0 }, [
      notificationDelivery(passwordHash, passwordHash),
    ]);
    // Lines in partitions made ahead, in the default one, and in several chunks.
    const lines = [Date.now(), T0, T0 - 400 * 86_400_000].map((at) =>
      line({ at, message: passwordHash, user: passwordHash, value: mark === secret ? SECRET_NUMBER : 91.5 }),
    );
    const record = alarm({ message: passwordHash, comment: passwordHash }, passwordHash);
    await (await store.alarms.open(tenant)).keep(batch(lines, [record]));
    await store.alarmRequests.ask(tenant, {
      alarms: [passwordHash],
      action: 'reset',
      user: passwordHash,
      comment: passwordHash,
    });
    await store.anomalies.keep(tenant, [
      anomaly({
        id: 'found',
        unit: 'boiler-1',
        sensor: 'supply',
        observed: mark === secret ? SECRET_NUMBER : 91.5,
      }),
    ]);
    await store.anomalies.judge(tenant, 'found', 'false', {
      user: passwordHash,
      comment: passwordHash,
      at: T0,
    });
    await store.anomalySettings.put(tenant, { unit: 'boiler-1' }, { sensitivity: 2 }, passwordHash);
    await store.anomalyModels.save(tenant, [
      { unit: 'boiler-1', sensor: 'supply', uom: passwordHash, state: Buffer.from(passwordHash) },
    ]);
    await store.reports.add(tenant, hostileReport(passwordHash), T0, passwordHash);
    await store.reportRuns.add(tenant, hostileRun('run', passwordHash), 10);
    const place = { tenant, user: 'u', operation: 'createUnit', key: passwordHash };
    await store.idempotencyKeys.begin(place, passwordHash, Date.now(), () =>
      assert.fail('nothing is kept yet'),
    );
    await store.idempotencyKeys.end(place, passwordHash);
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

/** Every table of ours that is not a partition, chunk or computed in the background, as the catalogue lists them. */
async function tablesOf(database: TestDatabase): Promise<{ name: string; tenant: boolean; user: boolean }[]> {
  const { rows } = await database.owner.query<{ name: string; tenant: boolean; user: boolean }>(
    `select format('%I.%I', n.nspname, c.relname) as name,
            exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id') as tenant,
            exists (select from pg_attribute where attrelid = c.oid and attname = 'user_id') as "user"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'thermacore' and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname !~ '^rollup_' order by 1`,
  );
  assert.ok(rows.length >= 9, 'the tables are there');
  return rows;
}

/** All that is Borealis', its users' or nobody's, as the owner sees it; of tables without either all. */
export async function holdings(database: TestDatabase, { borealis }: Rooms): Promise<unknown[]> {
  const ours = `tenant_id is null or tenant_id = ${borealis}`;
  const parts = (await tablesOf(database)).map(
    ({ name, tenant, user }) =>
      `select '${name}' as "table", to_jsonb(x)::text as row from ${name} x${tenant ? ` where ${ours}` : user ? ` where user_id in (select id from thermacore.users where ${ours})` : ''}`,
  );
  return (await database.owner.query(`${parts.join(' union all ')} order by 1, 2`)).rows;
}

export const showsSecret = (shown: unknown): boolean => {
  const text = JSON.stringify(shown);
  return SECRETS.some((secret) => text.includes(secret));
};
export const assertNoSecret = (shown: unknown, what: string): void =>
  assert.ok(!showsSecret(shown), `${what} shows what is Borealis’`);

/** Runs an attack as Aqua in a transaction that is rolled back; gives the rows of its last statement. */
export async function attack(role: SqlSource, { aqua }: Rooms, ...statements: string[]): Promise<unknown[]> {
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

/** A furnished database and who attacks it; after each test nothing of Borealis' may have changed. */
export function useAttacker<T extends TestDatabase>(rung: TestRung & { create(): Promise<T> }) {
  const database = useDatabase(rung);
  let role: SqlSource;
  let rooms: Rooms;
  let untouched: unknown[];
  const run = (...statements: string[]) => attack(role, rooms, ...statements);

  before(async function () {
    this.timeout(60_000);
    rooms = await furnish(database());
    role = await database().application();
    untouched = await holdings(database(), rooms);
    assert.ok(SECRETS.every((secret) => JSON.stringify(untouched).includes(secret)));
  });
  afterEach('nothing of Borealis’ was changed', async () =>
    assert.deepEqual(await holdings(database(), rooms), untouched),
  );

  return {
    database,
    role: () => role,
    rooms: () => rooms,
    run,
    async refused(...statements: string[]): Promise<void> {
      const code = await run(...statements).then(
        () => 'not refused',
        (error: { code: string }) => error.code,
      );
      assert.equal(code, REFUSED.code, statements.join('; '));
    },
    /** Relations of the whole database that the role may read, by name. */
    async readable(): Promise<{ schema: string; name: string; columns: readonly string[] }[]> {
      const { role: who } = await database().prepare();
      const { rows } = await database().owner.query<{ schema: string; name: string; columns: string[] }>(
        `select n.nspname::text as schema, format('%I.%I', n.nspname, c.relname) as name,
                array(select quote_ident(attname) from pg_attribute
                      where attrelid = c.oid and attnum > 0 and not attisdropped order by attnum) as columns
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'v', 'm', 'f') and has_schema_privilege($1, n.oid, 'usage')
           and has_any_column_privilege($1, c.oid, 'select') order by 1, 2`,
        [who.user],
      );
      return rows;
    },
  };
}
