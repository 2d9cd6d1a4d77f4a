import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { ExportJob } from '../../../lib/core/transfer';
import { Downloads } from '../../../lib/platform/downloads';
import { Exports } from '../../../lib/platform';
import type { ExportPlan, Store } from '../../../lib/store';
import type { ExportTarget } from '../../../lib/store/export/readings-export';
import type { AuditEntry } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';

const DAY = 86_400_000;
/** A disk that others use, too, may take its time. */
const DISK_MS = 10_000;
const FROM = Date.UTC(2026, 10, 22);

describe('Exports', () => {
  let home: string;
  let clock: FakeClock;
  let downloads: Downloads;
  let exports_: Exports;
  let audited: AuditEntry[];
  let copy: (target: ExportTarget) => Promise<number>;

  const acting = (tenant = 'aqua') => ({
    tenant,
    by: `viewer@${tenant}`,
    store: {
      exports: {
        plan: async (of: string, request: Omit<ExportPlan, 'tenant' | 'sensors'>) => ({
          ...request,
          tenant: of,
          sensors: [{}],
        }),
        copy: (_plan: unknown, target: ExportTarget) => copy(target),
      },
      audit: { record: async (entry: AuditEntry) => void audited.push(entry) },
    } as unknown as Store,
  });
  const order = { from: FROM, to: FROM + DAY, format: 'csv', gzip: false } as const;

  async function settled(id: string): Promise<ExportJob> {
    for (;;) {
      const job = exports_.get('aqua', id);
      if (!['queued', 'running'].includes(job.state)) return job;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function gone(file: string): Promise<void> {
    for (const end = performance.now() + DISK_MS; existsSync(file) && performance.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 1));
    assert.ok(!existsSync(file), `${file} is still there`);
    // Counted as gone once the disk has said so.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'thermacore-exports-'));
    clock = new FakeClock();
    audited = [];
    copy = async ({ write }) => {
      await write(Buffer.from('x'.repeat(600)));
      return 6;
    };
    downloads = new Downloads(clock, (ticket) => `/downloads/${ticket}`);
    exports_ = new Exports({
      home,
      clock,
      logger: silentLogger,
      meter: nullMeter,
      limitBytes: 1000,
      downloads,
    });
    await exports_.open();
  });
  afterEach(async () => {
    await exports_.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it('says when there is no room left, before and while it writes, and leaves no half file', async () => {
    const first = await settled((await exports_.start(acting(), order)).id);
    assert.equal(first.state, 'done');
    const second = await settled((await exports_.start(acting(), order)).id);
    assert.equal(second.state, 'failed');
    assert.match(second.error ?? '', /room for exports .* is full\. Remove some/);
    await gone(join(home, 'exports', 'aqua', second.id));
    copy = async ({ write }) => {
      await write(Buffer.from('x'.repeat(400)));
      return 4;
    };
    assert.equal((await settled((await exports_.start(acting(), order)).id)).state, 'done');
    await assert.rejects(exports_.start(acting(), order), { code: 'over-quota' });
    await exports_.remove(acting(), first.id);
    assert.equal((await settled((await exports_.start(acting(), order)).id)).state, 'done');
  });

  it('gives a link for a minute and once, and only to one’s own file that is done', async () => {
    const { id } = await settled((await exports_.start(acting(), order)).id);
    assert.throws(() => exports_.ticket(acting('borealis'), id), { code: 'not-found' });
    const late = exports_.ticket(acting(), id).url.split('/').at(-1) ?? '';
    clock.advance(61_000);
    await assert.rejects(downloads.redeem(late), { code: 'not-found' });
    const ticket = exports_.ticket(acting(), id).url.split('/').at(-1) ?? '';
    assert.equal((await downloads.redeem(ticket)).file?.size, 600);
    await assert.rejects(downloads.redeem(ticket), { code: 'not-found' });
    assert.deepEqual(
      audited.map(({ action, actor }) => `${action} ${actor}`),
      ['export:start viewer@aqua', 'export:download viewer@aqua'],
    );
  });

  it('removes files by itself after a day', async () => {
    const { id } = await settled((await exports_.start(acting(), order)).id);
    const file = join(home, 'exports', 'aqua', id);
    clock.advance(DAY - 120_000);
    assert.ok(existsSync(file));
    clock.advance(240_000);
    await gone(file);
    assert.throws(() => exports_.get('aqua', id), { code: 'not-found' });
  });

  it('lets two direct downloads of a tenant run, and four in all', async () => {
    const signal = new AbortController().signal;
    const open: (() => void)[] = [];
    copy = () => new Promise((resolve) => open.push(() => resolve(1)));
    const begin = async (tenant: string): Promise<void> =>
      (await exports_.stream(acting(tenant), order)).pipe({ signal, write: () => undefined });
    const running = [begin('aqua'), begin('aqua')];
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(begin('aqua'), { code: 'rate-limited' });
    running.push(begin('borealis'), begin('cumulus'));
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(begin('delta'), { code: 'rate-limited' });
    for (const end of open) end();
    await Promise.all(running);
    copy = () => Promise.resolve(1);
    await begin('aqua');
  });
});
