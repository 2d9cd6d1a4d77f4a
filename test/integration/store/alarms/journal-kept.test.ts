import assert from 'node:assert/strict';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { line } from './fixture';

const DAY_MS = 86_400_000;
const AGES = [1, 20, 50, 90, 150, 400];

onEveryRung('The journal of alarms in the course of time', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let now: number;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(async () => {
    await database().owner.query('delete from thermacore.alarm_journal; delete from thermacore.retention where tenant_id is not null'); // prettier-ignore
    now = Date.now();
    for (const tenant of ['aqua', 'borealis'])
      await store.alarmJournal.append(
        tenant,
        AGES.flatMap((age) => [0, 1, 2].map((i) => line({ at: now - age * DAY_MS - i, message: `${age}` }))),
      );
  });
  const ages = async (tenant: string): Promise<number[]> => {
    const found = new Map<number, number>();
    for await (const { message } of store.alarmJournal.read(tenant, {}))
      found.set(Number(message), (found.get(Number(message)) ?? 0) + 1);
    assert.ok(
      [...found.values()].every((lines) => lines === 3),
      'lines of one age go or stay together',
    );
    return [...found.keys()].sort((a, b) => a - b);
  };
  const run = async (task: string): Promise<void> => {
    const { outcome, reason } = await store.maintenance.runNow(task);
    assert.equal(outcome, 'ok', reason);
  };
  const apply = async (rows: number) =>
    (await database().owner.query(`select * from thermacore.apply_journal_retention(${rows})`)).rows[0] as {
      dropped: number; deleted: number; more: boolean; waiting: boolean;
    }; // prettier-ignore

  it('is kept for five years by default', async () => {
    await run('retention');
    assert.deepEqual(await ages('aqua'), AGES);
  });

  it('is let go of by each tenant’s own retention, and by whole partitions or chunks where nobody keeps them', async () => {
    await store.retention.set('aqua', 'journal', 40);
    await store.retention.set('borealis', 'journal', 100);
    await run('retention');
    assert.deepEqual(await ages('aqua'), [1, 20]);
    assert.deepEqual(await ages('borealis'), [1, 20, 50, 90]);
    const { rows } = await database().owner.query<{ n: number }>(
      `select count(*)::int as n from thermacore.alarm_journal where time < now() - interval '101 days'`,
    );
    assert.deepEqual(rows, [{ n: 0 }]);
  });

  it('is let go of in bounded steps, but lines of one moment together', async () => {
    await store.retention.set('aqua', 'journal', 10);
    const at = now - 15 * DAY_MS;
    await store.alarmJournal.append(
      'aqua',
      Array.from({ length: 40 }, () => line({ at, message: 'flood' })),
    );
    let deleted = 0;
    let steps = 0;
    for (let more = true; more; steps++) {
      const step = await apply(7);
      assert.ok(step.deleted <= 7 || step.deleted <= 40 + 7, String(step.deleted));
      deleted += step.deleted;
      ({ more } = step);
      assert.ok(steps < 20);
    }
    assert.equal(deleted, 40 + 3 * (AGES.length - 1));
    assert.ok(steps > 2);
    assert.deepEqual(await ages('aqua'), [1]);
    assert.deepEqual(await ages('borealis'), AGES);
  });

  it('takes lines of a time that is compressed already, once', async function () {
    this.timeout(60_000);
    if (store.rung.name === 'timescale-tsl') {
      await run('compression');
      const { rows } = await database().owner.query<{ n: number }>(
        `select count(*)::int as n from timescaledb_information.chunks where hypertable_name = 'alarm_journal' and is_compressed`,
      );
      assert.ok((rows[0]?.n ?? 0) >= 3);
    }
    const late = line({ at: now - 150 * DAY_MS, message: '149' });
    const more = [0, 1, 2].map((i) => ({ ...late, id: `late-${i}` }));
    await store.alarmJournal.append('aqua', more);
    await store.alarmJournal.append('aqua', more);
    assert.deepEqual(await ages('aqua'), [1, 20, 50, 90, 149, 150, 400]);
    assert.equal(
      (await store.alarmJournal.list('aqua', { limit: 2, to: now - 300 * DAY_MS })).items.length,
      2,
    );
    await store.retention.set('aqua', 'journal', 40);
    await run('retention');
    assert.deepEqual(await ages('aqua'), [1, 20]);
    assert.deepEqual(await ages('borealis'), AGES);
  });

  it('has room for the months to come', async function () {
    // Hypertables make their chunks themselves: not on this rung.
    if (store.rung.name !== 'plain') this.skip();
    await run('partitions');
    const partitions = async (): Promise<string[]> =>
      (
        await database().owner.query<{ name: string }>(
          `select relname::text as name from pg_inherits join pg_class c on c.oid = inhrelid
           where inhparent = 'thermacore.alarm_journal'::regclass order by 1`,
        )
      ).rows.map(({ name }) => name);
    const month = (ahead: number): string => {
      const today = new Date();
      return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + ahead)).toISOString().slice(0, 7).replace('-', ''); // prettier-ignore
    };
    const made = await partitions();
    for (const ahead of [0, 1, 2, 3])
      assert.ok(made.includes(`alarm_journal_${month(ahead)}`), String(ahead));
    // A clock that is half a year ahead: the line is kept, and the month it is in goes on without a partition.
    const at = now + 180 * DAY_MS;
    await store.alarmJournal.append(
      'aqua',
      [0, 1, 2].map((i) => line({ at: at + i, message: '7' })),
    );
    await database().owner.query('select thermacore.make_journal_months(12)');
    assert.ok((await ages('aqua')).includes(7));
    assert.ok((await partitions()).length > made.length);
  });
});
