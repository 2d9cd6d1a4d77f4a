import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DEMO_PASSWORD, Product, eventually } from '../../support/product';
import { findings } from './axe';
import { sharedBrowser } from './shared';

const HOUR_MS = 3_600_000;
const WAIT = { timeout: 30_000 };

describe('the page Analytics of the product', function () {
  this.timeout(180_000);
  let product: Product;

  /** Two days of the boiler, every ten minutes, for curves to look at. */
  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    product = await Product.start();
    const admin = await product.login('admin@aqua');
    const begin = Date.now() - 48 * HOUR_MS;
    const lines = Array.from({ length: 48 * 6 }, (_, i) => {
      const at = new Date(begin + (i * HOUR_MS) / 6).toISOString();
      const wave = Math.sin((Math.PI * i) / 72);
      return `boiler-1,supply-temperature,${at},${90 + 4 * wave}\nboiler-1,water-flow,${at},${70 - 9 * wave}`;
    });
    const send = () =>
      fetch(`${product.url}/api/v1/imports?fileName=past.csv`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'text/csv' },
        body: ['unit,sensor,timestamp,value', ...lines].join('\n'),
      });
    await eventually('the flow serves imports', async () => (await send()).status === 202, 30_000);
  });
  after(() => product?.dispose());

  async function open(viewport: { width: number; height: number }): Promise<Page> {
    const browser = await sharedBrowser();
    const context = await browser?.newContext({ viewport, serviceWorkers: 'block' });
    const page = await context?.newPage();
    assert.ok(page);
    await page.goto(`${product.url}/dashboard`);
    await page.fill('[name=username]', 'viewer@aqua');
    await page.fill('[name=password]', DEMO_PASSWORD);
    await page.click('button:has-text("Log in")');
    await page.waitForURL(/overview/, WAIT);
    await page.goto(`${product.url}/dashboard/analytics`);
    await page.waitForSelector('.an-rank li', WAIT);
    return page;
  }

  it('ranks the units, and says what data lacks', async () => {
    const page = await open({ width: 1440, height: 900 });
    await page.waitForSelector('.an-rank h3:has-text("Boiler 1")', WAIT);
    assert.equal(await page.locator('.an-tiles dt').count(), 4);
    await page.waitForSelector('section[aria-labelledby=an-quality] .an-rank li', WAIT);
    await page.context().close();
  });

  it('draws a sensor with its forecast, and what moves together', async () => {
    const page = await open({ width: 1440, height: 900 });
    await page.selectOption('.an-choose select', 'boiler-1/supply-temperature', WAIT);
    await page.waitForSelector('.an-plot .is-band', { ...WAIT, state: 'attached' });
    assert.match((await page.getAttribute('.an-plot svg', 'aria-label')) ?? '', /Supply temperature/);
    await page.waitForSelector('.an-facts dt:has-text("Forecast")', WAIT);
    await page.click('.an-heat button[aria-label^="Supply temperature and Water flow"]', WAIT);
    await page.waitForSelector('p[role=status]:has-text("Supply temperature and Water flow")', WAIT);
    await page.context().close();
  });

  for (const [name, viewport] of [
    ['a desktop', { width: 1440, height: 900 }],
    ['a phone', { width: 390, height: 844 }],
  ] as const)
    it(`fits ${name}, and axe finds nothing`, async () => {
      const page = await open(viewport);
      await page.waitForSelector('.an-heat', WAIT);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `${width} px`);
      assert.deepEqual(await findings(page), []);
      await page.context().close();
    });
});
