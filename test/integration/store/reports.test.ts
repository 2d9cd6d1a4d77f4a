import assert from 'node:assert/strict';
import { ReportInput, type NewRun, type ReportDraft } from '../../../lib/reports';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { T0 } from './fixture';

const report = (more: Partial<ReportDraft> = {}) =>
  ReportInput.parse({ key: 'daily', name: 'Daily', schedule: '0 6 * * *', ...more });
const run = (id: string, more: Partial<NewRun> = {}): NewRun => ({
  id, report: report(), trigger: 'request', requestedBy: 'operator@aqua', from: T0 - 86_400_000, to: T0, timezone: 'Europe/Berlin',
  createdAt: T0, ...more,
}); // prettier-ignore
const FILES = { html: '<p>ä\0</p>', csv: 'a,b', summary: ['All is well.'] };
const LEASE = 60_000;
const by = (version: number) => ({ version, user: 'admin@aqua' });

onEveryRung('Reports', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'Europe/Berlin');
  });
  beforeEach(async () => {
    await database().owner.query('delete from thermacore.report_runs; delete from thermacore.reports');
    for (const tenant of ['aqua', 'borealis']) await store.reports.add(tenant, report(), T0, undefined);
  });

  it('are kept, changed on their version only, and removed with their runs', async () => {
    const changed = await store.reports.update('aqua', 'daily', { name: 'New', schedule: null }, by(1), () => undefined); // prettier-ignore
    assert.deepEqual(
      [changed.name, changed.schedule, changed.nextAt, changed.version, changed.updatedBy],
      ['New', undefined, undefined, 2, 'admin@aqua'],
    );
    await assert.rejects(store.reports.update('aqua', 'daily', { name: 'Old' }, by(1), () => 0), { code: 'conflict', field: 'version' }); // prettier-ignore
    await assert.rejects(store.reports.add('aqua', report(), undefined, undefined), { code: 'conflict', field: 'key' }); // prettier-ignore
    await store.reportRuns.add('aqua', run('one'), 9);
    await store.reports.remove('aqua', 'daily');
    await assert.rejects(store.reportRuns.get('aqua', 'one'), { code: 'not-found' });
    assert.equal((await store.reports.get('borealis', 'daily')).name, 'Daily');
  });

  it('that would not be valid after a change are refused as a whole', async () => {
    const change = store.reports.update('aqua', 'daily', { kind: 'custom' }, by(1), () => undefined);
    await assert.rejects(change, { code: 'invalid', field: 'sections' });
    assert.equal((await store.reports.get('aqua', 'daily')).version, 1);
  });

  it('are listed page by page', async () => {
    for (const key of ['b', 'c']) await store.reports.add('aqua', report({ key }), undefined, undefined);
    const first = await store.reports.list('aqua', { limit: 2 });
    const second = await store.reports.list('aqua', { limit: 2, cursor: first.nextCursor });
    assert.deepEqual(
      [...first.items, ...second.items].map(({ key }) => key),
      ['b', 'c', 'daily'],
    );
    assert.equal(second.nextCursor, undefined);
  });

  it('that are due are ordered once, however many processes see them', async () => {
    assert.deepEqual((await store.reports.due(T0 - 1, 9)).length, 0);
    const due = await store.reports.due(T0, 9);
    assert.deepEqual(
      due.map(({ tenant, timezone, report: { nextAt } }) => [tenant, timezone, nextAt]),
      [
        ['aqua', 'Europe/Berlin', T0],
        ['borealis', 'Europe/Berlin', T0],
      ],
    );
    const claims = await Promise.all(
      ['one', 'two', 'three'].map((id) => store.reports.claim('aqua', 'daily', T0, T0 + 86_400_000, run(id))),
    );
    assert.equal(claims.filter(Boolean).length, 1);
    assert.equal((await store.reportRuns.list('aqua', { limit: 9 })).items.length, 1);
    assert.equal((await store.reports.get('aqua', 'daily')).nextAt, T0 + 86_400_000);
  });

  it('that a newer version wrote hold up no other', async () => {
    await database().owner.query(
      `update thermacore.reports r set report = report || '{"kind":"of-tomorrow"}'::jsonb from thermacore.tenants t
       where t.id = r.tenant_id and t.key = 'aqua'`,
    );
    assert.deepEqual(
      (await store.reports.due(T0, 9)).map(({ tenant }) => tenant),
      ['borealis'],
    );
  });

  it('are made one at a time of a tenant, the oldest first', async () => {
    await store.reportRuns.add('aqua', run('new', { createdAt: T0 + 1 }), 9);
    await store.reportRuns.add('aqua', run('old'), 9);
    await store.reportRuns.add('borealis', run('other', { createdAt: T0 + 2 }), 9);
    const take = () => store.reportRuns.take(T0 + 10, LEASE, 3);
    const [first, second, third] = [await take(), await take(), await take()];
    assert.deepEqual([first?.run.id, second?.run.id, third], ['old', 'other', undefined]);
    assert.deepEqual([first?.tenant, first?.run.attempts, first?.run.state], ['aqua', 1, 'running']);
    assert.equal(await store.reportRuns.finish('aqua', 'old', 1, T0 + 20), true);
    assert.equal((await take())?.run.id, 'new');
  });

  it('that are done have their files and what they say, as long as they are kept', async () => {
    await store.reportRuns.add('aqua', run('one', { report: report({ keepDays: 2 }) }), 9);
    await assert.rejects(store.reportRuns.file('aqua', 'one', 'csv'), { code: 'conflict' });
    await store.reportRuns.take(T0, LEASE, 3);
    assert.equal(await store.reportRuns.progress('aqua', 'one', 1, 40), true);
    assert.equal((await store.reportRuns.get('aqua', 'one')).percent, 40);
    assert.equal(await store.reportRuns.keep('aqua', 'one', 1, FILES), true);
    assert.equal((await store.reportRuns.get('aqua', 'one')).state, 'running', 'its mails are not kept yet');
    await store.reportRuns.finish('aqua', 'one', 1, T0 + 5, 'Not mailed.');
    const done = await store.reportRuns.get('aqua', 'one');
    assert.deepEqual(
      [done.state, done.percent, done.summary, done.bytes, done.error, done.expiresAt],
      ['done', 100, FILES.summary, { html: 12, csv: 3 }, 'Not mailed.', T0 + 2 * 86_400_000],
    );
    assert.equal(await store.reportRuns.file('aqua', 'one', 'html'), '<p>ä\u2400</p>');
    await assert.rejects(store.reportRuns.file('borealis', 'one', 'html'), { code: 'not-found' });
    // The clock of the database is far beyond.
    await database().owner.query('select thermacore.delete_old_reports(100)');
    await assert.rejects(store.reportRuns.get('aqua', 'one'), { code: 'not-found' });
  });

  it('are taken over from a process that went away, and given up after some times', async () => {
    await store.reportRuns.add('aqua', run('one'), 9);
    await store.reportRuns.take(T0, LEASE, 2);
    assert.equal(await store.reportRuns.take(T0 + LEASE - 1, LEASE, 2), undefined);
    assert.equal((await store.reportRuns.take(T0 + LEASE, LEASE, 2))?.run.attempts, 2);
    assert.equal(await store.reportRuns.keep('aqua', 'one', 1, FILES), false, 'the first comes too late');
    assert.equal(await store.reportRuns.take(T0 + 3 * LEASE, LEASE, 2), undefined);
    const given = await store.reportRuns.get('aqua', 'one');
    assert.equal(given.state, 'failed');
    assert.match(given.error ?? '', /went away each time/);
  });

  it('are given back by a process that stops', async () => {
    await store.reportRuns.add('aqua', run('one'), 9);
    await store.reportRuns.take(T0, LEASE, 1);
    assert.equal(await store.reportRuns.release('aqua', 'one', 1), true);
    assert.equal((await store.reportRuns.take(T0 + 1, LEASE, 1))?.run.attempts, 1);
  });

  it('are cancelled while they wait or go on, and removed when they are over', async () => {
    await store.reportRuns.add('aqua', run('one'), 9);
    await store.reportRuns.take(T0, LEASE, 3);
    assert.equal(await store.reportRuns.remove('aqua', 'one', T0 + 1), 'cancelled');
    assert.equal(await store.reportRuns.progress('aqua', 'one', 1, 50), false);
    assert.equal(await store.reportRuns.fail('aqua', 'one', 1, T0, 'x'), false);
    assert.equal((await store.reportRuns.get('aqua', 'one')).state, 'cancelled');
    await assert.rejects(store.reportRuns.remove('borealis', 'one', T0), { code: 'not-found' });
    assert.equal(await store.reportRuns.remove('aqua', 'one', T0 + 2), 'removed');
    await assert.rejects(store.reportRuns.get('aqua', 'one'), { code: 'not-found' });
  });

  it('do not wait in any number', async () => {
    for (const id of ['one', 'two']) await store.reportRuns.add('aqua', run(id), 2);
    await assert.rejects(store.reportRuns.add('aqua', run('three'), 2), { code: 'rate-limited' });
    await store.reportRuns.add('borealis', run('three'), 2);
  });

  it('that were made are listed newest first, of one report if one is asked for', async () => {
    await store.reports.add('aqua', report({ key: 'weekly' }), undefined, undefined);
    await store.reportRuns.add('aqua', run('a'), 9);
    await store.reportRuns.add('aqua', run('b', { createdAt: T0 + 1, report: report({ key: 'weekly' }) }), 9);
    await store.reportRuns.add('aqua', run('c', { createdAt: T0 + 2 }), 9);
    const first = await store.reportRuns.list('aqua', { limit: 2 });
    const rest = await store.reportRuns.list('aqua', { limit: 2, cursor: first.nextCursor });
    assert.deepEqual([...first.items, ...rest.items].map(({ id }) => id), ['c', 'b', 'a']); // prettier-ignore
    const weekly = await store.reportRuns.list('aqua', { limit: 9, report: 'weekly' });
    assert.deepEqual(weekly.items.map(({ id }) => id), ['b']); // prettier-ignore
  });
});
