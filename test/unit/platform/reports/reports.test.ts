import assert from 'node:assert/strict';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import { Reports, type ReportsContext, type ReportsStore } from '../../../../lib/platform/reports';
import { FakeClock } from '../../../support/fake-clock';

describe('reports of several databases', () => {
  it('are forgotten with a database that is closed, and leave no timer', async () => {
    const clock = new FakeClock();
    const context = { clock, logger: silentLogger, meter: nullMeter, operators: 1 };
    const reports = new Reports<ReportsStore>(context as unknown as ReportsContext<ReportsStore>);
    const runs = { claim: async () => undefined, release: async () => undefined };
    const store = { reports: {}, reportRuns: runs } as unknown as ReportsStore;
    const service = reports.of(store);
    assert.equal(reports.of(store), service);
    await reports.release(store);
    assert.equal(clock.timers, 0);
    const again = reports.of(store);
    assert.notEqual(again, service);
    await reports.stop();
    assert.equal(clock.timers, 0);
  });
});
