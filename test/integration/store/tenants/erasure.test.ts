import assert from 'node:assert/strict';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { alarm, batch, line, rule } from '../alarms/fixture';
import { PLANT, T0, reading } from '../fixture';
import { SECRET_TEXT, furnish, type Rooms } from '../hostile/rooms';
import { notificationDelivery } from '../hostile/notification-calls';
import { rowsOfTenant, textsWith } from './rows';

const DAY = 86_400_000;
const PSEUDONYM = 'erased-4f2a9c';

onEveryRung('The erasure of a tenant', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let rooms: Rooms;

  before(async function () {
    this.timeout(120_000);
    rooms = await furnish(database());
    store = await database().open();
    // What a later migration might add, without any tie to the tenant's row.
    await database().owner.query('create table thermacore.added_later (tenant_id int, note text)');
    await database().owner.query('insert into thermacore.added_later values ($1, $2), ($3, $4)', [
      rooms.borealis, SECRET_TEXT, rooms.aqua, 'stays',
    ]); // prettier-ignore
    for (const tenant of ['aqua', 'borealis']) {
      // Old ones lie in other partitions and chunks, and compressed where there is compression.
      const times = [T0 - 40 * DAY, T0 - 39 * DAY, T0 - 20 * DAY, T0];
      await store.directory.refresh();
      await store.sink.write(times.map((timestamp) => reading({ tenant, timestamp, value: 7 })));
      await store.sink.write(times.map((timestamp) => reading({ tenant, timestamp, sensor: 'mode', value: SECRET_TEXT.slice(0, 6) }))); // prettier-ignore
      await store.audit.record({ tenant, actor: `admin@${tenant}`, action: 'unit:create', outcome: 'ok' });
      await store.audit.record({ tenant: null, actor: 'admin', action: 'tenant:update', target: tenant, outcome: 'ok', detail: { tenant } }); // prettier-ignore
    }
    const tasks = store.maintenance.status.map(({ task }) => task);
    for (const task of ['rollups', 'storage', 'compression'].filter((name) => tasks.includes(name))) {
      const { outcome, reason } = await store.maintenance.runNow(task);
      assert.equal(outcome, 'ok', `${task}: ${reason}`);
    }
  });

  it('leaves no row with its number, no text with its key, and every row of others', async function () {
    this.timeout(120_000);
    const { owner } = database();
    const had = await rowsOfTenant(owner, rooms.borealis);
    const kept = await rowsOfTenant(owner, rooms.aqua);
    const before = await textsWith(owner, 'borealis');
    assert.ok(Object.keys(had).length >= 20, `of much: ${Object.keys(had).join(', ')}`);
    assert.ok(Object.keys(before).length >= 15, `in many texts: ${Object.keys(before).join(', ')}`);

    const steps: number[] = [];
    const erased = await store.erasure.tenant('borealis', PSEUDONYM, (done) => void steps.push(done));

    assert.deepEqual(await rowsOfTenant(owner, rooms.borealis), {});
    assert.deepEqual(await textsWith(owner, 'borealis'), {});
    assert.deepEqual(await rowsOfTenant(owner, rooms.aqua), kept);
    assert.ok(steps.length > 5 && steps.every((step, i) => step === i), 'it tells how far it is');
    const { before: counted, after: left } = erased;
    assert.deepEqual(Object.keys(left), Object.keys(counted));
    assert.deepEqual([...new Set(Object.values(left))], [0]);
    for (const name of ['readings', 'texts', 'audit', 'alarm_journal', 'units', 'tenants', 'added_later'])
      assert.ok((counted[`thermacore.${name}`] ?? 0) > 0, `${name} was counted`);
    assert.deepEqual(await textsWith(owner, PSEUDONYM), {
      // The entry of the log that accounts for it.
      'thermacore.audit.actor': 1,
      'thermacore.audit.detail': 1,
      'thermacore.audit.target': 1,
    });
  });

  it('is not possible twice, and leaves the key to somebody else, who finds nothing', async () => {
    await assert.rejects(store.erasure.tenant('borealis', PSEUDONYM), { code: 'not-found', field: 'tenant' });
    await store.tenants.create({ key: 'borealis', name: 'Another', timezone: 'UTC', quotas: {} });
    await store.plant.ensure('borealis', [PLANT]);
    await store.directory.refresh();
    const { items } = await store.history.raw('borealis', { sensors: [{ unit: 'boiler-1', sensor: 'supply' }], from: 0, to: T0 + DAY, limit: 10, quality: 'any' }); // prettier-ignore
    assert.deepEqual(items, []);
    const [written] = [await store.sink.write([reading({ tenant: 'borealis', value: 3 })])];
    assert.equal(written.stored, 1);
  });

  it('is no right of the application', async () => {
    const application = await database().application();
    for (const call of [
      'erase_tenant(1, $$x$$)',
      'erase_rows(1, $$thermacore.units$$)',
      'count_of_tenant(1)',
      'replace_name(1, $$a$$, $$b$$)',
      'measure_storage(1)',
    ])
      // prettier-ignore
      await assert.rejects(
        application.use((client) => client.query(`select thermacore.${call}`)),
        { code: '42501' },
        call,
      );
  });
});

