import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { ExportJob } from '../../../lib/core/transfer';
import { DEMO_PASSWORD, Product, eventually } from '../../support/product';
import { sharedBrowser } from './shared';

describe('the export page of the product', function () {
  this.timeout(120_000);
  let product: Product;
  const complaints: string[] = [];

  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    product = await Product.start();
    const viewer = await product.login('viewer@aqua');
    await eventually('readings', async () => {
      const { items } = await viewer.get<{ items: unknown[] }>('/api/v1/readings/latest');
      return items.length > 20;
    });
  });
  after(() => product?.dispose());
  afterEach(() => assert.deepEqual(complaints.splice(0), [], 'the console stays silent'));

  const open = async (username: string): Promise<Page> => {
    const page = await (await sharedBrowser())?.newPage({ serviceWorkers: 'block', acceptDownloads: true });
    assert.ok(page);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${product.url}/dashboard/export`);
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', DEMO_PASSWORD);
    await page.click('button:has-text("Log in")');
    await page.waitForSelector('.ex-order');
    return page;
  };

  it('takes a unit out from choice to file', async () => {
    const page = await open('viewer@aqua');
    await page.click('.ex-all');
    assert.equal(await page.isDisabled('.ex-start'), true, 'nothing is chosen');
    await page.check('[aria-label="Boiler 1, all sensors"]');
    await page.click('text=NDJSON');
    await page.click('text=Compress');
    await page.click('.ex-start');
    await page.waitForSelector('.ex-list li.is-done');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('.ex-list .is-main')]);
    assert.match(download.suggestedFilename(), /^readings-.*\.ndjson\.gz$/);
    const rows = gunzipSync(await readFile(await download.path()))
      .toString()
      .trimEnd()
      .split('\n');
    assert.ok(rows.length > 10, `${rows.length} rows`);
    assert.ok(rows.every((row) => (JSON.parse(row) as { unit: string }).unit === 'boiler-1'));
    const shown = await page.textContent('.ex-list .ex-foot');
    assert.ok(shown?.includes(`${rows.length.toLocaleString('en-GB')} rows`), shown ?? '');
    // What one has taken out, others of the plant see; other plants do not.
    const other = await open('operator@aqua');
    await other.waitForSelector('.ex-list li.is-done');
    const foreign = await open('viewer@borealis');
    assert.equal(await foreign.locator('.ex-list li').count(), 0);
    await page.click('.ex-list button:has-text("Remove")');
    await other.waitForSelector('.ex-none', { timeout: 40_000 });
    await Promise.all([page.close(), other.close(), foreign.close()]);
  });

  it('means the clock at the plant', async () => {
    const page = await open('operator@aqua');
    await page.fill('.ex-times input >> nth=0', '2026-07-01T12:00:00');
    await page.fill('.ex-times input >> nth=1', '2026-12-01T12:00:00');
    await page.click('.ex-start');
    const operator = await product.login('operator@aqua');
    const job = await eventually('the export', async () => {
      const { items } = await operator.get<{ items: ExportJob[] }>('/api/v1/exports');
      return items[0];
    });
    // Europe/Berlin, in summer and in winter.
    assert.deepEqual([job.from, job.to], ['2026-07-01T10:00:00.000Z', '2026-12-01T11:00:00.000Z']);
    await page.close();
  });

  it('shows in words what was refused', async () => {
    const page = await open('operator@aqua');
    await page.fill('.ex-times input >> nth=0', '1990-01-01T12:00:00');
    await page.click('.ex-start');
    const text = await page.textContent('.ex-fault');
    assert.match(text ?? '', /from.*2000/);
    assert.equal(await page.isDisabled('.ex-start'), false, 'it can be corrected');
    await page.close();
  });

  it('brings a file in for an administrator: first a check, then for good', async () => {
    const page = await open('admin@aqua');
    await page.waitForSelector('.im .ex-order');
    await page.setInputFiles('.im-file', {
      name: 'history.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'unit;sensor;timestamp;value\nboiler-1;supply-temperature;2025-07-01 12:00;71,3\nboiler-1;supply-temperature;2025-07-01 12:01;n/a\n',
      ),
    });
    await page.selectOption('.im-fields select >> nth=0', 'semicolon');
    await page.selectOption('.im-fields select >> nth=1', 'comma');
    await page.click('.im button:has-text("Check only")');
    await page.waitForSelector('.im li.is-done');
    assert.match((await page.textContent('.im li table')) ?? '', /Line 3.*value: "n\/a" is not a number/);
    assert.match((await page.textContent('.im li .ex-foot')) ?? '', /2 lines read, 1 could be stored/);
    await page.click('.im-actions button:has-text("Import")');
    await page.waitForSelector('.im li.is-done >> nth=1');
    assert.match((await page.textContent('.im li .ex-foot')) ?? '', /1 stored, 0 were there already/);
    const viewer = await product.login('viewer@aqua');
    const query = 'unit=boiler-1&sensor=supply-temperature&from=2025-07-01T00:00:00Z&to=2025-07-02T00:00:00Z';
    const { items } = await viewer.get<{ items: { timestamp: string; value: number }[] }>(
      `/api/v1/readings?${query}`,
    );
    // The clock at the plant was two hours ahead of UTC.
    assert.deepEqual(
      items.map(({ timestamp, value }) => `${timestamp} ${value}`),
      ['2025-07-01T10:00:00.000Z 71.3'],
    );
    await page.close();
  });

  it('shows the import to nobody else', async () => {
    const page = await open('operator@aqua');
    await page.waitForTimeout(1000);
    assert.equal(await page.locator('.im').count(), 0);
    await page.close();
    for (const body of ['unit,sensor\n', ''])
      assert.equal(
        (
          await fetch(`${product.url}/api/v1/uploads/AAAAAAAAAAAAAAAAAAAAAA`, {
            method: 'POST',
            headers: { 'content-type': 'text/csv' },
            body,
          })
        ).status,
        404,
      );
  });
});
