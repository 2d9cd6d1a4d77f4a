import assert from 'node:assert/strict';
import { nullMeter } from '../../../../lib/core/meter';
import { Workers } from '../../../../lib/platform/analytics/workers';
import { FakeClock } from '../../../support/fake-clock';

const stalling = require.resolve('./stalling-task');
const nothing = { values: [] };
const endless = { series: [], options: {} };

describe('workers of analytics', function () {
  this.timeout(60_000);
  let clock: FakeClock;
  let workers: Workers;
  const make = (file?: string) =>
    (workers = new Workers({ clock, meter: nullMeter, timeoutMs: 5000, ...(file ? { file } : {}) }));

  beforeEach(() => {
    clock = new FakeClock();
  });
  afterEach(() => workers.stop());

  it('calculate what they are asked, beside the event loop', async () => {
    const [found] = await make().run('aqua', 'describe', { values: [Float64Array.of(1, 2, 3)] });
    assert.deepEqual([found?.count, found?.median], [3, 2]);
    assert.equal(clock.timers, 0);
  });

  it('kill what takes too long, and go on with the next', async () => {
    make(stalling);
    const stuck = workers.run('aqua', 'trends', endless);
    clock.advance(5000);
    await assert.rejects(stuck, { code: 'timeout', message: 'The analysis took longer than 5 s.' });
    assert.equal(await workers.run('aqua', 'describe', nothing), 'described');
  });

  it('refuse a tenant that has too much waiting, but not another', async () => {
    make(stalling);
    const waiting = Array.from({ length: 12 }, () => workers.run('aqua', 'trends', endless));
    await assert.rejects(workers.run('aqua', 'describe', nothing), { code: 'rate-limited' });
    const other = workers.run('borealis', 'describe', nothing);
    clock.advance(5000);
    const ended = await Promise.allSettled([...waiting, other]);
    assert.equal(ended.filter(({ status }) => status === 'rejected').length, 13);
    assert.equal(await workers.run('aqua', 'describe', nothing), 'described');
  });

  it('say nothing of what a bug says', async () => {
    make(stalling);
    await assert.rejects(
      workers.run('aqua', 'matrix', { columns: [], method: 'pearson', maxLag: 0 }),
      (error) => {
        assert.ok(error instanceof Error && !error.message.includes('path'));
        assert.equal((error as Error & { code: string }).code, 'internal');
        return true;
      },
    );
  });

  it('are killed at the end', async () => {
    make(stalling);
    const stuck = workers.run('aqua', 'trends', endless);
    const rejected = assert.rejects(stuck, { code: 'unavailable' });
    await workers.stop();
    await rejected;
  });
});