onEveryRung('The erasure of a person', (rung) => {
  const database = useDatabase(rung);
  const NAME = 'Anna.K+1@aqua';
  const OTHER = `h${NAME}`;
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      await store.plant.ensure(tenant, [PLANT]);
    }
    await store.directory.refresh();
    const by = { user: NAME, reason: `as ${NAME.toLowerCase()} said` };
    const user = await store.users.create({
      username: NAME,
      role: 'operator',
      tenant: 'aqua',
      passwordHash: 'h',
    });
    await store.sessions.create({ id: 's1', userId: user.id, actingTenant: null, refreshHash: 'x', createdAt: T0, expiresAt: T0 + DAY }); // prettier-ignore
    await store.alarmRules.add('aqua', rule({ name: `Rule of ${NAME}` }), by);
    const lines = [T0, T0 - 40 * DAY].map((at) =>
      line({ at, user: NAME, comment: `asked ${OTHER}, said ${NAME}: ok` }),
    );
    await (await store.alarms.open('aqua')).keep(batch(lines, [alarm({ comment: NAME }, { by: NAME })]));
    await store.commands.add('aqua', {
      id: 'c1', unit: 'boiler-1', sensor: 'supply', device: 'd', value: 1, mode: 'direct', state: 'done', outcome: 'rejected',
      detail: `not for ${NAME}`, comment: NAME, requestedBy: NAME, requestedById: user.id, requestedAt: T0, endedAt: T0,
    }, { maxPerMinute: 1, maxOpen: 1, maxAskedPerMinute: 9 }); // prettier-ignore
    await store.outbox.keep('aqua', { state: { routes: {}, heard: [] }, revision: 0 }, [
      notificationDelivery('n1', `told ${NAME}`),
    ]);
    await store.sink.write([reading({ sensor: 'mode', value: `set by ${NAME}` })]);
    for (const tenant of ['aqua', null])
      await store.audit.record({ tenant, actor: NAME, action: 'session:login', target: NAME, outcome: 'ok', detail: { who: NAME } }); // prettier-ignore
    await store.audit.record({ tenant: 'borealis', actor: 'admin', action: 'x', outcome: 'ok', detail: { who: 'somebody' } }); // prettier-ignore
  });

  it('finds the sessions that are to be closed', async () => {
    assert.deepEqual(await store.erasure.sessionsOf('aqua', NAME.toUpperCase()), ['s1']);
    assert.deepEqual(await store.erasure.sessionsOf('borealis', NAME), []);
  });

  it('is refused for somebody of another tenant', async () => {
    await assert.rejects(store.erasure.person('borealis', NAME, PSEUDONYM), {
      code: 'not-found',
      field: 'username',
    });
    assert.notEqual(await store.users.findByUsername(NAME), undefined);
  });

  it('leaves the name in no text and no JSON of any table, and a pseudonym where it was', async () => {
    const { owner } = database();
    const count = async (relation: string): Promise<number> =>
      (
        await owner.query<{ n: number }>(
          // The log says of its own erasures.
          `select count(*)::int as n from thermacore.${relation}${relation === 'audit' ? ` where action <> 'audit:erase'` : ''}`,
        )
      ).rows[0]?.n ?? 0;
    const evidence = [await count('audit'), await count('alarm_journal'), await count('commands')];
    assert.ok(Object.keys(await textsWith(owner, NAME)).length >= 14);
    const user = await store.users.findByUsername(NAME);

    const { before, after } = await store.erasure.person('aqua', NAME, PSEUDONYM);

    // Somebody else's, of which it is a part.
    assert.deepEqual(await textsWith(owner, NAME), await textsWith(owner, OTHER));
    assert.deepEqual(await textsWith(owner, user?.id ?? ''), {});
    assert.equal(await store.users.findByUsername(NAME), undefined);
    assert.equal(await store.sessions.find('s1'), undefined);
    assert.deepEqual([await count('audit'), await count('alarm_journal'), await count('commands')], evidence);
    assert.deepEqual([before['thermacore.alarm_journal.comment'], before['thermacore.users']], [2, 1]);
    assert.ok((before['thermacore.audit'] ?? 0) >= 2, 'entries of the log');
    assert.deepEqual([...new Set(Object.values(after))], [0]);
    const { items } = await store.alarmJournal.list('aqua', { limit: 5, from: 0, to: T0 + DAY });
    assert.deepEqual(
      items.map(({ user: who, comment }) => [who, comment]),
      [
        [PSEUDONYM, `asked ${OTHER}, said ${PSEUDONYM}: ok`],
        [PSEUDONYM, `asked ${OTHER}, said ${PSEUDONYM}: ok`],
      ],
    );
  });
});
