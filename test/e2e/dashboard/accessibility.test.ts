import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findings } from './axe';
import { PASSWORD } from './fake-auth';
import { WIDGET, type Harness } from './harness';
import { sharedBrowser, sharedHarness } from './shared';

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

for (const colorScheme of ['light', 'dark'] as const)
  describe(`accessibility (WCAG AA), ${colorScheme}`, function () {
    this.timeout(60_000);
    let harness: Harness;
    let browser: Browser;
    const contexts: BrowserContext[] = [];

    before(async function () {
      const launched = await sharedBrowser();
      // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
      if (!launched) return this.skip();
      browser = launched;
      harness = await sharedHarness();
    });
    afterEach(async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
    });

    async function visit(viewport = DESKTOP): Promise<Page> {
      const context = await browser.newContext({ viewport, colorScheme, serviceWorkers: 'block' });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(`${harness.url}/dashboard`);
      return page;
    }

    async function logIn(page: Page, username: string, password = PASSWORD): Promise<void> {
      await page.fill('[name=username]', username);
      await page.fill('[name=password]', password);
      await page.click('button:has-text("Log in")');
    }

    const tell = (more: object): void =>
      harness.tell(WIDGET.overview, {
        tenant: 'aqua',
        payload: {
          type: 'readings',
          readings: [
            {
              unit: 'boiler-1',
              sensor: 'supply',
              timestamp: Date.now(),
              value: 71.3,
              quality: 'good',
              ...more,
            },
          ],
        },
      });

    it('the login page has no findings', async () => {
      assert.deepEqual(await findings(await visit()), []);
    });

    it('the login page has none when a login was refused', async () => {
      const page = await visit();
      await logIn(page, 'viewer@aqua', 'wrong');
      await page.waitForSelector('[role=alert]');
      harness.auth.forgiveFailures();
      assert.deepEqual(await findings(page), []);
    });

    it('the choice of a plant has none', async () => {
      const page = await visit();
      await logIn(page, 'admin');
      await page.waitForSelector('button:has-text("Aqua Heating")');
      assert.deepEqual(await findings(page), []);
    });

    for (const [what, reading] of [
      ['normal values', {}],
      ['a value out of its limits', { value: 99.9 }],
      ['bad quality', { quality: 'bad', flags: ['sensor-failure'] }],
    ] as const)
      it(`the overview has none with ${what}`, async () => {
        const page = await visit();
        await logIn(page, 'viewer@aqua');
        await page.waitForSelector('.ov-tile');
        tell(reading);
        await page.waitForTimeout(300);
        assert.deepEqual(await findings(page), []);
      });

    it('the overview has none on a phone, with the user’s menu open', async () => {
      const page = await visit(PHONE);
      await logIn(page, 'viewer@aqua');
      await page.waitForSelector('.ov-tile');
      await page.click('.tc-user summary');
      assert.deepEqual(await findings(page), []);
    });
  });
