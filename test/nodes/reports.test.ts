import assert from 'node:assert/strict';
import type { Report, ReportRun } from '../../lib/reports';
import { runAlarms } from '../support/alarm-plant';
import { principalNamed } from '../support/ask-platform';
import { useRealPlatform } from '../support/real-platform';
import reports = require('../../nodes/reports/reports');

const REPORT = { key: 'of-the-test', name: 'Of the test', kind: 'alarm-performance' };

async function run() {
  const flow = await runAlarms(
    [reports],
    [{ id: 'n', type: 'thermacore-reports', operation: '', wires: [['out']] }],
  );
  return async <T>(operation: string, more: object = {}, user = 'admin@aqua'): Promise<T> => {
    flow.send('n', { operation, principal: principalNamed(user), apiRequest: { id: '1' }, ...more });
    const { payload, error } = await flow.next('out');
    if (error) throw new Error(JSON.stringify(error));
    return payload as T;
  };
}

describe('thermacore-reports', function () {
  this.timeout(60_000);
  useRealPlatform();

  it('adds, changes and deletes a report', async () => {
    const ask = await run();
    const made = await ask<Report>('create', { payload: REPORT });
    assert.deepEqual([made.version, made.period, made.nextAt], [1, 'day', undefined]);
    const params = { report: made.key };
    const change = { version: 1, change: { schedule: '0 7 * * 1' } };
    const changed = await ask<Report>('update', { params, payload: change });
    assert.deepEqual([changed.scheduleText, changed.version], ['Every Monday at 07:00', 2]);
    await assert.rejects(ask('update', { params, payload: change }), /conflict.*changed meanwhile/);
    const off = await ask<Report>('update', { params, payload: { version: 2, change: { schedule: null } } });
    assert.deepEqual([off.schedule, off.nextAt], [undefined, undefined]);
    await ask('delete', { params });
    await assert.rejects(ask('get', { params }), /not-found/);
  });

  it('has one made, shows it, and removes it', async () => {
    const ask = await run();
    await ask('create', { payload: REPORT });
    const { id } = await ask<ReportRun>('run', { params: { report: REPORT.key } });
    let state = '';
    for (const until = Date.now() + 30_000; state !== 'done' && Date.now() < until;) {
      ({ state } = await ask<ReportRun>('get-run', { params: { run: id } }));
      assert.notEqual(state, 'failed');
    }
    const { html } = await ask<{ html: string }>('view', { params: { run: id } }, 'viewer@aqua');
    assert.match(html, /^<!doctype html>[\s\S]*Alarm performance/);
    const page = await ask<{ reports: Report[]; runs: ReportRun[]; mayRun: boolean; mayUpdate: boolean }>('overview', {}, 'operator@aqua'); // prettier-ignore
    assert.ok(
      page.reports.some(({ key }) => key === 'daily-plant') && page.runs.some((one) => one.id === id),
    );
    assert.deepEqual([page.mayRun, page.mayUpdate], [true, false]);
    await ask('remove-run', { params: { run: id } });
    await assert.rejects(ask('view', { params: { run: id } }), /not-found/);
    await ask('delete', { params: { report: REPORT.key } });
  });

  it('lets viewers read and not have one made', async () => {
    const ask = await run();
    await ask('list', {}, 'viewer@aqua');
    await assert.rejects(ask('run', { params: { report: 'daily-plant' } }, 'viewer@aqua'), /forbidden/);
    await assert.rejects(ask('create', { payload: REPORT }, 'operator@aqua'), /forbidden/);
    await assert.rejects(ask('view', { params: {} }), /msg\.params\.run/);
    await assert.rejects(ask('get', { params: { report: 'daily-plant' } }, 'admin@borealis'), /not-found/);
  });
});
