import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DEMO_PASSWORD, Product, eventually } from '../../support/product';
import { findings } from './axe';
import { sharedBrowser } from './shared';

const WAIT = { timeout: 30_000 };

describe('the reports page of the product', function () {
  this.timeout(180_000);
  let product: Product;

  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    product = await Product.start();
    const admin = await product.login('admin@aqua');
    await eventually(
      'the flow serves reports',
      async () => (await admin.request('GET', '/api/v1/reports')).ok,
      60_000,
    );
  });
  after(() => product?.dispose());

  async function open(username: string, viewport: { width: number; height: number }): Promise<Page> {
    const page = await (await sharedBrowser())?.newPage({ viewport, serviceWorkers: 'block' });
    assert.ok(page);
    await page.goto(`${product.url}/dashboard/reports`);
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', DEMO_PASSWORD);
    await page.click('button:has-text("Log in")');
    await page.waitForSelector('.rp-pick:has-text("Every day at 06:00, next")', WAIT);
    return page;
  }

  it('has a report made, and opens it in a frame that runs nothing', async () => {
    const page = await open('operator@aqua', { width: 1440, height: 900 });
    await page.click('.rp-run', WAIT);
    await page.click('.rp-made li.is-done button:has-text("Open")', WAIT);
    const frame = page.frameLocator('.rp-reader iframe');
    await frame.locator('h1:has-text("Daily plant report")').waitFor(WAIT);
    const sandbox = await page.getAttribute('.rp-reader iframe', 'sandbox');
    assert.ok(!sandbox?.includes('allow-scripts'));
    await page.click('.rp-reader button:has-text("Close")', WAIT);
    await page.waitForSelector('.rp-reader', { ...WAIT, state: 'hidden' });
    await page.context().close();
  });

  it('lets a viewer read, fits a phone, and axe finds nothing', async () => {
    const viewport = { width: 390, height: 844 };
    const page = await open('viewer@aqua', viewport);
    await page.waitForSelector('.rp-made li.is-done', WAIT);
    assert.equal(await page.locator('.rp-run').count(), 0);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `${width} px`);
    assert.deepEqual(await findings(page), []);
    await page.context().close();
  });
});
