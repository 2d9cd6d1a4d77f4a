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

  it('lets an administrator make, preview, change and delete a report by its form', async () => {
    const page = await open('admin@aqua', { width: 1440, height: 900 });
    page.setDefaultTimeout(30_000);
    await page.click('button:has-text("New report")');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('label:has-text("Title") .sh-wrong');
    await page.fill('label:has-text("Title") input', 'Energy of the week');
    await page.selectOption('label:has-text("What is in it") select', 'custom');
    await page.click('label:has-text("Quality of the data") input');
    await page.selectOption('label:has-text("It is made") select', 'own');
    await page.fill('label:has-text("Cron") input', 'every week');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('p.sh-wrong');
    await page.selectOption('label:has-text("It is made") select', 'week');
    await page.selectOption('select:has(option:text-is("Friday"))', 'Friday');
    await page.fill('label:has-text("At,") input', '07:30');
    assert.deepEqual(await findings(page), []);
    await page.click('button:has-text("Save and preview")');
    await page.frameLocator('.rp-reader iframe').locator('h1:has-text("Energy of the week")').waitFor(WAIT);
    await page.click('.rp-reader button:has-text("Close")');
    await page.waitForSelector('.rp-pick:has-text("Energy of the week"):has-text("Friday at 07:30")');

    await page.click('[aria-label="Edit Energy of the week"]');
    assert.equal(await page.inputValue('label:has-text("At,") input'), '07:30');
    await page.selectOption('label:has-text("It is made") select', 'asked');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector(
      '.rp-pick:has-text("Energy of the week"):has-text("Only when it is asked for")',
    );
    await page.click('[aria-label="Edit Energy of the week"]');
    await page.click('button:has-text("Delete the report…")');
    await page.click('.ad-ask .sh-main');
    await page.waitForSelector('.rp-pick:has-text("Energy of the week")', { state: 'detached' });
    await page.context().close();
  });

  it('lets a viewer read, fits a phone, and axe finds nothing', async () => {
    const viewport = { width: 390, height: 844 };
    const page = await open('viewer@aqua', viewport);
    await page.waitForSelector('.rp-made li.is-done', WAIT);
    for (const verb of ['.rp-run', 'button:has-text("New report")', '[aria-label^="Edit "]'])
      assert.equal(await page.locator(verb).count(), 0, verb);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `${width} px`);
    assert.deepEqual(await findings(page), []);
    await page.context().close();
  });
});
